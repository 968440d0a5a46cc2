"""A dialog with one line to type."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Input

from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.keys import key_of


class AskLine(Dialog[str]):
    """Answers what was typed, which may be nothing; ``None`` where the person goes back."""

    AUTO_FOCUS = "#line"

    def __init__(self, question: str, hint: str, value: str = "") -> None:
        super().__init__(question)
        self._hint, self._value = hint, value

    def on_mount(self) -> None:
        self.query_one("#box").border_subtitle = f"Enter takes it, {key_of(self.app, 'close')} goes back"

    def content(self) -> ComposeResult:
        yield Input(self._value, placeholder=self._hint, id="line")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())
