"""The two keyboards. Numbers, words and codes are the terminal driver's own line: not one control sequence, so that a
screen reader speaks each line once and a serial line shows what was typed.

A longer text (a pasted error, an ARN) is questionary's line where the terminal can move its cursor: it has the arrow
keys, and takes long pastes that the driver's buffer (4,096 characters) would cut. On TERM=dumb and the like its
control sequences would be noise, and there that line is bare as well. Lists are `asker.py`'s.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator

from wizard import own_editor
from wizard.bare_terminal import is_bare
from wizard.plain.asker import Keyboard
from wizard.spelling import spelt

DRIVER_LINE = 4096
"""Bytes that a terminal driver keeps of one line, its end included."""
_KEY = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.)")
"""What an arrow or function key leaves in a bare line."""


def keyboard() -> Keyboard:
    """The keyboard that fits the terminal."""
    return BareKeyboard() if is_bare() else LineEditor()


def show(text: str, end: str = "\n") -> None:
    """Print one block, in the characters that the person's locale has."""
    sys.stdout.write(spelt(text) + end)
    sys.stdout.flush()


class BareKeyboard:
    """The terminal driver's own line, no control sequences at all."""

    def line(self, prompt: str) -> str:
        """One line; a byte that is no character becomes a wrong answer."""
        show(prompt, end="")
        with _asked_again(prompt):
            typed = sys.stdin.buffer.readline()
        if not typed:
            raise EOFError
        if len(typed) >= DRIVER_LINE:
            show(f"The terminal cuts a line at {DRIVER_LINE} characters: put the text into a file, and run")
            show("`role-wizard --plain - < FILE`.")
        return _KEY.sub("", typed.decode(sys.stdin.encoding, "replace").rstrip("\r\n"))

    def long_line(self, prompt: str) -> str:
        """One line, as bare as the others."""
        return self.line(prompt)

    def hidden(self, prompt: str) -> str:
        """One line with the terminal's echo off."""
        return getpass.getpass(prompt)

    def edit(self, text: str) -> str:
        """The person's own editor. Raises EditorFailed."""
        return own_editor.edited(text)


@contextlib.contextmanager
def _asked_again(prompt: str) -> Iterator[None]:
    """Within it the prompt stands once more where the program goes on after Ctrl-Z, below what the shell wrote."""
    if not hasattr(signal, "SIGCONT") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask_again(*_: object) -> None:
        with contextlib.suppress(OSError):  # the terminal has gone, which sends SIGCONT, too
            show(prompt, end="")

    before = signal.signal(signal.SIGCONT, ask_again)
    try:
        yield
    finally:
        signal.signal(signal.SIGCONT, before)


class LineEditor(BareKeyboard):
    """questionary's line for what is longer than a number, in the terminal's own colours."""

    def long_line(self, prompt: str) -> str:
        """One line, with the arrow keys at work; a pasted text may hold several."""
        import questionary

        # Without it prompt_toolkit asks where the cursor is, and warns on a serial line that nobody answers.
        os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")
        style = questionary.Style([(part, "nobold fg:default") for part in ("question", "answer")])
        answer: str = questionary.text(prompt.rstrip(), qmark="", style=style, enable_suspend=True).unsafe_ask()
        return answer
