"""A lesson left in the middle goes on where it was left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.practice.conftest import Learner
from tests.terminal import Terminal, role_wizard
from wizard import state
from wizard.aws.gateway import Target
from wizard.cli import main
from wizard.commands.practice import run
from wizard.flow.coach import Coach as FlowCoach
from wizard.flow.journal import Journal
from wizard.flow.session import Leave
from wizard.practice import progress, snapshot
from wizard.practice.coach import Coach
from wizard.practice.lesson_files import all_lessons, load


def test_the_changes_and_the_config_file_are_there_again(start) -> None:
    learner: Learner = start("cross-account")
    for step in learner.environment.lesson.repair:
        learner.do(step)
    with learner.environment.config_file.open("a") as file:
        file.write("[profile mine]\nsource_profile = default\n")
    snapshot.keep(learner.environment.snapshot(hints_taken=1))
    learner.environment.close()

    found = snapshot.kept("cross-account")
    assert found is not None and found.hints_taken == 1
    again: Learner = start("cross-account", left_off=found)
    assert "[profile mine]" in again.environment.config_file.read_text()
    assert again.answer() == "allowed"
    assert again.environment.judge().solved


def test_every_lesson_comes_back_as_it_was(start) -> None:
    for lesson in all_lessons():
        environment = start(lesson).environment
        before = environment.snapshot()
        snapshot.keep(before)
        assert snapshot.kept(lesson.name) == before
        environment.close()


def test_no_secret_is_in_the_file(start) -> None:
    environment = start("mfa-required").environment
    snapshot.keep(environment.snapshot())
    text = (state.folder() / "practice-mfa-required.json").read_text()
    secrets = [key.secret.reveal() for key in environment.cloud.keys.values()] + [environment.mfa_device.seed]
    assert not any(secret in text for secret in secrets)
    assert (state.folder() / "practice-mfa-required.json").stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_is_as_good_as_none() -> None:
    path = state.folder() / "practice-cross-account.json"
    for text in ("", "{", "[]", "{}", json.dumps({"lesson": "cross-account", "world": {"accounts": 7}})):
        path.write_text(text)
        assert snapshot.kept("cross-account") is None


def test_forgetting() -> None:
    snapshot.forget("cross-account")
    path = state.folder() / "practice-cross-account.json"
    path.write_text("{}")
    snapshot.forget("cross-account")
    assert not path.exists()
    assert load("cross-account").name == "cross-account"


def test_a_lesson_is_kept_until_it_is_solved(start) -> None:
    learner: Learner = start("cross-account")
    coach = Coach(learner.environment)
    coach.next_hint()
    coach.leave()
    found = snapshot.kept("cross-account")
    assert found is not None and found.hints_taken == 1
    for step in learner.environment.lesson.repair:
        learner.do(step)
    learner.answer()
    coach.leave()
    assert snapshot.kept("cross-account") is None
    assert progress.stars() == {"cross-account": 2}  # one hint was taken


def test_hints_come_one_by_one_and_end(start) -> None:
    coach = Coach(start("cross-account").environment)
    hints = [coach.next_hint() for _ in range(4)]
    assert hints == [*coach.environment.lesson.hints, None]
    assert coach.hints_taken == coach.environment.lesson.hints


def test_a_reset_begins_a_lesson_anew(start) -> None:
    for name in ("cross-account", "mfa-required"):
        snapshot.keep(start(name).environment.snapshot())
    assert main(["practice", "--reset", "cross-account"]) == 0
    assert snapshot.kept("cross-account") is None and snapshot.kept("mfa-required") is not None
    assert main(["practice", "--reset"]) == 0
    assert snapshot.kept("mfa-required") is None


ends = pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP], ids=lambda end: end.name)


@ends
@pytest.mark.parametrize("mode", ["plain", "serve", "screens"])
def test_a_signal_keeps_the_lesson_and_takes_its_folder_away(mode: str, end: signal.Signals, tmp_path: Path) -> None:
    """However often it comes: a closed terminal and its shell send one each."""
    (rooms := tmp_path / "rooms").mkdir()
    words = ["practice", "cross-account", *([] if mode == "screens" else [f"--{mode}"])]
    env = {"HOME": str(tmp_path), "TMPDIR": str(rooms), "ROLE_WIZARD_STATE_DIR": str(state.folder())}
    with Terminal(role_wizard(*words), env=env, lines=60) as terminal:
        terminal.wait_for({"plain": "What next?", "serve": "Ctrl-C ends it.", "screens": "DENIED"}[mode])
        terminal.settle()
        assert list(rooms.glob("role-wizard-practice-*"))
        os.kill(terminal.process.pid, end)
        os.kill(terminal.process.pid, end)
        while terminal.process.poll() is None:  # and again, until the very end
            terminal.process.send_signal(end)
            terminal.settle(0.01, 0.01)
        assert terminal.wait_for_end() == 128 + end
        assert "Traceback" not in terminal.text
    assert not list(rooms.iterdir())
    assert snapshot.kept("cross-account") is not None


@pytest.mark.parametrize("mode", ["--plain", "--serve", ""])
def test_a_closed_terminal_leaves_the_lesson_kept_and_nothing_else(mode: str, tmp_path: Path) -> None:
    (rooms := tmp_path / "rooms").mkdir()
    words = ["practice", "cross-account", *([mode] if mode else [])]
    env = {"HOME": str(tmp_path), "TMPDIR": str(rooms), "ROLE_WIZARD_STATE_DIR": str(state.folder())}
    with Terminal(role_wizard(*words), env=env, lines=60) as terminal:
        terminal.wait_for({"--plain": "What next?", "--serve": "Ctrl-C ends it.", "": "DENIED"}[mode])
        terminal.settle()
        os.close(terminal.master)
        terminal.master = os.open(os.devnull, os.O_RDWR)
        assert terminal.process.wait(PATIENCE) == 128 + signal.SIGHUP
    assert not list(rooms.iterdir())
    assert snapshot.kept("cross-account") is not None


@ends
@pytest.mark.parametrize("kind", ["xterm-256color", "dumb"])
def test_a_signal_ends_a_question_for_a_long_line(kind: str, end: signal.Signals, tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state"), "TERM": kind}
    with Terminal(role_wizard("--plain"), env=env) as terminal:
        terminal.wait_for("Your choice [1]:")
        terminal.press("type the role", "enter")
        terminal.wait_for("The role's ARN")
        terminal.settle()
        os.kill(terminal.process.pid, end)
        assert terminal.wait_for_end() == 128 + end
        assert "Traceback" not in terminal.text


def test_what_nohup_ignores_stays_ignored(tmp_path: Path) -> None:
    command = ["nohup", *role_wizard("practice", "cross-account", "--serve")]
    env = {**os.environ, "HOME": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, text=True) as process:
        assert process.stdout is not None
        assert any("Ctrl-C ends it." in line for line in process.stdout)
        process.send_signal(signal.SIGHUP)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 128 + signal.SIGTERM


def test_what_was_done_on_the_served_aws_is_there_again(start, tmp_path: Path) -> None:
    snapshot.keep(start("cross-account").environment.snapshot(hints_taken=2))
    command = role_wizard("practice", "cross-account", "--serve")
    env = {**os.environ, "HOME": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env, text=True) as process:
        assert process.stdout is not None
        assert any("Ctrl-C ends it." in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    found = snapshot.kept("cross-account")
    assert found is not None and found.hints_taken == 2


def test_a_lesson_that_is_to_begin_anew_forgets_what_was_done_in_it(start) -> None:
    snapshot.keep(start("cross-account").environment.snapshot(hints_taken=1))
    hints = []

    def leave_for_its_beginning(_: Target, begin: Callable[[], tuple[FlowCoach, Journal]]) -> Leave:
        coach, _journal = begin()
        hints.append((coach.continued, len(coach.hints_taken)))
        return Leave(practise="cross-account", anew=True) if len(hints) == 1 else Leave()

    assert run("cross-account", front_end=leave_for_its_beginning, missing=None) == 0
    assert hints == [(True, 1), (False, 0)]


def test_a_lesson_in_which_nothing_was_done_does_not_speak_of_going_on(start) -> None:
    snapshot.keep(start("cross-account").environment.snapshot())
    kept = snapshot.kept("cross-account")
    assert kept is not None
    learner: Learner = start("cross-account", left_off=kept)
    assert not learner.environment.continued
    learner.environment.config_file.write_text("[profile mine]\n")
    assert learner.environment.snapshot().touched


@pytest.mark.parametrize("mode", ["--plain", "--serve", ""])
def test_a_machine_without_room_for_a_lesson_is_told(mode: str, tmp_path: Path) -> None:
    words = ["bash", "-c", f"ulimit -f 0; exec {' '.join(role_wizard('practice', 'cross-account', mode))}".rstrip()]
    env = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state"), "PYTHONDONTWRITEBYTECODE": "1"}
    with Terminal(words, env=env, columns=160) as terminal:
        assert terminal.wait_for_end() == 4
        assert "the lesson cannot be begun: No usable temporary directory found" in terminal.text
        assert "TMPDIR" in terminal.text


@pytest.mark.parametrize(("mode", "limit"), [("--plain", 12), ("--serve", 20), ("", 30)])
def test_too_few_open_files_for_a_lesson_are_told_and_not_waited_for(mode: str, limit: int, tmp_path: Path) -> None:
    practice = " ".join(role_wizard("practice", "cross-account", mode)).rstrip()
    words = ["bash", "-c", f"ulimit -n {limit}; exec {practice}"]
    env = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state"), "PYTHONDONTWRITEBYTECODE": "1"}
    with Terminal(words, env=env, columns=160) as terminal:
        assert terminal.wait_for_end() == 4
        assert "cannot be begun: this program may open no further file or connection" in terminal.text
        assert "ulimit -n 256" in terminal.text
