"""A change, line by line: `-` what goes, `+` what comes, never by colour alone."""

from __future__ import annotations

import difflib
import re
from itertools import pairwise

from textual.content import Content

from wizard.text_lines import text_lines
from wizard.ui.widgets.json_colours import coloured
from wizard.ui.widgets.lines import Line

CONTEXT = 3
"""Unchanged lines kept around a change."""

_PLACE = re.compile(r"@@ -\d+(,\d+)? \+\d+(,\d+)? @@")


def diff_lines(before: str, after: str) -> tuple[Line, ...]:
    """The difference of two texts, with both line numbers in the gutter."""
    old, new = text_lines(before), text_lines(after)
    old_code, new_code = coloured("\n".join(old)), coloured("\n".join(new))
    width = len(str(max(len(old), len(new), 1)))
    lines: list[Line] = []
    for hunk in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        if lines:
            lines.append(Line(Content.styled("⋯", "$quiet")))
        for tag, a, b, c, d in hunk:
            if tag == "equal":
                lines += [
                    Line(code, _gutter(" ", a + offset + 1, c + offset + 1, width, "$quiet"))
                    for offset, code in enumerate(old_code[a:b])
                ]
                continue
            lines += [
                Line(code, _gutter("-", number, None, width, "$error"), "on $row-removed")
                for number, code in enumerate(old_code[a:b], a + 1)
            ]
            lines += [
                Line(code, _gutter("+", None, number, width, "$success"), "on $row-added")
                for number, code in enumerate(new_code[c:d], c + 1)
            ]
    return tuple(lines) or (Line(Content.styled("Nothing differs.", "$quiet")),)


def _gutter(sign: str, old: int | None, new: int | None, width: int, colour: str) -> Content:
    numbers = f"{'' if old is None else old:>{width}} {'' if new is None else new:>{width}} "
    return Content.assemble((numbers, "$quiet"), (f"{sign} ", f"bold {colour}"))


def given_diff(lines: tuple[str, ...]) -> tuple[Line, ...]:
    """A unified diff that somebody else made, coloured by its first column; of its headings those that tell something.

    The name of a file stands once, and not at all where there is only one: the preview's heading has it.
    """
    looks = {"-": ("$error", "on $row-removed"), "+": ("$success", "on $row-added")}
    named = [number for number, pair in enumerate(pairwise(lines)) if _name_a_file(*pair)]
    shown: list[Line] = []
    between = False  # two places of one text
    for number, line in enumerate(lines):
        sign = line[:1]
        colour, row = looks.get(sign, ("$quiet", ""))
        if number - 1 in named:
            between = False
        elif number in named:
            shown += [Line(Content.styled(line[4:], "$quiet"))] if len(named) > 1 else []
        elif _PLACE.match(line):
            shown += [Line(Content.styled("⋯", "$quiet"))] if between else []
            between = True
        elif sign == "@":
            shown.append(Line(Content.styled(line, "$quiet")))
            between = False
        else:
            shown.append(Line(Content(line[1:]), Content.styled(f"{sign or ' '} ", f"bold {colour}"), row))
    return tuple(shown) or (Line(Content.styled("Nothing differs: all of it stands there already.", "$quiet")),)


def _name_a_file(old: str, new: str) -> bool:
    return old.startswith("--- ") and new.startswith("+++ ")
