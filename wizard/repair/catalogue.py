"""The causes a denial can have: stable codes and names, each with its layer and one sentence.

Everything is package data in `causes/`: the list (`index.json`) is read at once, the page of a cause (`RWnnn.md`) when
somebody asks for it. Screens, `explain`, the reference in the documentation and the diagnosis all take their words
from here. Codes and names are never reused and never change.
"""

from __future__ import annotations

import json
import re
from functools import cache

from wizard.engine.frozen import frozen
from wizard.engine.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wizard.engine.decision import Layer


@frozen
class Section:
    """A part of a page under its heading; ``code``: its lines stay as they are."""

    heading: str
    text: str
    code: bool = False


@frozen
class Page:
    """What `explain` prints about one cause, as Markdown text without headings."""

    explanation: str  # the rule, for somebody who meets it for the first time
    recognise: str  # how to tell that it is this one
    repair: str  # what to do, smallest change first
    before: str  # an example that fails, code without a fence
    after: str  # the same example, repaired
    reference: str  # the title of AWS's own page

    @property
    def sections(self) -> tuple[Section, ...]:
        """The page in the order in which it is told; what it has nothing to say of is left out."""
        told = (
            Section("Why", self.explanation),
            Section("How to recognise it", self.recognise),
            Section("How to repair it", self.repair),
            Section("An example that fails", self.before, code=True),
            Section("The same, repaired", self.after, code=True),
            Section("AWS documentation", self.reference),
        )
        return tuple(section for section in told if section.text)


@frozen
class Entry:
    """One cause of the catalogue."""

    code: str  # "RW110"
    name: str  # "external_id_missing"
    layer: Layer  # where it blocks
    sentence: str  # what is wrong, in general terms

    @property
    def group(self) -> str:
        """The heading under which lists show it."""
        return _GROUPS[self.code[2]]

    @property
    def page(self) -> Page:
        """The whole page. Reads one small file of the package."""
        return _page(self.code)


_GROUPS = {
    "0": "Request and credentials",
    "1": "Trust policy",
    "2": "The caller's permissions",
    "3": "Guardrails",
    "4": "After a repair",
    "5": "Profile",
}


def _data(name: str) -> str:
    # importlib.resources costs 15 ms to import, more than all the rest of `explain`; what it does is this.
    folder = __file__.rpartition("catalogue.")[0]
    loader: Any = __spec__.loader
    content: bytes = loader.get_data(f"{folder}causes/{name}")
    return content.decode("utf-8")


_ROWS: list[list[Any]] = json.loads(_data("index.json"))
_CODES: dict[str, str] = {name: code for code, name, *_ in _ROWS}


@cache
def entries() -> tuple[Entry, ...]:
    """Every cause, in order of its code."""
    return tuple(Entry(*row) for row in _ROWS)


@cache
def _by_name() -> dict[str, Entry]:
    return {entry.name: entry for entry in entries()}


@cache
def _by_code() -> dict[str, Entry]:
    return {entry.code: entry for entry in entries()}


def by_name(name: str) -> Entry:
    """The cause of that name, letter case aside. Raises KeyError."""
    return _by_name()[name.lower()]


def code(name: str) -> str:
    """The code of a name: ``external_id_missing`` → ``RW110``. Raises KeyError."""
    return _CODES[name]


def lookup(topic: str) -> Entry | None:
    """The cause of a code or a name, written in any letter case, with hyphens or spaces for underscores."""
    name = topic.strip().lower().replace("-", "_").replace(" ", "_")
    return _by_name().get(name) or _by_code().get(topic.strip().upper())


def search(word: str) -> tuple[Entry, ...]:
    """The causes that speak of a word (of all, if several), those first that carry it in their name."""
    words = [part for part in word.lower().replace("_", " ").split() if part]
    if not words:
        return ()
    named: list[Entry] = []
    mentioned: list[Entry] = []
    for entry in entries():
        head = f"{entry.code} {entry.name.replace('_', ' ')} {entry.sentence}".lower()
        if all(part in head for part in words):
            named.append(entry)
        elif all(part in _data(f"{entry.code}.md").lower() for part in words):
            mentioned.append(entry)
    return (*named, *mentioned)


def near(topic: str, limit: int = 5) -> tuple[Entry, ...]:
    """The causes whose code or name looks most like a word that is neither."""
    import difflib  # costs more than the table, and only a mistyped topic needs it

    wanted = topic.lower().replace("-", "_").replace(" ", "_")
    names = difflib.get_close_matches(wanted, _CODES, n=limit, cutoff=0.5)
    codes = [code for code in _by_code() if topic and code.startswith(topic.upper())][:limit]
    codes += difflib.get_close_matches(topic.upper(), _by_code(), n=limit, cutoff=0.75)
    found = dict.fromkeys([_by_name()[name] for name in names] + [_by_code()[code] for code in codes])
    return tuple(found)[:limit]


_FENCE = r"(?m)^```\w*\n?"
_HEADINGS = ("Explanation", "How to recognise it", "How to repair it", "Before", "After", "AWS documentation")


@cache
def _page(code: str) -> Page:
    sections = dict.fromkeys(_HEADINGS, "")
    for section in ("\n" + _data(f"{code}.md")).split("\n## ")[1:]:
        heading, _, body = section.partition("\n")
        sections[heading.strip()] = re.sub(_FENCE, "", body).strip()
    return Page(*(sections[heading] for heading in _HEADINGS))
