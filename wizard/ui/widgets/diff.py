"""A change, line by line: `-` what goes, `+` what comes, never by colour alone."""

from __future__ import annotations

import difflib

from textual.content import Content

from wizard.text_lines import text_lines
from wizard.ui.widgets.json_colours import coloured
from wizard.ui.widgets.lines import Line

CONTEXT = 3
"""Unchanged lines kept around a change."""


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
    """A unified diff that somebody else made, coloured by its first column."""
    looks = {"-": ("$error", "on $row-removed"), "+": ("$success", "on $row-added"), "@": ("$quiet", "")}
    shown: list[Line] = []
    for line in lines:
        sign = line[:1]
        colour, row = looks.get(sign, ("$quiet", ""))
        if sign == "@" or line.startswith(("---", "+++")):
            shown.append(Line(Content.styled(line, "$quiet")))
        else:
            shown.append(Line(Content(line[1:]), Content.styled(f"{sign or ' '} ", f"bold {colour}"), row))
    return tuple(shown) or (Line(Content.styled("Nothing differs.", "$quiet")),)
