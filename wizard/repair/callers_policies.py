"""The policies that the caller has: what their statements said, whose each is, and how its text is changed."""

from __future__ import annotations

from wizard.engine.case import Policy
from wizard.engine.decision import LayerVerdict, StatementVerdict
from wizard.engine.document import Document
from wizard.repair.change import Ask, Change, InlinePolicyChange, ManagedPolicyChange
from wizard.repair.held_policies import policy_of
from wizard.repair.option import Situation
from wizard.repair.parties import Party, caller_of
from wizard.repair.place import label


def statements(situation: Situation, layer: LayerVerdict) -> list[tuple[Policy, StatementVerdict]]:
    """Every statement that the layer looked at, with the policy that it stands in."""
    return [
        (policy, statement)
        for verdict in layer.policies
        if (policy := policy_of(situation.case, layer.layer, verdict)) is not None
        for statement in verdict.statements
    ]


def held(situation: Situation) -> tuple[Policy, ...]:
    """All that were read."""
    policies = situation.case.caller.identity_policies if situation.case.caller is not None else ()
    return policies if isinstance(policies, tuple) else ()


def where(situation: Situation, policy: Policy, verdict: StatementVerdict) -> str:
    """The policy, and which of its statements, where there are several."""
    several = isinstance(policy.document, Document) and len(policy.document.statements) > 1
    name = named(situation, policy)
    return f"{label(verdict.sid, verdict.pointer)} of {name}" if several else name


def named(situation: Situation, policy: Policy) -> str:
    """The policy's name; where the caller has another so named, with what tells the two apart."""
    if sum(one.name == policy.name for one in held(situation)) < 2:
        return policy.name
    if policy.group is not None:
        return f"{policy.name} of group {policy.group}"
    return f"the {policy.kind} policy {policy.name}" if policy.kind is not None else policy.name


def principal_arn(caller: Party) -> str:
    """Whose policies are changed for this caller: its own, or its role's."""
    return caller.named or f"arn:{caller.partition}:iam::{caller.account}:role/{caller.name}"


def policy_change(situation: Situation, policy: Policy, after: str) -> Change | None:
    """The change of a policy the caller has, or an ask where AWS owns it or nobody can tell whose it is."""
    caller = caller_of(situation.case)
    if caller is None:
        return None
    text = text_of(policy)
    if policy.kind == "managed":
        if policy.arn is None or ":aws:policy/" in policy.arn:
            return None
        return ManagedPolicyChange(policy.arn, principal_arn(caller), text, after)
    principal = principal_arn(caller)
    if policy.group is not None:
        principal = f"arn:{caller.partition}:iam::{caller.account}:group/{policy.group}"
    elif policy.source == "group":
        who = f"an administrator of account {caller.account}"
        return Ask(who, f"Change the group's policy {policy.name}", "identity_policy", after, policy.name)
    return InlinePolicyChange(principal, policy.name, text, after)


def text_of(policy: Policy) -> str | None:
    """A policy's text; None where it was not read, or is none that can be edited."""
    return policy.document.text if isinstance(policy.document, Document) and policy.document.parses else None
