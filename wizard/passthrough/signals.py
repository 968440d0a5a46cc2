"""The signals that a run waits for, as numbers that can be read from a descriptor like everything else."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from typing import Final

PASSED_ON: Final = (
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGUSR2,
)
"""Meant for the command, whoever gets them."""


@contextlib.contextmanager
def arriving() -> Iterator[int]:
    """The descriptor, one byte a signal. Meanwhile none of them ends this process.

    What was ignored before stays ignored, and so it is for the command.
    """
    arrived, ring = os.pipe()
    os.set_blocking(ring, False)
    before = {number: signal.getsignal(number) for number in (*PASSED_ON, signal.SIGCHLD, signal.SIGWINCH)}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN or number == signal.SIGCHLD:
            signal.signal(number, lambda *_: None)
    bell = signal.set_wakeup_fd(ring, warn_on_full_buffer=False)
    try:
        yield arrived
    finally:
        signal.set_wakeup_fd(bell)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(arrived)
        os.close(ring)
