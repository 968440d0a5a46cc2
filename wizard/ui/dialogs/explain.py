"""A page of text: a cause, a step, a policy, a trace."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.widgets import Button

from wizard.ui.breakpoints import BROAD
from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.keys import READING, key_of
from wizard.ui.widgets.lines import Line, Page, laid_out, prose

WIDTH, HIGHEST = 100, 50
"""Columns and rows of a page, however large the terminal is."""
AROUND = 4
"""Columns beside the text: frame and padding. As many rows: the frame, and the buttons with a blank above them."""


class Explain(Dialog[None]):
    """Shows a page; `y` copies it, Escape and Enter close it."""

    BINDINGS = READING
    AUTO_FOCUS = "#page"
    DEFAULT_CSS = """
    Explain {
        & > #box { width: 100%; }
        &.-broad > #box { width: 100; }
        & Page { border: none; padding: 0; & > Lines { max-width: 100; } }
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

    def on_mount(self) -> None:
        self._fit(self.app.size)

    def on_resize(self, event: events.Resize) -> None:
        """There is more or less room for its text."""
        self._fit(event.size)

    def _fit(self, size: Size) -> None:
        """As high as its text needs."""
        box = min(size.width, WIDTH) if size.width >= BROAD else size.width
        rows = len(laid_out(self._lines, min(box - AROUND, WIDTH)))
        self.query_one("#box").styles.height = min(rows + AROUND, HIGHEST)

    def action_explain(self) -> None:
        """A page needs no further page."""

    def on_button_pressed(self) -> None:
        self.dismiss(None)
