"""The start: an error pasted, a profile chosen, a role typed or found in a list, an earlier target again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.plain.lesson import lesson
from tests.plain.script import Answer, Script
from wizard.aws.connection import Connection, connect
from wizard.aws.gateway import Target
from wizard.aws.judges import DeniedCall
from wizard.flow.session import Leave
from wizard.flow.wizard import Wizard
from wizard.plain.walk import conversation

ROLE = "arn:aws:iam::123456789012:role/MyCrossAccountRole"
USER = "arn:aws:iam::210987654321:user/remote-user"
ERROR = (
    "An error occurred (AccessDenied) when calling the AssumeRole operation: "
    f"User: {USER} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
)


@pytest.fixture(autouse=True)
def practice() -> Iterator[None]:
    with lesson("cross-account"):
        yield


def begin(*answers: Answer, target: Target | None = None) -> tuple[Script, Wizard, Leave]:
    script = Script(*answers)
    wizard = Wizard(connect, target or Target())
    return script, wizard, conversation(wizard, script, script.say, script.whisper, lambda seconds: None)


def test_a_pasted_error_is_understood_and_may_be_corrected() -> None:
    script, wizard, leave = begin(
        "paste", *ERROR.replace(" User:", "\nUser:").splitlines(), "", "", "", "role-admin", "leave"
    )
    assert f"{USER} was refused {ROLE}." in script.words
    assert f"Caller: {USER}" in script.words
    assert wizard.session.role_arn == ROLE
    assert "RW102" in script.text
    assert leave.exit_status == 1


def test_the_role_of_a_pasted_error_may_be_another() -> None:
    _, wizard, _ = begin("paste", ERROR, "", f"{ROLE}2", "", "role-admin", "leave")
    assert wizard.session.target.role == f"{ROLE}2"


def test_a_typed_role_asks_for_both_sides() -> None:
    _, wizard, _ = begin("type", "MyCrossAccountRole", "default", "role-admin", "leave")
    assert (wizard.session.target.caller_profile, wizard.session.target.role_profile) == ("default", "role-admin")
    assert wizard.session.role_arn == ROLE


def test_a_profile_is_the_caller() -> None:
    _, wizard, _ = begin("choose a profile", "default", ROLE, "role-admin", "leave")
    assert wizard.session.caller_arn == USER
    assert wizard.session.role_arn == ROLE


def test_a_role_is_found_by_part_of_its_name() -> None:
    script, wizard, _ = begin(
        "find the role", "cross", "MyCross", "leave", target=Target(caller_profile="default", role_profile="role-admin")
    )
    assert "Which role?" in script.text
    assert wizard.session.role_arn == ROLE


def test_the_list_is_read_with_the_profile_that_is_named_for_it() -> None:
    _, wizard, _ = begin("find the role", "default", "role-admin", "cross", "MyCross", "leave")
    assert (wizard.session.target.caller_profile, wizard.session.target.role_profile) == ("default", "role-admin")
    assert wizard.session.role_arn == ROLE


def test_a_list_that_may_not_be_read_says_so() -> None:
    script, _, leave = begin("find the role", "", "", "", "leave")
    assert "iam:ListRoles" in script.text
    assert leave.exit_status == 0


def test_an_earlier_target_is_offered_first() -> None:
    begin("type", ROLE, "default", "role-admin", "leave")
    script, wizard, _ = begin("again", "leave")
    assert f"1. Again: {ROLE}, called by the profile default, the role side read by role-admin" in script.text
    assert wizard.session.role_arn == ROLE


def test_practice_is_a_way_to_begin() -> None:
    assert begin("practise")[2].practise == ""


def test_credentials_that_do_not_exist_are_said_and_decide_the_exit_status() -> None:
    script, _, leave = begin("leave", target=Target(role=ROLE, caller_profile="nobody"))
    assert "nobody" in script.text
    assert "How shall we begin?" in script.text
    assert leave.exit_status == 4


def test_a_role_that_is_not_there_is_said_and_another_may_be_named() -> None:
    target = Target(role=f"{ROLE}2", caller_profile="default", role_profile="role-admin")
    script, _, _ = begin("begin with another role", "leave", target=target)
    assert "The trust policy is not there: there is no such role." in script.words
    assert "trust policy could not be read" not in script.words
    assert "How shall we begin?" in script.text


def test_what_could_not_be_read_may_be_tried_again() -> None:
    script, _, _ = begin("same again", "leave", target=Target(role=ROLE, caller_profile="nobody"))
    assert script.text.count("Reading AWS.") == 2


def test_an_error_in_which_nothing_is_read_asks_for_the_role() -> None:
    script, wizard, _ = begin("paste", "it does not work", "", ROLE, "default", "role-admin", "leave")
    assert "This text holds no AWS error that could be understood." in script.words
    assert wizard.session.role_arn == ROLE


def test_a_profile_of_the_roles_account_is_named_where_nobody_was_asked_in_it() -> None:
    script, wizard, _ = begin("paste", ERROR, "", "", "", "", "", "role-admin", "leave")  # Enter takes the default
    assert "Name a profile of account 123456789012, and read again" in script.text
    offered = script.text.partition("Which profile?")[2]
    assert "1. role-admin\n  2. Nothing of these" in offered, "the caller's own was asked already"
    assert wizard.session.target.role_profile == "role-admin"
    assert "RW102" in script.text


def test_an_error_that_names_no_role_goes_on_without_one() -> None:
    error = "Not authorized to perform sts:AssumeRoleWithWebIdentity (AccessDenied)"
    script, wizard, _ = begin("paste", error, "", "", "", "role-admin", "leave")
    assert "(empty: goes on without)" in script.text
    assert wizard.session.target.error_text == error


def test_a_profile_that_is_not_there_is_asked_for_again() -> None:
    script, wizard, _ = begin("type", ROLE, "default", "role-admim", "role-admin", "leave")
    assert "There is no profile role-admim" in script.words and "Did you mean role-admin?" in script.words
    assert wizard.session.target.role_profile == "role-admin"


def test_a_denied_call_that_names_no_role_is_listed_as_on_the_screens_and_its_role_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    denied = DeniedCall(datetime(2026, 11, 24, tzinfo=UTC), USER, None, "review", "AccessDenied")
    monkeypatch.setattr(Connection, "denied_calls", lambda _: (denied,))
    script, wizard, _ = begin("denied calls", "", "role-admin", "1", ROLE, "leave")
    assert "was denied a role that it does not name" in script.words
    assert wizard.session.role_arn == ROLE and wizard.session.target.session_name == "review"
