"""A question with two answers; the harmless one is the default."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Static

from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.keys import key_of


class Confirm(Dialog[bool]):
    """Answers True only where the person says so."""

    AUTO_FOCUS = "#no"

    def __init__(self, question: str, text: str, *, yes: str, no: str) -> None:
        super().__init__(question)
        self._text, self._yes, self._no = text, yes, no

    def content(self) -> ComposeResult:
        yield Static(self._text, markup=False)
        with Horizontal(id="buttons"):
            yield Button(self._yes, id="yes")
            yield Button(f"{self._no} {key_of(self.app, 'close')}", id="no")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
