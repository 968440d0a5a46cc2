"""What `check` says of one case, whatever the form that it is printed in."""

from __future__ import annotations

from wizard.engine.frozen import frozen
from wizard.engine.typed import Literal, cast

Standing = Literal["as wished", "denied", "undecided", "unexpected", "unreadable"]


@frozen
class Answer:
    """What is said of one case."""

    file: str
    number: int  # within its file, from 1; 0: of the file itself, which could not be read
    name: str
    standing: Standing
    report: dict[str, object]  # as JSON prints it
    trace: tuple[str, ...] = ()
    expected: str | None = None  # in words, where the case says what it wants
    next_step: str = ""  # where a file could not be read


def objects(found: dict[str, object], name: str) -> list[dict[str, object]]:
    """The list of objects that a part of a report holds; empty where it has none."""
    return cast(list[dict[str, object]], found.get(name) or [])
