"""Whether a program in a terminal is at work, however long it says nothing: on a busy machine it waits for its turn."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
"""Where Linux tells of processes (proc(5)); where there is none, nothing ever seems to be at work."""


def spent(session: int) -> int:
    """The processor time that the processes of a session have had, in the kernel's clock ticks."""
    used = (_stat(process)[11:13] for process in _processes(session))
    return sum(int(ticks) for each in used for ticks in each)


def runs(session: int) -> bool:
    """Whether a thread of a session's processes, or of this one, which may be their AWS, runs or waits for its turn."""
    here = PROC / str(os.getpid()) / "task" / str(threading.get_native_id())
    processes = (PROC / str(os.getpid()), *_processes(session))
    threads = (thread for process in processes for thread in _listed(process / "task"))
    return any(thread != here and _stat(thread)[:1] in (["R"], ["D"]) for thread in threads)


def _processes(session: int) -> Iterator[Path]:
    for process in _listed(PROC):
        if process.name.isdigit() and _stat(process)[3:4] == [str(session)]:
            yield process


def _listed(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):  # it has ended meanwhile
        return list(folder.iterdir())
    return []


def _stat(place: Path) -> list[str]:
    """The fields behind the name: the state, the parent, the group, the session and more; none of what has ended."""
    with contextlib.suppress(OSError):
        return (place / "stat").read_text(errors="replace").rpartition(")")[2].split()
    return []
