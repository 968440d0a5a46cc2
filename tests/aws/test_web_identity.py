"""A caller that is a token: its claims are read, its role is judged by them, and the call is made by the token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wizard.aws.connection import connect
from wizard.aws.gateway import AssumeCall, AwsFailure, Target
from wizard.commands.practice import target as request_of
from wizard.engine.case import UNKNOWN
from wizard.flow import inspect
from wizard.flow.judgement import judge
from wizard.flow.wizard import Wizard
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load
from wizard.repair.change import TrustPolicyChange


@pytest.fixture
def practice() -> Iterator[PracticeEnvironment]:
    with PracticeEnvironment(load("github-environment"), delay=0) as environment, environment.in_process():
        yield environment


@pytest.fixture
def target(practice: PracticeEnvironment) -> Target:
    return request_of(practice.lesson)


def test_the_token_s_claims_are_the_caller(target: Target) -> None:
    gathered = connect(target).gather(target, lambda reading: None)
    case = gathered.case
    assert case.caller is None
    assert case.request is not None
    assert case.request.action == "sts:AssumeRoleWithWebIdentity"
    assert case.token is not None
    assert case.token.claims["sub"] == "repo:acme/site:environment:production"
    assert case.role is not None
    assert case.role.oidc_providers is not UNKNOWN
    assert [provider.url for provider in case.role.oidc_providers] == ["token.actions.githubusercontent.com"]


def test_the_token_s_file_is_named_as_what_makes_the_call(practice: PracticeEnvironment, target: Target) -> None:
    wizard = Wizard(connect, target)
    view = inspect.view(wizard.read())
    assert view is not None
    assert f"The call is made by the web identity token in {practice.home / 'token.jwt'}." in view.credentials


def test_the_repaired_role_is_assumed_by_the_token(practice: PracticeEnvironment, target: Target) -> None:
    aws = connect(target)
    call = AssumeCall(target.role or "", "ci")
    with pytest.raises(AwsFailure) as denied:
        aws.assume(call)
    assert denied.value.operation == "sts:AssumeRoleWithWebIdentity"
    gathered = aws.gather(target, lambda reading: None)
    for change in judge(gathered.case).plans[0].changes:
        assert isinstance(change, TrustPolicyChange)
        aws.apply(change, lambda _: None)
    assert aws.assume(call).arn == "arn:aws:sts::444455556666:assumed-role/SiteDeploy/ci"


def test_the_token_itself_is_nowhere(practice: PracticeEnvironment, target: Target) -> None:
    token = (practice.home / "token.jwt").read_text().strip()
    aws = connect(target)
    with pytest.raises(AwsFailure) as caught:
        aws.assume(AssumeCall(target.role or "", "ci"))
    said = repr(aws.gather(target, lambda reading: None)) + repr(caught.value) + str(caught.value)
    assert token not in said
    assert token.split(".")[2] not in said


def test_a_missing_token_is_told_and_the_role_is_still_read(practice: PracticeEnvironment, target: Target) -> None:
    (practice.home / "token.jwt").unlink()
    gathered = connect(target).gather(target, lambda reading: None)
    assert any("web_identity_token_file" in warning for warning in gathered.warnings)
    assert gathered.case.role is not None
    assert gathered.case.role.trust_policy is not UNKNOWN
