"""Runs a command so that neither it nor the person can tell, while somebody listens to what it prints.

With the keyboard and the screen on one terminal the command gets a terminal of its own (`own_terminal.py`), and this
one only carries keys and letters. With one of them redirected it runs in this very session (`beside.py`), and only its
outputs are led past the listener: a terminal to a terminal, anything else to a pipe. POSIX only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

NOT_EXECUTABLE: Final = 126
NOT_FOUND: Final = 127
"""The statuses that shells give for a command that cannot be started."""


class CannotStart(Exception):
    """There is no such command, or it cannot be executed; ``status`` is what a shell would answer."""

    def __init__(self, what: str, next_step: str, status: int) -> None:
        super().__init__(what)
        self.next_step = next_step
        self.status = status


def run(words: Sequence[str], hear: Callable[[bytes], object]) -> int:
    """Run a command to its end; its exit status, or 128 and the number of the signal that ended it.

    ``hear`` gets both outputs in pieces, as they come. Raises CannotStart.
    """
    from wizard.passthrough.beside import Beside
    from wizard.passthrough.own_terminal import OwnTerminal
    from wizard.passthrough.signals import arriving

    program = _found(words[0])
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    with arriving() as signals:
        kind = OwnTerminal if os.isatty(0) and os.isatty(1) and os.tcgetpgrp(0) == os.getpgrp() else Beside
        return kind(program, words, hear, signals).run()


def _found(name: str) -> str:
    import shutil

    program = shutil.which(name)
    if program is not None:
        return program
    if os.sep in name and os.path.exists(name):  # noqa: PTH110 - a command's name is looked up as the system does
        raise CannotStart(f"{name} cannot be executed", "Is it a program, and may you run it?", NOT_EXECUTABLE)
    if len(name.split()) > 1 and shutil.which(name.split()[0]):
        raise CannotStart(f"there is no command “{name}”", "Give its words apart, without quotes.", NOT_FOUND)
    where = "Is that its path?" if os.sep in name else "Is it installed, and in a folder of PATH?"
    raise CannotStart(f"there is no command {name}", where, NOT_FOUND)
