"""The three streams as the shell gave them: closed, full, endless, short of letters, or with nobody at the end."""

from __future__ import annotations

import errno
import io
import os
import sys

from wizard.engine.typed import Final, TextIO
from wizard.spelling import ERRORS

FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

MOST: Final = 1 << 24
"""More bytes than any policy, case or hand-over has: what holds as many may have no end, as a device has none."""


class Endless(Exception):
    """More was piped in than is read whole."""

    kind = "usage"
    next_step = "Pipe in only what counts, such as the end of a log: tail -c 100000 LOG | role-wizard …"

    def __init__(self) -> None:
        super().__init__(f"standard input has more than {MOST >> 20} MiB, and may have no end")


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


def everything(stdin: TextIO, shown_on: TextIO | None = None) -> str:
    """What was piped in, read whole. A log is no place to be strict about encodings. Raises Endless.

    ``shown_on``: a stream on which it is seen as it comes, such as the question of a command that waits for an answer.
    """
    raw = getattr(stdin, "buffer", None)
    content: bytes | str
    if raw is None:
        content = stdin.read(MOST + 1)
    elif shown_on is None:
        content = raw.read(MOST + 1)
    else:
        content = _shown(raw, shown_on.fileno())
    if len(content) > MOST:
        raise Endless
    if isinstance(content, bytes):
        encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        content = content.decode(encoding, errors="replace")
    return content.replace("\r\n", "\n").replace("\r", "\n")


def _shown(raw: io.BufferedReader, descriptor: int) -> bytes:
    pieces: list[bytes] = []
    while sum(map(len, pieces)) <= MOST and (piece := raw.read1(1 << 16)):
        pieces.append(piece)
        while piece:
            piece = piece[os.write(descriptor, piece) :]
    return b"".join(pieces)


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
