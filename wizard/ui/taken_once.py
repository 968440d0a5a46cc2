"""The terminal, taken once: what a stop gave back is taken anew and drawn anew, and nothing else is.

`timeout`, systemd and a terminal that goes away send SIGCONT after the signal that ends, and whoever is stopped by
SIGSTOP gives nothing back. Textual (8.2.8) takes the terminal at each SIGCONT, and the modes that it had set itself for
those to leave behind: the shell came back deaf, without echo. After `fg` it draws nothing, since the size is the same.
"""

from __future__ import annotations

import asyncio
import sys

from textual.driver import Driver


class TakenOnce(Driver):
    """Goes before the driver of the system."""

    _begun = False

    def start_application_mode(self) -> None:
        """Take the terminal, unless it is held. Called at first, after the person's own editor, and by SIGCONT."""
        begun, self._begun = self._begun, True
        if not (begun and _held()):
            super().start_application_mode()  # type: ignore[safe-super]
        if begun:
            asyncio.get_running_loop().call_soon_threadsafe(self._app.refresh)  # this may be a signal's handler


def _held() -> bool:
    """Whether the terminal hands on each key, as it does for the screens alone; else it waits for whole lines."""
    import termios

    try:
        return not termios.tcgetattr(sys.__stdin__)[3] & termios.ICANON  # type: ignore[arg-type]
    except (termios.error, OSError, ValueError, TypeError):  # it is none, or has gone
        return False
