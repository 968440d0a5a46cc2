"""A dialog for a policy that could not be read here: pasted or typed, and checked before it is taken."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Static

from wizard.flow.known import mistake
from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.keys import PASTING, key_of
from wizard.ui.widgets.policy_editor import PolicyEditor


class Paste(Dialog[str]):
    """Answers the text, ``None`` where the person goes back."""

    DEFAULT_CSS = """
    Paste > #box { width: 100; height: 80%; & PolicyEditor { height: 1fr; } & #said { height: 2; } }
    """
    AUTO_FOCUS = "#text"
    BINDINGS = PASTING

    def __init__(self, heading: str, text: str = "") -> None:
        super().__init__(heading)
        self._text = text.replace("\r\n", "\n").replace("\r", "\n")  # as many terminals paste an end of line

    def content(self) -> ComposeResult:
        yield Static("Paste the document, or what the AWS CLI answers of it.", markup=False)
        yield PolicyEditor(self._text, id="text")
        yield Static("", id="said", markup=False)
        with Horizontal(id="buttons"):
            yield Button(f"Use it {key_of(self.app, 'preview')}", id="use")
            yield Button(f"Cancel {key_of(self.app, 'close')}", id="close")

    def on_text_area_changed(self) -> None:
        self.query_one("#said", Static).update("")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "use":
            self.action_use()
        else:
            self.dismiss(None)

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the editor, too, where the focus is on a button."""
        editor = self.query_one(PolicyEditor)
        if not editor.has_focus:  # else it has taken it
            editor.insert(event.text)
            editor.focus()

    def action_use(self) -> None:
        """Take the policy, where it is one."""
        text = self.query_one(PolicyEditor).text
        if (wrong := mistake(text)) is not None:
            self.query_one("#said", Static).update(wrong)
        else:
            self.dismiss(text)
