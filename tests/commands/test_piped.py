"""`… | role-wizard -`: what is piped in is seen as it comes, and a text without any error begins no sitting."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal, role_wizard
from wizard import exit_status


def shell(command: str, *words: str) -> list[str]:
    return ["sh", "-c", f"{command} | {shlex.join(role_wizard(*words, '-'))}; echo status $?"]


def test_a_question_of_the_command_is_seen_before_it_is_answered(tmp_path: Path) -> None:
    asking = "import sys\nprint('Really?', flush=True)\nopen('/dev/tty').readline()\nprint('nothing else')"
    here = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state")}
    with Terminal(shell(f"{sys.executable} -c {shlex.quote(asking)}", "--plain"), env=here) as terminal:
        terminal.wait_for("Really?")
        terminal.press("yes", "enter")
        terminal.wait_for("nothing else", f"status {exit_status.ANSWER_IS_NO}")


@pytest.mark.parametrize("front_end", [[], ["--plain"]])
def test_a_text_without_any_error_begins_no_sitting(tmp_path: Path, front_end: list[str]) -> None:
    here = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state")}
    with Terminal(shell("echo all is well", *front_end), columns=120, env=here) as terminal:
        terminal.wait_for("holds no AWS error", f"status {exit_status.ANSWER_IS_NO}")
        assert terminal.text.count("all is well") == 1
