"""A bare word as START: what it was taken for is said, since a namesake may have been meant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wizard import exit_status
from wizard.cli import main
from wizard.commands.practice import target
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load

ROLE = "MyCrossAccountRole"


@pytest.fixture
def practice() -> Iterator[PracticeEnvironment]:
    with PracticeEnvironment(load("cross-account"), delay=0) as environment, environment.in_process():
        yield environment


def test_a_role_is_told_with_its_account(practice: PracticeEnvironment, capsys: pytest.CaptureFixture[str]) -> None:
    asked = target(practice.lesson)
    main(["diagnose", "--profile", asked.caller_profile or "", ROLE])
    said = " ".join(capsys.readouterr().out.split())
    assert f"{ROLE} is taken as the role {ROLE} of account 210987654321, the caller's own." in said
    main(["diagnose", "--profile", asked.caller_profile or "", "--role-profile", asked.role_profile or "", ROLE])
    said = " ".join(capsys.readouterr().out.split())
    assert f"{ROLE} is taken as the role {ROLE} of account 123456789012, the role side's." in said
    main(["diagnose", "--profile", asked.caller_profile or "", f"arn:aws:iam::123456789012:role/{ROLE}"])
    assert "taken as" not in capsys.readouterr().out


def test_a_profile_without_a_role_is_told_before_any_call(
    practice: PracticeEnvironment, capsys: pytest.CaptureFixture[str]
) -> None:
    name = target(practice.lesson).caller_profile or ""
    assert main(["diagnose", name]) == exit_status.USAGE
    error = capsys.readouterr().err
    assert f"the profile {name} names no role" in error and f"`role-wizard diagnose --profile {name} ARN`" in error
