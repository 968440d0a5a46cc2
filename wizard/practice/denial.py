"""The sentence that AWS gives with a denial, bare or with the reason behind it."""

from __future__ import annotations

from wizard.engine.decision import Decision, Layer, LayerVerdict

_KINDS: dict[Layer, tuple[str, str]] = {
    "resource_control_policy": ("no resource control policy", "a resource control policy"),
    "service_control_policy": ("no service control policy", "a service control policy"),
    "vpc_endpoint_policy": ("no VPC endpoint policy", "a VPC endpoint policy"),
    "trust_policy": ("no resource-based policy", "a resource-based policy"),
    "identity_policy": ("no identity-based policy", "an identity-based policy"),
    "permissions_boundary": ("no permissions boundary", "a permissions boundary"),
    "session_policy": ("no session policy", "a session policy"),
}
"""In the order in which AWS names the one policy type that it names."""


def sentence(caller_arn: str, action: str, resource: str, reason: str = "") -> str:
    """``User: … is not authorized to perform: … on resource: …``, with the reason if there is one."""
    return f"User: {caller_arn} is not authorized to perform: {action} on resource: {resource}{reason}"


def missing(layer: Layer, action: str) -> str:
    """The reason where nothing allows it."""
    return f" because {_KINDS[layer][0]} allows the {action} action"


def forbidden(layer: Layer) -> str:
    """The reason where something denies it."""
    return f" with an explicit deny in {_KINDS[layer][1]}"


def denial(caller_arn: str, role_arn: str, decision: Decision, with_reason: bool) -> str:
    """The sentence for a role that may not be assumed. A role that does not exist is denied in the same words."""
    found = _first(decision)
    action = found.action if found else "sts:AssumeRole"
    reason = ""
    if with_reason and found is not None:
        reason = forbidden(found.layer) if found.denies else missing(found.layer, action)
    return sentence(caller_arn, action, role_arn, reason)


def _first(decision: Decision) -> LayerVerdict | None:
    """The verdict that AWS reports: explicit denies first, then missing allows, in the order of the table."""
    order = list(_KINDS)
    blocking = [verdict for verdict in decision.layers if verdict.blocks is not False and verdict.layer in _KINDS]
    return min(
        blocking,
        key=lambda verdict: (not verdict.denies, verdict.action != "sts:AssumeRole", order.index(verdict.layer)),
        default=None,
    )
