"""The person's own editor on a text, as git does it: VISUAL, then EDITOR, then what the machine has."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

FALLBACKS = ("nano", "vi")


def command() -> list[str] | None:
    """The editor's command line; None where there is none."""
    for variable in ("VISUAL", "EDITOR"):
        chosen = os.environ.get(variable, "").strip()
        if chosen:
            try:
                return shlex.split(chosen)
            except ValueError:  # a quotation mark that none closes: no such program, as `edit` then finds
                return [chosen]
    if os.environ.get("TERM") == "dumb":  # the fallbacks need a terminal that can move its cursor
        return None
    for name in FALLBACKS:
        found = shutil.which(name)
        if found:
            return [found]
    return None


def edit(text: str) -> str | None:
    """The text as the editor left it; None where no editor could be run, or it ended with an error.

    The file lies in a folder of its own (0700) and is gone afterwards. Ctrl-C belongs to the editor meanwhile.
    """
    words = command()
    if words is None:
        return None
    with tempfile.TemporaryDirectory(prefix="role-wizard-") as folder:
        file = Path(folder) / "policy.json"
        file.write_text(text, encoding="utf-8")
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            status = subprocess.run([*words, str(file)], check=False).returncode
            return file.read_text(encoding="utf-8") if status == 0 else None
        except (OSError, UnicodeDecodeError):
            return None
        finally:
            signal.signal(signal.SIGINT, before)
