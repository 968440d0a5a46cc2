"""A file that somebody named: where it is, what stands in it, read whole, and whether a new one may take its place."""

from __future__ import annotations

import os
from pathlib import Path

from wizard.standard_streams import MOST


class Unreadable(Exception):
    """The file cannot be read; the message says which, and why."""


def path_of(name: str) -> Path:
    """The path as it was written; a ``~`` is the home folder."""
    return Path(os.path.expanduser(name))  # noqa: PTH111 - pathlib raises on ~nobody


def in_home(name: str) -> Path | None:
    """The file of this name in the home folder, for a name without a folder that is not to be found here."""
    try:
        home = path_of("~") / name
        return home if os.path.basename(name) == name and not path_of(name).exists() and home.is_file() else None  # noqa: PTH119
    except (OSError, ValueError):  # a name may hold what no path can
        return None


def would_be_lost(name: str | Path) -> bool:
    """Whether a file that is there would be overwritten: one that holds something, and no device or pipe."""
    return os.path.isfile(name) and os.path.getsize(name) > 0  # noqa: PTH113, PTH202


def content_of(name: str) -> bytes:
    """The bytes of a file. Raises Unreadable."""
    if not name:  # pathlib takes it for the folder itself
        raise Unreadable("an empty name is no file")
    try:
        with path_of(name).open("rb") as file:
            content = file.read(MOST + 1)
    except (OSError, ValueError) as error:  # a name may hold what no path can
        raise Unreadable(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(content) > MOST:
        raise Unreadable(f"{name} cannot be read: it has more than {MOST >> 20} MiB")
    return content


def text_of(name: str) -> str:
    """The text of a file, with or without a byte order mark. Raises Unreadable."""
    try:
        text = content_of(name).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{name} cannot be read: it is not UTF-8 text") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
