"""A START that is surely meant as something else is answered with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.cli import main


@pytest.fixture(autouse=True)
def no_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with nothing in it but what a test puts there."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "meant"), [(["practise"], "practice"), (["diagnos", "Deploy"], "diagnose"), (["chekc", "x"], "check")]
)
def test_a_misspelt_command_is_named(typed: list[str], meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed) == 2
    error = capsys.readouterr().err
    assert f"there is no command {typed[0]}" in error
    assert f"Did you mean `role-wizard {meant}`?" in error


@pytest.mark.parametrize("typed", ["Practise", "Deploy", "deploy", "arn:aws:iam::444455556666:role/check"])
def test_a_role_is_no_misspelt_command(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([typed]) == 3
    assert "needs a terminal" in capsys.readouterr().err


def test_a_profile_is_no_misspelt_command(no_profiles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (no_profiles / "config").write_text("[profile runs]\nregion = us-east-1\n")
    assert main(["runs"]) == 3
    assert "needs a terminal" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("case.json", "`role-wizard check case.json` decides a saved case."),
        ("hand-over.md", "`role-wizard resume hand-over.md` takes up a hand-over."),
        ("apply.log", "`role-wizard - < apply.log` begins with an error text."),
    ],
)
def test_a_file_is_no_role(name: str, hint: str, no_profiles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (no_profiles / name).write_text("{}")
    assert main(["diagnose", name]) == 2
    assert capsys.readouterr().err == f"role-wizard: {name} is a file, and no role\n{hint}\n"
