"""Why a layer that only limits refuses: boundary, session policy, SCP, RCP, VPC endpoint policy.

("Policy evaluation logic", "Service control policies", "Resource control policies", "VPC endpoint policies")
"""

from __future__ import annotations

from wizard.engine.case import Case, Policy, Unknown
from wizard.engine.decision import Layer, LayerVerdict, PolicyVerdict, StatementVerdict, Truth
from wizard.engine.document import Document
from wizard.repair.cause import Cause
from wizard.repair.held_policies import policy_of
from wizard.repair.parties import caller_of
from wizard.repair.place import cause, label
from wizard.repair.trust_causes import curable

NAMES: dict[Layer, tuple[str, str]] = {
    "permissions_boundary": ("boundary_explicit_deny", "boundary_allow_missing"),
    "session_policy": ("session_policy_explicit_deny", "session_policy_allow_missing"),
    "service_control_policy": ("scp_explicit_deny", "scp_allow_missing"),
    "resource_control_policy": ("rcp_explicit_deny", "rcp_explicit_deny"),
    "vpc_endpoint_policy": ("vpc_endpoint_policy_denied", "vpc_endpoint_policy_denied"),
}
"""The causes of a Deny and of a missing Allow, by layer."""

WORDS: dict[Layer, str] = {
    "permissions_boundary": "permissions boundary",
    "session_policy": "session policy",
    "service_control_policy": "service control policy",
    "resource_control_policy": "resource control policy",
    "vpc_endpoint_policy": "VPC endpoint policy",
}


def denial_causes(case: Case, layer: LayerVerdict, truth: Truth = True) -> list[Cause]:
    """The Deny statements of the layer that match (with ``truth`` None: that may)."""
    found: list[Cause] = []
    for verdict in layer.policies:
        policy = policy_of(case, layer.layer, verdict)
        for statement in verdict.statements:
            if statement.effect == "Deny" and statement.matches is truth:
                found.append(_denial(layer, verdict, policy, statement))
                found += curable(statement, layer, verdict.name, policy.document if policy else None)
    return found


def allow_causes(case: Case, layer: LayerVerdict) -> list[Cause]:
    """Which policy (and, for SCPs, which level) allows nothing that fits."""
    name, words = NAMES[layer.layer][1], WORDS[layer.layer]
    empty = [verdict for verdict in layer.policies if not _allows(verdict)]
    count = level_count(case, layer.layer)
    if count:
        found = []
        for level, at in silent_levels(case, layer):
            message = f"No {words} at {level_name(level, count)} allows {layer.action}"
            message += f": {_names(at)}." if at else ": none is attached there."
            found.append(_cause(case, name, layer, at[0], message) if at else cause(name, layer.layer, message))
        return found
    if not empty:
        return [cause(name, layer.layer, f"No {words} allows {layer.action}.")]
    who = caller_of(case)
    message = f"The {words} {_names(empty)} of {who or 'this call'} does not allow {layer.action}."
    if layer.layer == "vpc_endpoint_policy":
        message = f"The VPC endpoint's policy {_names(empty)} does not allow {layer.action} on this role."
    return [_cause(case, name, layer, empty[0], message)]


def level_count(case: Case, layer: Layer) -> int:
    """How many levels a layer has; 0 where it has none, or they are unknown."""
    held: object = None
    if layer == "service_control_policy" and case.caller is not None:
        held = case.caller.service_control_policies
    elif layer == "resource_control_policy" and case.role is not None:
        held = case.role.resource_control_policies
    return len(held) if isinstance(held, tuple) else 0


def silent_levels(case: Case, layer: LayerVerdict) -> list[tuple[int, list[PolicyVerdict]]]:
    """The levels on which no policy allows, with the policies there."""
    found = []
    for level in range(level_count(case, layer.layer)):
        at = [verdict for verdict in layer.policies if verdict.level == level]
        if not any(_allows(verdict) for verdict in at):
            found.append((level, at))
    return found


def level_name(level: int, levels: int) -> str:
    """How to speak of a level of the organization."""
    if level == 0:
        return "the organization's root"
    return "the account" if level == levels - 1 else f"level {level + 1} (an organizational unit)"


def _denial(layer: LayerVerdict, verdict: PolicyVerdict, policy: Policy | None, statement: StatementVerdict) -> Cause:
    words = WORDS[layer.layer]
    message = f"The {words} {verdict.name} denies {layer.action} in {label(statement.sid, statement.pointer)}."
    document: Document | Unknown | None = policy.document if policy else None
    return cause(
        NAMES[layer.layer][0],
        layer.layer,
        message,
        policy=verdict.name,
        document=document,
        pointer=statement.pointer,
    )


def _cause(case: Case, name: str, layer: LayerVerdict, verdict: PolicyVerdict, message: str) -> Cause:
    policy = policy_of(case, layer.layer, verdict)
    document = policy.document if policy else None
    pointer = "" if isinstance(document, Document) else None
    return cause(name, layer.layer, message, policy=verdict.name, document=document, pointer=pointer)


def _allows(verdict: PolicyVerdict) -> bool:
    if not verdict.readable:
        return True
    return any(statement.effect == "Allow" and statement.matches is not False for statement in verdict.statements)


def _names(verdicts: list[PolicyVerdict]) -> str:
    return ", ".join(verdict.name for verdict in verdicts)
