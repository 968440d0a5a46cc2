"""A saved hand-over is read back: what of it is there now, what is missing, and whether the call would be allowed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.plain.lesson import ENTER, ON, Lesson, lesson
from tests.terminal import role_wizard
from wizard.aws.connection import connect
from wizard.aws.gateway import Target
from wizard.commands import resume
from wizard.commands.target import UsageError
from wizard.flow import permissions
from wizard.repair import handoff
from wizard.repair.change import TrustPolicyChange


def sides(practice: Lesson) -> Target:
    """The lesson's profiles, and nothing of its request: that stands in the hand-over."""
    asked = practice.environment.lesson.target
    return Target(caller_profile=asked.caller_profile, role_profile=asked.role_profile)


def saved(practice: Lesson, file: Path, *before: str) -> None:
    """The hand-over of the best repair, saved from its preview."""
    practice.walk(*before, ON, ENTER, "save", "hand-over", str(file), "cancel", "leave")


def take_up(file: Path, options: Target, json: bool = False) -> int:
    return resume.run(str(file), options, json=json, connect=connect)


def test_what_nobody_made_yet_still_misses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "message.md"
    with lesson("cross-account") as practice:
        saved(practice, file)
        assert take_up(file, sides(practice)) == 1
    out = capsys.readouterr().out
    assert all(len(line) <= 80 for line in out.partition("1. ")[0].splitlines()), "the title is wrapped"
    told = " ".join(out.split())
    assert "1. The trust policy of role MyCrossAccountRole in account 123456789012: not made." in told
    assert "DENIED: not allowed by the trust policy." in told
    assert "aws iam update-assume-role-policy --role-name MyCrossAccountRole" in told


def test_what_was_made_is_found_and_the_call_is_allowed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "message.md"
    with lesson("cross-account") as practice:
        saved(practice, file)
        practice.walk(ON, ENTER, "apply", "leave")
        assert take_up(file, sides(practice)) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert "in account 123456789012: made." in told
        assert "Nothing is missing." in told
        assert take_up(file, Target(caller_profile="role-admin")) == 6  # the caller is still the hand-over's
        told = " ".join(capsys.readouterr().out.split())
        assert "arn:aws:iam::210987654321:user/remote-user calls" in told
        assert "inline policies of user remote-user" in told.partition("Not read:")[2], "nobody of that side was asked"


def test_what_was_made_differently_is_shown_beside_what_was_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "message.md"
    with lesson("cross-account") as practice:
        saved(practice, file)
        before = practice.trust_policy() or ""
        other = json.dumps(json.loads(before) | {"Id": "mine"})
        practice.wizard.aws.apply(
            TrustPolicyChange(practice.wizard.session.role_arn or "", before, other), lambda _: None
        )
        assert take_up(file, sides(practice)) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "made differently" in told
    assert '+ "Id": "mine"' in told
    assert "DENIED" in told


def test_json_is_read_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "message.json"
    with lesson("no-assume-permission") as practice:
        practice.wizard.read()
        change = permissions.view(practice.wizard.session).caller_cards[0].change
        file.write_text(json.dumps(handoff.read(practice.wizard.preview_permissions(change).handover)))
        assert take_up(file, sides(practice), json=True) == 1
        found = json.loads(capsys.readouterr().out)
        assert [each["standing"] for each in found["changes"]] == ["not made"]
        assert found["decision"] == "implicit_deny" and found["missing"]
        practice.wizard.apply(practice.wizard.preview_permissions(change))
        assert take_up(file, sides(practice), json=True) == 0
        assert [each["standing"] for each in json.loads(capsys.readouterr().out)["changes"]] == ["made"]


@pytest.mark.parametrize("text", ["", "{}", "# a letter\n", '{"format": "role-wizard-handover/1", "changes": [{}]}'])
def test_a_file_that_is_no_hand_over_is_bad_input(tmp_path: Path, text: str) -> None:
    file = tmp_path / "message.md"
    file.write_text(text)
    with pytest.raises(UsageError):
        take_up(file, Target())


def test_a_hand_over_of_another_version_says_so_and_what_to_do(tmp_path: Path) -> None:
    (file := tmp_path / "message.md").write_text('<!-- role-wizard {"format": "role-wizard-handover/2"} -->')
    with pytest.raises(UsageError, match="another role-wizard wrote this hand-over") as refused:
        take_up(file, Target())
    assert "Install that role-wizard's version" in refused.value.next_step


def test_whoever_was_not_let_look_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "message.md"
    with lesson("both-sides") as practice:
        saved(practice, file, ON)
        file.write_text(file.read_text().replace("111122223333:user/uma", "111122223333:user/eve"))
        assert take_up(file, sides(practice)) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "could not be looked at" in told and "Asked as profile default, arn:aws:iam::111122223333:user/uma." in told


def test_another_role_s_trust_policy_is_looked_up_for_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "message.json"
    with lesson("cross-account") as practice:
        practice.wizard.read()
        role = practice.wizard.session.role_arn or ""
        handed = {"kind": "trust_policy", "role_arn": f"{role}Of", "before": None, "after": practice.trust_policy()}
        document = {"format": "role-wizard-handover/1", "role_arn": role, "changes": [handed]}
        file.write_text(json.dumps(document))
        assert take_up(file, sides(practice)) == 1
    assert "The trust policy of role MyCrossAccountRoleOf in account 123456789012: not made." in " ".join(
        capsys.readouterr().out.split()
    )


def test_an_unreadable_file_ends_with_2(tmp_path: Path) -> None:
    done = subprocess.run(role_wizard("resume", str(tmp_path / "none.md")), capture_output=True, text=True)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2
