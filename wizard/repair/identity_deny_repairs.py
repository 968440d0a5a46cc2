"""How the caller gets past a Deny of its own policies: another request, else one of the two exempted from it."""

from __future__ import annotations

from wizard.engine.case import Policy
from wizard.engine.decision import LayerVerdict, StatementVerdict
from wizard.engine.frozen import replace
from wizard.repair.callers_policies import named, policy_change, principal_arn, statements, text_of
from wizard.repair.change import Ask, AttachmentChange, Change, InlinePolicyChange
from wizard.repair.exemptions import exempt_caller, exempt_resource
from wizard.repair.option import Option, Situation
from wizard.repair.parties import caller_of, role_arn_of
from wizard.repair.place import conditions, label
from wizard.repair.protected_roles import by_its_owner
from wizard.repair.request_repairs import for_condition
from wizard.repair.session_tag_repairs import without_extras
from wizard.repair.tag_repairs import tag_the_caller, tag_the_role


def deny_options(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    """Ways out of an explicit deny: another request if one is spared, else the role exempted from it."""
    found: list[Option] = []
    for policy, verdict in statements(situation, layer):
        if verdict.effect != "Deny" or verdict.matches is not True:
            continue
        for test in conditions(verdict):
            found += for_condition(situation, test)
            found += (*tag_the_role(situation, test), *tag_the_caller(situation, test, layer.layer))
        found += without_extras(situation, layer.action, "identity_explicit_deny")
        where = f"{label(verdict.sid, verdict.pointer)} of {named(situation, policy)}"
        caller, spared = caller_of(situation.case), _sparing(situation, policy, verdict)
        if spared is not None:
            why = "The Deny stays for everybody else who has the policy."
            found.append(Option(f"Exempt {caller} from {where}", why, (spared,), ("identity_explicit_deny",), rank=2))
        change = _exempted(situation, layer, policy, verdict)
        if change is not None:
            through = f", which comes through group {policy.group}" if policy.group else ""
            title = f"Exempt this role from {where}"
            why = f"The Deny stays for everything else{through}."
            found.append(Option(title, why, (change,), ("identity_explicit_deny",), rank=2))
        elif spared is None and (away := _taken_away(situation, layer, policy, verdict)) is not None:
            found.append(away)
        break
    return tuple(by_its_owner(option, caller_of(situation.case)) for option in found)


def _taken_away(situation: Situation, layer: LayerVerdict, policy: Policy, verdict: StatementVerdict) -> Option | None:
    """A managed policy whose text is not the account's to change: detached; one whose ARN is not known: an ask."""
    caller, text = caller_of(situation.case), text_of(policy)
    if caller is None or policy.kind != "managed":
        return None
    if policy.arn is not None and policy.group is None and policy.source != "group":
        what, why = f"Detach {policy.name} from {caller}", "The policy is AWS's own: its statements cannot be changed."
        if policy.name.startswith("AWSCompromisedKeyQuarantine"):
            why = "AWS put it there because an access key has leaked: replace the keys first."
        change: Change = AttachmentChange(principal_arn(caller), policy.arn, attach=False)
        return Option(what, why, (change,), ("identity_explicit_deny",), rank=2)
    who = f"an administrator of account {caller.account}"
    if policy.arn is not None and ":aws:policy/" in policy.arn:
        what = f"Take {caller} out of the group {policy.group or 'that has ' + policy.name}"
        why = f"{policy.name} is AWS's own, and its statements cannot be changed."
        return Option(what, why, (Ask(who, what, "identity_policy"),), ("identity_explicit_deny",), rank=2)
    after = exempt_resource(text, verdict, role_arn_of(situation.case), layer.action) if text is not None else None
    whom = "this role"
    if after is None and text is not None and caller.named is not None:
        whom, after = str(caller), exempt_caller(text, verdict.pointer, caller.named)
    what = f"Exempt {whom} from {label(verdict.sid, verdict.pointer)} of {policy.name}"
    ask = Ask(who, what, "identity_policy", after, policy.name)
    return Option(what, f"Only {who} can do it.", (ask,), ("identity_explicit_deny",), rank=2)


def _sparing(situation: Situation, policy: Policy, verdict: StatementVerdict) -> Change | None:
    """A Deny that others have as well, without this caller in it."""
    text, caller = text_of(policy), caller_of(situation.case)
    shared = policy.group is not None or policy.kind == "managed" or policy.source == "group"
    if text is None or not shared or caller is None or caller.named is None:
        return None
    return policy_change(situation, policy, exempt_caller(text, verdict.pointer, caller.named))


def _exempted(situation: Situation, layer: LayerVerdict, policy: Policy, verdict: StatementVerdict) -> Change | None:
    text = text_of(policy)
    if text is None:
        return None
    after = exempt_resource(text, verdict, role_arn_of(situation.case), layer.action)
    if after is not None:
        return policy_change(situation, policy, after)
    change = policy_change(situation, policy, text)
    return replace(change, after=None) if isinstance(change, InlinePolicyChange) else None
