"""The real program in a pseudo-terminal, read as a person reads it: by what stands on the screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

from tests.at_work import runs, spent
from tests.patience import PATIENCE
from tests.secrets_known import told_in

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "alt+right": "\x1b[1;3C",
    "alt+left": "\x1b[1;3D",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f7": "\x1b[18~",  # select all
    "delete": "\x1b[3~",
    "space": " ",
} | {f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"}

BRACKETED_PASTE = 2004 << 5
"""The terminal's mode of this number, as pyte keeps private ones."""


class Terminal:
    """A program in a pseudo-terminal of a given size."""

    def __init__(
        self,
        words: Sequence[str],
        *,
        columns: int = 80,
        lines: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.master, slave = pty.openpty()
        self._size(columns, lines)
        # What a killed program leaves behind goes with this folder.
        self.temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        known = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        environment = {**known, "TMPDIR": self.temporary.name, **(env or {})}
        self.process = subprocess.Popen(
            list(words),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_controlling_terminal,
        )
        os.close(slave)

    @property
    def text(self) -> str:
        """The screen as it stands, a line per row."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def press(self, *keys: str) -> None:
        """Press keys by name; any other text is typed as it stands."""
        for key in keys:
            os.write(self.master, KEYS.get(key, key).encode())

    def paste(self, text: str) -> None:
        """Paste as terminals do where the program has asked for brackets around it; it soon will have."""
        self._read_until(lambda: BRACKETED_PASTE in self.screen.mode, lambda: "nobody takes a paste", PATIENCE)
        self.press(f"\x1b[200~{text}\x1b[201~")

    def click(self, text: str) -> None:
        """Click with the left button on the first place where a text stands, or soon will (SGR mouse reports)."""
        self.wait_for(text)
        row, line = next((row, line) for row, line in enumerate(self.screen.display, 1) if text in line)
        at = f"{line.find(text) + 1 + len(text) // 2};{row}"
        os.write(self.master, f"\x1b[<0;{at}M\x1b[<0;{at}m".encode())

    def resize(self, columns: int, lines: int) -> None:
        """Change the window's size, as a person drags it."""
        self._size(columns, lines)
        self.screen.resize(lines, columns)
        os.killpg(self.process.pid, signal.SIGWINCH)

    def wait_for(self, *texts: str, patience: float = PATIENCE) -> str:
        """Read until all texts stand on the screen together; the screen as text."""

        def missing() -> list[str]:
            return [text for text in texts if text not in self.text]

        return self._read_until(lambda: not missing(), lambda: f"waited in vain for {missing()}", patience)

    def wait_for_prompt(self, prompt: str, *texts: str) -> str:
        """Read until the texts stand on the screen, and at its end a prompt behind which nothing has been typed."""

        def asked() -> bool:
            last = self.text.rstrip().rpartition("\n")[2]
            return last.startswith(prompt) and last.endswith(":") and all(text in self.text for text in texts)

        return self._read_until(asked, lambda: f"{prompt!r} was never asked below {texts}", PATIENCE)

    def wait_for_notice(self, text: str) -> None:
        """Read until a text has been on the screen; a notice goes by itself, even while nobody looks."""
        words = text.encode()
        self._read_until(lambda: words in self.raw, lambda: f"{text!r} was never said", PATIENCE)

    def wait_until_gone(self, text: str, patience: float = PATIENCE) -> str:
        """Read until a text is no longer on the screen."""
        return self._read_until(lambda: text not in self.text, lambda: f"{text!r} never went", patience)

    def settle(self, quiet: float = 0.3, patience: float = PATIENCE) -> str:
        """Read until nothing more has come for a while, in which the program waited for nothing but a key."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            before = spent(self.process.pid)
            if not self._read(quiet) and not runs(self.process.pid) and spent(self.process.pid) == before:
                break
        return self.text

    def wait_for_end(self, patience: float = PATIENCE) -> int:
        """Read until the program ends; its exit status."""
        end = time.monotonic() + patience
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise AssertionError(f"the program did not end; the screen is:\n{self.text}")
            self._read(0.05)
        while self._read(0.05):
            pass
        return self.process.returncode

    def close(self) -> None:
        """End the program, whatever it does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.master)
        self.temporary.cleanup()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        assert not told_in(bytes(self.raw)), "a secret was on the screen"

    def _read_until(self, holds: Callable[[], bool], complaint: Callable[[], str], patience: float) -> str:
        end = time.monotonic() + patience
        while not holds():
            if not self._read(end - time.monotonic()):
                raise AssertionError(f"{complaint()}; the screen is:\n{self.text}")
        return self.text

    def _read(self, patience: float) -> bool:
        poll = select.poll()  # unlike select, at home with any number of open files
        poll.register(self.master, select.POLLIN)
        if not poll.poll(max(patience, 0) * 1000):
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False  # the program has closed its end
        self.raw += data
        self.stream.feed(data)
        return bool(data)

    def _size(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def _controlling_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def role_wizard(*words: str) -> list[str]:
    """The command line of role-wizard in this interpreter."""
    return [sys.executable, "-m", "wizard", *words]
