"""The verdict of the whole request as it stands now: first the word, then a symbol, then the reason."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from wizard.flow.verdict import Verdict

COLOURS = {"ALLOWED": "$success", "DENIED": "$error", "DEPENDS": "$warning"}


class VerdictLine(Static):
    """One line that is never out of sight; what does not fit ends in an ellipsis, the whole is its tooltip."""

    DEFAULT_CSS = """
    VerdictLine { height: 1; padding: 0 1; background: $surface; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def show(self, verdict: Verdict, more: str = "") -> None:
        """Show a verdict; ``more`` says what it is the verdict of, where that is not the request as it stands."""
        self.tooltip = str(verdict)
        self.update(
            Content.assemble(
                (f"{verdict.word} {verdict.symbol}", f"bold {COLOURS[verdict.word]}"),
                (f" {more}" if more else "", "italic $quiet"),
                f" {verdict.sentence}",
            ),
            layout=False,  # a line, whatever it says: laid out anew, the screen would take longer than a key
        )

    def wait(self, text: str) -> None:
        """Say what is being done before there is a verdict."""
        self.tooltip = None
        self.update(Content.styled(text, "$quiet"))
