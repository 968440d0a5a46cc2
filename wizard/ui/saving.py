"""A text saved from a dialog, which says where."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from wizard.flow.saving import save_beside


def save(screen: Screen[Any], form: str, target: str, ending: str, text: str) -> None:
    """Save a text, and say where; ``form`` is what it is called, ``target`` what its file is named after."""
    try:
        path = save_beside(target, ending, text)
    except OSError as error:
        where = error.filename or "the folder in which the wizard was started"
        screen.notify(f"{where}: {error.strerror}", title="Not saved", severity="error")
    else:
        screen.notify(f"{form}: {path}", title="Saved")
