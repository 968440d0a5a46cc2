"""What a running command prints, listened to for the denial of an AssumeRole call. Held in memory, and never whole."""

from __future__ import annotations

from typing import Final

from wizard.engine.frozen import frozen
from wizard.repair.error_text import ErrorReading, read_errors
from wizard.repair.error_text.pasted import Squeezed, clean
from wizard.repair.error_text.prose import listen
from wizard.secret import without_secrets

_WINDOW: Final = 64 * 1024  # bytes; a denial with all that a tool puts around it is far shorter
_MARGIN: Final = 4 * 1024  # what stands around a sign at least, wherever a window ends
_SIGN: Final = b"ssum"  # assume, AssumeRole, cannot be assumed; in a log wrapped anywhere else, too


@frozen
class Denial:
    """An AssumeRole call that was refused, and the lines that say so, without secrets."""

    reading: ErrorReading
    text: str


class Overheard:
    """Keeps the end of the output, and the last part before it that spoke of assuming."""

    def __init__(self) -> None:
        self._now = bytearray()
        self._news = 0  # what stands before was looked at with the window before
        self._before = b""

    def hear(self, piece: bytes) -> None:
        """Listen to the next piece of the output, of any size."""
        for start in range(0, len(piece), _WINDOW):
            self._now += piece[start : start + _WINDOW]
            if len(self._now) > 2 * _WINDOW:
                if self._now.find(_SIGN, self._news, len(self._now) - _MARGIN) >= 0:
                    self._before = bytes(self._now)
                del self._now[: -2 * _MARGIN]
                self._news = _MARGIN

    def denial(self) -> Denial | None:
        """The last AssumeRole call that was refused, as far as it was heard."""
        heard = self._now if self._now.find(_SIGN, self._news) >= 0 else self._before
        return _denial(heard.decode("utf-8", "replace"))


def _denial(text: str) -> Denial | None:
    squeezed = Squeezed(clean(text))
    for error in reversed(listen(text)):
        first, last = squeezed.line_of(error.start), squeezed.line_of(max(error.start, error.end - 1))
        said = without_secrets("\n".join(squeezed.line(index) for index in range(first, last + 1)))
        for reading in read_errors(said):
            if (reading.operation or "").startswith("AssumeRole") and reading.causes:
                return Denial(reading, said)
    return None
