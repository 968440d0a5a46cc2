"""The hand-over: the message for whoever can apply a change; saved, it is what `role-wizard resume` takes up."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button

from wizard.ui.dialogs.explain import Explain
from wizard.ui.keys import HAND_OVER, key_of
from wizard.ui.saving import save
from wizard.ui.widgets.lines import Page


class HandOver(Explain):
    """Shows the message; `y` copies and `w` saves it."""

    BINDINGS = HAND_OVER

    def __init__(self, message: str, target: str) -> None:
        super().__init__("Hand over", message)
        self._target = target

    def content(self) -> ComposeResult:
        yield Page(id="page", lines=self._lines, text=self._text)
        with Horizontal(id="buttons"):
            yield Button(f"Save {key_of(self.app, 'save-message')}", id="save")
            yield Button(f"Close {key_of(self.app, 'close')}", id="close")

    def on_button_pressed(self, event: Button.Pressed | None = None) -> None:
        if event is not None and event.button.id == "save":
            self.action_save()
        else:
            self.dismiss(None)

    def action_save(self) -> None:
        """Save the message as a file."""
        save(self, "Hand-over", self._target, "md", self._text)
