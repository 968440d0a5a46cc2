"""A text saved beside where the wizard was started; nothing is overwritten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.screen import Screen


def save(screen: Screen[Any], form: str, target: str, ending: str, text: str) -> None:
    """Save a text, and say where; ``form`` is what it is called, ``target`` the ARN that its file is named after."""
    try:
        path = _free_path(target, ending)
        path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    except OSError as error:
        where = error.filename or "the folder in which the wizard was started"
        screen.notify(f"{where}: {error.strerror}", title="Not saved", severity="error")
    else:
        screen.notify(f"{form}: {path}", title="Saved")


def _free_path(target: str, ending: str) -> Path:
    name = target.rpartition("/")[2] or "change"
    stem = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
    for number in range(1, 1000):
        suffix = "" if number == 1 else f"-{number}"
        path = Path.cwd() / f"role-wizard-{stem}{suffix}.{ending}"
        if not path.exists():
            return path
    return path
