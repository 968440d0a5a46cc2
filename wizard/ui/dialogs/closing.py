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


class ClosingAlone(ModalScreen[T]):
    """A dialog that closes so."""

    _late: tuple[T | None] | None = None  # the answer that was given while another screen lay above

    def on_mount(self) -> None:
        """What was said of the screen below is not about this one."""
        clear_notices(self.app)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with an answer; below another dialog as soon as that one is closed."""
        if self.app.screen is not self:
            self._late = self._late or (result,)
            return AwaitComplete()
        clear_notices(self.app)
        try:
            return super().dismiss(result)
        except InvalidStateError:
            return self.app.pop_screen()

    def on_screen_resume(self) -> None:
        """What lay above is closed."""
        if self._late is not None:
            self.call_next(self._close_late, *self._late)

    def _close_late(self, result: T | None) -> None:
        self.dismiss(result)  # what it returns is not for the message pump, which would await it

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that comes before there is anything to see means something else."""
        return self.is_mounted and super().check_action(action, parameters)
