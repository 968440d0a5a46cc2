"""The one error of this room: a file, a line, what is wrong, why, and the way out. Never the text of a line."""

from __future__ import annotations


class ProfileError(Exception):
    """A profile or its file cannot be read, or must not be written.

    `usage` tells a value that was asked for wrongly (exit status 2) from a file that refuses it (exit status 1).
    """

    def __init__(
        self,
        what: str,
        *,
        why: str = "",
        next_step: str = "",
        file: str | None = None,
        line: int | None = None,
        usage: bool = False,
    ) -> None:
        self.what = what
        self.why = why
        self.next_step = next_step
        self.file = file
        self.line = line
        self.usage = usage
        super().__init__(str(self))

    @property
    def kind(self) -> str:
        """The kind of failure, as the exit statuses know it."""
        return "usage" if self.usage else "refused"

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}: " if self.file and self.line else f"{self.file}: " if self.file else ""
        return place + self.what + (f": {self.why}" if self.why else "")
