"""The same connection against the practice AWS: read, judged, repaired, assumed and used, in two accounts."""

from __future__ import annotations

import gc
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wizard import cli
from wizard.aws import calls
from wizard.aws.connection import Connection, connect
from wizard.aws.gateway import AssumeCall, AwsFailure, RolePermissions, Target
from wizard.commands import capture
from wizard.commands.capture import WITH_THE_ERROR
from wizard.commands.practice import target as request_of
from wizard.engine.case_format import read_case
from wizard.engine.decide import decide
from wizard.flow.judgement import judge
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load
from wizard.repair.change import InlinePolicyChange, TrustPolicyChange
from wizard.secret import Secret

ROLE = "arn:aws:iam::123456789012:role/MyCrossAccountRole"


@pytest.fixture
def practice(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeEnvironment]:
    with PracticeEnvironment(load("cross-account"), delay=0) as environment, environment.in_process():
        yield environment


@pytest.fixture
def target(practice: PracticeEnvironment) -> Target:
    return request_of(practice.lesson)


def test_reading_again_keeps_nothing_of_the_reading_before(target: Target) -> None:
    aws = connect(target)
    aws.gather(target, lambda reading: None)
    kept = gc.get_freeze_count()  # what is loaded once stays; clients and their sockets must not
    aws.gather(target, lambda reading: None)
    assert gc.get_freeze_count() <= kept


def test_a_role_with_two_hundred_policies_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = load("cross-account")
    accounts = json.loads(json.dumps(lesson.scenery["accounts"]))
    none = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}
    accounts["123456789012"]["roles"]["MyCrossAccountRole"]["policies"] = {
        f"P{number:03}": none for number in range(200)
    }
    with (
        PracticeEnvironment(replace(lesson, scenery={"accounts": accounts}), delay=0) as environment,
        environment.in_process(),
    ):
        target = request_of(environment.lesson)
        gathered = connect(target).gather(target, lambda reading: None)
    own = gathered.role_permissions
    assert isinstance(own, RolePermissions)
    assert [policy.name for policy in own.inline] == [f"P{number:03}" for number in range(200)]


def call(target: Target) -> AssumeCall:
    return AssumeCall(role_arn=target.role or "", role_session_name=target.session_name or "test")


def repaired(aws: Connection, target: Target) -> None:
    """The trust policy's best repair, applied."""
    gathered = aws.gather(target, lambda reading: None)
    plan = judge(gathered.case, gathered.near_roles).plans[0]
    for change in plan.changes:
        assert isinstance(change, TrustPolicyChange)
        aws.apply(change, lambda _: None)


def test_the_tutorial_s_role_is_denied_repaired_and_assumed(practice: PracticeEnvironment, target: Target) -> None:
    aws = connect(target)
    with pytest.raises(AwsFailure) as denied:
        aws.assume(call(target))
    assert denied.value.kind == "denied"
    assert denied.value.message is not None
    assert denied.value.message.startswith(
        "User: arn:aws:iam::210987654321:user/remote-user is not authorized to perform: sts:AssumeRole on resource"
    )
    repaired(aws, target)
    became = aws.assume(call(target))
    assert became.arn == "arn:aws:sts::123456789012:assumed-role/MyCrossAccountRole/TestSession"
    assert aws.try_identity().arn == became.arn


def test_both_accounts_have_a_remote_user_and_neither_is_taken_for_the_other(
    practice: PracticeEnvironment, target: Target
) -> None:
    gathered = connect(target).gather(target, lambda reading: None)
    assert gathered.case.caller is not None
    assert gathered.case.caller.arn == "arn:aws:iam::210987654321:user/remote-user"
    for entry in practice.cloud.log:
        named = entry.values.get("UserName"), entry.values.get("RoleName")
        if entry.service == "iam" and any(named):
            account = (entry.caller_arn or "").split(":")[4]
            assert account == ("210987654321" if named[0] else "123456789012")


def test_the_role_gets_its_own_policy_and_loses_it_again(practice: PracticeEnvironment, target: Target) -> None:
    aws = connect(target)
    document = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}'
    put = InlinePolicyChange(ROLE, "S3Access", None, document)
    aws.apply(put, lambda _: None)
    stored = aws.current(put)
    assert json.loads(stored or "") == json.loads(document)
    aws.apply(InlinePolicyChange(ROLE, "S3Access", stored, None), lambda _: None)
    assert aws.current(put) is None


def test_a_ghost_principal_is_refused_in_aws_s_words(practice: PracticeEnvironment, target: Target) -> None:
    aws = connect(target)
    before = aws.current(TrustPolicyChange(ROLE, None, ""))
    ghost = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::210987654321:user/ghost"},
                "Action": "sts:AssumeRole",
            },
        }
    )
    with pytest.raises(AwsFailure) as caught:
        aws.apply(TrustPolicyChange(ROLE, before, ghost), lambda _: None)
    assert caught.value.kind == "refused"
    assert "Invalid principal in policy" in caught.value.why


def test_a_profile_with_a_device_asks_through_the_given_prompter(practice: PracticeEnvironment, target: Target) -> None:
    aws = connect(target)
    repaired(aws, target)
    device = practice.mfa_device
    assert device is not None
    with practice.config_file.open("a") as file:
        file.write(f"\n[profile written]\nrole_arn = {ROLE}\nsource_profile = default\nmfa_serial = {device.serial}\n")
    used = aws.use_profile("written", lambda serial: Secret(practice.phone_code() or ""))
    assert used.arn.startswith("arn:aws:sts::123456789012:assumed-role/MyCrossAccountRole/")
    with pytest.raises(AwsFailure) as caught:
        aws.use_profile("written", lambda serial: Secret("000000"))
    assert "next code" in caught.value.next_step


def test_an_mfa_session_is_opened_and_used(practice: PracticeEnvironment, target: Target) -> None:
    aws = connect(target)
    device = practice.mfa_device
    assert device is not None
    opened = aws.open_mfa_session(device.serial, Secret(practice.phone_code() or ""))
    assert opened.arn == "arn:aws:iam::210987654321:user/remote-user"
    request = aws.gather(target, lambda reading: None).case.request
    assert request is not None
    assert request.mfa_authenticated is True


def test_diagnose_says_what_is_wrong(practice: PracticeEnvironment, capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["diagnose", "--profile", "default", "--role-profile", "role-admin", ROLE, "--json"])
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert status == 1
    assert printed["decision"] == "implicit_deny"
    assert printed["causes"][0]["cause"] == "trust_principal_wrong_account"
    assert printed["credentials"]["caller"]["from"] == "profile default in the lesson's credentials file"
    assert {reading["outcome"] for reading in printed["readings"]} >= {"read"}
    assert cli.main(["diagnose", "--profile", "default", "--role-profile", "role-admin", ROLE]) == 1
    assert "RW102" in capsys.readouterr().out


def test_diagnose_asks_aws_where_nothing_may_be_read(
    practice: PracticeEnvironment, capsys: pytest.CaptureFixture[str]
) -> None:
    status = cli.main(["diagnose", "--profile", "default", ROLE, "--json"])
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert printed["decision"] == "depends"
    assert printed["probe"]["granted"] is False
    assert "is not authorized to perform: sts:AssumeRole" in printed["probe"]["message"]
    assert status == 1, "AWS itself has said no"


def test_diagnose_tells_who_could_look_at_the_roles_account(
    practice: PracticeEnvironment, capsys: pytest.CaptureFixture[str]
) -> None:
    with practice.config_file.open("a") as config:
        config.write("[profile portal]\nsso_account_id = 123456789012\n")
    cli.main(["diagnose", "--profile", "default", ROLE])
    said = " ".join(capsys.readouterr().out.split())
    assert "Nothing of account 123456789012 could be asked: give a profile of it with --role-profile." in said
    assert "portal is of that account." in said
    assert "previews and applies a repair" not in said
    cli.main(["diagnose", "--profile", "default", "--role-profile", "role-admin", ROLE])
    said = " ".join(capsys.readouterr().out.split())
    assert "could be asked" not in said and "previews and applies a repair" in said


def test_diagnose_without_a_role_is_bad_usage(
    practice: PracticeEnvironment, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["diagnose", "--profile", "default"]) == 2
    assert "no role is named" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "what"),
    [(["default"], "the profile default names no role"), (["--profile", "default"], "no role is named")],
)
def test_a_capture_without_a_role_is_bad_usage(
    words: list[str], what: str, practice: PracticeEnvironment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["capture", *words, "-o", str(tmp_path / "case.json")]) == 2
    said = capsys.readouterr().err
    assert what in said and "Give the role" in said and "role-wizard capture" in said
    assert not (tmp_path / "case.json").exists()


def test_a_captured_case_decides_as_the_live_one(
    practice: PracticeEnvironment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sides = ["--profile", "default", "--role-profile", "role-admin", ROLE]
    plain, redacted = tmp_path / "plain.json", tmp_path / "redacted.json"
    assert cli.main(["capture", *sides, "-o", str(plain)]) == 0
    assert cli.main(["capture", *sides, "-o", str(redacted), "--redact"]) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert f"Saved {plain}: the case of {ROLE}." in said
    assert f"Saved {redacted}, with accounts and names exchanged." in said
    assert said.count(ROLE) == 1, "what is pasted beside the redacted file does not undo the exchange"
    assert plain.stat().st_mode & 0o077 == 0
    for file in (plain, redacted):
        assert decide(read_case(json.loads(file.read_text()))).outcome == "implicit_deny"
    assert json.loads(redacted.read_text())["redacted"] is True
    assert "redacted" not in json.loads(plain.read_text())
    for word in ("remote-user", "MyCrossAccountRole", "123456789012", "210987654321"):
        assert word in plain.read_text()
        assert word not in redacted.read_text()
    assert sorted(file.name for file in tmp_path.iterdir() if file.suffix == ".json") == ["plain.json", "redacted.json"]


def test_a_capture_says_whose_case_it_is_and_what_stayed_unknown(
    practice: PracticeEnvironment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.json"
    assert cli.main(["capture", "--profile", "default", "MyCrossAccountRole", "-o", str(file)]) == 0
    said = " ".join(capsys.readouterr().err.split())
    first, _, ways = said.partition("`role-wizard ")
    arn = json.loads(file.read_text())["request"]["role_arn"]
    assert first.startswith(f"Saved {file}: the case of {arn}. Not read: ")
    assert first.count(", ") <= 2 and ways.startswith(f"check {file}` decides it")
    assert "The role could not be read: give another profile of account 210987654321 with --role-profile." in ways
    assert ways.endswith(WITH_THE_ERROR), "the case leaves it open, and does not tell what AWS answered"
    told = tmp_path / "told.json"
    caller = "arn:aws:iam::210987654321:user/remote-user"
    denied = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    error = f"An error occurred (AccessDenied) when calling the AssumeRole operation: {denied}"
    assert cli.main(["capture", "--profile", "default", error, "-o", str(told)]) == 0
    assert "as START" not in capsys.readouterr().err


def test_a_capture_overwrites_no_file(
    practice: PracticeEnvironment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, empty = tmp_path / "mine.json", tmp_path / "empty.json"
    mine.write_text("mine")
    empty.touch()
    assert cli.main(["capture", "--profile", "default", ROLE, "-o", str(mine)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert mine.read_text() == "mine"
    assert cli.main(["capture", "--profile", "default", ROLE, "-o", str(empty)]) == 0, "nothing is lost with it"


def test_a_capture_that_is_broken_off_leaves_no_file(
    practice: PracticeEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    folder = tmp_path / "cases"
    folder.mkdir()
    monkeypatch.setattr(Path, "replace", pressed)
    with pytest.raises(KeyboardInterrupt):
        capture.run(Target(role=ROLE, caller_profile="default"), output=str(folder / "case.json"), redact=False)
    assert list(folder.iterdir()) == []


def test_a_file_that_cannot_be_written_is_said(
    practice: PracticeEnvironment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["capture", "--profile", "default", ROLE, "-o", str(tmp_path / "no" / "case.json")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_no_secret_is_logged_at_any_level(
    practice: PracticeEnvironment, target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = [
        line.partition("=")[2].strip()
        for line in practice.credentials_file.read_text().splitlines()
        if "secret" in line or "token" in line
    ]
    assert secrets
    with caplog.at_level(logging.DEBUG):
        aws = connect(target)
        repaired(aws, target)
        aws.assume(call(target))
        aws.try_identity()
        practice_code = practice.phone_code() or "none"
        device = practice.mfa_device
        assert device is not None
        aws.open_mfa_session(device.serial, Secret(practice_code))
    said = caplog.text + repr(aws) + repr(vars(aws)) + repr(aws.gather(target, lambda reading: None))
    assert not [secret for secret in (*secrets, practice_code) if secret in said]


def test_only_declared_calls_are_sent(practice: PracticeEnvironment, target: Target) -> None:
    aws = connect(target)
    repaired(aws, target)
    aws.assume(call(target))
    list(aws.roles())
    sent = {f"{entry.service}:{entry.operation}" for entry in practice.cloud.log}
    assert sent <= {declared.action for declared in calls.DECLARED}


def test_of_two_wizards_on_one_role_the_second_is_told(practice: PracticeEnvironment, target: Target) -> None:
    first, second = connect(target), connect(target)
    seen = second.current(TrustPolicyChange(ROLE, None, "")) or ""
    repaired(first, target)
    journal: list[str] = []
    with pytest.raises(AwsFailure) as caught:
        second.apply(TrustPolicyChange(ROLE, seen, seen), lambda _: journal.append("written"))
    assert caught.value.kind == "changed"
    assert journal == []


def test_a_clock_ten_minutes_off_is_told_as_such() -> None:
    with (
        PracticeEnvironment(load("cross-account"), clock=lambda: time.time() + 600, delay=0) as environment,
        environment.in_process(),
    ):
        target = request_of(environment.lesson)
        with pytest.raises(AwsFailure) as caught:
            connect(target).gather(target, lambda reading: None)
    assert caught.value.kind == "configuration"
    assert "clock" in caught.value.why
    assert "profile default" in str(caught.value)


def test_a_call_that_is_throttled_twice_is_read_all_the_same(practice: PracticeEnvironment, target: Target) -> None:
    practice.cloud.throttle.update({"GetRole": 2, "ListUserPolicies": 1})
    gathered = connect(target).gather(target, lambda reading: None)
    assert not [reading for reading in gathered.readings if reading.outcome in ("denied", "failed")]
