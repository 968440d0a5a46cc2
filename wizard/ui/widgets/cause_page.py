"""A cause's page as lines: this very case first, then what the catalogue says about its kind."""

from __future__ import annotations

from textual.content import Content

from wizard.repair import catalogue
from wizard.repair.cause import Cause
from wizard.ui.widgets.causes import aligned
from wizard.ui.widgets.lines import BLANK, Line, prose


def cause_page(cause: Cause) -> tuple[str, tuple[Line, ...]]:
    """The page as text, for copying, and as lines."""
    lines = [Line(Content.styled(cause.message, "bold"))]
    if cause.near_miss is not None:
        lines.append(aligned(cause.near_miss))
    lines += [BLANK, *about_its_kind(cause)]
    return "\n".join(line.text for line in lines), tuple(lines)


def about_its_kind(cause: Cause) -> tuple[Line, ...]:
    """What the catalogue says: the page for where this very case is told already."""
    lines: list[Line] = []
    for section in catalogue.by_name(cause.name).page.sections:
        heading = Line(Content.styled(section.heading, "bold $primary"))
        lines += [*([BLANK] if lines else []), heading, *prose(section.text)]
    return tuple(lines)
