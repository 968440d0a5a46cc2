"""A page of text: a cause, a step, a policy, a trace."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button

from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.widgets.lines import Line, Page, prose


class Explain(Dialog[None]):
    """Shows a page; `y` copies it, Escape closes it."""

    DEFAULT_CSS = """
    Explain {
        & > #box { width: 100; height: 92%; }
        & Page { border: none; padding: 0; }
        & Page:focus { border: none; }
    }
    """

    def __init__(self, title: str, text: str, lines: Sequence[Line] | None = None) -> None:
        super().__init__()
        self.title = title
        self._text = text
        self._lines = tuple(lines) if lines is not None else prose(text)

    def content(self) -> ComposeResult:
        yield Page(id="page")
        with Horizontal(id="buttons"):
            yield Button("Close", id="close")

    def on_mount(self) -> None:
        self.query_one("#box").border_title = self.title
        page = self.query_one("#page", Page)
        page.show_lines(self._lines, self._text)
        page.focus()

    def on_button_pressed(self) -> None:
        self.dismiss(None)
