"""A text saved as a file, by default beside where the wizard was started; nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

from wizard.named_file import path_of


def file_name(target: str, ending: str, number: int = 1) -> str:
    """What a file about a target (an ARN, a path) is called; ``number`` tells it from others about the same."""
    stem = "".join(one if one.isalnum() or one in "-_." else "-" for one in target.rpartition("/")[2] or "change")
    return f"role-wizard-{stem}{f'-{number}' if number > 1 else ''}.{ending}"


def save(name: str, text: str) -> Path:
    """Save a text under this name; where it is now. Raises FileExistsError, OSError: then no half of it is left."""
    path = path_of(name)
    with path.open("x", encoding="utf-8", errors="backslashreplace") as file:
        try:
            file.write(text.rstrip("\n") + "\n")
            file.flush()
        except OSError:  # a full disk
            path.unlink(missing_ok=True)
            raise
    return path


def save_beside(target: str, ending: str, text: str) -> Path:
    """Save a text under the first name that is free; where it is now. Raises OSError."""
    folder, number = Path.cwd(), 1
    while True:
        try:
            return save(str(folder / file_name(target, ending, number)), text)
        except FileExistsError:
            number += 1
