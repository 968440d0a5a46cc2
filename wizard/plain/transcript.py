"""The transcript: everything said and answered, as a file, without codes, keys and pasted secrets."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from wizard.flow.mfa_code import mfa_code
from wizard.named_file import would_be_lost
from wizard.plain.asker import Keyboard
from wizard.secret import without_secrets

_ACCESS_KEY = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{8,}([A-Z0-9]{4})\b")


class TranscriptError(Exception):
    """The file cannot be written."""

    kind = "usage"
    next_step = "Name another file, or leave --transcript out."

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"the transcript {path} cannot be written: {error.strerror or error}")


class Transcript:
    """A file that only its owner may read, written line by line so that a crash loses nothing.

    ``goes_on``: below what the file holds; else nothing may be in it. Raises TranscriptError.
    """

    def __init__(self, path: Path, *, goes_on: bool = False) -> None:
        self._path = path
        if not goes_on and would_be_lost(path):
            raise TranscriptError(path, FileExistsError("it exists already, and nothing is overwritten"))
        try:
            how = os.O_APPEND if goes_on else os.O_TRUNC
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
            self._file = os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", buffering=1)
            if hasattr(os, "fchmod") and stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.fchmod(descriptor, 0o600)  # a file that was there keeps its mode otherwise
        except OSError as error:
            raise TranscriptError(path, error) from error

    def __enter__(self) -> Transcript:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):  # told by the write that could not be made
            self._file.close()

    def write(self, text: str) -> None:
        """Keep a line."""
        try:
            self._file.write(masked(text) + "\n")
        except OSError as error:
            raise TranscriptError(self._path, error) from error

    def saying(self, say: Callable[[str], None]) -> Callable[[str], None]:
        """``say`` that is also kept."""

        def both(text: str) -> None:
            say(text)
            self.write(text)

        return both

    def hearing(self, keyboard: Keyboard) -> Keyboard:
        """A keyboard whose answers are also kept."""
        return _Heard(keyboard, self)


class _Heard:
    def __init__(self, keyboard: Keyboard, transcript: Transcript) -> None:
        self._keyboard = keyboard
        self._transcript = transcript

    def line(self, prompt: str) -> str:
        return self._kept(prompt, self._keyboard.line(prompt))

    def long_line(self, prompt: str) -> str:
        return self._kept(prompt, self._keyboard.long_line(prompt))

    def _kept(self, prompt: str, answer: str) -> str:
        shown = "(six digits, not recorded)" if mfa_code(answer) is not None else masked(answer)
        self._transcript.write(f"{prompt}{shown}")
        return answer

    def hidden(self, prompt: str) -> str:
        answer = self._keyboard.hidden(prompt)
        self._transcript.write(f"{prompt}(not recorded)")
        return answer

    def edit(self, text: str) -> str:
        return self._keyboard.edit(text)


def masked(text: str) -> str:
    """The text without keys: an access key id keeps its first and last four letters, a secret nothing."""
    return without_secrets(_ACCESS_KEY.sub(r"\1…\2", text))
