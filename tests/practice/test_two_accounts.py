"""Who a caller is, in two accounts and along a chain of roles, over HTTP. Each row is written from AWS's documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.practice.conftest import Learner, outcome
from wizard.practice.lesson import Profile
from wizard.practice.lesson_files import load

HOME, AWAY = "111122223333", "444455556666"
ALICE = f"arn:aws:iam::{HOME}:user/alice"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
HOP, FINAL = f"arn:aws:iam::{HOME}:role/team/Hop", f"arn:aws:iam::{AWAY}:role/Final"
TAGGED = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]

Client = Callable[[str], Any]


def trusting(principal: str, **condition: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": TAGGED, "Condition": condition}
    return {"trust": {"Version": "2012-10-17", "Statement": [statement]}}


MFA = {"aws:MultiFactorAuthPresent": "true"}
ACCOUNTS = {
    HOME: {
        "users": {"alice": {"mfa": True}, "root-like": {"attached": [ADMIN]}},
        "roles": {
            "Hop": {**trusting(ALICE), "path": "/team/", "attached": [ADMIN]},
            "ByAccount": trusting(f"arn:aws:iam::{HOME}:root"),
            "ByName": trusting(ALICE),
            "Same": trusting(ALICE),
        },
    },
    AWAY: {
        "users": {"owner": {"attached": [ADMIN]}},
        "roles": {
            "Same": trusting(f"arn:aws:iam::{AWAY}:root"),
            "ByAlice": trusting(ALICE),
            "ByPath": trusting(f"arn:aws:iam::{HOME}:root", ArnEquals={"aws:PrincipalArn": HOP}),
            "ByPathless": trusting(f"arn:aws:iam::{HOME}:root", ArnLike={"aws:PrincipalArn": "*:role/Hop"}),
            "WithMfa": trusting(f"arn:aws:iam::{HOME}:root", Bool=MFA),
            "WithMfaIfExists": trusting(f"arn:aws:iam::{HOME}:root", BoolIfExists=MFA),
            "Onward": {**trusting(f"arn:aws:iam::{HOME}:root"), "attached": [ADMIN]},
            "Final": trusting("*", StringEquals={"aws:PrincipalTag/team": "blue"}),
            "Known": trusting(f"arn:aws:iam::{HOME}:root", StringEquals={"aws:SourceIdentity": "alice"}),
        },
    },
}


@pytest.fixture
def learner(start: Callable[..., Learner]) -> Learner:
    """alice, who has no policy of her own; an administrator beside her; an account away."""
    profiles = {"default": ALICE, "root-like": f"arn:aws:iam::{HOME}:user/root-like"}
    lesson = load("cross-account")
    target = replace(lesson.target, caller_profile="default", role_profile=None, role=HOP)
    known = tuple(Profile(name, arn) for name, arn in profiles.items())
    return start(replace(lesson, profiles=known, target=target, scenery={"accounts": ACCOUNTS}))


def assume(client: Any, role: str, **more: Any) -> str:
    return outcome(lambda: client.assume_role(RoleArn=role, RoleSessionName="session", **more))


def inside(learner: Learner, role: str, client: Any = None, **more: Any) -> Any:
    """STS as a session of the role."""
    import boto3

    answer = (client or learner.client("sts")).assume_role(RoleArn=role, RoleSessionName="session", **more)
    keys = answer["Credentials"]
    with learner.environment.in_process():
        return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]).client("sts")


def home(role: str) -> str:
    return f"arn:aws:iam::{HOME}:role/{role}"


def away(role: str) -> str:
    return f"arn:aws:iam::{AWAY}:role/{role}"


def test_in_one_account_a_named_user_needs_no_policy_and_a_trusted_account_is_not_enough(learner: Learner) -> None:
    """IAM roles: the trust policy alone lets a named principal of its account in; an account delegates."""
    assert assume(learner.client("sts"), home("ByName")) == "allowed"
    assert assume(learner.client("sts"), home("ByAccount")) == "AccessDenied"
    assert assume(learner.client("sts", "root-like"), home("ByAccount")) == "allowed"


def test_across_accounts_even_a_named_user_needs_a_policy(learner: Learner) -> None:
    """Cross-account policy evaluation logic."""
    assert assume(learner.client("sts"), away("ByAlice")) == "AccessDenied"


def test_the_account_in_the_arn_says_which_role_of_a_name_is_meant(learner: Learner) -> None:
    assert assume(learner.client("sts"), home("Same")) == "allowed"
    assert assume(inside(learner, HOP), away("Same")) == "AccessDenied"


def test_a_session_is_its_role_with_the_path_though_its_own_arn_has_none(learner: Learner) -> None:
    """AWS global condition context keys: aws:PrincipalArn."""
    session = inside(learner, HOP)
    assert session.get_caller_identity()["Arn"] == f"arn:aws:sts::{HOME}:assumed-role/Hop/session"
    assert assume(session, away("ByPath")) == "allowed"
    assert assume(session, away("ByPathless")) == "AccessDenied"


def test_mfa_ends_where_a_role_begins(learner: Learner) -> None:
    """aws:MultiFactorAuthPresent: no role session carries it, also not one that was opened with a code."""
    device = {"SerialNumber": f"arn:aws:iam::{HOME}:mfa/alice", "TokenCode": learner.environment.phone_code()}
    session = inside(learner, HOP, **device)
    assert assume(session, away("WithMfa")) == "AccessDenied"
    assert assume(session, away("WithMfaIfExists")) == "AccessDenied"  # the key is there, and false


def test_transitive_tags_go_on_along_a_chain_and_others_do_not(learner: Learner) -> None:
    """Passing session tags: chaining roles with session tags."""
    tags = [{"Key": "team", "Value": "blue"}]
    for transitive, answer in (([], "AccessDenied"), (["team"], "allowed")):
        first = inside(learner, HOP, Tags=tags, TransitiveTagKeys=transitive)
        assert assume(first, FINAL) == "allowed"  # the session that was tagged has its tags either way
        assert assume(inside(learner, away("Onward"), first), FINAL) == answer


def test_a_source_identity_is_set_once_and_stays(learner: Learner) -> None:
    """Monitor and control actions taken with assumed roles: the source identity cannot be changed."""
    assert assume(inside(learner, HOP), away("Known")) == "AccessDenied"
    session = inside(learner, HOP, SourceIdentity="alice")
    assert assume(session, away("Known")) == "allowed"
    assert assume(session, away("Known"), SourceIdentity="bob") == "AccessDenied"
