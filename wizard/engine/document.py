"""A policy document: the author's text, what it says, and where each part of it stands.

A document is made from text (typed, pasted, read) or from a value already parsed; whichever is missing is made
when first asked for. Nothing here raises: a text that is no policy is a document with problems.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping

from wizard.engine.frozen import frozen
from wizard.engine.json_text import Reading, TokenKind, read, tokens, unescape
from wizard.engine.latin import in_latin
from wizard.engine.typed import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from wizard.engine.policy_check import DocumentKind, Problem
    from wizard.engine.statement import Statement

__all__ = ["Document", "Place", "TokenKind", "tokens"]


@frozen
class Place:
    """Where a node stands. Lines and columns count from 1, offsets from 0; ``end`` is past the last character."""

    line: int
    column: int
    offset: int
    end: int


class Document:
    """One policy document; never changes. Equal where the text, or without a text the value, is equal."""

    __slots__ = ("_compiled", "_lines", "_reading", "_text", "_value", "is_json", "parses")

    is_json: Final[bool]
    """Whether the text is JSON at all."""

    parses: Final[bool]
    """Whether it is JSON and a policy: an object whose Statement is an object or a list of objects."""

    def __init__(self, text: str | None, value: object, *, is_json: bool) -> None:
        self._text = text
        self._value = value
        self.is_json = is_json
        self.parses = is_json and _is_policy(value)
        self._reading: Reading | None = None
        self._lines: list[int] | None = None
        self._compiled: tuple[Statement, ...] | None = None

    @classmethod
    def from_text(cls, text: str) -> Document:
        """Read a text, however broken."""
        try:
            value = json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError):
            document = cls(text, None, is_json=False)
            document._reading = read(text)
            document._value = document._reading.value
            return document
        return cls(text, value, is_json=True)

    @classmethod
    def from_value(cls, value: object) -> Document:
        """Take a value as the JSON parser gave it; its text is laid out with four blanks when asked for."""
        return cls(None, value, is_json=True)

    @property
    def text(self) -> str:
        """The author's text; without one, the value laid out."""
        if self._text is None:
            self._text = in_latin(json.dumps(self._value, indent=4, ensure_ascii=False))
        return self._text

    @property
    def value(self) -> object:
        """What the text says; for a broken text, as much as can be read."""
        return self._value

    @property
    def reading(self) -> Reading:
        """The text with the extent of every node and each mistake in its JSON."""
        if self._reading is None:
            self._reading = read(self.text)
        return self._reading

    @property
    def statements(self) -> tuple[tuple[str, Mapping[str, object]], ...]:
        """Each statement that can be read, with its JSON pointer."""
        value = self._value
        inner = value.get("Statement") if isinstance(value, dict) else None
        if isinstance(inner, dict):
            return (("/Statement", inner),)
        if isinstance(inner, list):
            return tuple((f"/Statement/{at}", one) for at, one in enumerate(inner) if isinstance(one, dict))
        return ()

    @property
    def version(self) -> str:
        """The policy language's version; 2008-10-17 where the policy names none."""
        value = self._value
        version = value.get("Version") if isinstance(value, dict) else None
        return version if isinstance(version, str) else "2008-10-17"

    @property
    def compiled(self) -> tuple[Statement, ...]:
        """The statements ready to be matched, made once; none where the document is no policy."""
        if self._compiled is None:
            from wizard.engine.statement import compile_document

            self._compiled = compile_document(self) if self.parses else ()
        return self._compiled

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps the text from being a policy of any kind: its JSON, then its shape."""
        from wizard.engine.policy_check import problems

        return problems(self, None)

    def problems_as(self, kind: DocumentKind) -> tuple[Problem, ...]:
        """What IAM (or Organizations, or EC2 for an endpoint) would refuse to save in a document of this kind."""
        from wizard.engine.policy_check import problems

        return problems(self, kind)

    def place(self, pointer: str) -> Place:
        """Where a node stands; of a node that is not there, where the nearest one around it does.

        A member's place begins at its name, an item's at its value.
        """
        places = self.reading.places
        while pointer and pointer not in places:
            pointer = pointer.rpartition("/")[0]
        start, end = places[pointer]
        return self.span(start, end)

    def span(self, start: int, end: int) -> Place:
        """The place of a stretch of the text."""
        if self._lines is None:
            self._lines = [0]
            self._lines.extend(at + 1 for at, character in enumerate(self.text) if character == "\n")
        line = bisect_right(self._lines, start)
        return Place(line, start - self._lines[line - 1] + 1, start, end)

    def node(self, pointer: str) -> object:
        """The value at a pointer; None where there is none."""
        value = self._value
        for part in pointer.split("/")[1:]:
            if isinstance(value, dict):
                value = value.get(unescape(part))
            elif isinstance(value, list) and part.isascii() and part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            else:
                return None
        return value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        if self.parses and other.parses:
            return self._value == other._value
        return self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text if not self.parses else "policy")

    def __repr__(self) -> str:
        return f"Document({self._text!r})" if self._text is not None else f"Document({self._value!r})"


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _is_policy(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    inner = value.get("Statement")
    if isinstance(inner, list):
        return all(isinstance(one, dict) for one in inner)
    return isinstance(inner, dict)
