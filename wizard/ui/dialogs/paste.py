"""A dialog for a policy that could not be read: pasted or typed, told what it is, and checked before it is taken."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Static

from wizard.engine.decision import Layer
from wizard.flow.layout import spread
from wizard.flow.taking import Taking
from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.keys import PASTING, key_of
from wizard.ui.widgets.policy_editor import PolicyEditor


class Paste(Dialog[tuple[tuple[Layer, ...], str]]):
    """Answers the layers that the policy may be of, and the text; ``None`` where the person goes back.

    ``look``: what a text would be taken for; what is to be confirmed is told first, and taken when pressed again.
    """

    DEFAULT_CSS = """
    Paste.-broad > #box { width: 100; }
    Paste > #box {
        width: 100%; height: 80%;
        & PolicyEditor { height: 1fr; }
        & #said { height: auto; min-height: 1; max-height: 3; }
    }
    """
    AUTO_FOCUS = "#text"
    BINDINGS = PASTING

    def __init__(self, heading: str, look: Callable[[str], Taking], text: str = "") -> None:
        super().__init__(heading)
        self._text = spread(text.replace("\r\n", "\n").replace("\r", "\n"))  # as many terminals paste an end of line
        self._look = look
        self._seen = self._text  # as it was looked at last
        self._told = ""  # what was said of it: pressed again, it is taken

    def content(self) -> ComposeResult:
        yield Static("Paste the document, or what the AWS CLI answers of it.", markup=False)
        yield PolicyEditor(self._text, id="text")
        yield Static(self._kind(self._text), id="said", markup=False)
        with Horizontal(id="buttons"):
            yield Button(f"Use it {key_of(self.app, 'preview')}", id="use")
            yield Button(f"Cancel {key_of(self.app, 'close')}", id="close")

    def on_text_area_changed(self) -> None:
        """Say what stands there, as soon as it is something."""
        if self._changed():
            self.query_one("#said", Static).update(self._kind(self._seen))

    def _changed(self) -> bool:
        """Look at what stands there: whether it is news. What is in one line is laid out, to show the places told."""
        editor = self.query_one(PolicyEditor)
        if (wide := spread(editor.text)) != editor.text:
            editor.fill(wide)
        if editor.text == self._seen:
            return False
        self._seen, self._told = editor.text, ""
        return True

    def _kind(self, text: str) -> str:
        found = self._look(text) if text.strip() else None
        return found.told if found is not None and found.layers else ""

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
        """Take the policy, where it is one; of another kind than was asked for only once that was said."""
        self._changed()
        found = self._look(self._seen)
        if found.layers and (not found.confirm or self._told == found.told):
            self.dismiss((found.layers, self._seen))
            return
        self._told = found.told
        again = f" {key_of(self.app, 'preview')} again does that." if found.layers else ""
        self.query_one("#said", Static).update(found.told + again)
