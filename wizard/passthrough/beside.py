"""The command in this very session: its keyboard is ours, and Ctrl-C and Ctrl-Z reach it without us."""

from __future__ import annotations

import os
import signal
import subprocess
import termios
from typing import Literal

from wizard.passthrough import NOT_EXECUTABLE, CannotStart
from wizard.passthrough.relay import Relay

OUTPUTS = (1, 2)


class Beside(Relay):
    """Leads the outputs past the listener, each through the like of what it goes to, and both through one if to one."""

    keyboard = False
    """Whether Ctrl-C reaches the command by itself."""

    def run(self) -> int:
        before = signal.getsignal(signal.SIGTSTP)
        try:
            return super().run()
        finally:
            signal.signal(signal.SIGTSTP, before)

    def start(self) -> None:
        self.keyboard = _has_keyboard()
        ends: dict[object, int] = {}
        for ours in OUTPUTS:
            place = _place(ours)
            if place is not None and place not in ends:
                ends[place] = self._opened(ours, terminal=place == "terminal")
        out, errors = (ends.get(_place(ours)) for ours in OUTPUTS)
        try:
            process = subprocess.Popen(self.words, executable=self.program, stdout=out, stderr=errors)
        except OSError as error:
            raise CannotStart(
                f"{self.words[0]} cannot be executed: {error.strerror}", "Is it a program?", NOT_EXECUTABLE
            ) from error
        finally:
            for end in ends.values():
                os.close(end)
        self.child = process.pid
        process.returncode = 0  # it is the relay that waits for it
        if self.keyboard and signal.getsignal(signal.SIGTSTP) is signal.SIG_DFL:
            signal.signal(signal.SIGTSTP, _later)

    def signalled(self, number: int) -> None:
        if not (self.keyboard and number in (signal.SIGINT, signal.SIGQUIT)):
            super().signalled(number)

    def stopped(self) -> None:
        """Stop only now: a shell whose prompt came earlier would share its keyboard with a command not yet at rest."""
        if signal.getsignal(signal.SIGTSTP) is not _later:
            return
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)  # here we stop; what lets us go on is sent to the command as well
        signal.signal(signal.SIGTSTP, _later)

    def _opened(self, ours: int, *, terminal: bool) -> int:
        """The command's end of a new pipe or pseudo-terminal, the other end of which is carried to ``ours``."""
        read, write = os.openpty() if terminal else os.pipe()
        self.outputs[read] = ours
        if terminal:
            mode = termios.tcgetattr(write)
            mode[1] &= ~termios.OPOST  # the bytes as they come: the real terminal turns the lines
            termios.tcsetattr(write, termios.TCSANOW, mode)
            self.screens.append(read)
            self.resize()
        return write


def _later(*_: object) -> None:
    """Ctrl-Z came to the command, too: we stop once it has."""


def _place(ours: int) -> Literal["terminal"] | tuple[int, int] | None:
    """Where a descriptor leads to; None where it is closed."""
    try:
        found = os.fstat(ours)
    except OSError:
        return None
    return "terminal" if os.isatty(ours) else (found.st_dev, found.st_ino)


def _has_keyboard() -> bool:
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
