"""Whether the terminal can do no more than print lines: no cursor that moves, so no screens, no control sequences."""

from __future__ import annotations

import os

_BARE = ("", "dumb", "unknown", "emacs")


def is_bare() -> bool:
    """What TERM says. Windows sets none, and its terminals can do more."""
    return os.environ.get("TERM", "" if os.name != "nt" else "windows") in _BARE
