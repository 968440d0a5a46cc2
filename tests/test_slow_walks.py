"""Every lesson by keyboard in a pseudo-terminal, by somebody who only reads the screen; both front ends side by side.

A new file in the lessons' folder is walked by being there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import walks
from tests.changes import Changes, changes
from tests.plain.lesson import lesson
from tests.plain.robot import Robot
from tests.terminal import Terminal, role_wizard
from wizard.practice.lesson_files import all_lessons

NAMES = [each.name for each in all_lessons()]
IN_DEFAULT_RUN = ("both-sides",)
"""The lessons whose two walks are compared in every run."""
WIDE = ("cross-account", "group-deny", "three-locks", "github-audience", "profile-shadowed")


def by_screens(name: str, tmp_path: Path, columns: int = 80, lines: int = 24) -> Changes:
    """The way through a lesson on the screens of the real program, to `Solved`; what was changed."""
    home, rooms = tmp_path / "learner", tmp_path / "rooms"
    home.mkdir()
    rooms.mkdir()
    env = {"HOME": str(home), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "walked"), "TMPDIR": str(rooms)}
    with Terminal(role_wizard("practice", name), columns=columns, lines=lines, env=env, cwd=Path.cwd()) as terminal:
        walks.walk(terminal)
        walks.answered(terminal, "Solved")
        found = changes(next(rooms.glob("role-wizard-practice-*")))
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    assert not list(rooms.iterdir()), "the lesson's folder goes away with it"
    return found


def by_questions(name: str) -> Changes:
    """The way through a lesson in plain mode; what was changed."""
    with lesson(name) as practice:
        practice.follow(Robot(practice.code))
        assert practice.environment.judge().solved
        return changes(practice.environment.home)


@pytest.mark.parametrize(
    "name", [name if name in IN_DEFAULT_RUN else pytest.param(name, marks=pytest.mark.slow) for name in NAMES]
)
def test_both_front_ends_solve_the_lesson_by_the_same_changes(name: str, tmp_path: Path) -> None:
    assert by_screens(name, tmp_path) == by_questions(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", IN_DEFAULT_RUN)
def test_those_of_the_default_run_are_walked_here_too(name: str, tmp_path: Path) -> None:
    by_screens(name, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", WIDE)
def test_a_lesson_on_a_large_terminal(name: str, tmp_path: Path) -> None:
    by_screens(name, tmp_path, 120, 36)
