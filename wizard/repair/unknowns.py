"""Unknowns as people call them, the likeliest to matter first."""

from __future__ import annotations

from collections.abc import Iterable

_NAMES: dict[str, str] = {
    "request": "which role is meant",
    "role.exists": "whether the role exists",
    "role.trust_policy": "the trust policy",
    "caller": "who calls",
    "caller.arn": "who calls",
    "caller.role_arn": "the role behind the caller's session",
    "caller.credentials": "the kind of credentials",
    "caller.identity_policies": "the caller's policies",
    "caller.service_control_policies": "service control policies",
    "caller.permissions_boundary": "the caller's permissions boundary",
    "caller.session_policies": "the session policy",
    "role.resource_control_policies": "resource control policies",
    "vpc_endpoint_policies": "VPC endpoint policies",
    "caller.tags": "the caller's tags",
    "caller.organization_id": "the caller's organization",
    "role.max_session_duration": "the role's longest session",
    "role.tags": "the role's tags",
    "request.mfa_authenticated": "whether MFA was used",
}
_ORDER = {name: place for place, name in enumerate(_NAMES)}


def unknowns_named(names: Iterable[str]) -> tuple[str, ...]:
    """The unknowns in words, each once; a context key stays as it is."""
    # What follows a colon says which part of the policies is unread.
    whole = sorted((name.partition(": ")[0] for name in names), key=lambda name: _ORDER.get(name, len(_ORDER)))
    return tuple(dict.fromkeys(_NAMES.get(name, name) for name in whole))
