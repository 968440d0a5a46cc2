"""What may not be read can be pasted, and an MFA session opened: both count as if they had been there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.flow.conftest import Open
from wizard.aws.connection import Connection
from wizard.aws.gateway import AwsFailure, Identity
from wizard.flow import assume, inspect, known, mfa_session, permissions, profile, role_side, steps, trust
from wizard.flow.recognised import recognised
from wizard.plain import render
from wizard.secret import Secret
from wizard.ui.screens.inspect import _checklist


def test_a_pasted_trust_policy_is_judged_and_no_longer_missed(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    wizard.read()
    text = trust.current_text(wizard.session) or ""
    wizard.retarget(replace(wizard.session.target, role_profile="default"))  # nobody who may read the role's account
    assert "trust_policy" in known.wanted(wizard.session)
    (missing,) = (each for each in known.unread(wizard.session) if each.layer == "trust_policy")
    assert known.instead((missing,)) == "Instead: paste the policy here, or give --known trust_policy=FILE."
    wizard.paste("trust_policy", text)
    assert wizard.session.verdict.word == "DENIED"
    assert "trust_policy" not in known.wanted(wizard.session)
    view = inspect.view(wizard.session)
    assert view is not None
    assert [each.layer for each in view.read if each.outcome == "pasted"] == ["trust_policy"]
    assert "Pasted or given as a file, and not read: trust policy." in render.inspection(view)
    assert "trust policy: pasted" in _checklist(view, "", "n")[1]


def test_why_something_was_not_read_is_told_in_few_words(sitting: Open) -> None:
    """AWS's own sentence of three rows says the missing permission once more; of an outright denial it is kept."""
    _, wizard = sitting("scp-wants-mfa")
    wizard.read()
    view = inspect.view(wizard.session)
    assert view is not None
    told = _checklist(view, "", "")[1]
    assert "AWS denied it. Missing permission: organizations:ListParents" in told
    assert "no identity-based policy allows" not in told
    (gap, *_) = known.gaps(view.unread)
    outright = replace(gap, detail="with an explicit deny in a service control policy")
    assert outright.why == outright.detail


DENIAL = "User: arn:aws:iam::{}:user/Alice is not authorized to perform: sts:AssumeRole on resource: {}"


def test_where_nobody_may_look_the_answer_of_aws_says_what_it_usually_is(sitting: Open) -> None:
    """Nothing that was not looked at may look like fine, and nothing is told twice."""
    _, wizard = sitting("cross-account")
    wizard.read()
    role = wizard.session.role_arn or ""
    nobody = replace(wizard.session.target, caller_profile=None, role_profile=None, role=role)
    denial = DENIAL.format(role.split(":")[4], role)
    wizard.retarget(replace(nobody, error_text=denial, known={}, caller_profile="nobody", role_profile="nobody"))
    session = wizard.session
    assert session.verdict.sentence.startswith(
        "AWS denied it; why is open: the trust policy, the caller's policies and "
    )
    view = inspect.view(session)
    assert view is not None
    assert [cause.code for cause in view.causes] == ["RW401"]
    assert "trust policy" in view.causes[0].message and "trust_policy" not in view.causes[0].message
    assert [cause.code for cause in view.likely] == ["RW101", "RW102", "RW200", "RW110", "RW112", "RW001"]
    lines = render.inspection(view)
    numbered = [line for line in lines if re.match(r"\d+\. RW", line)]
    assert "1 cause." in lines and len(numbered) == 1, "what was only likely is counted by no number"
    assert [line[:8] for line in lines if line.startswith("- RW")] == [f"- {cause.code} "[:8] for cause in view.likely]
    assert steps.state(session, "trust") == "not read"
    assert not trust.view(session).nothing_to_change
    gaps = known.gaps(view.unread)
    assert len(gaps) < len(view.unread) / 2
    assert sorted(what for gap in gaps for what in gap.what) == sorted(each.what for each in view.unread)


def test_a_caller_s_policies_that_nobody_read_are_not_fine_because_the_trust_policy_refuses(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    wizard.read()
    text = trust.current_text(wizard.session) or ""
    wizard.retarget(
        replace(wizard.session.target, caller_profile="nobody", error_text=DENIAL.format("210987654321", "x"))
    )
    wizard.paste("trust_policy", text)
    assert steps.state(wizard.session, "permissions") != "nothing to change"
    session = wizard.session
    assert session.gathered is not None and session.caller_arn is not None
    assert "Sign in as the caller, or paste the policy" in permissions.view(session).note
    mine = Identity(session.caller_arn, "210987654321", "AIDAEXAMPLE")  # who may not read its own policies either
    signed_in = replace(session, gathered=replace(session.gathered, caller=mine))
    assert ". Paste the policy" in permissions.view(signed_in).note


def test_no_likely_cause_is_told_where_one_was_found(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    wizard.read()
    view = inspect.view(wizard.session)
    assert view is not None
    assert view.causes and not view.likely


def test_a_policy_stands_once_in_the_list_however_many_actions_it_is_asked_for(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    wizard.retarget(replace(wizard.session.target, tags={"team": "blue"}))
    view = inspect.view(wizard.session)
    assert view is not None
    titles = [line.title for line in view.policies]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("text", ["", "{", "[]", "Access denied"])
def test_what_cannot_be_a_policy_is_said_before_it_is_taken(text: str) -> None:
    found = recognised(text)
    assert not found.layers and found.what.startswith("That is ")


def test_an_mfa_session_lets_the_call_through_and_is_remembered_for_the_profile(sitting: Open) -> None:
    environment, wizard = sitting("mfa-required")
    wizard.read()
    serial = mfa_session.offered(wizard.session)
    assert serial is not None and ":mfa/" in serial
    with pytest.raises(AwsFailure, match="code"):
        wizard.open_mfa_session(serial, Secret("000000"))
    wizard.open_mfa_session(serial, Secret(environment.phone_code() or ""))
    assert mfa_session.offered(wizard.session) is None, "it is open"
    assert wizard.session.verdict.word == "ALLOWED"
    assert wizard.test(None, lambda wait: False).arn.startswith("arn:aws:sts::")
    assert profile.settings(wizard.session)["mfa_serial"] == serial


def test_an_mfa_session_that_has_ended_is_open_no_longer(sitting: Open) -> None:
    environment, wizard = sitting("mfa-required")
    wizard.read()
    serial = mfa_session.offered(wizard.session)
    assert serial is not None
    wizard.open_mfa_session(serial, Secret(environment.phone_code() or ""))
    assert wizard.session.mfa_session == serial
    aws = wizard.aws
    assert isinstance(aws, Connection) and aws._mfa_session is not None
    aws._mfa_session = replace(aws._mfa_session, expires=datetime(2026, 1, 1, tzinfo=UTC))
    wizard.read()
    assert wizard.session.mfa_session is None
    assert mfa_session.offered(wizard.session) == serial


def test_another_connection_has_no_mfa_session_and_the_call_asks_for_a_code_again(sitting: Open) -> None:
    environment, wizard = sitting("mfa-required")
    reader = wizard.session.target.role_profile
    wizard.retarget(replace(wizard.session.target, role_profile="default"))  # nobody who may read the role's account
    serial = mfa_session.offered(wizard.session)
    assert serial is not None
    wizard.open_mfa_session(serial, Secret(environment.phone_code() or ""))
    wizard.retarget(role_side.named(wizard.session, reader or ""))
    view = assume.view(wizard.session, wizard.now())
    assert (wizard.session.verdict.word, view.serial_number) == ("ALLOWED", serial)
    assert "open already" not in view.mfa_note
    assert mfa_session.offered(wizard.session) == serial


def test_who_asks_is_told_with_the_kind_and_the_origin_of_the_credentials(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    view = inspect.view(wizard.read())
    assert view is not None
    caller, role_side = view.credentials
    assert "arn:aws:iam::210987654321:user/remote-user in account 210987654321 (people)" in caller
    assert caller.endswith("by long-term keys, profile default in the lesson's credentials file.")
    assert "arn:aws:iam::123456789012:user/role-admin in account 123456789012 (reports)" in role_side


def test_where_a_read_was_denied_both_front_ends_say_where_the_permissions_stand(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    wizard.read()
    view = inspect.view(wizard.session)
    assert view is not None
    everything = replace(view, unread=())
    wizard.retarget(replace(wizard.session.target, role_profile="default"))  # nobody who may read the role's account
    view = inspect.view(wizard.session)
    assert view is not None and any(each.missing_permission for each in view.unread)
    words = "`role-wizard explain permissions` prints the IAM policy that allows all these reads."
    for told in (" ".join(" ".join(render.inspection(view)).split()), _checklist(view, "", "n")[1]):
        assert words in told
    assert words not in " ".join(render.inspection(everything)) + _checklist(everything, "", "n")[1]
