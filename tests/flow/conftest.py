"""Lessons as a sitting of the flow alone: the practice AWS over real HTTP, no front end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from wizard.aws.connection import connect
from wizard.commands.practice import target
from wizard.flow.wizard import Wizard
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load

Open = Callable[..., tuple[PracticeEnvironment, Wizard]]


@pytest.fixture
def sitting() -> Iterator[Open]:
    """Opens a lesson that settles at once, and a sitting on it; this process lives there until the test ends."""
    with ExitStack() as stack:

        def open_lesson(name: str, **options: bool) -> tuple[PracticeEnvironment, Wizard]:
            environment = stack.enter_context(PracticeEnvironment(load(name), delay=0))
            stack.enter_context(environment.in_process())
            return environment, Wizard(connect, target(environment.lesson), **options)

        yield open_lesson
