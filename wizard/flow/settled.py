"""What a step with nothing left to change says, and what is still to do elsewhere."""

from __future__ import annotations

from wizard.flow.outcome import made_on, outcome
from wizard.flow.parts import numbered
from wizard.flow.session import Session, Step
from wizard.flow.steps import without_edits
from wizard.repair.change import Change

NOTHING = "Nothing to change"

_CURING: tuple[Step, ...] = ("trust", "permissions")


def headline(*, unread: bool, applied: bool = False) -> str:
    """What a step without repairs says first. ``unread``: nobody knows whether it has some; ``applied``: it had."""
    if unread:
        return f"{NOTHING} yet"
    return f"Applied. {NOTHING} here any more" if applied else NOTHING


def settled(session: Session, step: Step, why: str) -> str:
    """What was changed on a step, and how the call stands; ``why`` there was nothing to change, where that is all."""
    made = made_on(session, step)
    if made is None:
        return why
    told = afterwards(session, made.change)
    return told if session.verdict.word == "ALLOWED" or _still_to_do(session) else f"{told} {why}"


def afterwards(session: Session, change: Change) -> str:
    """What a change did, how the call stands, and which step comes next where it is denied still."""
    steps = _still_to_do(session)
    return f"{outcome(session, change)} Still to do: {numbered(steps)}." if steps else outcome(session, change)


def _still_to_do(session: Session) -> tuple[Step, ...]:
    if session.verdict.word == "ALLOWED":
        return ()
    return tuple(step for step in _CURING if without_edits(session, step) == "needs you")
