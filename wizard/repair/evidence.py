"""What AWS answered, weighed against what the facts say: the order of causes, and contradictions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from wizard.engine.arn import parse_arn
from wizard.engine.case import Case
from wizard.engine.decision import Decision, Layer, LayerVerdict
from wizard.engine.typed import TYPE_CHECKING
from wizard.repair.cause import Cause
from wizard.repair.parties import Party, party
from wizard.repair.place import cause

if TYPE_CHECKING:
    from wizard.repair.error_text import ErrorReading

RECENT = 300
"""Seconds after a change during which a denial may be IAM's eventual consistency."""

_DENIED_CODES = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_DENIAL = r"(?i)not\s+authorized|access\s*denied"


def denied(case: Case) -> bool:
    """Whether AWS answered that access is denied."""
    seen = case.observed
    if seen is None:
        return False
    if seen.error_code in _DENIED_CODES:
        return True
    if seen.error_code is not None:  # a service may give a denial a code of its own
        said = said_by_aws(case)
        return said is not None and said.action is not None
    return seen.error_message is not None and re.search(_DENIAL, seen.error_message) is not None


def observed_caller(case: Case) -> Party | None:
    """Who called, by AWS's own words; None, too, where they were made illegible."""
    said = said_by_aws(case)
    arn = parse_arn(said.caller_arn) if said is not None and said.caller_arn else None
    return party(str(arn)) if arn is not None and not arn.account_hidden else None


def said_by_aws(case: Case) -> ErrorReading | None:
    """AWS's own words, read; each text once."""
    return _read(case.observed.error_message or "") if case.observed is not None else None


@lru_cache(maxsize=64)
def _read(message: str) -> ErrorReading | None:
    from wizard.repair.error_text import read_errors  # its tables cost more than a whole diagnosis

    return next(iter(read_errors(message)), None) if message else None


def layer_named(case: Case) -> Layer | None:
    """The kind of policy that AWS's message names."""
    said = said_by_aws(case)
    return said.layer_hint if said is not None and said.layer_hint != "request" else None


def names_missing_allow(case: Case) -> bool:
    """Whether AWS itself said that no identity-based policy allows the call."""
    said = said_by_aws(case)
    return said is not None and "identity_allow_missing" in said.causes


def weighed(causes: list[Cause], case: Case) -> list[Cause]:
    """The causes of the layer that AWS named first; the call's own faults stay ahead of them."""
    named = layer_named(case)
    if named is None:
        return causes
    return sorted(causes, key=lambda one: (one.layer not in ("request", "profile"), one.layer != named))


def one_sided(case: Case, layers: Iterable[LayerVerdict]) -> tuple[LayerVerdict, ...]:
    """What of the caller's side allows nothing, where AWS denies and only an unread trust policy could do without.

    None where AWS itself names a policy.
    """
    if not denied(case) or layer_named(case) is not None:
        return ()
    return tuple(layer for layer in layers if layer.must_allow is None and layer.allows is False)


def contradictions(case: Case, decision: Decision) -> list[Cause]:
    """RW400 or RW401 where AWS denies and what could be read does not."""
    if not denied(case):
        return []
    named = layer_named(case)
    refused = decision.outcome in ("implicit_deny", "explicit_deny", "invalid_request")
    if refused and (named is None or named in decision.blocked_by):
        return []
    if decision.outcome == "depends" and named is None and not any(map(_is_policy, decision.depends_on)):
        return []
    found: list[Cause] = []
    changed = case.role.changed_seconds_ago if case.role is not None else None
    if changed is not None and changed <= RECENT and not refused:
        message = f"What was read allows the call, and a policy changed {changed} seconds ago: AWS may not know it yet."
        found.append(cause("not_yet_propagated", "request", message))
        if decision.outcome == "allowed":
            return found
    said = said_by_aws(case)
    told = said.causes[0] if named is not None and said is not None and said.causes else None
    found.append(_hidden(case, decision, named, told=told is not None))
    if named is not None and told is not None:
        how = "a statement of it denies the call" if _explicit(case) else "nothing in it allows the call"
        found.append(cause(told, named, f"AWS's message names the {named.replace('_', ' ')}: {how}."))
    return found


def _explicit(case: Case) -> bool:
    return case.observed is not None and "explicit" in (case.observed.error_message or "")


def _hidden(case: Case, decision: Decision, named: Layer | None, *, told: bool) -> Cause:
    """``told``: a cause of its own says which policy AWS names."""
    layer: Layer = named or _first_unknown(decision)
    if told:
        message = "AWS denies, and what could be read does not refuse the call."
    elif named is not None:
        message = f"AWS names the {named.replace('_', ' ')}, and what could be read of it does not refuse the call."
    elif decision.outcome == "allowed":
        message = (
            "AWS denies what every policy that was read allows: one that was not read denies it, or its answer is "
            "older than what was read."
        )
    else:
        from wizard.repair.unknowns import unknowns_named  # when it is needed, so that `check` starts sooner

        said = one_sided(case, decision.layers)
        why = "AWS denies" if said else "AWS denies, and what was read does not say why"
        message = f"{why}; unread: {_few(unknowns_named(decision.depends_on))}."
    return cause("hidden_policy", layer, message)


def _few(names: tuple[str, ...]) -> str:
    """The likeliest to matter, and how many more."""
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"


def _is_policy(unknown: str) -> bool:
    return "polic" in unknown or "boundary" in unknown


_LIKELY: tuple[Layer, ...] = (
    "trust_policy",
    "identity_policy",
    "service_control_policy",
    "permissions_boundary",
    "session_policy",
    "resource_control_policy",
    "vpc_endpoint_policy",
)
"""Which unread policy is at fault most often."""


def open_layers(decision: Decision) -> frozenset[Layer]:
    """The layers of which it is unknown whether they refuse."""
    return frozenset(one.layer for one in decision.layers if one.blocks is None)


def _first_unknown(decision: Decision) -> Layer:
    unknown = open_layers(decision)
    return next((layer for layer in _LIKELY if layer in unknown), "request")
