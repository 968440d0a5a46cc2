"""What is offered first for cases of tests/cases/attack: proved, narrow, and worded for the person who reads it."""

from __future__ import annotations

import json

import pytest

from tests.repair.cases import AWAY, HOME, ROLE, planned, trust_after
from tests.repair.test_attack_cases import FOLDER
from wizard.engine.case import Case
from wizard.engine.case_format import read_case

ALICE = f"user alice of {AWAY}"
BEST = {
    "trust: effect in lower case counts for nothing": "Write Allow instead of allow",
    "trust: an Action under a misspelt name": "Write Action instead of Actions",
    "trust: NotAction that leaves AssumeRole out": (
        "List what is allowed, sts:AssumeRole among it, in place of NotAction"
    ),
    "trust: Resource of another role in the trust policy": "Take the Resource out of the trust policy",
    "trust: account with 11 digits": f"Trust {ALICE} in place of 11112222333",
    "trust: white space before the ARN": f"Trust {ALICE} by its full ARN",
    "trust: root ARN of another partition": f"Trust {ALICE} in place of account {AWAY}",
    "trust: Deny of TagSession catches a call with tags": "Pass no session tags",
    "trust: a service that would run as the caller's instance role": f"Trust role ci of {AWAY}",
    "identity: action without its service": "Write sts:AssumeRole instead of AssumeRole in own",
    "identity: no Resource at all": "Let user alice call sts:AssumeRole on Deploy",
    "condition: a negated list is a nor": "Pass no ExternalId",
    "condition: StringLike alone on the organization's paths": (
        "Compare aws:PrincipalOrgPaths with ForAnyValue:StringLike"
    ),
    "condition: the token's issue time under long-term keys": "Call with temporary credentials of GetSessionToken",
    "condition: an older session than the role wants": (
        "Sign in again: sessions opened after 2026-01-01T00:00:00Z pass"
    ),
    "condition: a date to come": "Wait until 2030-01-01",
    "condition: a date that has passed": "Let user alice in without aws:CurrentTime",
    "condition: Bool true under a role session": "Let role ci in without aws:MultiFactorAuthPresent",
    "condition: the session's name has to be the user's": "Use the session name the role asks for",
    "condition: the caller's tag against the role's": "Tag user alice with Project=b",
    "condition: an address under StringEquals": "Compare aws:SourceIp with IpAddress, which takes ranges",
    "deny: all but the caller's own kind of name": "Use the session name the role asks for",
    "deny: after a date": "Exempt user alice from statement 2",
    "deny: before a date": "Wait until 2027-01-01T00:00:00Z",
    "deny: the ExternalId of an old tenant": "Pass no ExternalId",
    "deny: with an old MFA": "Call with MFA",
    "chain: another source identity than inherited": "Keep the source identity alice",
    "rcp: demands an ExternalId of strangers": "Pass an ExternalId, whichever",
    "scp: Deny of other regions, in another region": "Call STS in eu-west-1",
    "both: MFA in the trust policy and on the caller's side": "Call with MFA",
    "mixed: MFA and tag at once": "Call with MFA; pass the session tag Team=core",
    "mixed: tag asked, TagSession not allowed": (
        "Pass the session tag Team=core; allow sts:TagSession in the trust policy"
    ),
    "multi: Null takes no qualifier [IAM JSON policy elements: Condition operators]": "Compare aws:TagKeys with Null",
    "multi: a qualifier that does not exist": "Compare aws:TagKeys with ForAnyValue:StringEquals",
    "multi: a Deny of ForAllValues applies to a call without the key": "Exempt user alice from statement 2",
    "two conditions on an unknown address that exclude each other": "Let user alice in without aws:SourceIp",
    "claims: an ExternalId, which AssumeRoleWithWebIdentity does not take": "Take the condition on sts:ExternalId away",
    "claims: a source identity, which only the token can carry": (
        "Send a token with the source identity the role asks for; allow sts:SetSourceIdentity in the trust policy"
    ),
    "deny: everybody, tokens among them": "Exempt the tokens of token.actions.githubusercontent.com from statement 2",
    "a line break after an action": "Write sts:AssumeRole instead of “sts:AssumeRole\\n”",
    "effect in place of Effect": "Write Effect instead of effect",
    "a number as Action": "Allow sts:AssumeRole in the trust policy",
    "a source identity asked for, whichever": "Pass the source identity alice",
    "mixed: TagKeys and RequestTag with TagSession alone in its own statement": "Pass no session tags",
    "mixed: transitive keys asked": "Make the tags transitive",
    "a role's ARN ends in a slash [AssumeRole, STS API reference]": f"Ask for {ROLE}",
    "roles in place of role [Amazon Resource Names (ARNs)]": f"Ask for {ROLE.replace('Deploy', 'team/Deploy')}",
    "a line break after the ExternalId [AssumeRole, STS API reference]": "Pass the ExternalId without white space",
    "a line break after the session's name [AssumeRole, STS API reference]": "Pass abc as the role session name",
    "a misspelt action beside another way of assuming [IAM JSON policy elements: Action]": (
        "Write sts:AssumeRole instead of sts:AsumeRole"
    ),
    "a claim's key begins with its issuer [Available keys for AWS OIDC federation]": (
        "Test token.actions.githubusercontent.com:sub"
    ),
    "an account id has no hyphens [AWS JSON policy elements: Principal]": (f"Trust {ALICE} in place of 1111-2222-3333"),
    "sts:TagSession is allowed for another tag's value [Pass session tags in AWS STS]": "Pass the session tag Team=b",
    "an Action stands twice: JSON keeps the last, and IAM saves neither [Grammar of the IAM JSON policy language]": (
        "Allow sts:AssumeRole in the trust policy; write Action once"
    ),
    "deny: two statements, each for another reason": "Call with MFA; pass an ExternalId, whichever",
    "deny: AWS's own quarantine policy": "Detach AWSCompromisedKeyQuarantineV2 from user alice",
    "scp: wants calls through an endpoint": "Call from vpc-0a1b2c3d4e5f60718",
    "a session of a role whose path is not known [AWS JSON policy elements: Principal]": (
        f"Trust account {AWAY}, and in it only role ci"
    ),
    "an Identity Center session whose path is not known may be named by its own ARN "
    "[AWS JSON policy elements: Principal]": (
        "Trust the session bob of role AWSReservedSSO_Ops_0123456789abcdef, and no other"
    ),
    "a role's ARN with its account as the console shows it [AssumeRole, STS API reference]": f"Ask for {ROLE}",
    "a session name with an umlaut [AssumeRole, STS API reference]": "Pass muller as the role session name",
    "a role of that name in another account": f"Ask for {ROLE.replace(HOME, AWAY)}",
    "an issuer's slash left out of its provider and of the keys "
    "[Create an OpenID Connect (OIDC) identity provider in IAM]": (
        "Trust the provider acme.eu.auth0.com/; test acme.eu.auth0.com/:sub; test acme.eu.auth0.com/:aud"
    ),
    "SAML: an AWS principal lets no assertion in [AWS JSON policy elements: Principal]": ("Trust the provider Okta"),
    "a claim is asked of a user, who carries none [Available keys for AWS OIDC federation]": (
        "Take the condition on token.actions.githubusercontent.com:sub away"
    ),
    "a claim is asked of a user and of tokens by one statement [Available keys for AWS OIDC federation]": (
        "Let user alice in without token.actions.githubusercontent.com:sub"
    ),
    "elements in small letters, a condition among them [Grammar of the IAM JSON policy language]": (
        "Write Effect instead of effect; write Principal instead of principal; write Action instead of action; "
        "write Condition instead of condition; call with MFA"
    ),
    "principal in place of Principal [Grammar of the IAM JSON policy language]": (
        "Write Principal instead of principal"
    ),
    "condition in place of Condition, for another user [Grammar of the IAM JSON policy language]": (
        f"Write Condition instead of condition; trust user alice of {AWAY} beside user alcie of {AWAY}; "
        "pass the ExternalId the role asks for"
    ),
    "a session tag has to be below a number [IAM JSON policy elements: Condition operators]": (
        "Pass the session tag Level=4"
    ),
    "a session tag has to be below what is no number [IAM JSON policy elements: Condition operators]": (
        "Take the condition on aws:RequestTag/Level away"
    ),
    "the caller's tag may be a number at most [IAM JSON policy elements: Condition operators]": (
        "Tag user alice with Level=5"
    ),
    "a number among the actions of a Deny [IAM JSON policy elements: Action]": (
        "Exempt user alice from statement 2; take out 5, no action of a trust policy"
    ),
    "AWS names sts:TagSession, and no tags are known of [Pass session tags in AWS STS]": (
        "Allow sts:TagSession in the trust policy; add sts:TagSession to own"
    ),
    "a role whose number is another is another role [AWS JSON policy elements: Principal]": (
        f"Trust role ci-2 of {AWAY}"
    ),
    "a short name in a like ARN is another role's [IAM JSON policy elements: Condition operators]": (
        f"Accept arn:aws:iam::{AWAY}:role/Dev for aws:PrincipalArn"
    ),
    "another role of the resource's path [IAM JSON policy elements: Resource]": "Name Deploy in own",
    "a pattern of every organization under StringEquals [AWS global condition context keys]": (
        "Let user alice in without aws:PrincipalOrgID"
    ),
    "web: IRSA: the scheme in the key": "Test oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789ABCDEF0123456789:sub",
}


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    """Every case of the folder by its name."""
    read = [read_case(one) for file in sorted(FOLDER.glob("*.json")) for one in json.loads(file.read_text())]
    return {str(case.name): case for case in read}


@pytest.mark.parametrize("name", BEST)
def test_the_best_repair(name: str, cases: dict[str, Case]) -> None:
    best = planned(cases[name])[1][0]
    assert best.verified and best.title == BEST[name]


SAYS = {
    "trust: lower-case aws is no kind of principal": "under aws, which is no kind of principal.",
    "trust: root ARN of another partition": "lies in another partition than user alice.",
    "trust: an Action under a misspelt name": "Statement 1 has no Action.",
    "trust: NotAction that leaves AssumeRole out": "leaves sts:AssumeRole out by its NotAction: sts:Assume*.",
    "identity: no Resource at all": "own allows sts:AssumeRole on nothing: the statement names no Resource.",
    "condition: ForAllValues fails for a tag too many": "the request carries Team and Debug.",
    "condition: an operator that is no object": "An operator holds an object of condition keys.",
    "condition: Bool false for a call without MFA, by long-term keys": (
        "The statement asks for aws:MultiFactorAuthPresent = false; the request carries none."
    ),
    "condition: a negated list is a nor": (
        "The statement asks for sts:ExternalId to be none of a1 or b1; the request carries b1."
    ),
    "the caller's tag may be a number at most [IAM JSON policy elements: Condition operators]": (
        "The statement asks for aws:PrincipalTag/Level at most 5; the request carries 6."
    ),
    "a role's ARN stands for whichever session, and one session is named [AWS JSON policy elements: Principal]": (
        "The trust policy names the session run-7 of role ci; whether it calls is not known."
    ),
    "a role without a path asked for under one [AssumeRole, STS API reference]": (
        f"The role has no path: its ARN is {ROLE}."
    ),
    "Null true on an MFA key that temporary credentials carry as false "
    "[IAM JSON policy elements: Condition operators]": (
        "The statement asks that aws:MultiFactorAuthPresent be absent; the request carries false."
    ),
    "an issuer's slash left out of its provider and of the keys "
    "[Create an OpenID Connect (OIDC) identity provider in IAM]": ": a slash at the end differs.",
    "chain: inherited tags need TagSession": "The caller's session hands on session tags, and no statement",
    "rcp: demands an ExternalId of strangers": "control policy deputy denies sts:AssumeRole in statement 1.",
}


@pytest.mark.parametrize("name", SAYS)
def test_the_first_cause_says_what_is_wrong(name: str, cases: dict[str, Case]) -> None:
    assert SAYS[name] in planned(cases[name])[0].causes[0].message


def test_a_deny_tells_of_presence_in_plain_words(cases: dict[str, Case]) -> None:
    said = [cause.message for cause in planned(cases["rcp: demands an ExternalId of strangers"])[0].causes]
    assert "The Deny applies to calls without sts:ExternalId; the request carries none." in said


def test_one_session_by_its_user_id_lets_no_other_session_in(cases: dict[str, Case]) -> None:
    plan = planned(cases["condition: aws:userid of another role"])[1][0]
    assert plan.title.startswith("Accept AROAEXAMPLECIRUNNER01:run") and plan.grants == ()


def test_grants_name_tags_as_they_are_written_and_no_key_of_the_role(cases: dict[str, Case]) -> None:
    told = [
        str(one) for plan in planned(cases["condition: the tag's value counts letter case"])[1] for one in plan.grants
    ]
    others = f"any principal of {AWAY} that its account lets call sts:AssumeRole may assume {ROLE}"
    assert f"{others} with the tag Team=core" in told
    of_role = [str(one) for plan in planned(cases["condition: the role's tag that it lacks"])[1] for one in plan.grants]
    assert set(of_role) == {others}


def test_an_identity_center_role_is_accepted_by_its_pattern_beside_another(cases: dict[str, Case]) -> None:
    plan = planned(cases["sso: the pattern leaves the region out"])[1][0]
    path = "aws-reserved/sso.amazonaws.com"
    assert plan.verified and json.loads(trust_after(plan))["Statement"][0]["Condition"]["ArnLike"] == {
        "aws:PrincipalArn": [
            f"arn:aws:iam::{AWAY}:role/{path}/AWSReservedSSO_Dev_*",
            f"arn:aws:iam::{AWAY}:role/{path}/eu-west-1/AWSReservedSSO_Dev_*",
        ]
    }


def test_a_policy_of_awss_own_that_comes_through_a_group_is_not_edited(cases: dict[str, Case]) -> None:
    (plan,) = planned(cases["deny: AWS's own policy through a group"])[1]
    assert not plan.verified and plan.title == "Take user alice out of the group leavers"


def test_an_rcp_spares_the_tokens_of_one_provider_where_it_cannot_spare_one_token(cases: dict[str, Case]) -> None:
    plans = planned(cases["web: an RCP that takes the organization's tokens alone"])[1]
    assert [len(plan.changes) for plan in plans] == [1, 1] and all(plan.verified for plan in plans)
    assert HOME in plans[0].why
    assert plans[1].title.startswith("Exempt the tokens of token.actions.githubusercontent.com from statement 1 of")


def test_where_nothing_can_be_written_for_a_policy_the_plan_stops_at_the_ask() -> None:
    written = json.loads((FOLDER.parent / "real" / "rcp-saml-sign-in.json").read_text())
    for level in written["role"]["resource_control_policies"]:
        for policy in level:
            for statement in policy["document"]["Statement"]:
                if statement["Effect"] == "Deny":
                    statement["Action"] = "sts:AssumeRoleWithSAML"
    (plan,) = planned(read_case(written))[1]
    assert len(plan.changes) == 1 and HOME in plan.why and not plan.verified


@pytest.mark.parametrize(
    "name",
    [
        "a session's ARN is one of sts, not of iam [AWS JSON policy elements: Principal]",
        "a session of a role whose path is not known [AWS JSON policy elements: Principal]",
    ],
)
def test_a_session_alone_may_be_named_and_then_nobody_else_gains(name: str, cases: dict[str, Case]) -> None:
    found = {plan.title: plan for plan in planned(cases[name])[1]}
    alone = found["Trust the session run-7 of role ci, and no other"]
    assert alone.verified and alone.grants == () and ":sts::" in trust_after(alone)
    assert all(len(plan.grants) <= 1 for plan in found.values())


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("a boundary that leaves sts:TagSession out [Pass session tags in AWS STS]", "Pass no session tags"),
        (
            "no sts:SetSourceIdentity on the caller's side [Monitor and control actions taken with assumed roles]",
            "Pass no source identity",
        ),
    ],
)
def test_what_needs_a_further_action_may_be_left_out(name: str, without: str, cases: dict[str, Case]) -> None:
    assert without in [plan.title for plan in planned(cases[name])[1] if plan.verified]


def test_a_gain_that_needs_no_policy_of_ones_own_is_told_so(cases: dict[str, Case]) -> None:
    name = (
        "an SCP that is silent in an account where everybody is trusted "
        "[Policy evaluation for requests within a single account]"
    )
    (grant,) = planned(cases[name])[1][0].grants
    assert grant.who == f"any principal of {HOME}"


def test_a_branch_that_no_token_names_so_is_put_right_and_not_kept() -> None:
    """("Configuring OpenID Connect in Amazon Web Services", GitHub: the subject's ref is refs/heads/NAME)"""
    file = FOLDER.parent / "real" / "github-branch-without-refs-heads.json"
    plan = planned(read_case(json.loads(file.read_text())))[1][0]
    assert plan.title.endswith("in place of repo:octo-org/octo-repo:ref:main") and plan.verified
    assert "ref:main" not in trust_after(plan)


@pytest.mark.parametrize(
    ("name", "who"),
    [("external-id-missing", "the role"), ("identity-condition-external-id", "the policy p")],
)
def test_who_asks_for_what_is_to_be_passed_is_named(name: str, who: str) -> None:
    case = read_case(json.loads((FOLDER.parent / "real" / f"{name}.json").read_text()))
    assert planned(case)[1][0].title == f"Pass the ExternalId {who} asks for"
