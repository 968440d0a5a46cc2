"""How a reading goes, in as few lines as a listener wants to hear."""

from __future__ import annotations

import time
from collections.abc import Callable

from wizard.aws.gateway import Reading
from wizard.flow.known import NOT_READ


class SpokenProgress:
    """Tells at once what could not be read, and every few seconds how far it is."""

    EVERY = 2.0
    """Seconds between two lines."""

    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.read = 0
        self.not_read = 0
        self._say, self._clock = say, clock
        self._said_at = clock()

    def report(self, reading: Reading) -> None:
        """One more was asked for."""
        if reading.outcome in NOT_READ:
            self.not_read += 1
            self._say(f"  could not be read: {reading.what}")
            return
        self.read += 1
        now = self._clock()
        if now - self._said_at >= self.EVERY:
            self._said_at = now
            self._say(f"  {self.read} read so far, the last one: {reading.what}")
