"""The state folder: journal, backups, recent targets, lesson progress. Folder 0700, files 0600."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path


def folder() -> Path:
    """The state folder, made if missing; ``ROLE_WIZARD_STATE_DIR`` moves it."""
    chosen = os.environ.get("ROLE_WIZARD_STATE_DIR")
    if chosen:
        path = Path(chosen).expanduser()
    else:
        import platformdirs

        path = Path(platformdirs.user_state_dir("role-wizard"))
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def append(name: str, record: Mapping[str, object], within: Path | None = None) -> None:
    """Append one JSON line to a file of the state folder (or of another); on disk when this returns.

    A single ``write`` in append mode, so that two wizards never tear each other's lines. After a line that a crash
    tore, the record begins on one of its own.
    """
    line = (json.dumps(record, ensure_ascii=False) + "\n").encode()
    descriptor = os.open((within or folder()) / name, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        end = os.fstat(descriptor).st_size
        torn = end > 0 and os.pread(descriptor, 1, end - 1) != b"\n"
        os.write(descriptor, b"\n" + line if torn else line)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lines(name: str, within: Path | None = None) -> Iterator[dict[str, object]]:
    """The records of a file, oldest first. A line torn by a crash is passed over."""
    path = (within or folder()) / name
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(record, dict):
            yield record
