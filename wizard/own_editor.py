"""The person's own editor on a text, as git does it: VISUAL, then EDITOR, then what the machine has."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from wizard.bare_terminal import is_bare

FALLBACKS = ("nano", "vi")


class EditorFailed(Exception):
    """No editor could be run, or it ended with an error; the sentence says which."""


def command() -> str | None:
    """The editor's command line; None where there is none."""
    for variable in ("VISUAL", "EDITOR"):
        if chosen := os.environ.get(variable, "").strip():
            return chosen
    if is_bare():  # the fallbacks move the cursor
        return None
    return next((name for name in FALLBACKS if shutil.which(name)), None)


def edited(text: str) -> str:
    """The text as the editor left it. *Blocks.* Raises EditorFailed.

    The file lies in a folder of its own (0700) and is gone afterwards. Ctrl-C belongs to the editor meanwhile.
    """
    chosen = command()
    if chosen is None:
        raise EditorFailed("There is no editor. Name one in the variable EDITOR.")
    try:
        with tempfile.TemporaryDirectory(prefix="role-wizard-") as folder:
            file = Path(folder) / "policy.json"
            file.write_text(text, encoding="utf-8")
            with subprocess.Popen([*shlex.split(chosen), str(file)]) as editor, _undisturbed():
                status = editor.wait()
            if status != 0:
                raise EditorFailed(f"{chosen} ended with status {status}.")
            return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise EditorFailed(f"{chosen} left no UTF-8 text.") from None
    except (OSError, ValueError) as error:
        raise EditorFailed(f"{chosen}: {getattr(error, 'strerror', None) or error}.") from None


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C goes to every program of the terminal: here it is not heard. Begun after the editor, which inherits it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
