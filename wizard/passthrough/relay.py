"""Carries a command's outputs to ours, and signals to the command, until it ends. How it is started varies."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import termios
from collections.abc import Callable, Sequence
from typing import Final

_PIECE: Final = 65536
_LAST_WORDS: Final = 0.05  # seconds of silence after which an output is left that a left-behind process holds open


class Relay:
    """One run of a command."""

    child = 0
    status: int | None = None

    def __init__(self, program: str, words: Sequence[str], hear: Callable[[bytes], object], signals: int) -> None:
        self.program, self.words, self.hear, self.signals = program, words, hear, signals
        self.outputs: dict[int, int] = {}  # where what the command writes can be read → where it goes
        self.screens: list[int] = []  # those that are masters of pseudo-terminals

    def run(self) -> int:
        """Run the command to its end; its exit status. Raises CannotStart."""
        self.start()
        while self.status is None:
            self.turn(None)
        while self.outputs and self.turn(_LAST_WORDS):
            pass
        for output in list(self.outputs):
            self.leave(output)
        return self.status

    def start(self) -> None:
        """Start the command, and fill in where its outputs can be read. Raises CannotStart."""
        raise NotImplementedError

    def turn(self, patience: float | None) -> bool:
        """Carry what has come; False if nothing had within ``patience`` seconds."""
        ready, _, _ = select.select([self.signals, *self.outputs], [], [], patience)
        self.carry(ready)
        return bool(ready)

    def carry(self, ready: Sequence[int]) -> None:
        """Carry what the ready descriptors hold."""
        for output in ready:
            if output in self.outputs:
                self._carry(output)
        if self.signals in ready:
            for number in os.read(self.signals, _PIECE):
                self.signalled(number)

    def signalled(self, number: int) -> None:
        """A signal came to us."""
        if number == signal.SIGCHLD:
            self._look()
        elif number == signal.SIGWINCH:
            self.resize()
        elif self.status is None:
            os.kill(self.child, number)

    def stopped(self) -> None:
        """The command has been stopped, as Ctrl-Z does it."""

    def resize(self) -> None:
        """Give the command's terminals the size of ours."""
        for screen in self.screens:
            for ours in (1, 2, 0):
                with contextlib.suppress(OSError):
                    size = fcntl.ioctl(ours, termios.TIOCGWINSZ, bytes(8))
                    fcntl.ioctl(screen, termios.TIOCSWINSZ, size)
                    break

    def leave(self, output: int) -> None:
        """Carry an output no longer; whoever still writes into it learns that nobody reads."""
        del self.outputs[output]
        os.close(output)
        if output in self.screens:
            self.screens.remove(output)

    def _look(self) -> None:
        while self.status is None:
            child, status = os.waitpid(self.child, os.WNOHANG | os.WUNTRACED)
            if child == 0:
                return
            if os.WIFSTOPPED(status):
                self.carry(select.select([*self.outputs], [], [], 0)[0])  # what it wrote before comes before the prompt
                self.stopped()
            else:
                self.status = exit_status(status)

    def _carry(self, output: int) -> None:
        try:
            piece = os.read(output, _PIECE)
        except BlockingIOError:
            return
        except OSError:  # Linux's way to say that nobody has the other end of a terminal any more
            piece = b""
        if not piece:
            self.leave(output)
            return
        self.hear(piece)
        try:
            _write(self.outputs[output], piece)
        except OSError:  # our reader left, and the command is to notice
            self.leave(output)


def exit_status(wait_status: int) -> int:
    """A shell's number for what `waitpid` says of an ended process."""
    code = os.waitstatus_to_exitcode(wait_status)
    return code if code >= 0 else 128 - code


def _write(ours: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        try:
            view = view[os.write(ours, view) :]
        except BlockingIOError:  # somebody else made the open file so
            select.select([], [ours], [])
