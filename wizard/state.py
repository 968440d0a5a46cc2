"""The state folder: journal, backups, recent targets, lesson progress. Folder 0700, files 0600.

It alone touches the folder, so that one that cannot be used is always the same error.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from wizard.named_file import path_of
from wizard.text_lines import text_lines


class StateError(Exception):
    """The state folder, or a file in it, cannot be used; ``next_step`` is the way out."""

    kind = "configuration"
    next_step = "Make it writable for you and make room, or name another folder in ROLE_WIZARD_STATE_DIR."

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path}, where role-wizard keeps what it did, cannot be used: {error.strerror or error}")


def place() -> Path:
    """Where the state folder is, or would be; ``ROLE_WIZARD_STATE_DIR`` moves it."""
    chosen = os.environ.get("ROLE_WIZARD_STATE_DIR")
    if chosen:
        return path_of(chosen)
    import platformdirs

    return Path(platformdirs.user_state_dir("role-wizard"))


def folder() -> Path:
    """The state folder, made if missing. Raises StateError."""
    path = place()
    with _used(path):
        if path.parts[:1] and path.parts[0].startswith("~"):  # nobody's home: it would become a folder called ~
            raise FileNotFoundError(None, "there is no such home folder")
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def ready() -> None:
    """Make sure of the folder before anything is begun that has to be recorded. Raises StateError."""
    path = folder()
    with _used(path):
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(None, "it is not writable")


def append(name: str, record: Mapping[str, object], within: Path | None = None) -> None:
    """Append one JSON line to a file of the state folder (or of another); on disk when this returns.

    A single ``write`` in append mode, so that two wizards never tear each other's lines. After a line that a crash
    tore, the record begins on one of its own. Raises StateError, also where there is room for half a line only.
    """
    line = (json.dumps(record) + "\n").encode()
    path = (within or folder()) / name
    with _used(path):
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            end = os.fstat(descriptor).st_size
            torn = end > 0 and os.pread(descriptor, 1, end - 1) != b"\n"
            whole = b"\n" + line if torn else line
            if os.write(descriptor, whole) < len(whole):  # a full disk takes what fits, and says nothing
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def lines(name: str, within: Path | None = None) -> Iterator[dict[str, object]]:
    """The records of a file, oldest first. A line torn by a crash is passed over. Raises StateError."""
    for line in text_lines(read(name, within) or ""):
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(record, dict):
            yield record


def read(name: str, within: Path | None = None) -> str | None:
    """The text of a file; None where there is none. Raises StateError."""
    path = (within or place()) / name
    with _used(path), contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="utf-8", errors="replace")
    return None


def write(name: str, text: str) -> Path:
    """Write a whole file in place of an older one; where it is now. Raises StateError."""
    path = folder() / name
    fresh = path.with_suffix(f".{os.getpid()}.tmp")
    with _used(path):
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
            fresh.replace(path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
    return path


def remove(name: str) -> None:
    """Remove a file, if it is there. Raises StateError."""
    path = place() / name
    with _used(path):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _used(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StateError(path, error) from error
