"""Every lesson in plain mode, by somebody who listens and takes the way that is recommended."""

from __future__ import annotations

import pytest

from tests.plain.lesson import lesson
from tests.plain.robot import Robot
from wizard.practice.lesson import Lesson
from wizard.practice.lesson_files import all_lessons


@pytest.mark.parametrize("each", all_lessons(), ids=lambda each: each.name)
def test_the_recommended_way_solves_it(each: Lesson) -> None:
    with lesson(each.name) as practice:
        robot = Robot(practice.code)
        practice.follow(robot)
    assert f"Solved: {each.title}." in robot.text
