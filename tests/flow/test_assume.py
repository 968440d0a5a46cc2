"""Step 4: patience with a change on its way, none with a real denial; the call as it is sent, with all its settings."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.flow.conftest import Open
from wizard.aws.gateway import WHO_CALLS, AwsFailure, Reading
from wizard.flow import assume, permissions, role_permissions, templates, trust
from wizard.flow.assume import Wait
from wizard.flow.wizard import Wizard
from wizard.plain import telling
from wizard.practice.environment import PracticeEnvironment


def repaired(wizard: Wizard) -> None:
    """The best repair of the trust policy, applied."""
    wizard.read()
    card = trust.view(wizard.session).repairs[0]
    wizard.apply(wizard.preview_change(card.change))


class Patience:
    """Waits by moving the sitting's clock; somebody may lose theirs after so many waits."""

    def __init__(self, wizard: Wizard, cancel_after: int = 1000, then: Callable[[], None] = lambda: None) -> None:
        self.waits: list[Wait] = []
        self._ahead = timedelta()
        self._real, self._then, self._most = wizard.now, then, cancel_after
        wizard.now = self._now

    def _now(self) -> datetime:
        return self._real() + self._ahead

    def __call__(self, wait: Wait) -> bool:
        self.waits.append(wait)
        self._ahead += timedelta(seconds=wait.seconds)
        self._then()
        return len(self.waits) < self._most


def test_a_change_that_has_not_arrived_is_waited_for_with_longer_and_longer_pauses(sitting: Open) -> None:
    environment, wizard = sitting("cross-account")
    environment.cloud.delay = 3600
    repaired(wizard)
    patience = Patience(wizard)
    with pytest.raises(AwsFailure) as caught:
        wizard.test(None, patience)
    assert caught.value.kind == "denied"
    seconds = [wait.seconds for wait in patience.waits]
    assert seconds == sorted(seconds) and len(set(seconds)) > 3
    assert 110 <= sum(seconds) <= 130, "two minutes"
    assert [wait.attempt for wait in patience.waits] == list(range(1, len(seconds) + 1))
    judgement = wizard.session.judgement
    assert judgement is not None
    assert [cause.code for cause in judgement.diagnosis.causes] == ["RW400"], "the policies allow it by now"
    assert any("RW400" in line for line in assume.view(wizard.session, wizard.now()).denial)


def test_it_is_assumed_as_soon_as_the_change_has_arrived(sitting: Open) -> None:
    environment, wizard = sitting("cross-account")
    environment.cloud.delay = 3600
    repaired(wizard)

    def arrives() -> None:
        environment.cloud.delay = 0

    patience = Patience(wizard, then=arrives)
    assert wizard.test(None, patience).arn.startswith("arn:aws:sts::")
    assert len(patience.waits) == 1


def test_a_real_denial_is_not_waited_for(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    wizard.read()
    own = templates.from_template("Read one S3 bucket", {"BUCKET": "reports"})
    change = role_permissions.inline_policy(wizard.session, "S3Access", own)
    wizard.apply(wizard.preview_change(change))  # a change of this minute, and not one that lets anybody in
    patience = Patience(wizard)
    with pytest.raises(AwsFailure):
        wizard.test(None, patience)
    assert patience.waits == []
    view = assume.view(wizard.session, wizard.now())
    assert view.back_to == "trust"
    assert not any("RW400" in line for line in view.denial)


def test_where_the_trust_policy_was_not_read_a_denial_leads_to_it(sitting: Open) -> None:
    """Step 2 says how it can be known, and it is told once that it is not."""
    _, wizard = sitting("cross-account")
    wizard.retarget(replace(wizard.session.target, role_profile=None))
    with pytest.raises(AwsFailure):
        wizard.test(None, lambda wait: False)
    view = assume.view(wizard.session, wizard.now())
    assert view.back_to == "trust"
    assert sum("the trust policy, resource control policies" in line for line in view.denial) == 1
    assert not any(line.startswith("By what was read") for line in view.denial)
    assert "AWS denies it" not in view.denial, "the cause says so"
    assert not any(line.startswith("Back to") for line in view.denial), "it is a choice"


def test_a_call_that_aws_was_seen_to_allow_is_allowed_whatever_was_not_read(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    repaired(wizard)
    wizard.retarget(replace(wizard.session.target, role_profile=None))
    assert wizard.session.verdict.word == "DEPENDS"
    wizard.test(None, lambda wait: False)
    assert str(wizard.session.verdict) == "ALLOWED ✓ AWS let the call through, whatever could not be read"
    wizard.read()
    assert wizard.session.verdict.word == "DEPENDS", "what was allowed then may not be now"


def test_waiting_can_be_cancelled(sitting: Open) -> None:
    environment, wizard = sitting("cross-account")
    environment.cloud.delay = 3600
    repaired(wizard)
    with pytest.raises(AwsFailure) as caught:
        wizard.test(None, Patience(wizard, cancel_after=2))
    assert caught.value.kind == "cancelled"
    assert (caught.value.code, caught.value.request_id) == ("AccessDenied", environment.cloud.log[-1].request_id)
    assert wizard.session.verdict.word == "ALLOWED", "what was known is kept"


def sent(environment: PracticeEnvironment) -> dict[str, Any]:
    """The parameters of the last AssumeRole that AWS got."""
    return [dict(entry.values) for entry in environment.cloud.log if entry.operation == "AssumeRole"][-1]


def test_every_setting_of_the_request_is_sent_shown_and_written_as_a_command(sitting: Open) -> None:
    environment, wizard = sitting("cross-account")
    policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
    wizard.session = replace(
        wizard.session,
        target=replace(
            wizard.session.target,
            session_name="it.s-me",
            external_id="its/ours",
            duration_seconds=1800,
            source_identity="remote",
            tags={"Team": "a b"},
            transitive_tag_keys=("Team",),
            session_policy=policy,
        ),
    )
    wizard.read()
    with pytest.raises(AwsFailure):
        wizard.test(None, lambda wait: False)
    assert sent(environment) == {
        "RoleArn": "arn:aws:iam::123456789012:role/MyCrossAccountRole",
        "RoleSessionName": "it.s-me",
        "ExternalId": "its/ours",
        "DurationSeconds": 1800,
        "SourceIdentity": "remote",
        "Tags": [{"Key": "Team", "Value": "a b"}],
        "TransitiveTagKeys": ["Team"],
        "Policy": policy,
    }
    view = assume.view(wizard.session, wizard.now())
    shown, words = dict(view.lines), shlex.split(view.commands[0])
    for label, value, option in (
        ("Session name", "it.s-me", "--role-session-name"),
        ("External id", "its/ours", "--external-id"),
        ("Source identity", "remote", "--source-identity"),
        ("Transitive tags", "Team", "--transitive-tag-keys"),
        ("Session policy", policy, "--policy"),
    ):
        assert shown[label] == value
        assert words[words.index(option) + 1] == value
    assert words[words.index("--duration-seconds") + 1] == "1800"
    assert words[words.index("--tags") + 1] == '[{"Key": "Team", "Value": "a b"}]'


def test_where_a_role_s_session_calls_the_hour_is_told(sitting: Open) -> None:
    _, wizard = sitting("chaining-hour")
    wizard.read()
    lines = dict(assume.view(wizard.session, wizard.now()).lines)
    assert lines["At most"].startswith("1 hour, since a role's session makes the call (role chaining)")
    _, other = sitting("cross-account")
    other.read()
    assert "At most" not in dict(assume.view(other.session, other.now()).lines)


def test_where_a_code_opens_a_session_first_both_calls_are_shown_in_order(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    repaired(wizard)
    device = "arn:aws:iam::210987654321:mfa/remote-user"
    wizard.session = replace(wizard.session, target=replace(wizard.session.target, mfa_serial=device))
    opens, keys, assumes = assume.view(wizard.session, wizard.now()).commands
    assert opens == f"aws sts get-session-token --profile default --serial-number {device} --token-code CODE"
    assert "AWS_SESSION_TOKEN" in keys
    assert assumes.startswith("aws sts assume-role --role-arn") and "--serial-number" not in assumes
    later = wizard.now() + assume.PATIENCE
    (alone,) = assume.view(wizard.session, later).commands
    assert alone.startswith("aws sts assume-role --profile default") and alone.endswith("--token-code CODE")


def test_a_token_s_call_is_the_call_that_is_shown(sitting: Open) -> None:
    environment, wizard = sitting("github-audience")
    wizard.read()
    view = permissions.view(wizard.session)
    assert view.note.startswith("sts:AssumeRoleWithWebIdentity needs no permission on the caller's side")
    words = shlex.split(assume.view(wizard.session, wizard.now()).commands[0])
    assert words[:3] == ["aws", "sts", "assume-role-with-web-identity"]
    assert words[words.index("--web-identity-token") + 1] == f"file://{environment.token_file}"
    assert "--profile" not in words and "--external-id" not in words


@pytest.mark.parametrize("profile", ["default", None])
def test_before_a_call_by_another_than_the_denied_caller_that_is_said(sitting: Open, profile: str | None) -> None:
    _, wizard = sitting("cross-account")
    denied = (
        "An error occurred (AccessDenied) when calling the AssumeRole operation: User: {} is not authorized "
        f"to perform: sts:AssumeRole on resource: {wizard.session.target.role}"
    )
    for arn, warned in (
        ("arn:aws:iam::210987654321:user/remote-user", False),
        ("arn:aws:iam::123456789012:user/remote-user", True),  # the namesake of another account
        ("arn:aws:sts::210987654321:assumed-role/build/one", True),
    ):
        wizard.retarget(replace(wizard.session.target, error_text=denied.format(arn), caller_profile=profile))
        view = assume.view(wizard.session, wizard.now())
        assert bool(view.warning) is warned
    assert view.warning == (
        "This call is made by user remote-user of 210987654321, and not by role build of 210987654321, who was denied. "
        "To test as role build, begin with a profile of theirs (--profile)."
    )
    assert view.warning in " ".join(" ".join(telling.call(view)).split())


@pytest.mark.parametrize("failure", [
    AwsFailure("expired", "", "the sign-in has expired", "Sign in again with `aws login`.", again=True),
    AwsFailure("no_credentials", "", "no credentials were found", "Run `aws configure`."),
])  # fmt: skip
def test_where_nobody_can_make_the_call_it_is_said_once_to_read_again(sitting: Open, failure: AwsFailure) -> None:
    _, wizard = sitting("cross-account")
    gathered = wizard.read().gathered
    assert gathered is not None
    told = f"{failure.why}. {failure.advice()}"
    unread = Reading(WHO_CALLS, None, "failed", "sts:GetCallerIdentity", told, again=failure.again)
    session = replace(wizard.session, gathered=replace(gathered, caller=None, readings=(unread,)))
    lacks = assume.view(session, wizard.now()).lacks
    assert f"{failure.why}. {failure.next_step} Then read again. The test makes" in lacks
    assert lacks.count("read again") == 1
