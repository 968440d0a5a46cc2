"""The verdict of the whole request, in a word, a symbol and a sentence."""

from __future__ import annotations

from typing import Literal

from wizard.engine.decision import Decision, Layer
from wizard.engine.frozen import frozen
from wizard.repair.unknowns import unknowns_named

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

FEW = 3
"""Unknowns that a sentence names one by one."""

SYMBOLS: dict[Word, str] = {"ALLOWED": "✓", "DENIED": "✗", "DEPENDS": "?"}


@frozen
class Verdict:
    """What stands in the verdict line: the word comes first, the symbol repeats it without colour."""

    word: Word
    symbol: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.word} {self.symbol} {self.sentence}"


def verdict(decision: Decision, *, denied: bool = False) -> Verdict:
    """The verdict of a decision. ``denied``: AWS itself has refused the call already."""
    if decision.outcome == "allowed":
        return Verdict("ALLOWED", SYMBOLS["ALLOWED"], "every policy that takes part allows the call")
    if decision.outcome == "depends":
        unread = still_open(decision.depends_on)
        if denied:
            sentence = f"AWS denied it; why is open: {unread}"
        elif any(layer.must_allow and layer.allows for layer in decision.layers):
            sentence = f"allowed by everything that could be read; open: {unread}"
        else:
            sentence = f"nothing that could be read decides it; open: {unread}"
        return Verdict("DEPENDS", SYMBOLS["DEPENDS"], sentence)
    return Verdict("DENIED", SYMBOLS["DENIED"], f"{_how(decision)} {joined(layer_names(decision.blocked_by))}")


def still_open(unknowns: tuple[str, ...]) -> str:
    """Unknowns in words, the likeliest to matter first; of many the first two and how many more."""
    names = unknowns_named(unknowns)
    return joined(names if len(names) <= FEW else (*names[:2], f"{len(names) - 2} more"))


def layer_names(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    """Layers as people call them."""
    return tuple(LAYER_NAMES[layer] for layer in layers)


def joined(words: tuple[str, ...], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; ``last``: the word before the last one."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _how(decision: Decision) -> str:
    if decision.outcome == "explicit_deny":
        return "refused outright by"
    if decision.blocked_by == ("profile",):
        return "no call comes about: a fault in"
    if decision.outcome == "invalid_request":
        return "AWS refuses to decide it: a fault in"
    return "not allowed by"
