"""Wildcards and policy variables in the strings of a policy.

A string is compiled once. Wildcards become two noncharacters, so that a ``*`` which comes out of a variable or of
``${*}`` stays an ordinary character; matching needs no regular expression and never backtracks beyond one star.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from wizard.engine.case import UNKNOWN, Unknown
from wizard.engine.frozen import frozen
from wizard.engine.typed import Final

STAR: Final = "\ufdd0"
ONE: Final = "\ufdd1"
_WILDCARDS: Final = str.maketrans({"*": STAR, "?": ONE})
_VARIABLE: Final = r"\$\{(?:([*?$])|([^${}',\s]+)\s*(?:,\s*'([^']*)'\s*)?)\}"

Lookup = Callable[[str], str | Unknown | None]
"""A single-valued context key's value; None where it has none."""


@frozen
class Variable:
    """``${key}`` or ``${key, 'default'}``."""

    key: str
    default: str | None


Template = str | tuple[str | Variable, ...]
"""A policy's string, ready to be matched; a plain string where no variable is in it."""


@lru_cache(maxsize=64)
def template(text: str, *, wildcards: bool, variables: bool) -> Template:
    """Compile a policy's string."""
    if not variables or "${" not in text:
        return text.translate(_WILDCARDS) if wildcards else text
    parts: list[str | Variable] = []
    at = 0
    for found in re.finditer(_VARIABLE, text):
        between = text[at : found.start()]
        parts.append(between.translate(_WILDCARDS) if wildcards else between)
        literal, key, default = found.groups()
        parts.append(literal if literal else Variable(key, default))
        at = found.end()
    rest = text[at:]
    parts.append(rest.translate(_WILDCARDS) if wildcards else rest)
    if any(isinstance(part, Variable) for part in parts):
        return tuple(parts)
    return "".join(part for part in parts if isinstance(part, str))


def plain_variable(texts: tuple[str, ...]) -> str | None:
    """What is wrong with a variable in a policy whose Version knows none; None where there is none."""
    found = (re.search(_VARIABLE, text) for text in texts if "${" in text)
    name = next((one[0] for one in found if one is not None and one[2]), None)
    return f"{name} is plain text here: variables need Version 2012-10-17." if name else None


def variables(compiled: Template) -> tuple[Variable, ...]:
    """The variables of a template."""
    return () if isinstance(compiled, str) else tuple(part for part in compiled if isinstance(part, Variable))


def expand(compiled: Template, lookup: Lookup) -> str | Unknown | None:
    """Put the variables' values in. None: one has no value, so that the string matches nothing."""
    if isinstance(compiled, str):
        return compiled
    text: list[str] = []
    unknown = False
    for part in compiled:
        if isinstance(part, Variable):
            value = lookup(part.key)
            if value is None:
                value = part.default
            if value is None:
                return None
            if value is UNKNOWN:
                unknown = True
                continue
            text.append(value)
        else:
            text.append(part)
    return UNKNOWN if unknown else "".join(text)


def glob(pattern: str, text: str) -> bool:
    """Whether a compiled pattern matches a whole text."""
    if STAR not in pattern:
        return pattern == text if ONE not in pattern else _same(pattern, text)
    if pattern == STAR:
        return True
    first, *middle, last = pattern.split(STAR)
    if len(text) < len(first) + len(last):
        return False
    if ONE not in pattern:
        if not (text.startswith(first) and text.endswith(last)):
            return False
    elif not (_same(first, text[: len(first)]) and _same(last, text[len(text) - len(last) :])):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        at = _find(piece, text, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def wild(pattern: str, text: str) -> bool:
    """Whether a policy's string, its wildcards alone looked at, matches a whole text."""
    return glob(pattern.translate(_WILDCARDS), text)


def _same(pattern: str, text: str) -> bool:
    """Whether a pattern without stars matches a whole text."""
    return len(pattern) == len(text) and all(want in (ONE, have) for want, have in zip(pattern, text, strict=True))


def _find(piece: str, text: str, start: int, end: int) -> int:
    """Where a piece without stars first matches between two places; -1 where it does not."""
    if ONE not in piece:
        return text.find(piece, start, end)
    for at in range(start, end - len(piece) + 1):
        if all(want in (ONE, text[at + step]) for step, want in enumerate(piece)):
            return at
    return -1


def part_by_part(pattern: str, text: str) -> bool:
    """Whether each of the six parts of an ARN's pattern matches its own part."""
    wanted = pattern.split(":", 5)
    given = text.split(":", 5)
    return len(wanted) == len(given) and all(map(glob, wanted, given))


def glob_parts(pattern: str, text: str) -> bool:
    """Match colon by colon, as a Resource is: six parts, the last one whole.

    IAM JSON policy elements: Resource. A star that ends a part may also match past the colon.
    """
    if part_by_part(pattern, text):
        return True
    wanted = pattern.split(":", 5)
    if not any(part.endswith(STAR) for part in wanted[:5]) or not glob(pattern, text):
        return False
    return _across_colons(pattern).fullmatch(text) is not None


@lru_cache(maxsize=64)
def _across_colons(pattern: str) -> re.Pattern[str]:
    """The rare pattern whose star reaches past a colon, as a regular expression."""
    parts = pattern.split(":", 5)
    written: list[str] = []
    for at, part in enumerate(parts):
        inside = "" if at == 5 else "[^:]"
        text = ""
        for place, character in enumerate(part):
            if character == STAR:
                text += ".*" if at == 5 or place == len(part) - 1 else f"{inside}*"
            elif character == ONE:
                text += inside or "."
            else:
                text += re.escape(character)
        written.append(text)
    return re.compile(":".join(written), re.DOTALL)
