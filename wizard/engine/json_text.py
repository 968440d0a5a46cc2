"""JSON text with its places: every value's and every mistake's, in half-typed text too.

The standard parser says where the first mistake is and keeps nothing. An editor needs colours, all mistakes and
whatever can be read so far; a diagnosis needs the place of each node. This file alone knows the grammar of JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from wizard.engine.frozen import frozen
from wizard.engine.typed import Final, Literal

TokenKind = Literal["key", "string", "number", "literal", "punctuation", "error"]
DEEPEST: Final = 64
"""Nesting beyond this is refused; a policy needs seven."""

_STRING: Final = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"'
_TOKEN: Final = (
    rf"{_STRING}(?:(?P<key>(?=[ \t\r\n]*:))|(?P<string>))"
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.]))"
    r"|(?P<literal>(?:true|false|null)\b)"
    r"|(?P<punctuation>[{}\[\]:,])"
    r'|(?P<error>"(?:[^"\\\n]|\\.)*"?|//[^\n]*|#[^\n]*|/\*(?:[^\n]*?\*/|[^\n]*)'
    r"""|'[^'"\n]*'|[“”„‘’][^“”„‘’"\n]*[“”‘’]"""
    r'|[^\s{}\[\]:,"]+|[^ \t\r\n])'
)
_COMMENTS: Final = ("//", "#", "/*")
_QUOTES: Final = ("'", "‘", "’", "“", "”", "„", "`")
_MEANT: Final = {"True": "true", "False": "false", "None": "null"}


def tokens(text: str) -> Iterator[tuple[TokenKind, int, int]]:
    """Yield (kind, start, end) of every token; white space lies between them."""
    for found in re.finditer(_TOKEN, text):
        yield found.lastgroup, found.start(), found.end()  # type: ignore[misc]  # one group always matches


@frozen
class Mistake:
    """One place where the text is not JSON, or says a thing twice."""

    name: Literal["not_json", "duplicate_key"]
    message: str
    start: int
    end: int
    pointer: str
    instead: str | None = None  # what stands there in JSON, where that is plain
    closing: str = ""  # what the text's end lacks, where something is left open


@frozen
class Reading:
    """What a text holds: the value as far as it can be read, each node's extent, the mistakes in order."""

    value: object
    places: dict[str, tuple[int, int]]
    mistakes: tuple[Mistake, ...]


def escape(part: str | int) -> str:
    """One part of a JSON pointer (RFC 6901)."""
    text = str(part)
    return text.replace("~", "~0").replace("/", "~1") if "~" in text or "/" in text else text


def unescape(part: str) -> str:
    """The reverse of `escape`."""
    return part.replace("~1", "/").replace("~0", "~")


def read(text: str) -> Reading:
    """Read a text however broken; never raises."""
    return _Reader(text).read()


class _Reader:
    """Recursive descent over the tokens; a mistake is noted and reading goes on at the next sensible token."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.at = 0
        self.places: dict[str, tuple[int, int]] = {}
        self.mistakes: list[Mistake] = []
        self.end = 0  # where the last token read ends

    def read(self) -> Reading:
        if not self.tokens:
            self._mistake("The text is empty.", 0, 0, "")
            return Reading(None, {"": (0, 0)}, tuple(self.mistakes))
        value = self._value("", None, 0)
        kind, start, end, _ = self._peek()
        if kind != "end":
            rest = self.text[start:].rstrip()
            end, instead = (start + len(rest), "") if set(rest) <= set("]} \t\r\n") else (end, None)
            what = f"The JSON ends before {self._shown(start, end)}: take out what follows."
            self._mistake(what, start, end, "", instead)
        return Reading(value, self.places, tuple(self.mistakes))

    def _peek(self) -> tuple[str, int, int, str]:
        """The next token; a comment before it is told once and passed over."""
        while self.at < len(self.tokens) and self.tokens[self.at][0] == "error":
            _, start, end = self.tokens[self.at]
            if not self.text.startswith(_COMMENTS, start):
                break
            self._mistake("JSON has no comments: take this one out.", start, end, "", "")
            self.at += 1
        if self.at >= len(self.tokens):
            return "end", len(self.text), len(self.text), ""
        kind, start, end = self.tokens[self.at]
        return kind, start, end, self.text[start:end]

    def _take(self) -> None:
        self.end = self.tokens[self.at][2]
        self.at += 1

    def _mistake(
        self, message: str, start: int, end: int, pointer: str, instead: str | None = None, closing: str = ""
    ) -> None:
        self.mistakes.append(Mistake("not_json", message, start, end, pointer, instead, closing))

    def _shown(self, start: int, end: int) -> str:
        piece = self.text[start:end]
        return piece if len(piece) <= 24 else piece[:23] + "…"

    def _value(self, pointer: str, key_start: int | None, depth: int) -> object:
        kind, start, end, piece = self._peek()
        begin = start if key_start is None else key_start
        value: object = None
        if depth > DEEPEST:
            self._mistake("Nested too deeply.", start, end, pointer)
            self.at = len(self.tokens)
        elif piece == "{":
            value = self._object(pointer, depth)
        elif piece == "[":
            value = self._array(pointer, depth)
        elif kind in ("string", "key", "literal"):
            self._take()
            value = json.loads(piece)
        elif kind == "number":
            self._take()
            value = _number(piece)
        elif kind == "error":
            self._take()
            value = self._broken(piece, start, end, pointer)
        elif kind == "end":
            self._mistake("The text ends where a value is wanted.", self.end, self.end, pointer)
        else:
            self._mistake(f"A value is wanted before {piece}", start, end, pointer)
        self.places[pointer] = (begin, max(self.end, begin))
        return value

    def _broken(self, piece: str, start: int, end: int, pointer: str) -> object:
        if not piece.startswith('"'):
            quoted = _requoted(piece)
            message = f"{self._shown(start, end)}{_remedy(piece)}."
            self._mistake(message, start, end, pointer, quoted or _MEANT.get(piece))
            return piece[1:-1] if quoted is not None else None
        if len(piece) > 1 and piece.endswith('"'):
            self._mistake("The string holds a character or an escape that JSON refuses.", start, end, pointer)
            return piece[1:-1]
        self._mistake("The string is not closed.", start, end, pointer)
        return piece[1:]

    def _object(self, pointer: str, depth: int) -> dict[str, object]:
        _, opened, _, _ = self._peek()
        self._take()
        members: dict[str, object] = {}
        while True:
            kind, start, end, piece = self._peek()
            if piece == "}" and kind == "punctuation":
                self._take()
                return members
            if kind == "end":
                self._mistake("This { is never closed.", opened, opened + 1, pointer, "{", "}")
                return members
            quoted = piece.startswith('"') or _requoted(piece) is not None
            bare = kind == "error" and self._is_bare_name(piece)
            if kind not in ("key", "string") and not bare and not (kind == "error" and quoted):
                shown = self._shown(start, end)
                foreign = piece.startswith(_QUOTES)
                what = f"{shown}{_remedy(piece)}" if foreign else f"A name in quotes is wanted, not {shown}"
                self._mistake(what, start, end, pointer)
                if piece == "]":
                    return members
                self._take()
                continue
            self._take()
            if bare:
                self._mistake(f"A name in quotes is wanted, not {piece}", start, end, pointer, f'"{piece}"')
                name = piece
            elif kind == "error":
                name = str(self._broken(piece, start, end, pointer))
            else:
                name = str(json.loads(piece))
            inner = f"{pointer}/{escape(name)}"
            if name in members:
                message = f"“{name}” stands here twice; IAM refuses that and JSON keeps the last."
                self.mistakes.append(Mistake("duplicate_key", message, start, end, inner))
            if self._peek()[3] == ":":
                self._take()
                members[name] = self._value(inner, start, depth + 1)
            else:
                self._mistake(f"“{name}” lacks its colon and value.", start, end, inner)
                self.places[inner] = (start, end)
                members.setdefault(name, None)
            self._separator("}", pointer)

    def _is_bare_name(self, piece: str) -> bool:
        """Whether the token at hand is a name without its quotes."""
        following = self.tokens[self.at + 1 : self.at + 2]
        colon = any(self.text[start:end] == ":" for _, start, end in following)
        return colon and re.fullmatch(r"[A-Za-z]\w*", piece) is not None

    def _array(self, pointer: str, depth: int) -> list[object]:
        _, opened, _, _ = self._peek()
        self._take()
        items: list[object] = []
        while True:
            kind, start, end, piece = self._peek()
            if piece == "]" and kind == "punctuation":
                self._take()
                return items
            if kind == "end":
                self._mistake("This [ is never closed.", opened, opened + 1, pointer, "[", "]")
                return items
            if kind == "punctuation" and piece in "}:":
                self._mistake(f"A value or ] is wanted, not {piece}", start, end, pointer)
                if piece == "}":
                    return items
                self._take()
                continue
            if piece == ",":
                self._mistake("A value is wanted before the comma.", start, end, pointer, "")
                self._take()
                continue
            items.append(self._value(f"{pointer}/{len(items)}", None, depth + 1))
            self._separator("]", pointer)

    def _separator(self, closing: str, pointer: str) -> None:
        """Past the comma between two members; says so where it is missing or where nothing follows it."""
        kind, start, end, piece = self._peek()
        if piece == "," and kind == "punctuation":
            self._take()
            after = self._peek()
            if after[3] == closing:
                self._mistake(f"The comma before {closing} is one too many.", start, end, pointer, "")
        elif kind != "end" and piece not in ("}", "]"):
            instead = f",{piece}" if piece != ":" else None
            self._mistake(f"A comma is missing before {self._shown(start, end)}", start, end, pointer, instead)
            if piece == ":":
                self._take()


def _remedy(piece: str) -> str:
    """What is wrong with a piece that is no JSON, and what it was meant to be."""
    if piece.startswith(_QUOTES):
        return ' needs straight double quotes (")'
    return f" is no JSON value{f': write {_MEANT[piece]}' if piece in _MEANT else ''}"


def _requoted(piece: str) -> str | None:
    """A string in other quotes than JSON's as it is written there; None where that is not plain."""
    quoted = len(piece) > 1 and piece.startswith(_QUOTES) and piece.endswith(_QUOTES) and "\\" not in piece
    return f'"{piece[1:-1]}"' if quoted else None


def _number(piece: str) -> int | float:
    """A number of any length: digits beyond what an integer conversion allows become a float."""
    try:
        return int(piece)
    except ValueError:
        return float(piece)
