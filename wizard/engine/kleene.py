"""Three-valued logic that remembers why: a truth, and the unknowns on which it rests where it is unknown."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.engine.decision import Truth
from wizard.engine.frozen import frozen
from wizard.engine.typed import Final

_NONE: Final[frozenset[str]] = frozenset()


@frozen
class Reasoned:
    """A truth; ``unknowns`` is empty unless the truth is None."""

    truth: Truth
    unknowns: frozenset[str] = _NONE


TRUE: Final = Reasoned(True)
FALSE: Final = Reasoned(False)


def unknown(*names: str) -> Reasoned:
    """Unknown, for want of these."""
    return Reasoned(None, frozenset(names))


def every(parts: Iterable[Reasoned]) -> Reasoned:
    """Kleene's and: one False decides."""
    unknowns = _NONE
    truth: Truth = True
    for part in parts:
        if part.truth is False:
            return FALSE
        if part.truth is None:
            truth = None
            unknowns |= part.unknowns
    return TRUE if truth else Reasoned(None, unknowns)


def either(parts: Iterable[Reasoned]) -> Reasoned:
    """Kleene's or: one True decides."""
    unknowns = _NONE
    truth: Truth = False
    for part in parts:
        if part.truth is True:
            return TRUE
        if part.truth is None:
            truth = None
            unknowns |= part.unknowns
    return FALSE if truth is False else Reasoned(None, unknowns)


def opposite(part: Reasoned) -> Reasoned:
    """Kleene's not."""
    if part.truth is None:
        return part
    return FALSE if part.truth else TRUE
