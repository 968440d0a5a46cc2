"""A START that is surely meant as something else is answered with what was meant."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from wizard.cli import main
from wizard.commands.options import wizard_parser
from wizard.commands.target import UsageError, target

ERROR = (
    "An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::111122223333:user/a "
    "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/Deploy\n"
)


@pytest.fixture(autouse=True)
def no_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with nothing in it but what a test puts there."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "typed",
    [
        ["--prof", "dev", "Deploy"],
        ["diagnose", "--known-", "trust_policy=x", "Deploy"],
        ["diagnose", "--role-prof", "dev", "Deploy"],
        ["capture", "-o", "case.json", "--reda", "Deploy"],
        ["check", "--js", "case.json"],
        ["history", "--js"],
        ["undo", "--ye"],
        ["resume", "message.md", "--js"],
        ["practice", "--lis"],
        ["profile", "check", "--js"],
        ["profile", "write", "a", "--role-arn", "arn:x", "--source-profile", "dev", "--external-i", "b"],
    ],
    ids=" ".join,
)
def test_an_option_is_not_abbreviated(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(typed)
    assert refused.value.code == 2
    assert "unrecognized arguments: --" in capsys.readouterr().err


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
        (
            "case.json",
            "`role-wizard --case case.json` shows a saved case, and `role-wizard check case.json` decides it.",
        ),
        ("hand-over.md", "`role-wizard resume hand-over.md` takes up a hand-over."),
        ("apply.log", "`role-wizard - < apply.log` begins with an error text."),
    ],
)
def test_a_file_is_no_role(name: str, hint: str, no_profiles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (no_profiles / name).write_text("{}")
    assert main(["diagnose", name]) == 2
    assert capsys.readouterr().err == f"role-wizard: {name} is a file, and no role\n{hint}\n"


@pytest.mark.parametrize(
    ("start", "what"),
    [
        ("./none.json", "there is no file ./none.json, and no such role"),
        ("~/none.log", "there is no file ~/none.log, and no such role"),
        ("./", "./ is a folder, and no role"),
    ],
)
def test_a_path_is_no_role(start: str, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose", start]) == 2
    assert capsys.readouterr().err.splitlines()[0] == f"role-wizard: {what}"


@pytest.mark.parametrize(
    "typed",
    [["check", ""], ["resume", ""], ["claims", ""], ["--case", ""], ["diagnose", "--policy", "", "Deploy"]],
    ids=" ".join,
)
def test_an_empty_name_is_no_file(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*typed, *(["--trust", "trust.json"] if "claims" in typed else [])]) == 2
    assert "an empty name" in capsys.readouterr().err


def test_a_pasted_error_is_no_case(no_profiles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (no_profiles / "log").write_text(ERROR)
    assert main(["check", "log"]) == 2
    assert capsys.readouterr() == (
        "",
        "role-wizard: log: this is a pasted error, and no case\n`role-wizard check --error - < log` reads it.\n",
    )
    with (no_profiles / "log").open() as piped, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", piped)
        assert main(["check", "-"]) == 2
    assert "`role-wizard check --error -` reads it." in capsys.readouterr().err


def test_a_case_of_a_denial_is_no_pasted_error_whatever_mark_it_begins_with(
    no_profiles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = {"request": {"role_arn": "arn:aws:iam::444455556666:role/A"}, "observed": {"error_code": "AccessDenied"}}
    (no_profiles / "case.json").write_text(json.dumps(case), encoding="utf-8-sig")
    main(["check", str(no_profiles / "case.json")])
    out, error = capsys.readouterr()
    assert "RW401 AWS denies" in out and not error


def test_a_case_file_that_is_not_there_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "none.json"]) == 2
    out, error = capsys.readouterr()
    assert not out
    assert error.splitlines() == [
        "role-wizard: none.json: the file cannot be read: No such file or directory",
        "Name a file that holds cases, or - for standard input.",
    ]
    assert main(["check", "--json", "none.json"]) == 2
    out, error = capsys.readouterr()
    assert json.loads(out)["error"] == "the file cannot be read: No such file or directory"
    assert len(error.splitlines()) == 2, "a program reads the one, a person the other"


@pytest.mark.parametrize(
    ("typed", "what", "to_do"),
    [
        (["--tag", "foo", "Deploy"], "--tag foo is not KEY=VALUE", "--tag Team=platform"),
        (["--theme", "xx", "Deploy"], "there is no theme xx", "dark, light, ansi"),
        (["practice", "--theme", "xx"], "there is no theme xx", "dark, light, ansi"),
        (["--duration", "abc", "Deploy"], "--duration abc is no number of seconds", "--duration 3600"),
        (["--duration", "5", "Deploy"], "--duration 5 is no number of seconds", "--duration 3600"),
        (["diagnose", "--duration", "1" * 5000], "is no number of seconds", "--duration 3600"),
        (["--mfa-serial", "my-phone", "Deploy"], "--mfa-serial my-phone names no device", "aws iam list-mfa-devices"),
        (["diagnose", "--duration", "43201"], "from 900 to 43200", "--duration 3600"),
        (["--source-ip", "300.1.1.1", "Deploy"], "--source-ip 300.1.1.1 is no address", "--source-ip 203.0.113.7"),
        (["arn:aws:iam::12345:role/Deploy"], "is 12345, and an account has twelve digits", "::ACCOUNT:role/NAME"),
        (["diagnose", "arn:aws:iam::12345:role/Deploy"], "an account has twelve digits", "::ACCOUNT:role/NAME"),
        (["arn:aws:iam:::role/Deploy"], "is missing, and an account has twelve digits", "::ACCOUNT:role/NAME"),
        (["--transcript", "said.txt", "Deploy"], "--transcript keeps what plain mode says", "--plain"),
        (["--known", "scp", "Deploy"], "--known scp is not LAYER=FILE", "LAYER is one of"),
        (["--policy", "none.json", "Deploy"], "none.json cannot be read", "one policy"),
        (["--policy", "/dev/zero", "Deploy"], "/dev/zero cannot be read: it has more than 16 MiB", "one policy"),
        (["--known", "trust_policy=/dev/zero", "Deploy"], "it has more than 16 MiB", "one policy"),
        (["resume", "/dev/zero"], "it has more than 16 MiB", "hand-over saved"),
        (["claims", "/dev/zero", "--role", "arn:aws:iam::444455556666:role/A"], "it has more than 16 MiB", "a file"),
        (["--case", "/dev/zero"], "it has more than 16 MiB", "capture"),
        (["practice", "--list", "cross-acount"], "there is no lesson", "cross-account"),
        (["practice", "mfa"], "there is no lesson", "mfa-required"),
        (["practice", "MFA-Required"], "there is no lesson", "mfa-required"),
        (["--theme", "drak", "Deploy"], "there is no theme drak", "Did you mean dark?"),
        (["check", ERROR], "this is a pasted error, and no case", "`role-wizard check --error TEXT`"),
        (["help"], "there is no command help", "`role-wizard --help`"),
        (["help", "undo"], "there is no command help", "`role-wizard undo --help`"),
        (["version"], "there is no command version", "`role-wizard --version`"),
        (["-v"], "there is no option -v", "`role-wizard --version`?"),
        (["resume", os.devnull], "this file is no hand-over that role-wizard saved", "Give the whole file"),
        (["--tag", "a=1", "--tag", "a=2", "Deploy"], "--tag a was given twice", "one value"),
        (["run", "--tag", "foo", "--", "false"], "--tag foo is not KEY=VALUE", "--tag Team=platform"),
        (["run", "--theme", "xx", "--", "false"], "there is no theme xx", "dark, light, ansi"),
        (["claims", os.devnull, "--role", "Deploy"], "--role Deploy: It is not an ARN", "Write --role arn:"),
    ],
)
def test_a_faulty_argument_is_told_before_the_terminal_that_is_missing(
    typed: list[str], what: str, to_do: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(typed) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert what in first and to_do in second


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        (["practice", "--json"], "--json goes with --list"),
        (["practice", "--list", "--reset"], "not allowed with argument --list"),
        (["check", "--json", "--format", "junit", "case.json"], "not allowed with argument --json"),
        (["check", "--error", "AccessDenied", "--format", "junit"], "an error is read as text or --json"),
        (["check", "--error", "AccessDenied", "--trace"], "an error is read as text or --json"),
        (["profile", "check", "--yes"], "--yes goes with --fix"),
        (["profile", "check", "--dry-run"], "--dry-run goes with --fix"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    typed: list[str], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(typed)
    assert end.value.code == 2
    assert what in capsys.readouterr().err


POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{}", "holds no policy"),
        (POLICY.replace("Resource", "Principal"), "is no session policy: it is a policy with a Principal"),
        (POLICY, None),
        (json.dumps({"PolicyVersion": {"Document": json.loads(POLICY)}}), None),
    ],
)
def test_a_session_policy_is_one(text: str, what: str | None, no_profiles: Path) -> None:
    (no_profiles / "policy.json").write_text(text)
    words = wizard_parser().parse_args(["--policy", "policy.json"])
    if what is None:
        assert json.loads(target(words).session_policy or "") == json.loads(POLICY)
    else:
        with pytest.raises(UsageError, match=f"policy.json {what}"):
            target(words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["--role", "Deploy"], "`role-wizard ARN`"),
        (["--role=Deploy"], "`role-wizard ARN`"),
        (["diagnose", "--role-arn", "Deploy"], "`role-wizard diagnose ARN`"),
    ],
)
def test_the_role_is_no_option(typed: list[str], meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(typed)
    assert end.value.code == 2
    assert f"The role is given without an option: {meant}." in capsys.readouterr().err


def test_a_hand_over_is_no_case(no_profiles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "# Trust the caller\n\n## Why it is denied\n\nAccessDenied: not authorized to perform\n"
    (no_profiles / "handover.md").write_text(text)
    assert main(["check", "handover.md"]) == 2
    error = capsys.readouterr().err
    assert "this is a hand-over, and no case" in error and "`role-wizard resume handover.md`" in error


def test_only_a_picture_is_called_one(no_profiles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resume", "nofile.md"]) == 2
    assert "picture" not in capsys.readouterr().err
    (no_profiles / "shot.png").write_bytes(b"\x89PNG\r\n")
    assert main(["resume", "shot.png"]) == 2
    assert "not a picture of it" in capsys.readouterr().err


def test_a_command_in_quotes_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--", "sh -c true"]) == 127
    assert capsys.readouterr().err.splitlines()[1] == "Give its words apart, without quotes."


def test_a_file_with_an_error_is_no_error(no_profiles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (no_profiles / "log").write_text(ERROR)
    assert main(["check", "--error", "log"]) == 1
    said = "role-wizard: log is a file, and no error.\n`role-wizard check --error - < log` reads it.\n"
    assert capsys.readouterr().err == said
    assert main(["check", "--error", "x" * 5000]) == 1, "too long for a name"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        (["practice", "--lesson", "mfa-required"], "LESSON is given without an option: `role-wizard practice LESSON`."),
        (["resume", "--file", "a.md", "b.md"], "FILE is given without an option: `role-wizard resume FILE`."),
        (["capture", "Deploy", "case.json"], "It is called as `role-wizard capture [options] [START] --output FILE`."),
        (["--dry-run", "Deploy"], "`--read-only` lets nothing be applied."),
    ],
)
def test_a_command_line_that_argparse_refuses_is_answered_with_the_right_one(
    typed: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(typed)
    assert end.value.code == 2
    assert hint in capsys.readouterr().err.splitlines()[1]
