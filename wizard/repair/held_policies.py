"""The policies that a case holds of a layer: the one that gave a verdict, and the one that an ask is about."""

from __future__ import annotations

from wizard.engine.case import Caller, Case, Policy, Role
from wizard.engine.decision import Layer, PolicyVerdict
from wizard.engine.document import Document
from wizard.repair.change import Ask


def policy_of(case: Case, layer: Layer, verdict: PolicyVerdict) -> Policy | None:
    """The policy that a verdict is about; None where it could not be read."""
    held = _held(case, layer, verdict.level)
    found = held[verdict.index] if verdict.index < len(held) else None
    return found if isinstance(found, Policy) else None


def asked_of(case: Case, ask: Ask) -> Policy | None:
    """The policy that an ask wants changed; None where it wants a further one, or that could not be read."""
    held = (one for one in _held(case, ask.layer, ask.level) if isinstance(one, Policy))
    return next((one for one in held if one.name == ask.policy), None)


def replaced(case: Case, ask: Ask) -> str | None:
    """The text in whose place the document of an ask goes."""
    policy = asked_of(case, ask)
    return policy.document.text if policy is not None and isinstance(policy.document, Document) else None


def _held(case: Case, layer: Layer, level: int | None) -> tuple[object, ...]:
    """What a layer holds: on one of its levels, where one is named and it has such; nothing where it is unknown."""
    caller, role = case.caller or Caller(""), case.role or Role()
    held: object = ()
    match layer:
        case "identity_policy":
            held = caller.identity_policies
        case "permissions_boundary":
            held = (caller.permissions_boundary,)
        case "session_policy":
            held = caller.session_policies
        case "vpc_endpoint_policy":
            held = case.vpc_endpoint_policies
        case "service_control_policy":
            held = _on_level(caller.service_control_policies, level)
        case "resource_control_policy":
            held = _on_level(role.resource_control_policies, level)
    return held if isinstance(held, tuple) else ()


def _on_level(levels: object, level: int | None) -> object:
    if not isinstance(levels, tuple):
        return ()
    return tuple(policy for at, there in enumerate(levels) if level in (None, at) for policy in there)
