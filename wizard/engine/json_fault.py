"""What kept the standard parser from reading a text: where, and why, in the words of `json_text.py`."""

from __future__ import annotations

import json

from wizard.engine.json_text import read, tokens
from wizard.engine.typed import Final, NoReturn


def parsed(text: str) -> object:
    """What the standard parser reads, without the NaN and Infinity that it alone knows. Raises ValueError at the place,
    RecursionError."""

    def refuse(name: str) -> NoReturn:
        at = next(start for _, start, end in tokens(text) if text[start:end] == name)
        raise json.JSONDecodeError(f"{name} is no JSON value", text, at)

    return json.loads(text, parse_constant=refuse)


BEHIND: Final = 200
"""Characters behind the place of a fault that tell what it is."""
_FAR: Final = 1 << 16
"""So far in, a text is not read again only to say what is wrong with it."""


def fault(error: ValueError | RecursionError) -> tuple[int, int, str]:
    """What kept the standard parser from reading a text: line, column (from 1; 0 where it has no place), and why."""
    if isinstance(error, RecursionError):
        return 0, 0, "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError) and not error.doc.strip():
        return 0, 0, "the text is empty"
    if not isinstance(error, json.JSONDecodeError):
        return 0, 0, "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "a number in it is too long"
    at, why = error.pos, "what stands there is no JSON"
    if at < _FAR:
        wrong = read(error.doc[: at + BEHIND]).mistakes  # in the order in which one stumbles over them
        first = next((one for one in wrong if one.name == "not_json" and one.start <= at), None)
        at, why = (first.start, first.message.rstrip(".")) if first is not None else (at, why)
        if why.startswith(("A ", "Nested", "The ", "This ")):  # else it begins with what stands there
            why = why[:1].lower() + why[1:]
    line = error.doc.count("\n", 0, at) + 1
    return line, at - error.doc.rfind("\n", 0, at), why


def fault_told(error: ValueError | RecursionError) -> str:
    """The same as words: ``line 2, column 5: a comma is missing before "Action"``."""
    line, column, why = fault(error)
    return f"line {line}, column {column}: {why}" if line else why
