"""What the system gives no more of, told as that: files, memory, threads. No bug, and nothing of AWS's."""

from __future__ import annotations

import errno


def exhausted(error: BaseException) -> tuple[str, str] | None:
    """What there is no more of, and the way out; None for any other failure."""
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return "this program may open no further file or connection", "Allow more in this shell: ulimit -n 256."
    if isinstance(error, MemoryError):
        return "there is no memory left", "End other programs, or allow more: ulimit -v unlimited."
    if isinstance(error, RuntimeError) and str(error).startswith("can't start new thread"):
        return "this program may start no further thread", "Raise the limit of `ulimit -u` or of the container."
    return None
