"""A lesson left in the middle goes on where it was left."""

from __future__ import annotations

import json

from tests.practice.conftest import Learner
from wizard import state
from wizard.practice import progress, snapshot
from wizard.practice.coach import Coach
from wizard.practice.lesson import all_lessons, load


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
