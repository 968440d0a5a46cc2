"""Progress is kept per lesson, the best result counts, and it can be forgotten."""

from __future__ import annotations

import pytest

from wizard import state
from wizard.cli import main
from wizard.practice import progress
from wizard.practice.lesson_files import all_lessons


def test_the_best_result_counts() -> None:
    for stars in (1, 3, 2):
        progress.solved("cross-account", stars)
    assert progress.stars() == {"cross-account": 3}


def test_the_first_lesson_comes_first_and_then_the_next_unsolved() -> None:
    first, second = all_lessons()[:2]
    assert progress.next_lesson().name == first.name == "cross-account"
    progress.solved(first.name, 1)
    assert progress.next_lesson().name == second.name


def test_after_the_last_lesson_the_first_comes_again() -> None:
    for lesson in all_lessons():
        progress.solved(lesson.name, 1)
    assert progress.next_lesson().name == "cross-account"


def test_the_list_helps_to_choose(capsys: pytest.CaptureFixture[str]) -> None:
    progress.solved("cross-account", 2)
    assert main(["practice", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "basics: to begin with"
    assert lines[1].split(maxsplit=2) == ["★★☆", "cross-account", "one name in two accounts"]
    assert "`role-wizard practice` opens the next one: wrong-account." in lines
    for lesson in all_lessons():
        (line,) = [line for line in lines if lesson.name in line.split()]
        assert line.endswith(lesson.teaches) and len(line) <= 80


def test_one_lesson_or_all_can_be_forgotten() -> None:
    progress.solved("cross-account", 3)
    progress.solved("mfa-required", 2)
    progress.reset("cross-account")
    assert progress.stars() == {"mfa-required": 2}
    progress.solved("cross-account", 1)
    assert progress.stars() == {"mfa-required": 2, "cross-account": 1}
    progress.reset()
    assert progress.stars() == {}


@pytest.mark.parametrize("stars", [True, 10**9, -5, "2", None, [3]])
def test_a_damaged_record_hides_no_list(stars: object, capsys: pytest.CaptureFixture[str]) -> None:
    state.append(progress.FILE, {"lesson": "cross-account", "stars": stars})
    assert main(["practice", "--list"]) == 0
    assert "cross-account" in capsys.readouterr().out
    assert progress.stars().get("cross-account", 0) <= 3
