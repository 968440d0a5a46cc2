"""The lessons of the basics, repaired in plain mode against the practice AWS over real HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.plain.script import Answer, Script
from wizard.aws.connection import connect
from wizard.commands.lesson_coach import LessonCoach
from wizard.commands.practice import target
from wizard.flow.wizard import Wizard
from wizard.plain.walk import conversation
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson import load

CODE = "the phone's code"
ENTER = ""
ON = "go on"


class Clock:
    """Practice time: real, and moved forward by every wait, so that no test sleeps."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead

    def pause(self, seconds: float) -> None:
        self.ahead += seconds


class Lesson:
    """A lesson in plain mode: what was said, what came of it, what it left in the practice AWS."""

    def __init__(self, environment: PracticeEnvironment, clock: Clock) -> None:
        self.environment = environment
        self.clock = clock
        self.wizard = Wizard(connect, target(environment.lesson), coach=LessonCoach(environment))

    def walk(self, *answers: Answer) -> Script:
        script = Script(*(self._code if answer == CODE else answer for answer in answers))
        self.leave = conversation(self.wizard, script, script.say, script.whisper, self.clock.pause)
        return script

    def _code(self) -> str:
        self.clock.pause(31)  # the phone has moved on to a code that is not spent
        code = self.environment.phone_code()
        assert code is not None
        return code


@contextmanager
def lesson(name: str) -> Iterator[Lesson]:
    clock = Clock()
    with PracticeEnvironment(load(name), clock) as environment, environment.in_process():
        yield Lesson(environment, clock)


APPLY_BEST = (ENTER, "apply")
WRITE_AND_USE = (ENTER, "apply", "yes")
WALKS: dict[str, tuple[str, ...]] = {
    "cross-account": (ON, *APPLY_BEST, ON, *APPLY_BEST, ON, ENTER, ON, *WRITE_AND_USE, ENTER),
    "wrong-account": (ON, *APPLY_BEST, ON, ON, ENTER, ON, *WRITE_AND_USE, ENTER),
    "mfa-required": ("corrected", ON, ON, ON, ENTER, CODE, ON, *WRITE_AND_USE, CODE, ENTER),
    "no-assume-permission": (ON, ON, *APPLY_BEST, ON, ENTER, ON, *WRITE_AND_USE, ENTER),
    "role-name-typo": ("corrected", ON, ON, ON, ENTER, ON, *WRITE_AND_USE, ENTER),
    "external-id-mismatch": ("corrected", ON, ON, ON, ENTER, ON, *WRITE_AND_USE, ENTER),
}


@pytest.mark.parametrize("name", WALKS)
def test_the_shortest_path_ends_in_a_role_and_a_profile(name: str, tmp_path: Path) -> None:
    with lesson(name) as practice:
        script = practice.walk(*WALKS[name])
        assert "You are now arn:aws:sts::" in script.text
        assert "Profile written" in script.text
        assert "Used once: through it you are arn:aws:sts::" in script.text
        assert f"Solved: {practice.environment.lesson.title}. 3 of 3 stars." in script.text
        assert practice.leave.exit_status == 0
        assert practice.environment.judge().solved
