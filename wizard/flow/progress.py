"""A reading under way, as whoever waits for it sees it: told of each thing read, and ended by waiting no more.

A call in a thread cannot be stopped from outside. One that nobody waits for stops where it next has something to tell,
and what it brings is dropped: only the newest reading counts.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from wizard.aws.gateway import AwsFailure, Reading


class GivenUp(AwsFailure):
    """Nobody waits for this reading any more, so nobody is to be told of it."""

    def __init__(self) -> None:
        super().__init__("cancelled", "Nothing was read", "it was cancelled, or a newer call took its place", "")


class Progress:
    """One for each reading. ``tell`` is called in the thread that reads."""

    def __init__(self, tell: Callable[[Reading], object] = lambda reading: None) -> None:
        self._tell = tell
        self._over = Event()

    @property
    def over(self) -> bool:
        """Whether nobody waits any more."""
        return self._over.is_set()

    def end(self) -> None:
        """Wait no more: what still comes is dropped."""
        self._over.set()

    def check(self) -> None:
        """Raise GivenUp where nobody waits any more."""
        if self.over:
            raise GivenUp

    def __call__(self, reading: Reading) -> None:
        """Something was read, or could not be. Raises GivenUp."""
        self.check()
        self._tell(reading)
