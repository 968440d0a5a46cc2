"""A captured case is looked at in the five steps without any account: nothing is sent, changed or assumed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.flow.captured import opened_case
from tests.plain.script import Script
from tests.terminal import Terminal, role_wizard
from wizard.aws.gateway import AssumeCall, AwsFailure, Target
from wizard.aws.recorded import Recorded
from wizard.commands.practice import target as practised
from wizard.engine.case_format import read_case
from wizard.engine.frozen import replace
from wizard.flow import inspect, known, permissions, steps, trust
from wizard.flow.journal import Journal
from wizard.flow.request import offer
from wizard.flow.wizard import Wizard
from wizard.plain.walk import conversation
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load

ALICE = "arn:aws:iam::111122223333:user/alice"
ROLE = "arn:aws:iam::444455556666:role/Deploy"


def case(principal: str = ALICE, **condition: object) -> dict[str, Any]:
    allow = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}
    statement: dict[str, object] = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    return {
        "format": "role-wizard-case/1",
        "request": {"role_arn": ROLE},
        "caller": {
            "arn": ALICE,
            "credentials": "long_term",
            "identity_policies": [{"name": "assume", "kind": "inline", "from": "user", "document": allow}],
            "permissions_boundary": None,
            "service_control_policies": [],
        },
        "role": {
            "exists": True,
            "trust_policy": {"Version": "2012-10-17", "Statement": [statement]},
            "max_session_duration": 3600,
            "resource_control_policies": [],
        },
        "vpc_endpoint_policies": [],
    }


def sitting(content: dict[str, Any], target: Target | None = None) -> Wizard:
    aws = Recorded(read_case(content))
    wizard = Wizard(lambda _: aws, target or Target(role=ROLE), captured=True)
    wizard.read()
    return wizard


def test_its_causes_and_repairs_are_shown() -> None:
    wizard = sitting(case("arn:aws:iam::111122223333:user/bob"))
    view = inspect.view(wizard.session)
    assert view is not None
    assert view.causes[0].layer == "trust_policy"
    (repair, *_) = trust.view(wizard.session).repairs
    preview = wizard.preview_change(repair.change)
    assert preview.handover and preview.cli
    assert preview.obstacle == "This is a captured case, not AWS itself (--case)"


def test_nothing_of_it_is_aws() -> None:
    aws = Recorded(read_case(case()))
    wizard = sitting(case())
    for act in (
        lambda: aws.assume(AssumeCall(ROLE, "ci")),
        aws.try_identity,
        lambda: wizard.test(None, lambda wait: False),
    ):
        with pytest.raises(AwsFailure, match="captured case"):
            act()
    assert [role.arn for role in aws.roles()] == [ROLE]
    assert Journal().entries() == ()


def test_what_the_case_does_not_know_was_not_read() -> None:
    aws = Recorded(read_case({"request": {"role_arn": ROLE}, "caller": {"arn": ALICE}}))
    gathered = aws.gather(Target(), lambda reading: None)
    unread = {reading.layer for reading in gathered.readings if reading.outcome == "not_asked"}
    assert {"trust_policy", "identity_policy", "service_control_policy"} <= unread
    assert "session_policy" not in unread


def test_a_boundary_that_only_an_unread_trust_policy_could_grant_past_is_named() -> None:
    content = json.loads(json.dumps(case()).replace("444455556666", "111122223333"))
    del content["role"]["trust_policy"]
    only_s3 = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    content["caller"]["permissions_boundary"] = {"name": "fence", "document": only_s3}
    session = sitting(content, Target()).session
    told = (
        "Nothing in the permissions boundary allows sts:AssumeRole on this role: the call passes only where the trust"
    )
    view = inspect.view(session)
    assert view is not None and view.summary.startswith(told)
    assert permissions.view(session).note.startswith(told)


def test_what_the_case_does_not_know_can_be_pasted() -> None:
    content = case()
    trust_policy = json.dumps(content["role"].pop("trust_policy")).replace("user/alice", "user/bob")
    assert sitting(content).session.verdict.word == "DEPENDS"
    wizard = sitting(content, Target(role=ROLE, known={"trust_policy": trust_policy, "permissions_boundary": "{}"}))
    view = inspect.view(wizard.session)
    assert view is not None and [cause.code for cause in view.causes] == ["RW101"]
    assert "trust_policy" not in [reading.layer for reading in view.unread]
    assert view.warnings == ("What was given as permissions_boundary does not count: AWS was read, and counts.",)


def test_the_target_s_settings_take_the_place_of_the_case_s() -> None:
    content = case(StringEquals={"sts:ExternalId": "tenant-42"})
    assert sitting(content).session.verdict.word == "DENIED"
    assert sitting(content, Target(role=ROLE, external_id="tenant-42")).session.verdict.word == "ALLOWED"


def test_a_device_that_nobody_could_read_is_asked_for(tmp_path: Path) -> None:
    content = case(Bool={"aws:MultiFactorAuthPresent": "true"})
    assert offer(sitting(content).session).asks_device
    file = tmp_path / "case.json"
    file.write_text(json.dumps(content))
    with Terminal(role_wizard("--case", str(file)), env={"HOME": str(tmp_path)}) as terminal:
        terminal.wait_for("Use the corrected request")
        terminal.settle()
        terminal.press("u")
        terminal.wait_for("Which MFA device?", "arn:aws:iam::111122223333:mfa/alice")
        assert "a guess" in " ".join(terminal.text.split())
        terminal.press("phone", "enter")  # the guess is selected: what is typed takes its place
        terminal.wait_for("A device is named by its ARN")
        terminal.press("-number-7", "enter")
        terminal.wait_for("ALLOWED")


def test_the_guess_of_a_device_is_taken_by_enter_on_the_screens_and_in_words(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case(Bool={"aws:MultiFactorAuthPresent": "true"})))
    with Terminal(role_wizard("--case", str(file)), env={"HOME": str(tmp_path)}) as terminal:
        terminal.wait_for("Use the corrected request")
        terminal.settle()
        terminal.press("u")
        terminal.wait_for("Which MFA device?")
        terminal.press("enter")
        terminal.wait_for("ALLOWED")
    script = Script("use the corrected", "", "leave")
    conversation(sitting(json.loads(file.read_text())), script, script.say, script.whisper, lambda seconds: None)
    assert "[arn:aws:iam::111122223333:mfa/alice]" in script.words and "a guess" in script.words
    assert "ALLOWED" in script.words


def test_the_screens_show_a_case_file(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case("arn:aws:iam::111122223333:user/bob")))
    env = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state")}
    with Terminal(role_wizard("--case", str(file)), env=env) as terminal:
        terminal.wait_for("1 Inspect", "DENIED", "alice")
        terminal.settle()
        terminal.press("4")
        terminal.wait_for("4 Test", "This is a captured case, not AWS itself")
        terminal.settle()
        terminal.press("enter")
        assert "Assume the role" not in terminal.settle(), "no call is offered that cannot be made"
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 1
    assert not list((tmp_path / "state").rglob("*.jsonl"))


def test_the_steps_that_need_an_aws_are_marked_as_done_elsewhere() -> None:
    wizard = sitting(case())
    words = {each.heading: f"{each.symbol} {each.word}" for each in steps.states(wizard.session, "inspect")}
    assert words["4 Test"] == words["5 Profile"] == "○ not here"
    script = Script("more", "nothing", "leave")
    conversation(wizard, script, script.say, script.whisper, lambda seconds: None)
    assert "Go to 5 Profile (not here)" in script.words


def test_of_a_role_that_is_not_there_steps_2_and_3_say_so() -> None:
    content = {**case(), "role": {"exists": False}}
    wizard = sitting(content)
    nobody = "There is no role Deploy in account 444455556666, so"
    assert trust.view(wizard.session).note == f"{nobody} there is no trust policy to edit."
    lesson = load("role-name-typo")
    with PracticeEnvironment(lesson, delay=0) as environment, environment.in_process():
        from wizard.aws.connection import connect

        live = Wizard(connect, replace(practised(lesson), endpoint_url=environment.endpoint_url))
        live.read()
        view = permissions.view(live.session)
    assert view.note.startswith("There is no role ") and view.note.endswith("lets the caller assume it.")
    assert view.role_policies == ("there is no such role",) and not view.may_add
    assert permissions.view(sitting(case()).session).role_policies == ("a case holds none of them",)


def test_a_redacted_case_says_wherever_something_could_be_sent_that_its_names_are_invented(tmp_path: Path) -> None:
    content = case("arn:aws:iam::111122223333:user/bob") | {"redacted": True}
    file = tmp_path / "case.json"
    file.write_text(json.dumps(content))
    env = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state")}
    with Terminal(role_wizard("--case", str(file)), env=env) as terminal:
        terminal.wait_for("redacted case", "DENIED", "alice")
        terminal.settle()
        terminal.press("4")
        terminal.wait_for("4 Test", "names and numbers are invented (--redact)")
        terminal.settle()
        terminal.press("5")
        terminal.wait_for("5 Profile", "names and numbers are invented (--redact)", "Copy")
    script = Script("leave")
    conversation(sitting(content), script, script.say, script.whisper, lambda seconds: None)
    assert "its names and account numbers are exchanged for invented ones" in script.words
    wizard = sitting(content)
    preview = wizard.preview_change(trust.view(wizard.session).repairs[0].change)
    assert preview.refused is not None and "put the true ones in" in preview.refused
    assert "its names and account numbers are exchanged for invented ones" in preview.handover


def test_a_hand_over_with_invented_names_is_not_looked_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from wizard import cli

    wizard = sitting(case("arn:aws:iam::111122223333:user/bob") | {"redacted": True})
    file = tmp_path / "handover.md"
    file.write_text(wizard.preview_change(trust.view(wizard.session).repairs[0].change).handover)
    assert cli.main(["resume", str(file)]) == 2
    assert "captured with --redact" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[1]", '{"request": 1}'])
def test_a_file_that_is_no_case_is_named(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from wizard import cli

    file = tmp_path / "case.json"
    file.write_text(text)
    assert cli.main(["--case", str(file)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and str(file) in said[0]


def test_a_case_with_gaps_says_how_to_capture_it_again() -> None:
    written = {
        "format": "role-wizard-case/1",
        "request": {"action": "sts:AssumeRole", "role_arn": "arn:aws:iam::123456789012:role/Deploy"},
        "caller": {"arn": "arn:aws:iam::210987654321:user/dev"},
        "role": {"arn": "arn:aws:iam::123456789012:role/Deploy"},
    }
    told = inspect.view(opened_case(written).session)
    assert told is not None
    assert told.capture_again.startswith(
        "Or capture the case again with AWS's error message as START and --role-profile, a profile of account"
        " 123456789012 (it takes iam:GetRole"
    )
    note = trust.view(opened_case(written).session).note
    assert told.capture_again in note
    assert "--known trust_policy=FILE" in note
    assert "Or give --role-profile" not in note
    denied = opened_case(written | {"observed": {"error_code": "AccessDenied"}})
    assert "as START" not in known.capture_again(denied.session)
