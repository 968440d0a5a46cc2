"""Bytes onto the disk, whole or not at all: the lock, the guard, the backup, the rename.

A process that dies anywhere in here leaves the old file or the new one. What else it may leave, a half-written copy,
has a fixed name, and the next writer, who holds the lock, clears it away.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from errno import EACCES, EAGAIN, EINVAL, ENOSPC, ENOTSUP, EPERM, EROFS
from pathlib import Path
from typing import BinaryIO

from wizard.profiles.error import ProfileError
from wizard.profiles.files import refuse_special

LOCK_SECONDS = 60.0
"""How long a writer waits for the others: sixteen of them, each proving ten thousand profiles, need half of it."""

GRACE_SECONDS = 0.03
"""What a writer without the lock, who had opened the old file before the rename, gets to finish its line."""

_EXCLUSIVE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def real_path(path: Path) -> Path:
    """Where the links lead. Raises ProfileError for a directory, a device, or a loop of links."""
    refuse_special(path)
    return Path(os.path.realpath(path))


@contextmanager
def locked(path: Path) -> Iterator[Path]:
    """Holds the lock that all writers of this file share, and gives the file's real path. Makes missing folders.

    Raises ProfileError if it cannot be had, and where anything within fails at the system.
    """
    real = real_path(path)
    with _told(real):
        _make_folders(real.parent)
        with _lock(real.with_name(f"{real.name}.lock")):
            yield real


def replace(real: Path, before: bytes | None, after: bytes) -> Path | None:
    """Put `after` in the place of `before`, under the lock; gives the backup, or ``None`` where there was no file.

    Raises ProfileError if the file is no longer `before`, or is protected against writing.
    """
    new, copy = (real.with_name(f".{real.name}.role-wizard-{part}") for part in ("new", "backup"))
    for stale in (new, copy):
        stale.unlink(missing_ok=True)
    _guard(real, before)
    backup: Path | None = None
    with _open(real) as old:
        try:
            _write(new, after, real if before is not None else None)
            if before is not None:
                _write(copy, before, real, narrow=True)
                backup = _name_backup(copy, real)
            _guard(real, before)
            new.replace(real)
        except BaseException:
            for made in (new, copy, backup):
                if made is not None:
                    made.unlink(missing_ok=True)
            raise
        _sync_folder(real.parent)
        if old is not None and before is not None:
            time.sleep(GRACE_SECONDS)
            _carry_over(real, before, old.read())
    return backup


@contextmanager
def _open(real: Path) -> Iterator[BinaryIO | None]:
    """The file as it is now, even when another has taken its place; ``None`` where there is none."""
    try:
        file = real.open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        yield file


def _carry_over(real: Path, before: bytes, late: bytes) -> None:
    """Append what somebody without the lock appended to the old file in the instant of the rename."""
    if late != before and late.startswith(before):
        with real.open("ab") as file:
            file.write(late[len(before) :])


def remove(real: Path, before: bytes) -> None:
    """Take a file away, under the lock. Raises ProfileError if it is no longer `before`."""
    _guard(real, before)
    real.unlink()
    _sync_folder(real.parent)


def _guard(real: Path, before: bytes | None) -> None:
    try:
        now: bytes | None = real.read_bytes()
    except FileNotFoundError:
        now = None
    if now != before:
        raise ProfileError(
            "the file changed since it was read",
            why="somebody else wrote to it meanwhile; nothing was overwritten",
            next_step="Do it again, on the file as it is now.",
            file=str(real),
        )
    if before is not None and not os.access(real, os.W_OK):
        raise ProfileError(
            "the file is protected against writing", next_step=f"Allow it first: chmod u+w {real}", file=str(real)
        )


def _write(path: Path, data: bytes, like: Path | None, *, narrow: bool = False) -> None:
    """A new file on the disk, with the owner and mode of another (`narrow`: at most the owner's part of it)."""
    descriptor = os.open(path, _EXCLUSIVE, 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        if like is None:
            os.fchmod(descriptor, 0o600)
        else:
            _take_after(descriptor, like.stat(), narrow)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _take_after(descriptor: int, model: os.stat_result, narrow: bool) -> None:
    mine = os.fstat(descriptor)
    if (mine.st_uid, mine.st_gid) != (model.st_uid, model.st_gid):
        os.fchown(descriptor, model.st_uid, model.st_gid)
    mode = stat.S_IMODE(model.st_mode)
    os.fchmod(descriptor, mode & 0o600 if narrow else mode)


def _name_backup(copy: Path, real: Path) -> Path:
    """Give the finished copy its name, with the time in it; never one that is taken."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    number = 0
    while True:
        name = real.with_name(f"{real.name}.backup-{stamp}" + (f"-{number}" if number else ""))
        try:
            name.hardlink_to(copy)
        except FileExistsError:
            number += 1
            continue
        copy.unlink()
        return name


def _make_folders(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(0o700)
        folder.chmod(0o700)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (EINVAL, ENOTSUP):  # some file systems have no such call for folders
            raise
    finally:
        os.close(descriptor)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    import fcntl

    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    try:
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in (EACCES, EAGAIN):
                    raise
                if time.monotonic() > deadline:
                    raise ProfileError(
                        "another writer holds the lock",
                        why=f"it was not released within {LOCK_SECONDS:.0f} seconds",
                        next_step="Look for a role-wizard that still runs, and try again.",
                        file=str(path),
                    ) from None
            time.sleep(0.01)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _told(real: Path) -> Iterator[None]:
    """A refusal by the system, as an error that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno == ENOSPC:
            step = "Free some space on that disk and try again."
        elif error.errno in (EACCES, EPERM, EROFS):
            step = f"Make the folder {real.parent} and the files in it yours to write, or name another file."
        else:
            step = "Look at the folder and the disk, and try again."
        why = f"{error.strerror or error}; the file is as it was"
        raise ProfileError("the file could not be written", why=why, next_step=step, file=str(real)) from None
