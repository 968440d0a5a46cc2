"""Text → lines, sections and options, as configparser cuts them for botocore.

This file alone knows the grammar; `reader.py` gives it meaning and `editor.py` changes its lines. A fault does not
stop the scan, so that a broken file can be repaired; `Scan.fault` is the one at which botocore gives up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from wizard.engine.frozen import frozen

FaultKind = Literal[
    "encoding",
    "byte_order_mark",
    "text_before_header",
    "duplicate_section",
    "duplicate_key",
    "no_delimiter",
    "no_key",
    "nested_without_equals",
]

_FATAL: tuple[FaultKind, ...] = ("byte_order_mark", "text_before_header", "duplicate_section", "duplicate_key")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_HEADER = re.compile(r"\[(.+)\]")

DEFAULTS = "DEFAULT"
"""The section that gives its keys to every other."""


@frozen
class Fault:
    """Why botocore refuses the whole file. `first` is the line that a duplicate repeats."""

    kind: FaultKind
    line: int
    what: str
    first: int | None = None


@frozen
class Option:
    """A key with its value. Lines are numbered from 1; `more` are the further lines that hold some of the value."""

    key: str
    line: int
    indent: str
    value: str
    more: tuple[int, ...] = ()

    @property
    def nested(self) -> bool:
        """The value begins on the next line, and is a block of its own."""
        return self.value.startswith("\n")


@frozen
class Section:
    """A header and what follows it. The same name twice is a fault, except for ``DEFAULT``."""

    name: str
    line: int
    indent: str
    options: tuple[Option, ...]

    def option(self, key: str) -> Option | None:
        """The option of that key."""
        return next((option for option in self.options if option.key == key), None)


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """A whole file. `lines` keep their line ends; joined they are the text again."""

    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def fault(self) -> Fault | None:
        """The fault that botocore meets first, if any."""
        for kinds in (_FATAL, ("no_delimiter", "no_key")):
            for fault in self.faults:
                if fault.kind in kinds:
                    return fault
        return self.faults[0] if self.faults else None


@lru_cache(maxsize=4)
def scan(text: str) -> Scan:
    """Cut a file into sections and options."""
    lines = tuple(_LINE.findall(text))
    return _Scanner().run(lines)


class _Open:
    """An option while its lines are still coming."""

    __slots__ = ("indent", "key", "line", "more", "parts")

    def __init__(self, key: str, line: int, indent: str, value: str) -> None:
        self.key = key
        self.line = line
        self.indent = indent
        self.parts = [value]
        self.more: list[int] = []

    def close(self) -> Option:
        value = self.parts[0] if len(self.parts) == 1 else "\n".join(self.parts).rstrip()
        return Option(self.key, self.line, self.indent, value, tuple(self.more))


class _Scanner:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.sections: list[tuple[str, int, str, list[_Open]]] = []
        self.named: dict[str, int] = {}
        self.keys: dict[str, int] = {}
        self.default_keys: dict[str, int] = {}

    def run(self, lines: tuple[str, ...]) -> Scan:
        option: _Open | None = None
        level = 0
        for number, line in enumerate(lines, start=1):
            if number == 1 and line.startswith("\ufeff"):
                self.faults.append(Fault("byte_order_mark", 1, "the file begins with a byte order mark"))
                line = line[1:]
            text = line.strip()
            if not text:
                if option is not None:
                    option.parts.append("")
                continue
            if text[0] in "#;":
                continue
            indent = line[: len(line) - len(line.lstrip())]
            if option is not None and len(indent) > level:
                option.parts.append(text)
                option.more.append(number)
                continue
            level = len(indent)
            header = _HEADER.match(text)
            if header:
                self._open_section(header[1], number, indent)
                option = None
            elif not self.sections:
                self._text_before_header(number)
            else:
                option = self._open_option(text, number, indent, option)
        sections = tuple(
            Section(name, line, indent, tuple([option.close() for option in options]))
            for name, line, indent, options in self.sections
        )
        self.faults.extend(_nested_faults(sections, lines))
        return Scan(lines, sections, tuple(self.faults))

    def _open_section(self, name: str, number: int, indent: str) -> None:
        self.sections.append((name, number, indent, []))
        if name == DEFAULTS:
            self.keys = self.default_keys
            return
        self.keys = {}
        if name in self.named:
            first = self.named[name]
            self.faults.append(
                Fault("duplicate_section", number, f"the section [{name}] is already on line {first}", first)
            )
        else:
            self.named[name] = number

    def _text_before_header(self, number: int) -> None:
        if not any(known.kind == "text_before_header" for known in self.faults):
            self.faults.append(Fault("text_before_header", number, "there is text before the first [section]"))

    def _open_option(self, text: str, number: int, indent: str, open_option: _Open | None) -> _Open | None:
        at = delimiter(text)
        if at is None:
            self.faults.append(Fault("no_delimiter", number, "the line has no `=`"))
            return open_option
        key = text[:at].rstrip().lower()
        if key in self.keys:
            first = self.keys[key]
            shown = key or "(empty)"
            self.faults.append(Fault("duplicate_key", number, f"the key {shown} is already on line {first}", first))
        self.keys.setdefault(key, number)
        if not key:
            self.faults.append(Fault("no_key", number, "nothing stands before the `=`"))
            return None
        option = _Open(key, number, indent, text[at + 1 :].strip())
        self.sections[-1][3].append(option)
        return option


def delimiter(text: str) -> int | None:
    """Where a key ends: the first ``=`` or ``:``."""
    found = [at for at in (text.find("="), text.find(":")) if at >= 0]
    return min(found) if found else None


def _nested_faults(sections: tuple[Section, ...], lines: tuple[str, ...]) -> Iterator[Fault]:
    """Lines of nested blocks without ``=``. A block in DEFAULT is only looked at where a section inherits it."""
    inherited = any(section.name != DEFAULTS for section in sections)
    for section in sections:
        if section.name == DEFAULTS and not inherited:
            continue
        for option in section.options:
            if not option.nested:
                continue
            for number in option.more:
                if any(part.strip() and "=" not in part for part in lines[number - 1].splitlines()):
                    what = f"the value of {option.key} begins on the next line, and this line of it has no `=`"
                    yield Fault("nested_without_equals", number, what, option.line)
