"""A profile that is not there is refused, whichever side it is named for: nobody else's credentials answer instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import Terminal, role_wizard
from wizard import exit_status
from wizard.cli import main

ROLE = "arn:aws:iam::444455556666:role/Deploy"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "home/.aws"
    folder.mkdir()
    config = folder / "config"
    config.write_text(
        "[profile site-admin]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hunter2\n"
    )
    return config


@pytest.mark.parametrize("option", ["--profile", "--role-profile"])
@pytest.mark.parametrize("command", [["diagnose", ROLE], ["capture", ROLE, "-o", "case.json"], ["undo", "--yes"]])
def test_it_is_named_with_the_one_meant(
    config: Path, capsys: pytest.CaptureFixture[str], command: list[str], option: str
) -> None:
    assert main([*command, option, "site-admim"]) == exit_status.NO_CREDENTIALS
    said = capsys.readouterr().err
    assert f"there is no profile site-admim in the config or credentials file, which {option} names" in said
    assert "Did you mean site-admin?" in said


@pytest.mark.parametrize("front_end", [[], ["--plain"]])
def test_the_wizard_refuses_it_too(config: Path, tmp_path: Path, front_end: list[str]) -> None:
    here = {"HOME": str(tmp_path / "home"), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state")}
    with Terminal(role_wizard(*front_end, "--role-profile", "site-admim", ROLE), columns=120, env=here) as terminal:
        terminal.wait_for("there is no profile site-admim", "Did you mean site-admin?")
        assert terminal.wait_for_end() == exit_status.NO_CREDENTIALS


def test_what_is_wrong_with_the_file_comes_first(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text("[profile site-admin\n")
    assert main(["diagnose", ROLE, "--profile", "site-admim"]) == exit_status.NO_CREDENTIALS
    assert "cannot be parsed" in capsys.readouterr().err
