"""JSON values one by one out of a file that may hold one, an array of them, or one a line.

Memory is that of the largest value, however long the file. A value that is no JSON yields an error; reading goes on
where the next one plainly begins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from wizard.engine.case_error import CaseError
from wizard.engine.typed import Any, Final, NoReturn, TextIO

CHUNK: Final = 1 << 16
LARGEST: Final = 1 << 24
"""The most characters that one case may have."""

_GIVEN_UP: Final = f"no case begins within {LARGEST >> 20} MiB after it, so the rest was not read"

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_STRUCTURE: Final = r'(?s)"[^"\\]*+(?:\\.[^"\\]*+)*+"|["{}\[\]]'


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    if (number := float(text)) in (_INFINITE, -_INFINITE):
        raise ValueError(f"{text} is too large a number")
    return number


def _is_beyond(number: str) -> bool:
    """Whether a number is written well and too large to be held."""
    try:
        json.loads(number, parse_float=_finite)
    except ValueError:
        return True
    return False


_INFINITE: Final = float("inf")
NUMBERS: Final[dict[str, Any]] = {"parse_constant": _refuse, "parse_float": _finite}
"""How a parser reads only what can be written again as JSON."""


def values(file: TextIO) -> Iterator[object]:
    """Yield each value, or the CaseError that stands for it."""
    return _Stream(file).values()


class _Stream:
    """A window on the file: ``text`` from ``at`` on is not read yet."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.text = ""
        self.at = 0
        self.ended = False
        self.given_up = False  # whether the rest is left unread, since no case begins in it for too long
        self.line = 1  # of the window's first character
        self.left = 0  # characters of that line which are let go
        self.says_twice = False  # whether an object of the value just read holds a name twice
        self.decoder = json.JSONDecoder(**NUMBERS, object_pairs_hook=self._object)

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) < len(pairs):
            self.says_twice = True
        return members

    def values(self) -> Iterator[object]:
        first = self._next_character()
        if first == "":
            yield CaseError("", "there is no case here")
        elif first == "[":
            self.at += 1
            yield from self._array()
        else:
            while self._next_character():
                yield self._value(r"^\{")

    def _array(self) -> Iterator[object]:
        """The values of one array, up to the bracket that closes it."""
        closed = False
        wants_comma: bool | None = False  # None: after a broken value, where a comma may have been lost
        while True:
            character = self._next_character()
            if character == "":
                break
            if closed:
                yield self._error("after the array's end nothing may follow")
                return
            if character == "]":
                closed = True
                self.at += 1
            elif character == ",":
                if wants_comma is False:
                    yield self._error("there is a comma too many")
                wants_comma = False
                self.at += 1
            else:
                if wants_comma:
                    yield self._error("a comma is missing between two cases")
                value = self._value(rf"^{self._indent()}\{{")
                yield value
                wants_comma = None if isinstance(value, CaseError) else True
        if not closed and not self.given_up:
            yield self._error("the array is never closed")

    def _value(self, next_start: str) -> object:
        """The value that begins here; ``next_start`` finds the next one's beginning if this one is broken."""
        while True:
            self.says_twice = False
            try:
                value, end = self.decoder.raw_decode(self.text, self.at)
                text, self.at = self.text[self.at : end] if self.says_twice else "", end
                return _twice(value, text) if self.says_twice else value
            except json.JSONDecodeError as error:
                cut_off = error.pos >= len(self.text) - 8 or error.msg.startswith("Unterminated string")
                if cut_off and not self.ended and len(self.text) - self.at <= LARGEST:
                    self._read()
                    continue
                found = self._error(self._fault(error.msg, error.pos))
            except RecursionError:
                found = self._error("nested too deeply")
            except ValueError:
                found = self._error(self._number())
            self._skip(next_start)
            return CaseError("", f"{found}; {_GIVEN_UP}") if self.given_up else found

    def _skip(self, next_start: str) -> None:
        """Past a broken value: to where its brackets close, or to the line where the next value begins."""
        beginning, brackets = re.compile(next_start, re.MULTILINE), _Brackets()
        while True:
            found = beginning.search(self.text, self.at + 1)
            closing = brackets.closing(self.text, self.at)
            if found or closing or self.ended or len(self.text) - self.at > LARGEST:
                break
            self._read()
        places = [place for place in (found and found.start(), closing) if place]
        self.at = min(places) if places else len(self.text)
        if not places:
            self.given_up = not self.ended
            self.ended = True

    def _indent(self) -> str:
        before = self.text.rfind("\n", 0, self.at) + 1
        indent = self.text[before : self.at]
        return indent if before and not indent.strip() else r"[ \t]*"

    def _next_character(self) -> str:
        """Past white space, and the character found there; "" at the end of the file."""
        while True:
            found = _BLANK.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if self.ended:
                return ""
            self._read()

    def _read(self) -> None:
        """Let the window's read part go and take at least as much again, so that no value is tried too often."""
        if self.at:
            self.line += self.text.count("\n", 0, self.at)
            end_of_line = self.text.rfind("\n", 0, self.at)
            self.left = self.at - end_of_line - 1 if end_of_line >= 0 else self.left + self.at
            self.text = self.text[self.at :]
            self.at = 0
        more = self.file.read(max(CHUNK, len(self.text)))
        self.ended = not more
        self.text += more

    def _fault(self, message: str, at: int) -> str:
        from wizard.engine.json_fault import BEHIND, fault

        value = self.text[self.at : at + BEHIND]
        line, column, why = fault(json.JSONDecodeError(message, value, at - self.at))
        return self._told(line, column, why)

    def _number(self) -> str:
        """The first number of the value that the parser finds well written, and cannot hold."""
        from wizard.engine.json_text import tokens

        value = self.text[self.at :]
        for kind, start, end in tokens(value):
            piece, why = value[start:end], ""
            if piece in ("NaN", "Infinity", "-Infinity"):
                why = f"{piece} is no JSON value"
            elif kind == "number" and _is_beyond(piece):
                why = f"the number {piece[:12]}{'…' if len(piece) > 12 else ''} is too large"
            if why:
                return self._told(value.count("\n", 0, start) + 1, start - value.rfind("\n", 0, start), why)
        return "a number in it is too large"

    def _told(self, line: int, column: int, why: str) -> str:
        """A mistake with its place, which is given as counted from where the value begins."""
        if line == 1:
            begin = self.text.rfind("\n", 0, self.at)
            column += self.at - begin - 1 if begin >= 0 else self.left + self.at
        line += self.line + self.text.count("\n", 0, self.at) - 1
        return f"line {line}, column {column}: {why}"

    def _error(self, why: str) -> CaseError:
        line = self.line + self.text.count("\n", 0, self.at)
        return CaseError("", f"the case that begins on line {line} is not JSON: {why}")


class _Brackets:
    """Those that a broken value opens, followed as more of it is read."""

    def __init__(self) -> None:
        self.depth = 0
        self.seen = 0  # characters from the value's beginning on

    def closing(self, text: str, at: int) -> int | None:
        """Where all are closed again that were opened from ``at`` on."""
        for token in re.compile(_STRUCTURE).finditer(text, at + self.seen):
            piece = token.group()
            if piece == '"':  # the rest of the string is not read yet
                break
            self.seen = token.end() - at
            if piece in "{[":
                self.depth += 1
            elif piece in "}]":
                self.depth -= 1
                if self.depth <= 0:
                    return token.end()
        return None


def _twice(value: object, text: str) -> CaseError:
    """Of which field a case speaks twice: JSON would silently keep the last."""
    from wizard.engine.json_text import read, unescape

    pointer = next((one.pointer for one in read(text).mistakes if one.name == "duplicate_key"), "")
    parts = [unescape(part) for part in pointer.split("/")[1:]]
    path = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts).removeprefix(".")
    name = value.get("name") if isinstance(value, dict) else None
    return CaseError(path, "it stands here twice", name if isinstance(name, str) else None)
