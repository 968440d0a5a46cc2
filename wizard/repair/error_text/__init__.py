"""A pasted error, as people find it in a terminal, a log or an issue → what it says.

Reads any text without failing: what is not understood stays ``None``, what was found is kept. Text passes through
`pasted.py` (undressed), `sightings.py` with `arns.py` (what can be seen where), `prose.py` (what belongs together)
and `conclusion.py` (what it proves); AWS's own event records through `events.py`. `said_by_sts.py` and
the two like it hold the sentences.
"""

from __future__ import annotations

from wizard.repair.error_text.conclusion import ErrorReading
from wizard.repair.error_text.events import read_events
from wizard.repair.error_text.prose import read_prose

__all__ = ["ErrorReading", "read_errors", "to_repair"]


def read_errors(text: str) -> tuple[ErrorReading, ...]:
    """Every error that a text tells of, in order of appearance, each once; empty where there is none."""
    readings = read_events(text)
    if readings is None:
        readings = read_prose(text)
    return tuple(_told_once(readings))


def to_repair(errors: tuple[ErrorReading, ...]) -> ErrorReading | None:
    """The error that a repair begins with: the first that names a role, else the first; ``None`` where none can be."""
    here = [error for error in errors if error.aside is None]
    return next((error for error in here if error.role_arn), here[0] if here else None)


def _told_once(readings: list[ErrorReading]) -> list[ErrorReading]:
    """Without those that repeat an earlier one, whole or in part, as a program does that tries again."""
    kept: list[ErrorReading] = []
    for reading in readings:
        if not any(reading.repeats(earlier) for earlier in kept):
            kept.append(reading)
    return kept
