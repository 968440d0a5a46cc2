"""A page of text: a cause, a step, a policy, a trace."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button

from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.keys import READING, key_of
from wizard.ui.widgets.lines import Line, Page, prose


class Explain(Dialog[None]):
    """Shows a page; `y` copies it, Escape and Enter close it."""

    BINDINGS = READING
    AUTO_FOCUS = "#page"
    DEFAULT_CSS = """
    Explain {
        & > #box { width: 100; height: 100%; max-height: 50; }
        & Page { border: none; padding: 0; }
        & Page:focus { border: none; }
    }
    """

    def __init__(self, title: str, text: str, lines: Sequence[Line] | None = None) -> None:
        super().__init__(title)
        self._text = text
        self._lines = tuple(lines) if lines is not None else prose(text)

    def content(self) -> ComposeResult:
        yield Page(id="page", lines=self._lines, text=self._text)
        with Horizontal(id="buttons"):
            yield Button(f"Close {key_of(self.app, 'close')}", id="close")

    def action_explain(self) -> None:
        """A page needs no further page."""

    def on_button_pressed(self) -> None:
        self.dismiss(None)
