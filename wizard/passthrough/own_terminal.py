"""The command on a pseudo-terminal of its own. It stays a terminal, in whatever mode the command wants it.

A monitor leads the pseudo-terminal's session, as a shell would: without a leader of its session above it the command
could not be stopped by Ctrl-Z. Where the command stops, the monitor stops, and then we do; so it goes on, too.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import termios
import tty
from collections.abc import Callable, Sequence
from typing import Final, NoReturn

from wizard.passthrough import NOT_EXECUTABLE
from wizard.passthrough.relay import Relay, exit_status
from wizard.passthrough.signals import PASSED_ON

_KEYS: Final = 4096


class OwnTerminal(Relay):
    """Carries keys as well, from a terminal that leaves their meaning to the command's own."""

    def __init__(self, program: str, words: Sequence[str], hear: Callable[[bytes], object], signals: int) -> None:
        super().__init__(program, words, hear, signals)
        self.mode = termios.tcgetattr(0)
        self.keys = b""  # typed, and not yet taken
        self.keyboard = True  # until it hangs up

    def run(self) -> int:
        try:
            return super().run()
        finally:
            self._give_back()

    def start(self) -> None:
        self.master, slave = os.openpty()
        termios.tcsetattr(slave, termios.TCSANOW, self.mode)
        self.outputs[self.master] = 1
        self.screens.append(self.master)
        self.resize()
        errors = slave
        if not os.isatty(2):
            heard, errors = os.pipe()
            self.outputs[heard] = 2
        self.child = os.fork()
        if self.child == 0:
            for output in self.outputs:
                os.close(output)
            _monitor(self.program, self.words, slave, errors)
        os.set_blocking(self.master, False)
        for end in {slave, errors}:
            os.close(end)
        self._take()

    def turn(self, patience: float | None) -> bool:
        open_ends = self.keyboard and self.status is None and self.master in self.outputs
        reading = [0] if open_ends and not self.keys else []
        writing = [self.master] if open_ends and self.keys else []
        ready, takes, _ = select.select([self.signals, *self.outputs, *reading], writing, [], patience)
        if 0 in ready:
            self.keys = _typed()
            self.keyboard = bool(self.keys)
        if takes:
            with contextlib.suppress(OSError):
                self.keys = self.keys[os.write(self.master, self.keys) :]
        self.carry(ready)
        return bool(ready or takes)

    def stopped(self) -> None:
        self._give_back()
        os.killpg(0, signal.SIGTSTP)  # here we stop, until the shell lets us go on
        self._take()
        self.resize()
        os.kill(self.child, signal.SIGCONT)

    def _take(self) -> None:
        """Let the terminal hand over every key as it is."""
        with contextlib.suppress(termios.error):
            tty.setraw(0, termios.TCSADRAIN)

    def _give_back(self) -> None:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(0, termios.TCSADRAIN, self.mode)


def _typed() -> bytes:
    try:
        return os.read(0, _KEYS)
    except OSError:  # the terminal is gone
        return b""


def _monitor(program: str, words: Sequence[str], terminal: int, errors: int) -> NoReturn:
    """In the forked process: lead a session, start the command in it, and end or stop as it does."""
    try:
        signal.set_wakeup_fd(-1)
        os.setsid()
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
        command = os.fork()
        if command == 0:
            _become(program, words, terminal, errors)
        for number in PASSED_ON:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda arrived, _: _pass_on(command, arrived))
        os._exit(_watch(command, terminal))
    finally:
        os._exit(NOT_EXECUTABLE)


def _watch(command: int, terminal: int) -> int:
    for end in (0, 1, 2):
        os.close(end)
    while True:
        _, status = os.waitpid(command, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return exit_status(status)
        os.kill(os.getpid(), signal.SIGSTOP)
        _in_front(terminal, command)
        _pass_on(command, signal.SIGCONT)


def _pass_on(command: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(command, number)


def _become(program: str, words: Sequence[str], terminal: int, errors: int) -> NoReturn:
    """Turn into the command, in the foreground of the session."""
    try:
        os.setpgid(0, 0)
        _in_front(terminal, os.getpid())
        for number in (signal.SIGPIPE, signal.SIGXFSZ):  # which Python ignores
            signal.signal(number, signal.SIG_DFL)
        for end, place in ((terminal, 0), (terminal, 1), (errors, 2)):
            os.dup2(end, place)
        os.execv(program, [*words])
    except OSError as error:
        os.write(2, f"role-wizard: {words[0]} cannot be executed: {error.strerror}\nIs it a program?\n".encode())
    finally:
        os._exit(NOT_EXECUTABLE)


def _in_front(terminal: int, group: int) -> None:
    ignored = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.tcsetpgrp(terminal, group)
    signal.signal(signal.SIGTTOU, ignored)
