"""How a text is spelt in the characters that the person's locale has."""

from __future__ import annotations

import codecs
import os
import sys

SIGNS = {"…": "...", "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "→": "->", "★": "*"}
"""The typographic signs of our own sentences, in ASCII."""
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


def spelt(text: str) -> str:
    """The text in the locale's characters; a letter that it lacks stands as JSON escapes it."""
    characters = encoding()
    return text.encode(characters, ERRORS).decode(characters)


def encoding() -> str:
    """The locale's encoding. In the C locale, and in none, Python itself would write UTF-8 (PEP 538, PEP 540)."""
    variables = [os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if not variables[0] and variables[1] in _COERCED:
        del variables[1]  # Python's own doing
    named = next(filter(None, variables), "C")
    if named in ("C", "POSIX") and os.name != "nt":
        return "ascii"
    return sys.stdout.encoding or "ascii"


def _respelt(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(SIGNS.get(letter) or _escaped(letter) for letter in lacking), error.end


def _escaped(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


ERRORS = "role-wizard"
"""The same as an error handler of a stream."""
codecs.register_error(ERRORS, _respelt)
