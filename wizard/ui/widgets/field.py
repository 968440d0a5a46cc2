"""A field that shows the end of what it has no room for: of an ARN the account and the name, where it begins alike."""

from __future__ import annotations

from textual.widgets import Input


class Field(Input):
    """An Input that nobody types in stands at its end."""

    def watch_value(self) -> None:
        """It was filled."""
        self._show_end()

    def on_blur(self) -> None:
        """It was left."""
        self._show_end()

    def on_resize(self) -> None:
        """There is more or less room."""
        self.call_after_refresh(self._show_end)

    def _show_end(self) -> None:
        if not self.has_focus:
            self.cursor_position = 0  # what stands at the end already is not scrolled to
            self.cursor_position = len(self.value)
