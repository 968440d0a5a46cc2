"""`role-wizard profile write` and `profile check`, as a shell sees them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import aws_cli
from tests.profiles import oracle
from wizard.cli import main
from wizard.flow.profile_preview import cli_commands

ROLE = "arn:aws:iam::123456789012:role/Deploy"
WRITE = ["profile", "write", "dev", "--role-arn", ROLE, "--source-profile", "base"]
BASE = "[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hunter2hunter2\n"


def status(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as ended:
        return int(str(ended.code))


def test_a_new_profile_is_written_without_any_question(aws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (aws / "config").write_text(BASE)
    assert status(*WRITE, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said.keys() == {"profile", "path", "changed", "backup", "problems"}
    assert (said["profile"], said["path"], said["changed"]) == ("dev", str(aws / "config"), True)
    assert Path(said["backup"]).read_text() == BASE
    assert status(*WRITE) == 0
    assert "Nothing to change" in capsys.readouterr().out


def test_a_name_in_another_encoding_is_refused_for_what_it_is(aws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a terminal in Latin-1 hands over an ü."""
    name = b"b\xfcro".decode("utf-8", "surrogateescape")
    assert status("profile", "write", name, *WRITE[3:]) == 2
    said = capsys.readouterr().err
    assert "it holds a byte that is no character" in said and "UTF-8" in said
    assert not (aws / "config").exists()


def test_other_settings_need_yes(aws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (aws / "config").write_text(f"[profile dev]\nrole_arn = other\n{BASE}")
    assert status(*WRITE) == 1
    error = capsys.readouterr().err
    assert "line 1" in error
    assert "--yes" in error
    assert status(*WRITE, "--yes") == 0
    assert "Profile written" in capsys.readouterr().out


def test_a_dry_run_prints_a_diff_without_secrets_and_writes_nothing(
    aws: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (aws / "config").write_text(BASE)
    assert status(*WRITE, "--dry-run") == 0
    said = capsys.readouterr().out
    assert f"+role_arn = {ROLE}" in said
    assert "hunter2" not in said
    assert [found.name for found in aws.iterdir()] == ["config"]


def test_a_dry_run_shows_what_would_become_of_a_profile_that_is_there(
    aws: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = f"[profile dev]\nrole_arn = other\n{BASE}"
    (aws / "config").write_text(before)
    assert status(*WRITE, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "-role_arn = other" in said and f"+role_arn = {ROLE}" in said
    assert (aws / "config").read_text() == before


def test_a_source_that_does_not_exist_is_written_and_told(aws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(*WRITE) == 1
    said = capsys.readouterr().out
    assert "Profile written: dev" in said and "cannot be used yet" in said
    assert "RW502" in said
    assert status(*WRITE, "--json") == 1
    assert [problem["code"] for problem in json.loads(capsys.readouterr().out)["problems"]] == ["RW502"]


def test_what_fix_repairs_is_named_as_the_whole_command(aws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (aws / "config").write_text(BASE.replace("base", "bsae"))
    assert status(*WRITE) == 1
    assert "`role-wizard profile check dev --fix` does it." in capsys.readouterr().out
    assert status("profile", "check", "dev", "--fix", "--yes") == 0


def test_a_write_is_in_the_history_and_undo_takes_it_back(aws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (aws / "config").write_text(BASE)
    assert status(*WRITE) == 0
    assert status("history") == 0
    assert "applied  Write the profile dev" in capsys.readouterr().out
    assert status("undo", "--yes") == 0
    assert (aws / "config").read_text() == BASE


def test_a_repair_is_in_the_history_and_undo_takes_it_back(aws: Path) -> None:
    before = f"{BASE}[profile dev]\nrole_arn = {ROLE}\nsource_profile = bsae\n"
    (aws / "config").write_text(before)
    assert status("profile", "check", "--fix", "--yes") == 0
    assert (aws / "config").read_text() != before
    assert status("undo", "--yes") == 0
    assert (aws / "config").read_text() == before


def test_what_cannot_be_recorded_is_not_written(aws: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state").write_text("")
    (aws / "config").write_text(BASE)
    assert status(*WRITE) == 4
    assert "ROLE_WIZARD_STATE_DIR" in capsys.readouterr().err
    assert (aws / "config").read_text() == BASE


@pytest.mark.parametrize(
    "arguments",
    [
        ["profile"],
        ["profile", "write", "dev"],
        ["profile", "write", "dev", "--role-arn", ROLE],
        [*WRITE, "--credential-source", "Environment"],
        [*WRITE[:-2], "--credential-source", "environment"],
        [*WRITE, "--duration-seconds", "899"],
        [*WRITE, "--external-id", "two\nlines"],
        ["profile", "write", "", *WRITE[3:]],
        ["profile", "write", "dev", "--role-arn", "Deploy", "--source-profile", "base"],
    ],
)
def test_bad_usage_is_two_lines_and_nothing_done(
    aws: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert status(*arguments) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 2
    assert list(aws.iterdir()) == []


def test_check_says_where_and_what(aws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (aws / "config").write_text(f"{BASE}[profile dev]\nrole_arn = {ROLE}\nsource_profile = bsae\n")
    assert status("profile", "check", "dev", "--json") == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["cause"], problem["profile"], problem["line"]) == (
        "RW502",
        "profile_source_unknown",
        "dev",
        6,
    )
    assert status("profile", "check", "base") == 0
    assert "access keys" in capsys.readouterr().out


def test_check_of_a_broken_file_names_the_line(aws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (aws / "config").write_bytes(b"[default]\nregion = \xe9\n")
    assert status("profile", "check", "--json") == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["line"]) == ("RW511", 2)


def test_an_unreadable_file_is_exit_2(
    aws: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (aws / "config").write_text(BASE)

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert status("profile", "check") == 2
    assert "chmod" in capsys.readouterr().err


def test_fix_without_a_terminal_shows_and_does_nothing(aws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = f"{BASE}[dev]\nrole_arn = '{ROLE}'\nsource_profile = bsae # prod\n"
    (aws / "config").write_text(before)
    assert status("profile", "check", "--fix") == 3
    said = capsys.readouterr()
    assert "+[profile dev]" in said.out
    assert "hunter2" not in said.out
    assert "--yes" in said.err
    assert (aws / "config").read_text() == before
    assert status("profile", "check", "--fix", "--yes") == 0
    assert (aws / "config").read_text() == f"{BASE}[profile dev]\nrole_arn = {ROLE}\nsource_profile = base\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\ufeff[default]\nregion = x\n", "[default]\nregion = x\n"),
        ("[a]\nx = 1\nx = 1\n", "[a]\nx = 1\n"),
        ("[profile a]\nregion = old\nREGION = new\n", "[profile a]\n# region = old\nREGION = new\n"),
        ("[profile a]\nregion = x\n[profile a]\noutput = y\n", "[profile a]\nregion = x\noutput = y\n"),
        ("[profile a]\nregion x\n", "[profile a]\nregion = x\n"),
        ("[default]\n[profile a\nregion = x\n", "[default]\n[profile a]\nregion = x\n"),
        ("[profile a]\nregion =\n  x\n", "[profile a]\nregion = x\n"),
        ("[profile a]\nregion = x[profile b]\noutput = y\n", "[profile a]\nregion = x\n[profile b]\noutput = y\n"),
        ("[profile two words]\nregion = x\n", "[profile 'two words']\nregion = x\n"),
        ("[ profile a ]\nregion = x\n", "[profile a]\nregion = x\n"),
        ("[profile a] ; see [b]\nregion = x\n", "; see [b]\n[profile a]\nregion = x\n"),
    ],
)
def test_what_can_be_repaired_is_repaired(aws: Path, before: str, after: str) -> None:
    (aws / "config").write_text(before, encoding="utf-8")
    assert status("profile", "check", "--fix", "--yes") == 0
    assert (aws / "config").read_text(encoding="utf-8") == after


def test_a_header_of_the_other_file_is_repaired_in_both(aws: Path) -> None:
    (aws / "config").write_text("[dev]\nrole_arn = " + ROLE + "\nsource_profile = base\n")
    (aws / "credentials").write_text(BASE)
    assert status("profile", "check", "--fix", "--yes") == 0
    assert (aws / "config").read_text().startswith("[profile dev]\n")
    assert (aws / "credentials").read_text() == BASE.replace("[profile base]", "[base]")


def test_what_contradicts_itself_is_left_to_the_user(aws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = "[profile a]\nregion = x\n[profile a]\nregion = y\n"
    (aws / "config").write_text(before)
    assert status("profile", "check", "--fix", "--yes") == 1
    assert (aws / "config").read_text() == before


def test_the_aws_cli_reads_back_what_was_written(aws: Path) -> None:
    (aws / "config").write_text(f"{BASE}[default]\nregion = eu-west-1")
    wanted = {"external_id": "a # b", "mfa_serial": "arn:aws:iam::123456789012:mfa/me", "region": "eu-central-1"}
    options = [word for key, value in wanted.items() for word in (f"--{key.replace('_', '-')}", value)]
    assert status("profile", "write", "it's two", *WRITE[3:], *options) == 0
    for key, value in {**wanted, "role_arn": ROLE, "source_profile": "base"}.items():
        command = [aws_cli.command(), "configure", "get", key, "--profile", "it's two"]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == f"{value}\n"


def test_the_aws_cli_writes_the_same_by_hand(aws: Path) -> None:
    wanted = {"role_arn": ROLE, "source_profile": "it's two", "external_id": "-a $b # 'c'", "role_session_name": "-me"}
    for command in cli_commands("it's three", wanted):
        subprocess.run(["sh", "-c", command.replace("aws", aws_cli.command(), 1)], check=True, capture_output=True)
    found = oracle.loaded(aws / "config")
    assert found is not None and found["profiles"] == {"it's three": wanted}


def test_check_loads_neither_botocore_nor_textual(aws: Path) -> None:
    (aws / "config").write_text(BASE)
    code = (
        "import sys; from wizard.cli import main; main(['profile', 'check', '--json']);"
        "sys.exit(any(name in sys.modules for name in ('botocore', 'boto3', 'textual', 'questionary')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
