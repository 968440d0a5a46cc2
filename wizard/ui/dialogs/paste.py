"""A dialog for a policy that could not be read here: pasted or typed, and checked before it is taken."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Static

from wizard.flow.known import mistake
from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.widgets.policy_editor import PolicyEditor


class Paste(Dialog[str]):
    """Answers the text, ``None`` where the person goes back."""

    DEFAULT_CSS = """
    Paste > #box { width: 100; height: 80%; & PolicyEditor { height: 1fr; } & #said { height: 2; } }
    """
    AUTO_FOCUS = "#text"

    def content(self) -> ComposeResult:
        yield Static("Paste the document, or what the AWS CLI answers of it.", markup=False)
        yield PolicyEditor(id="text")
        yield Static("", id="said", markup=False)
        with Horizontal(id="buttons"):
            yield Button("Use it", id="use")
            yield Button("Cancel", id="close")

    def on_text_area_changed(self) -> None:
        self.query_one("#said", Static).update("")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        text = self.query_one(PolicyEditor).text
        if event.button.id == "close":
            self.dismiss(None)
        elif (wrong := mistake(text)) is not None:
            self.query_one("#said", Static).update(wrong)
        else:
            self.dismiss(text)
