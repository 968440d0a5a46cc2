"""The keys that work now, in the last line."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Footer


class KeyLine(Footer):
    """Textual's footer makes all of its widgets anew whenever the focus moves; this one where a key comes or goes."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._shown: list[tuple[Binding, bool]] = []

    def compose(self) -> ComposeResult:
        if self._bindings_ready:
            self._shown = self._keys()
        yield from super().compose()

    async def recompose(self) -> None:
        """Make the line anew, where it would say something else."""
        if self._keys() != self._shown:
            await super().recompose()

    def _keys(self) -> list[tuple[Binding, bool]]:
        return [(key.binding, key.enabled) for key in self.screen.active_bindings.values() if key.binding.show]
