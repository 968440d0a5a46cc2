"""A lesson in plain mode: the walk over the practice AWS, over real HTTP, with answers typed in words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.plain.robot import Robot
from tests.plain.script import Answer, Script
from wizard.aws.connection import connect
from wizard.commands.lesson_coach import LessonCoach
from wizard.commands.practice import target
from wizard.flow.journal import Journal
from wizard.flow.session import Leave
from wizard.flow.wizard import Wizard
from wizard.plain.walk import conversation
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load
from wizard.repair.change import TrustPolicyChange

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
    """A running lesson, to be walked once."""

    def __init__(self, environment: PracticeEnvironment, clock: Clock, read_only: bool) -> None:
        self.environment = environment
        self.clock = clock
        self.leave = Leave()
        self.coach = coach = LessonCoach(environment)
        self.wizard = Wizard(connect, target(environment.lesson), coach=coach, read_only=read_only)

    def walk(
        self,
        *answers: Answer,
        editor: Callable[[str], str] = lambda text: text,
        pause: Callable[[float], None] | None = None,
    ) -> Script:
        """Answer until the walk ends; what was said."""
        script = Script(*(self.code if answer == CODE else answer for answer in answers), editor=editor)
        self.leave = conversation(self.wizard, script, script.say, script.whisper, pause or self.clock.pause)
        return script

    def follow(self, robot: Robot) -> None:
        """Let somebody who listens find the way; the journal lies in the lesson's own home, as in practice."""
        self.wizard.journal = Journal(self.environment.endpoint_url, self.environment.home)
        self.leave = conversation(self.wizard, robot, robot.say, robot.say, self.clock.pause)

    def trust_policy(self) -> str | None:
        """The role's trust policy as AWS holds it now."""
        return self.wizard.aws.current(TrustPolicyChange(self.wizard.session.role_arn or "", None, ""))

    @property
    def secrets(self) -> list[str]:
        """The secret keys and tokens of the lesson's people."""
        lines = self.environment.credentials_file.read_text().splitlines()
        return [line.partition(" = ")[2] for line in lines if line.startswith(("aws_secret", "aws_session"))]

    def code(self) -> str:
        """The code on the phone, once it is a new one."""
        self.clock.pause(31)  # the phone has moved on to a code that is not spent
        code = self.environment.phone_code()
        assert code is not None
        return code


@contextmanager
def lesson(name: str, *, read_only: bool = False) -> Iterator[Lesson]:
    """Run a lesson; this process lives in it meanwhile."""
    clock = Clock()
    with PracticeEnvironment(load(name), clock) as environment, environment.in_process():
        yield Lesson(environment, clock, read_only)
