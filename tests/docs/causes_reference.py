"""Writes `wizard/reference/causes.md`, the catalogue as one page, from the data that `explain` prints.

python -m tests.docs.pages
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wizard.repair import catalogue
from wizard.repair.catalogue import Entry

PLACE = Path(__file__).parents[2] / "wizard" / "reference" / "causes.md"


def reference() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# The causes of a denied AssumeRole"
    yield ""
    yield "Made from the catalogue by `python -m tests.docs.pages`; `role-wizard explain` prints the same."
    group = None
    for entry in catalogue.entries():
        if entry.group != group:
            group = entry.group
            yield ""
            yield f"## {group}"
            yield ""
            yield "| code | name | |"
            yield "|---|---|---|"
            members = [other for other in catalogue.entries() if other.group == group]
            yield from (f"| [{other.code}](#{_anchor(other)}) | {other.name} | {other.sentence} |" for other in members)
        yield from _page(entry)


def _page(entry: Entry) -> Iterator[str]:
    yield ""
    yield f"### {entry.code} {entry.name}"
    yield ""
    yield f"**{entry.sentence}**"
    for section in entry.page.sections:
        yield ""
        if section.code:
            yield from (f"{section.heading}:", "", "```", section.text, "```")
        else:
            yield f"*{section.heading}.* {section.text}"


def _anchor(entry: Entry) -> str:
    return f"{entry.code} {entry.name}".lower().replace(" ", "-")


if __name__ == "__main__":
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_text(reference(), encoding="utf-8")
