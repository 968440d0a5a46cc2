"""A policy's text out of a file."""

from __future__ import annotations

import os
from pathlib import Path


class Unreadable(Exception):
    """The file cannot be read; the sentence says why."""


def text_of(name: str) -> str:
    """The file's text; a ``~`` is the home folder. Raises Unreadable."""
    path = Path(os.path.expanduser(name))  # noqa: PTH111 - pathlib raises on ~nobody
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Unreadable(f"{name} is not UTF-8 text.") from None
    except (OSError, ValueError) as error:  # a name may hold what no path can
        raise Unreadable(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
