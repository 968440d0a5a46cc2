"""The verdict of the whole request as it stands now: first the word, then a symbol, then the reason."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from wizard.flow.edits import NOT_APPLIED
from wizard.flow.verdict import Verdict

COLOURS = {"ALLOWED": "$success", "DENIED": "$error", "DEPENDS": "$warning"}


class VerdictLine(Static):
    """One line that is never out of sight: the brief sentence where the whole has no room; that is its tooltip."""

    DEFAULT_CSS = """
    VerdictLine { height: 1; padding: 0 1; background: $surface; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._verdict: Verdict | None = None
        self._more = ""
        self._note = ""
        self._doing = ""

    def show(self, verdict: Verdict, more: str = "", note: str = "") -> None:
        """Show a verdict; ``more`` says what it is the verdict of, where that is not the request as it stands.

        ``note``: what else is to be known of it, said after the sentence.
        """
        self.tooltip = f"{verdict}; {note}" if note else str(verdict)
        self._verdict, self._more, self._note = verdict, f" {more}" if more else "", note
        self.refresh()  # a line, whatever it says: laid out anew, the screen would take longer than a key

    def wait(self, text: str) -> None:
        """Say what is being done before there is a verdict."""
        self.tooltip = None
        self._verdict, self._doing = None, text
        self.refresh()

    def render(self) -> Content:
        verdict = self._verdict
        if verdict is None:
            return Content.styled(self._doing, "$quiet")
        word = f"{verdict.word} {verdict.symbol}"
        colour = "$warning" if verdict.symbol == NOT_APPLIED else COLOURS[verdict.word]
        return Content.assemble(
            (word, f"bold {colour}"),
            (self._more, "italic $quiet"),
            f" {self._told(verdict, self.size.width - len(word) - len(self._more) - 1)}",
        )

    def _told(self, verdict: Verdict, room: int) -> str:
        """The sentence and the note; the note alone where both have no room."""
        if not self._note:
            return verdict.within(room)
        told = f"{verdict.within(room - len(self._note) - 2)}; {self._note}"
        return told if len(told) <= room else self._note
