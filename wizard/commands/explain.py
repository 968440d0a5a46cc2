"""`role-wizard explain`: the page of a cause, the list of them, or the IAM policy that the wizard needs."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterable, Sequence

from wizard import exit_status
from wizard.commands.mistaken import misspelt
from wizard.engine.typed import TextIO
from wizard.repair import catalogue
from wizard.repair.catalogue import Entry
from wizard.terminal_width import terminal_width

_WIDEST = 100
PERMISSIONS = "permissions"
"""The topic that is no cause: what the wizard itself needs."""


def run(words: Sequence[str], *, stdout: TextIO) -> int:
    """Print what codes, names or the words of a search stand for; without any the list of all causes."""
    topic = " ".join(words)
    if not topic:
        _list(catalogue.entries(), stdout, grouped=True)
        stdout.write("\n`role-wizard explain CODE` prints a page; a word searches them all.\n")
        return exit_status.AS_WISHED
    if topic.lower() == PERMISSIONS:
        _permissions(stdout)
        return exit_status.AS_WISHED
    named = [catalogue.lookup(word) for word in words]
    if len(named) > 1 and all(named):
        stdout.write("\n".join(page(entry, _width()) for entry in named if entry is not None))
        return exit_status.AS_WISHED
    entry = catalogue.lookup(topic)
    found = (entry,) if entry is not None else catalogue.search(topic)
    if entry is None and found:
        pages = "these pages speak" if len(found) > 1 else "this page speaks"
        stdout.write(f"No cause is called {topic}; {pages} of it:\n\n")
    if len(found) == 1:
        stdout.write(page(found[0], _width()))
        return exit_status.AS_WISHED
    if found:
        _list(found, stdout, grouped=False)
        return exit_status.AS_WISHED
    print(f"role-wizard: no cause has the code or name {topic!r}, and no page speaks of it.", file=sys.stderr)
    near = ", ".join(f"{entry.code} {entry.name}" for entry in catalogue.near(topic)) or misspelt(topic, [PERMISSIONS])
    print(f"Did you mean {near}?" if near else "`role-wizard explain` lists them all.", file=sys.stderr)
    return exit_status.USAGE


def page(entry: Entry, width: int) -> str:
    """A cause's page as plain text of a given width."""
    blocks = [f"{entry.code} {entry.name}\n{entry.sentence}"]
    for section in entry.page.sections:
        below = textwrap.indent(section.text, "  ") if section.code else _wrapped(section.text, width)
        blocks.append(f"{section.heading}\n{below}")
    return "\n\n".join(blocks) + "\n"


def _wrapped(text: str, width: int) -> str:
    """Paragraphs and list items, filled to the width."""
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        if lines:
            lines.append("")
        for item in _items(paragraph):
            hanging = "  " + "  " * item.startswith("- ")
            lines += textwrap.wrap(
                item,
                width,
                initial_indent="  ",
                subsequent_indent=hanging,
                break_long_words=False,
                break_on_hyphens=False,
            )
    return "\n".join(lines)


def _items(paragraph: str) -> list[str]:
    items: list[str] = []
    for line in paragraph.splitlines():
        if line.startswith("- ") or not items:
            items.append(line.strip())
        else:
            items[-1] += f" {line.strip()}"
    return items


def _list(entries: Iterable[Entry], stdout: TextIO, *, grouped: bool) -> None:
    width = _width()
    group = None
    for entry in entries:
        if grouped and entry.group != group:
            stdout.write(f"{chr(10) if group else ''}{entry.group}\n")
            group = entry.group
        stdout.write(f"  {entry.code}  {entry.name}\n")
        stdout.write(textwrap.fill(entry.sentence, width, initial_indent=" " * 9, subsequent_indent=" " * 9) + "\n")


def _permissions(stdout: TextIO) -> None:
    from wizard.aws import permissions

    stdout.write("To read everything that takes part in a decision:\n\n")
    stdout.write(json.dumps(permissions.policy("read"), indent=2) + "\n\n")
    stdout.write("To read and to repair:\n\n")
    stdout.write(json.dumps(permissions.policy("repair"), indent=2) + "\n")


def _width() -> int:
    return max(40, min(_WIDEST, terminal_width()))
