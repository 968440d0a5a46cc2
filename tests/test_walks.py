"""The six first lessons, walked in a pseudo-terminal by somebody who only reads the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import walks
from tests.terminal import Terminal, role_wizard

IN_DEFAULT_RUN = ("mfa-required",)
"""A code to type in, too."""
LESSONS = (
    "cross-account",
    "wrong-account",
    "no-assume-permission",
    "external-id-mismatch",
    "role-name-typo",
    *IN_DEFAULT_RUN,
)
SIZES = [
    *[(name, 80, 24) for name in IN_DEFAULT_RUN],
    *[pytest.param(name, 80, 24, marks=pytest.mark.slow) for name in LESSONS if name not in IN_DEFAULT_RUN],
    *[pytest.param(name, 120, 36, marks=pytest.mark.slow) for name in LESSONS],
]


def practice(tmp_path: Path, *words: str, columns: int = 80, lines: int = 24) -> Terminal:
    """`role-wizard practice …` for somebody with an empty home."""
    home = tmp_path / "learner"
    home.mkdir(exist_ok=True)
    env = {"HOME": str(home), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state")}
    return Terminal(role_wizard("practice", *words), columns=columns, lines=lines, env=env, cwd=Path.cwd())


@pytest.mark.parametrize(("lesson", "columns", "lines"), SIZES)
def test_the_shortest_path_by_keyboard_ends_in_a_used_profile(
    lesson: str, columns: int, lines: int, tmp_path: Path
) -> None:
    """Enter, ctrl+s, a, ctrl+n: the same few keys everywhere."""
    with practice(tmp_path, lesson, columns=columns, lines=lines) as terminal:
        walks.walk(terminal)
        walks.answered(terminal, "Solved")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    assert not list((tmp_path / "learner").iterdir()), "practice touches nothing of the learner's home"
    state = sorted(file.name for file in (tmp_path / "state").iterdir())
    assert state == ["progress.jsonl"], "only the progress is kept"


@pytest.mark.slow  # every run walks by mouse through tests/ui
def test_the_whole_way_by_mouse(tmp_path: Path) -> None:
    """No key is pressed but the code's digits."""
    with practice(tmp_path, "cross-account", columns=120, lines=36) as terminal:
        terminal.wait_for("1 Inspect", "DENIED")
        terminal.settle()
        terminal.click("Trust policy: needs you")
        terminal.wait_for("2 Trust policy")
        terminal.settle()
        terminal.click("Trust user remote-user of 210987654321")
        terminal.wait_for("as edited:")
        terminal.settle()
        terminal.click("Preview")
        terminal.wait_for("Apply this change?", "Apply a")
        terminal.settle()
        terminal.click("Apply a")
        terminal.wait_until_gone("Apply this change?")
        terminal.wait_for("2 Trust policy: done")
        terminal.click("Permissions: needs you")
        terminal.wait_for("3 Permissions", "S3Access")
        terminal.settle()
        terminal.click("Give the role its permissions")
        terminal.settle()
        terminal.click("Preview")
        terminal.wait_for("Apply this change?", "Apply a")
        terminal.settle()
        terminal.click("Apply a")
        terminal.wait_until_gone("Apply this change?")
        terminal.wait_for("3 Permissions: done")
        terminal.click("Test: to do")
        terminal.wait_for("4 Test", "Assume the role")
        terminal.settle()
        terminal.click("Assume the role")
        terminal.wait_for("You are now")
        terminal.click("Profile: to do")
        terminal.wait_for("5 Profile")
        terminal.settle()
        terminal.click("Preview")
        terminal.wait_for("Apply this change?", "Apply a")
        terminal.settle()
        terminal.click("Apply a")
        terminal.wait_for("Profile written", "Solved")
