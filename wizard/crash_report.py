"""A bug as it may be shown to anybody: its kind and its places in the code, without message, value or path."""

from __future__ import annotations

import sys
import traceback

from wizard import __version__, state


def report(error: BaseException) -> str:
    """Write where an error happened, and say where that is written."""
    places = [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    title = f"role-wizard {__version__}, Python {sys.version.split()[0]}: {type(error).__name__}"
    try:
        path = state.write("crash.txt", "\n  ".join([title, *places]) + "\n")
    except state.StateError:
        return f"It happened at {places[-1] if places else 'a place unknown'}; please report it with that."
    return f"{path} says where it happened; please report it with that text."
