"""What AWS answered, weighed against what the facts say: the order of causes, and contradictions."""

from __future__ import annotations

import re
from functools import lru_cache

from wizard.engine.case import Case
from wizard.engine.decision import Decision, Layer, LayerVerdict
from wizard.repair.cause import Cause
from wizard.repair.parties import Party, party
from wizard.repair.place import cause

RECENT = 300
"""Seconds after a change during which a denial may be IAM's eventual consistency."""

_DENIED_CODES = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_USER = re.compile(r"User:\s*(arn:[^\s*]+)\s+is\s+not\s+authorized")
_DENIAL = re.compile(r"not\s+authorized|access\s*denied", re.IGNORECASE)

_LAYER_NAMES: dict[str, Layer] = {
    "trust policy": "trust_policy",
    "identity policies": "identity_policy",
    "permissions boundary": "permissions_boundary",
    "session policies": "session_policy",
    "service control policies": "service_control_policy",
    "resource control policies": "resource_control_policy",
    "vpc endpoint policies": "vpc_endpoint_policy",
}
_DENY_CAUSE: dict[Layer, tuple[str, str]] = {
    "trust_policy": ("trust_explicit_deny", "trust_principal_missing"),
    "identity_policy": ("identity_explicit_deny", "identity_allow_missing"),
    "permissions_boundary": ("boundary_explicit_deny", "boundary_allow_missing"),
    "session_policy": ("session_policy_explicit_deny", "session_policy_allow_missing"),
    "service_control_policy": ("scp_explicit_deny", "scp_allow_missing"),
    "resource_control_policy": ("rcp_explicit_deny", "rcp_explicit_deny"),
    "vpc_endpoint_policy": ("vpc_endpoint_policy_denied", "vpc_endpoint_policy_denied"),
}


def denied(case: Case) -> bool:
    """Whether AWS answered that access is denied."""
    seen = case.observed
    if seen is None:
        return False
    if seen.error_code is not None:
        return seen.error_code in _DENIED_CODES
    return seen.error_message is not None and _DENIAL.search(seen.error_message) is not None


def observed_caller(case: Case) -> Party | None:
    """Who called, by AWS's own words."""
    match = _USER.search(case.observed.error_message or "") if case.observed else None
    return party(match[1]) if match else None


def layer_hint(case: Case) -> tuple[Layer, bool] | None:
    """The layer that AWS's message names, and whether by an explicit deny."""
    return _hint(case.observed.error_message or "") if case.observed else None


@lru_cache(maxsize=256)
def _hint(message: str) -> tuple[Layer, bool] | None:
    text = " ".join(message.split()).lower()
    explicit = "explicit deny" in text
    match = re.search(r"(?:explicit deny in|because no)\s+(?:an?|the)?\s*(.+)", text)
    if match is None:
        return None
    words = match[1]
    table: tuple[tuple[str, Layer], ...] = (
        ("vpc endpoint", "vpc_endpoint_policy"),
        ("identity-based", "identity_policy"),
        ("resource-based", "trust_policy"),
        ("role trust", "trust_policy"),
        ("permissions boundary", "permissions_boundary"),
        ("session", "session_policy"),
        ("service control", "service_control_policy"),
        ("resource control", "resource_control_policy"),
    )
    found = [(words.find(name), layer) for name, layer in table if name in words]
    return (min(found)[1], explicit) if found else None


def weighed(causes: list[Cause], case: Case) -> list[Cause]:
    """The causes of the layer that AWS named first; the call's own faults stay ahead of them."""
    hint = layer_hint(case)
    if hint is None:
        return causes
    return sorted(causes, key=lambda one: (one.layer not in ("request", "profile"), one.layer != hint[0]))


def contradictions(case: Case, decision: Decision) -> list[Cause]:
    """RW400 or RW401 where AWS denies and what could be read does not."""
    if not denied(case):
        return []
    hint = layer_hint(case)
    explained = decision.outcome in ("implicit_deny", "explicit_deny", "invalid_request")
    if explained and (hint is None or hint[0] in decision.blocked_by or _known_open(decision, hint[0]) is None):
        return []
    found: list[Cause] = []
    changed = case.role.changed_seconds_ago if case.role is not None else None
    if changed is not None and changed <= RECENT and decision.outcome == "allowed":
        message = f"What was read allows the call, and a policy changed {changed} seconds ago: AWS may not know it yet."
        found.append(cause("not_yet_propagated", "request", message))
        return found
    found.append(_hidden(decision, hint, explained))
    if hint is not None and hint[0] in _DENY_CAUSE:
        name = _DENY_CAUSE[hint[0]][0 if hint[1] else 1]
        found.append(cause(name, hint[0], "AWS's message names it; the policy itself could not be read."))
    return found


def _known_open(decision: Decision, layer: Layer) -> LayerVerdict | None:
    """The layer AWS named, where the facts say that it does not block."""
    return next((one for one in decision.layers if one.layer == layer and one.blocks is not True), None)


def _hidden(decision: Decision, hint: tuple[Layer, bool] | None, explained: bool) -> Cause:
    layer: Layer = hint[0] if hint else _first_unknown(decision)
    unread = ", ".join(decision.depends_on) or "a policy that was not read"
    if hint is not None:
        kind = "an explicit deny in" if hint[1] else "no allow in"
        message = f"AWS names {kind} the {layer.replace('_', ' ')}, which could not be read or says otherwise."
    elif explained:
        message = "AWS's answer does not fit what was read."
    elif decision.outcome == "allowed":
        message = "AWS denies what every policy that was read allows: one that was not read, or has changed, denies it."
    else:
        message = f"AWS denies, and what was read does not say why; unread: {unread}."
    return cause("hidden_policy", layer, message)


def _first_unknown(decision: Decision) -> Layer:
    for one in decision.layers:
        if one.blocks is None:
            return one.layer
    return "request"
