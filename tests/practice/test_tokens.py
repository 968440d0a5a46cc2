"""Web identity: STS looks at the token first, then at the trust policy."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.practice.conftest import outcome
from wizard.practice.token_issuer import TokenIssuer

LESSON = "github-environment"


def call(learner, token: str) -> str:
    client = learner.client("sts", "admin")
    role = learner.environment.lesson.role_arn
    return outcome(
        lambda: client.assume_role_with_web_identity(RoleArn=role, RoleSessionName="ci", WebIdentityToken=token)
    )


def signed(learner, **claims) -> str:
    return learner.environment.cloud.issuer.sign({"exp": 9_999_999_999, **learner.environment.lesson.token, **claims})


def test_the_subject_decides(start) -> None:
    learner = start(LESSON)
    assert call(learner, signed(learner)) == "AccessDenied"
    assert call(learner, signed(learner, sub="repo:acme/site:ref:refs/heads/main")) == "allowed"


@pytest.mark.parametrize(
    ("claims", "answer"),
    [
        ({"iss": "https://token.example.org"}, "InvalidIdentityToken"),
        ({"aud": "somebody-else"}, "InvalidIdentityToken"),
        ({"exp": 1_000_000_000}, "ExpiredTokenException"),
    ],
)
def test_the_token_is_checked_before_the_policy(start, claims, answer: str) -> None:
    learner = start(LESSON)
    assert call(learner, signed(learner, sub="repo:acme/site:ref:refs/heads/main", **claims)) == answer


def test_a_token_of_another_issuer_is_refused(start) -> None:
    learner = start(LESSON)
    stranger = TokenIssuer().sign({**learner.environment.lesson.token, "exp": 9_999_999_999})
    assert call(learner, stranger) == "InvalidIdentityToken"


def test_what_is_no_token_is_refused(start) -> None:
    assert call(start(LESSON), "no-token-at-all") == "InvalidIdentityToken"


def test_the_profile_of_the_pipeline_opens_the_role(start) -> None:
    learner = start(LESSON)
    for step in learner.environment.lesson.repair:
        learner.do(step)
    arn = learner.client("sts", "ci").get_caller_identity()["Arn"]
    assert arn == "arn:aws:sts::444455556666:assumed-role/SiteDeploy/ci"


def test_github_may_not_be_trusted_without_a_subject(start) -> None:
    """Identity-provider controls for shared OIDC providers."""
    import json

    learner = start(LESSON)
    provider = "arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com"
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    with pytest.raises(ClientError, match=r"githubusercontent\.com:sub") as caught:
        learner.client("iam", "admin").update_assume_role_policy(RoleName="SiteDeploy", PolicyDocument=document)
    assert caught.value.response["Error"]["Code"] == "MalformedPolicyDocument"
