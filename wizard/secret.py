"""A value that must never be seen: it prints as ``***`` wherever it turns up."""

from __future__ import annotations

import re
from typing import Final

_KEY: Final = r"(?![0-9a-f]{40}\b)[A-Za-z0-9/+]{40}(?![\w/+=.:-])"
"""A secret access key has 40 letters; a sum in hex is none."""

_MASKS: Final = (
    (re.compile(r"(?<![\w.-])eyJ[\w-]+(?:\.[\w-]*){2,4}"), "***"),  # a web identity token
    (
        re.compile(r"(?i)(secret_?access_?key|session_?token|security_?token)(\W{1,4})[A-Za-z0-9/+=]{16,}"),
        r"\1\2***",
    ),
    (re.compile(rf"(?i)(secret\w*\W{{1,4}}){_KEY}"), r"\1***"),
    (re.compile(rf"(?m)^([ \t\"']*){_KEY}(?=[ \t\"',;\r]*$)"), r"\1***"),
    (  # whatever else is long and mixed as only random letters are
        re.compile(
            r"(?<![\w/+=:.-])(?=[\w/+=-]*\d)(?=[\w/+=-]*[a-z])(?=[\w/+=-]*[A-Z])[\w/+=-]{40,}(?![\w:.])",
        ),
        "***",
    ),
)


class Secret:
    """Carries a secret key, a session token or a one-time code in memory; `reveal` is the one way to read it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value, for the call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a secret is not written anywhere")


def without_secrets(text: str) -> str:
    """A text of somebody else's without what looks like a secret key or a token. ARNs and names stay."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text
