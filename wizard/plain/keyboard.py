"""The two keyboards: questionary's line on a terminal that can move its cursor, the bare line everywhere else.

Both ask for one line at a time. questionary gives the line an editor: long pastes that a terminal's own line buffer
(4,096 characters) would cut, and arrow keys. On TERM=dumb and the like its control sequences would be noise, so there
the terminal driver's bare line is read. Both leave lists to `asker.py`.
"""

from __future__ import annotations

import getpass
import os
import sys

from wizard.plain import editor
from wizard.plain.asker import Keyboard

INCAPABLE = ("", "dumb", "unknown", "emacs")
DRIVER_LINE = 4096
"""Bytes that a terminal driver keeps of one line, its end included."""


def keyboard() -> Keyboard:
    """The keyboard that fits the terminal."""
    if os.environ.get("TERM", "") in INCAPABLE and os.name != "nt":
        return BareKeyboard()
    return LineEditor()


def show(text: str) -> None:
    """Print one block; a character that the terminal's encoding lacks becomes a question mark, never an error."""
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


class BareKeyboard:
    """The terminal driver's own line, no control sequences at all."""

    def line(self, prompt: str) -> str:
        """One line; a byte that is no character becomes a wrong answer."""
        sys.stdout.write(prompt)
        sys.stdout.flush()
        typed = sys.stdin.buffer.readline()
        if not typed:
            raise EOFError
        if len(typed) >= DRIVER_LINE:
            show(f"The terminal cuts a line at {DRIVER_LINE} characters: put the text into a file, and run")
            show("`role-wizard --plain - < FILE`.")
        return typed.decode(sys.stdin.encoding, "replace").rstrip("\r\n")

    def hidden(self, prompt: str) -> str:
        """One line with the terminal's echo off."""
        return getpass.getpass(prompt)

    def edit(self, text: str) -> str | None:
        """The person's own editor."""
        return editor.edit(text)


class LineEditor:
    """questionary's text and password prompts, in the terminal's own colours."""

    def __init__(self) -> None:
        import questionary

        # Without it prompt_toolkit asks where the cursor is, and warns on a serial line that nobody answers.
        os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")
        self._ask = questionary
        self._style = questionary.Style([(part, "nobold fg:default") for part in ("question", "answer")])

    def line(self, prompt: str) -> str:
        """One line, with the arrow keys at work; a pasted text may hold several."""
        answer: str = self._ask.text(prompt.rstrip(), qmark="", style=self._style).unsafe_ask()
        return answer

    def hidden(self, prompt: str) -> str:
        """One line, shown as stars."""
        answer: str = self._ask.password(prompt.rstrip(), qmark="", style=self._style).unsafe_ask()
        return answer

    def edit(self, text: str) -> str | None:
        """The person's own editor."""
        return editor.edit(text)
