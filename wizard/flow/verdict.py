"""The verdict of the whole request, in a word, a symbol and a sentence."""

from __future__ import annotations

from typing import Literal

from wizard.engine.decision import Decision, Layer
from wizard.engine.frozen import frozen

Word = Literal["ALLOWED", "DENIED", "DEPENDS"]

LAYER_NAMES: dict[Layer, str] = {
    "request": "the request",
    "trust_policy": "the trust policy",
    "identity_policy": "the caller's permissions",
    "permissions_boundary": "the permissions boundary",
    "session_policy": "the session policy",
    "service_control_policy": "a service control policy",
    "resource_control_policy": "a resource control policy",
    "vpc_endpoint_policy": "a VPC endpoint policy",
    "profile": "the profile",
}

UNKNOWN_NAMES: dict[str, str] = {
    "caller.identity_policies": "the caller's policies",
    "caller.permissions_boundary": "the caller's permissions boundary",
    "caller.session_policies": "the session policy",
    "caller.service_control_policies": "service control policies",
    "caller.arn": "who calls",
    "caller.role_arn": "the role behind the caller's session",
    "caller.credentials": "the kind of credentials",
    "caller.tags": "the caller's tags",
    "caller.organization_id": "the caller's organization",
    "role.trust_policy": "the trust policy",
    "role.resource_control_policies": "resource control policies",
    "role.max_session_duration": "the role's longest session",
    "role.exists": "whether the role exists",
    "role.tags": "the role's tags",
    "vpc_endpoint_policies": "VPC endpoint policies",
    "request.mfa_authenticated": "whether MFA was used",
}

SYMBOLS: dict[Word, str] = {"ALLOWED": "✓", "DENIED": "✗", "DEPENDS": "?"}


@frozen
class Verdict:
    """What stands in the verdict line: the word comes first, the symbol repeats it without colour."""

    word: Word
    symbol: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.word} {self.symbol} {self.sentence}"


def verdict(decision: Decision, *, open_layers: tuple[str, ...] = ()) -> Verdict:
    """The verdict of a decision. ``open_layers``: unknowns that nobody here can read."""
    if decision.outcome == "allowed":
        return Verdict("ALLOWED", SYMBOLS["ALLOWED"], "every policy that takes part allows the call")
    if decision.outcome == "depends":
        unread = open_layers or unknowns_named(decision.depends_on)
        return Verdict(
            "DEPENDS",
            SYMBOLS["DEPENDS"],
            f"allowed by everything that could be read; open: {joined(unread)}",
        )
    return Verdict("DENIED", SYMBOLS["DENIED"], f"{_how(decision)} {joined(layer_names(decision.blocked_by))}")


def layer_names(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    """Layers as people call them."""
    return tuple(LAYER_NAMES[layer] for layer in layers)


def unknowns_named(names: tuple[str, ...]) -> tuple[str, ...]:
    """Unknowns as people call them; a context key stays as it is."""
    return tuple(UNKNOWN_NAMES.get(name, name) for name in names)


def joined(words: tuple[str, ...]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _how(decision: Decision) -> str:
    if decision.outcome == "explicit_deny":
        return "refused outright by"
    if decision.blocked_by == ("profile",):
        return "no call comes about: a fault in"
    if decision.outcome == "invalid_request":
        return "AWS refuses to decide it: a fault in"
    return "not allowed by"
