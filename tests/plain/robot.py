"""Somebody who hears plain mode: the question, the options, and takes the way that is recommended."""

from __future__ import annotations

import re
from collections.abc import Callable

from wizard.own_editor import EditorFailed

WAYS = (
    "Use the corrected request",
    "Repair: ",
    "Repair the profile",
    "Assume the role",
    "Preview and write",
    "Apply it",
    "Go on to ",
    "Yes",
    "Leave",
)
"""How the options begin that are worth taking, the most promising first."""
ONCE = ("Assume the role", "Preview and write")
"""Still offered when they are done."""
PATIENCE = 60
"""Answers after which the robot is lost."""


class Robot:
    """A keyboard and an ear. ``code`` reads the phone."""

    def __init__(self, code: Callable[[], str]) -> None:
        self._code = code
        self._heard: list[str] = []  # since the last answer
        self._done: set[str] = set()
        self._answers = 0
        self.said: list[str] = []

    @property
    def text(self) -> str:
        """Everything said."""
        return "\n".join(self.said)

    def say(self, text: str) -> None:
        self.said.append(text)
        self._heard += text.splitlines()

    whisper = say

    def line(self, prompt: str) -> str:
        answer = self._choice()
        self.said.append(f"{prompt}{answer}")
        self._heard.clear()
        self._answers += 1
        assert self._answers < PATIENCE, f"lost:\n{self.text[-4000:]}"
        return answer

    def long_line(self, prompt: str) -> str:
        typed = re.match(r"Type (\S+) to apply", prompt)
        return typed[1] if typed else ""

    def hidden(self, prompt: str) -> str:
        return self._code()

    def edit(self, text: str) -> str:
        raise EditorFailed("There is no editor.")

    def _choice(self) -> str:
        heard = (re.fullmatch(r"  (\d+)\. (.+)", line) for line in self._heard)
        options = [(found[2], found[1]) for found in heard if found]  # long ones may begin alike and go on below
        for way in WAYS:
            for label, number in options:
                if label.startswith(way) and way not in self._done:
                    if way in ONCE:
                        self._done.add(way)
                    return number
        raise AssertionError(f"nothing here to choose:\n{self.text[-4000:]}")
