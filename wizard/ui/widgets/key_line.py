"""The keys that work now, as many as there is room for: none is cut in the middle, and the palette has them all."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

_BLANKS = 3
"""Columns around a key and its name."""


class KeyLine(Footer):
    """The line at the bottom of every screen."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)

    def compose(self) -> ComposeResult:
        room = self.app.size.width
        for shown in super().compose():
            if isinstance(shown, FooterKey):
                room -= cell_len(shown.key_display) + cell_len(shown.description) + _BLANKS
            if room < 0:
                return
            yield shown

    def on_resize(self, event: events.Resize) -> None:
        """In another width other keys fit."""
        self.call_after_refresh(self.recompose)
