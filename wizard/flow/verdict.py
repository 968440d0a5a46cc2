"""The verdict of the whole request, in a word, a symbol and a sentence."""

from __future__ import annotations

from typing import Literal

from wizard.engine.decision import Decision, Layer
from wizard.engine.frozen import frozen
from wizard.repair.proof import missing_allow
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
POLICIES: tuple[Layer, ...] = tuple(layer for layer in LAYER_NAMES if layer not in ("request", "profile"))
"""The layers that policies make: what can be given in place of what could not be read."""

LET_THROUGH: tuple[str, str] = "AWS let the call through, whatever could not be read", "AWS let the call through"
"""The same of a call that AWS itself was seen to allow, where what could be read leaves it open."""

FEW = 3
"""Unknowns that a sentence names one by one."""

ALLOWED = "every policy that takes part allows", "every policy allows"
"""How the sentence of a call that is allowed begins, and the brief one."""

SYMBOLS: dict[Word, str] = {"ALLOWED": "✓", "DENIED": "✗", "DEPENDS": "?"}


@frozen
class Verdict:
    """What stands in the verdict line: the word comes first, the symbol repeats it without colour.

    ``briefs``: the sentence where it has one line of 80 columns, the fullest first; none where that is the sentence
    itself.
    """

    word: Word
    symbol: str
    sentence: str
    briefs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.word} {self.symbol} {self.sentence}"

    def within(self, width: int) -> str:
        """The sentence, or where the width has no room for all of it the fullest brief one that it has room for."""
        told = self.sentence, *self.briefs
        return next((each for each in told if len(each) <= width), told[-1])


def verdict(decision: Decision, *, denied: bool = False, call: str = "the call") -> Verdict:
    """The verdict of a decision. ``denied``: AWS itself has refused the call already. ``call``: what it is called."""
    if decision.outcome == "allowed":
        sentence, brief = (f"{allows} {call}" for allows in ALLOWED)
        return Verdict("ALLOWED", SYMBOLS["ALLOWED"], sentence, (brief,))
    if decision.outcome == "depends":
        first = "AWS denied it; open: " if denied else "hangs on "
        names = unknowns_named(decision.depends_on)
        briefs = f"{first}{joined(names)}", f"{first}{_first_and_more(names)}"
        return Verdict("DEPENDS", SYMBOLS["DEPENDS"], _open(decision, denied=denied), briefs)
    how, names = _how(decision), layer_names(decision.blocked_by)
    return Verdict("DENIED", SYMBOLS["DENIED"], f"{how} {joined(names)}", (f"{how} {_first_and_more(names)}",))


def side_limit(decision: Decision) -> str:
    """What on the caller's side does not allow the call, and stops it unless the trust policy grants past it."""
    for layer in decision.layers:
        if layer.allows is False and layer.must_allow is None:
            return (
                f"Nothing in {LAYER_NAMES[layer.layer]} allows {layer.action} on this role: the call passes only where"
                " the trust policy names the caller itself."
            )
    return ""


def _open(decision: Decision, *, denied: bool) -> str:
    """How far the call is allowed, and what is not known. Nothing unread passes for allowed."""
    unread = still_open(decision.depends_on)
    if denied:
        return f"AWS denied it; why is open: {unread}"
    allowing = (layer for layer in decision.layers if layer.must_allow and layer.allows)
    there = tuple(dict.fromkeys(layer.layer for layer in allowing if layer.policies))  # a layer without any lets pass
    if not there:
        return f"nothing that could be read decides it; open: {unread}"
    if missing_allow(decision):
        return f"allowed by {joined(layer_names(there))}; open: {unread}"
    return f"allowed by everything that could be read; open: {unread}"


def still_open(unknowns: tuple[str, ...]) -> str:
    """Unknowns in words, the likeliest to matter first; of many the first two and how many more."""
    names = unknowns_named(unknowns)
    return joined(names if len(names) <= FEW else (*names[:2], f"{len(names) - 2} more"))


def _first_and_more(names: tuple[str, ...]) -> str:
    return joined(names if len(names) < 2 else (names[0], f"{len(names) - 1} more"))


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
        return "stopped by a fault in"
    if decision.outcome == "invalid_request":
        return "AWS refuses to decide it: a fault in"
    return "not allowed by"
