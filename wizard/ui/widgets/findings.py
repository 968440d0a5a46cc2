"""The line below an editor: how large the policy is, and the first problem in it."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from wizard.flow.draft import Draft


class Findings(Static):
    """What was found in the editor's text; one line, unless the problem takes more."""

    def show(self, draft: Draft, width: int) -> bool:
        """Show it on a screen of so many columns; whether it takes more than a line."""
        findings = _told(draft)
        wordy = findings.cell_length > width - 2
        self.update(findings, layout=wordy)  # a line is one, whatever it says
        return wordy


def _told(draft: Draft) -> Content:
    if not draft.limit:
        return Content("")
    size = f"{draft.size:,} of {draft.limit:,} characters"
    colour = "bold $error" if draft.size > draft.limit else "$quiet"
    if not draft.problems:
        return Content.assemble(("✓ ", "bold $success"), "a valid policy  ", (size, colour))
    first = draft.problems[0]
    more = f"  and {len(draft.problems) - 1} more" if len(draft.problems) > 1 else ""
    return Content.assemble(
        ("✗ ", "bold $error"),
        (f"line {first.line}: ", "bold"),
        first.told,
        (more, "$warning"),
        (f"  {size}", colour),
    )
