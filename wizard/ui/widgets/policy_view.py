"""A policy, read-only: above each statement a mark and a sentence, at the element that is the reason an arrow."""

from __future__ import annotations

from textual.content import Content

from wizard.flow.policy_lines import MARK_SYMBOLS, PolicyLine, StatementLine
from wizard.ui.widgets.json_colours import coloured
from wizard.ui.widgets.lines import Line, Page, prose

MARK_COLOURS = {
    "matches": "$success",
    "does not match": "$error",
    "does not apply": "$quiet",
    "denies": "$error",
    "unknown": "$warning",
    "is wrong": "$error",
}


class PolicyView(Page):
    """One policy of the request."""

    def show(self, policy: PolicyLine) -> None:
        """Show a policy with its marks."""
        self.border_title = policy.title[:1].upper() + policy.title[1:]
        self.border_subtitle = f"{MARK_SYMBOLS[policy.mark]} {policy.sentence}"
        if policy.text is None:
            self.show_lines(prose(policy.told, "$quiet"), policy.told)
        else:
            self.show_lines(marked(policy.text, policy.statements), policy.text)


def marked(text: str, statements: tuple[StatementLine, ...]) -> tuple[Line, ...]:
    """The policy's lines with the statements' marks between them."""
    lines: list[Line] = []
    digits = len(str(text.count("\n") + 1))
    for number, code in enumerate(coloured(text), 1):
        for statement in statements:
            if statement.first_line == number:
                lines.append(_sentence(statement, digits))
        inside = next((s for s in statements if s.first_line <= number <= s.last_line), None)
        faulty = any(statement.fault_line == number for statement in statements)
        lines.append(_code(code, f"{number:>{digits}}", inside, faulty))
    return tuple(lines)


def _sentence(statement: StatementLine, digits: int) -> Line:
    colour = MARK_COLOURS[statement.mark]
    sign = MARK_SYMBOLS[statement.mark]
    reason = "" if statement.reason.startswith(statement.mark) else f"{statement.mark}: "
    body = Content.assemble((f"{statement.title} ", f"bold {colour}"), (reason, colour), statement.reason)
    return Line(body, Content.assemble((f"{sign:>{digits}} ", f"bold {colour}"), ("┃ ", colour)))


def _code(code: Content, number: str, inside: StatementLine | None, faulty: bool) -> Line:
    bar = "┃" if inside else " "
    colour = MARK_COLOURS[inside.mark] if inside else "$quiet"
    gutter = Content.assemble(
        (f"{number} ", f"bold {colour}" if faulty else "$quiet"), (bar, colour), "▸" if faulty else " "
    )
    return Line(code, gutter, "on $row-removed" if faulty else "")
