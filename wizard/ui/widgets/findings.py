"""The line below an editor: how large the policy is, and the first problem in it."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from wizard.flow.draft import Draft


class Findings(Static):
    """What was found in the editor's text; one line, unless the problem takes more."""

    def show(self, draft: Draft, width: int) -> bool:
        """Show it on a screen of so many columns; whether it takes more than a line."""
        room = width - 2
        findings = _told(draft, room)
        wordy = findings.cell_length > room
        self.update(findings, layout=wordy)  # a line is one, whatever it says
        return wordy


def _told(draft: Draft, room: int) -> Content:
    """What is wrong with the text, or that nothing is, and its size: in fewer words where these take another row."""
    if not draft.limit:
        return Content("")
    colour = "bold $error" if draft.size > draft.limit else "$quiet"
    size = (f"  {draft.size:,} of {draft.limit:,}", colour)
    if not draft.problems:
        said = Content.assemble(("✓ ", "bold $success"), "a valid policy")
    else:
        first = draft.problems[0]
        more = f"  and {len(draft.problems) - 1} more" if len(draft.problems) > 1 else ""
        said = Content.assemble(("✗ ", "bold $error"), (f"line {first.line}: ", "bold"), first.told, (more, "$warning"))
    whole = Content.assemble(said, size, (f" {draft.counted}", colour))
    return whole if whole.cell_length <= room else Content.assemble(said, size)
