"""How a dialog closes: itself alone, once, whatever opened above it and whoever has stopped waiting for its answer.

Textual's `dismiss` takes the topmost screen away, whichever that is, and fails where the answer is not waited for.
"""

from __future__ import annotations

from asyncio import InvalidStateError
from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

from wizard.ui.notices import clear_notices

T = TypeVar("T")

SOON = 0.05
"""Seconds between two looks whether what covers a dialog is gone."""


class ClosingAlone(ModalScreen[T]):
    """A dialog that closes so."""

    def on_mount(self) -> None:
        """What was said of the screen below is not about this one."""
        clear_notices(self.app)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with an answer; below another dialog as soon as that one is closed."""
        if self.app.screen is not self:
            if self in self.app.screen_stack:
                self.set_timer(SOON, lambda: self._dismiss_later(result))
            return AwaitComplete()
        clear_notices(self.app)
        try:
            return super().dismiss(result)
        except InvalidStateError:
            return self.app.pop_screen()

    def _dismiss_later(self, result: T | None) -> None:
        self.dismiss(result)  # what it returns is not for the timer, which would await it

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that comes before there is anything to see means something else."""
        return self.is_mounted and super().check_action(action, parameters)
