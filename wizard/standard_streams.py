"""The three streams as the shell gave them: closed, full, short of letters, or with nobody at the other end."""

from __future__ import annotations

import errno
import io
import os
import sys

from wizard.engine.typed import Final, TextIO
from wizard.spelling import ERRORS

FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def prepare() -> None:
    """Open what is closed on nothing, and let no letter be one too many."""
    for name, mode, errors in (("stdin", "r", "replace"), ("stdout", "w", ERRORS), ("stderr", "w", ERRORS)):
        stream = getattr(sys, name)
        if stream is None:
            descriptor = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free, so the stream's own
            os.set_inheritable(descriptor, True)
            setattr(sys, name, open(descriptor, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def flush() -> None:
    """Write what is held back, while a fault can still be told. Raises OSError, but not where nobody reads any more."""
    for stream in (sys.stderr, sys.stdout):
        try:
            stream.flush()
        except OSError as error:
            if stream is sys.stdout and error.errno not in (errno.EPIPE, errno.EIO):  # a pipe's end, a terminal gone
                raise
            drop(stream)


def drop(stream: TextIO) -> None:
    """Let the rest of a stream go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
