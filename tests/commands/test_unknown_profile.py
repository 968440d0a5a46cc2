"""A profile that is not there, or gives nothing, is told with the way on: nobody else's credentials answer instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import Terminal, role_wizard
from wizard import exit_status
from wizard.cli import main
from wizard.commands.options import wizard_parser
from wizard.commands.target import target
from wizard.profiles import files

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


def test_a_variable_that_leads_past_the_files_is_named(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path))
    assert main(["diagnose", ROLE, "--profile", "site-admin"]) == exit_status.NO_CREDENTIALS
    assert f"AWS_CONFIG_FILE names {tmp_path}, and there is no file of that name." in capsys.readouterr().err
    assert main(["diagnose", ROLE]) == exit_status.NO_CREDENTIALS
    said = capsys.readouterr().err
    assert f"AWS_CONFIG_FILE names {tmp_path}" in said


def test_a_key_of_the_screens_is_no_way_on_for_a_command(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text("[default]\nsso_start_url = https://x.y\nsso_region = a\nsso_account_id = 1\nsso_role_name = r\n")
    assert main(["diagnose", ROLE]) == exit_status.NO_CREDENTIALS
    said = capsys.readouterr().err
    assert "`aws sso login`. Then run this again." in said and "ctrl+r" not in said


def test_where_nobody_can_be_asked_for_a_code_that_is_said(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    device = "arn:aws:iam::111122223333:mfa/me"
    with config.open("a") as file:
        file.write(f"[profile mfa]\nrole_arn = {ROLE}\nsource_profile = site-admin\nmfa_serial = {device}\n")
    assert main(["diagnose", ROLE, "--profile", "mfa"]) == exit_status.NO_CREDENTIALS
    said = capsys.readouterr().err
    assert f"they need a code of the MFA device {device}, and nobody can be asked here" in said


def test_the_files_are_read_once_however_many_profiles_are_named(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    load_file = files.load_file
    monkeypatch.setattr(files, "load_file", lambda which: [read.append(which), load_file(which)][1])
    target(wizard_parser().parse_args(["--profile", "site-admin", "--role-profile", "site-admin", "site-admin"]))
    assert read == ["config", "credentials"]
