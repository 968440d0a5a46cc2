"""The first plan is the one that a careful administrator picks, and its grants tell who else comes in."""

from __future__ import annotations

import pytest

from tests.repair.cases import ALICE, AWAY, EVERYTHING, HOME, ROLE, allow, case, planned, trust
from wizard.engine.case import Caller, Case, OidcProvider, Policy, Request, Token
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.repair.change import Plan, RequestChange

WEB = "sts:AssumeRoleWithWebIdentity"
ORGANIZATION = "o-a1b2c3d4e5"
PATH = f"{ORGANIZATION}/r-ab12/ou-ab12-22222222/"
USER = Caller(
    ALICE,
    credentials="long_term",
    organization_id=ORGANIZATION,
    tags={},
    identity_policies=(EVERYTHING,),
    permissions_boundary=None,
    service_control_policies=(),
)


def called(condition: object, principal: object = ALICE, caller: Caller = USER, **context: object) -> Case:
    """A call by a user of whom all is known, with further context keys: ``aws_SourceIp`` for ``aws:SourceIp``."""
    named = {key.replace("_", ":", 1): value for key, value in context.items()}
    request = Request(ROLE, role_session_name="work", mfa_authenticated=False, context=named)
    return case(trust(allow(principal, condition)), caller=caller, request=request)


def titles(found: Case) -> list[str]:
    return [plan.title for plan in planned(found)[1] if plan.verified]


def first(found: Case) -> Plan:
    best = planned(found)[1][0]
    assert best.verified
    return best


@pytest.mark.parametrize(
    ("condition", "title"),
    [
        (
            {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4f5"}},
            f"Accept {ORGANIZATION} for aws:PrincipalOrgID in place of o-a1b2c3d4f5",
        ),
        (
            {"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": PATH[:-1]}},
            f"Accept {PATH} for aws:PrincipalOrgPaths in place of {PATH[:-1]}",
        ),
        (
            {"StringLike": {"aws:PrincipalOrgPaths": f"{ORGANIZATION}/r-ab12/*"}},
            "Compare aws:PrincipalOrgPaths with ForAnyValue:StringLike",
        ),
    ],
)
def test_what_was_to_open_to_the_callers_organization_is_put_right_first(condition: object, title: str) -> None:
    best = first(called(condition, "*", aws_PrincipalOrgPaths=(PATH,)))
    assert best.title == title
    assert any(grant.who.startswith(f"any principal of organization {ORGANIZATION}") for grant in best.grants)
    assert not any("anybody" in grant.who for grant in best.grants)


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalOrgID": "o-zzzzzzzzzz"}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-*"}},
        {"StringLike": {"aws:PrincipalOrgPaths": "o-*/r-ab12/*"}},
    ],
)
def test_a_role_that_was_not_to_open_to_the_organization_opens_to_the_caller_alone(condition: object) -> None:
    best = first(called(condition, "*", aws_PrincipalOrgPaths=(PATH,)))
    assert best.title.startswith("Let user alice in without") and not best.grants


def test_the_members_of_a_path_are_told_by_it() -> None:
    plans = planned(
        called(
            {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{ORGANIZATION}/r-ab12/ou-ab12-11111111/*"}},
            "*",
            aws_PrincipalOrgPaths=(PATH,),
        )
    )[1]
    wider = next(plan for plan in plans if plan.title.startswith("Accept"))
    assert wider.grants[0].who == f"any principal of organization {ORGANIZATION} under r-ab12/ou-ab12-22222222"
    assert wider.grants[0].what == f"assume {ROLE}"


BUILD = f"arn:aws:iam::{AWAY}:role/Build"
SESSION = replace(
    USER,
    arn=f"arn:aws:sts::{AWAY}:assumed-role/Build/job-7",
    role_arn=BUILD,
    user_id="AROAZ3N8HDYC5QWERTY12:job-7",
    credentials="temporary",
    session_policies=(),
)
ROOT = f"arn:aws:iam::{AWAY}:root"
INSIDE = {"aws_SourceIp": None, "aws_VpcSourceIp": "10.1.2.3", "aws_SourceVpce": "vpce-0a1b2c3d4e5f60718"}
RANGE = {"aws:SourceIp": "203.0.113.0/24"}


def test_a_call_from_an_address_is_no_longer_one_through_an_endpoint() -> None:
    """AWS sets one or the other. ("AWS global condition context keys: aws:SourceIp")"""
    (change,) = first(called({"IpAddress": RANGE}, **INSIDE)).changes
    assert isinstance(change, RequestChange)
    assert change.set["context"] == {"aws:SourceIp": "203.0.113.0", "aws:VpcSourceIp": None, "aws:SourceVpce": None}
    (change,) = first(called({"StringEquals": {"aws:SourceVpc": "vpc-1a2b3c4d"}}, aws_SourceIp="203.0.113.7")).changes
    assert isinstance(change, RequestChange)
    assert change.set["context"] == {"aws:SourceIp": None, "aws:SourceVpc": "vpc-1a2b3c4d"}


def test_no_place_is_both_an_address_and_an_endpoint() -> None:
    both = {"IpAddress": RANGE, "StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}}
    assert "Call from 203.0.113.0/24" not in titles(called(both, **INSIDE))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"IpAddress": RANGE}, "A call through a VPC endpoint carries none."),
        ({"StringLike": {"sts:RoleSessionName": "^ci-[0-9]+$"}}, "IAM knows no regular expressions"),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:sts::{AWAY}:assumed-role/Build/*"}}, "it holds the role's ARN."),
    ],
)
def test_the_cause_says_what_is_usually_not_known_of_the_key(condition: object, said: str) -> None:
    assert said in planned(called(condition, ROOT, SESSION, **INSIDE))[0].causes[0].message


@pytest.mark.parametrize(
    ("effect", "condition"),
    [
        ("Allow", {"StringNotEquals": {"sts:RoleSessionName": "work"}}),
        ("Deny", {"StringLike": {"sts:RoleSessionName": ["w*", "root"]}}),
    ],
)
def test_where_a_session_name_is_refused_another_is_taken(effect: str, condition: object) -> None:
    found = called(condition if effect == "Allow" else None)
    if effect == "Deny":
        refusing = {**allow("*", condition), "Effect": "Deny"}
        text = Document.from_text(trust(allow(ALICE), refusing))
        found = replace(found, role=replace(found.role, trust_policy=text)) if found.role else found
    assert first(found).title == "Use another session name, such as alice"


@pytest.mark.parametrize("whose", ["trust", "identity"])
def test_where_nobody_knows_whether_mfa_was_used_a_deny_is_passed_with_it(whose: str) -> None:
    condition = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    found = called(None)
    assert found.request is not None and found.role is not None
    found = replace(found, request=replace(found.request, mfa_authenticated=None))
    if whose == "trust":
        text = Document.from_text(trust(allow(ALICE), {**allow("*", condition), "Effect": "Deny"}))
        found = replace(found, role=replace(found.role, trust_policy=text))
    else:
        denied = {"Effect": "Deny", "NotAction": "iam:ChangePassword", "Resource": "*", "Condition": condition}
        policy = Policy("mfa", Document.from_value({"Version": "2012-10-17", "Statement": [denied]}), "inline", "user")
        found = replace(found, caller=replace(USER, identity_policies=(EVERYTHING, policy)))
    assert first(found).title == "Call with MFA"


def test_a_role_by_its_tag_is_for_callers_with_the_same_tag() -> None:
    """ "Tutorial: Define permissions to access AWS resources based on tags" """
    condition = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    found = called(condition, ROOT)
    assert found.role is not None
    tagged = replace(found, role=replace(found.role, tags={"team": "ops"}))
    assert first(tagged).title == "Tag user alice with team=ops"
    untagged = replace(found, caller=replace(USER, tags={"team": "ops"}), role=replace(found.role, tags={}))
    wider = next(plan for plan in planned(untagged)[1] if plan.title == "Tag Deploy with team=ops")
    assert [grant.what for grant in wider.grants] == [f"assume {ROLE} with the tag team=ops"]


def test_another_id_of_a_role_is_taken_for_all_its_sessions_as_well() -> None:
    found = called({"StringLike": {"aws:userid": "AROAJ7Q2XK4MZPLW3VTBR:*"}}, ROOT, SESSION)
    assert titles(found)[:2] == [
        "Accept AROAZ3N8HDYC5QWERTY12:job-7 for aws:userid",
        "Accept AROAZ3N8HDYC5QWERTY12:* for aws:userid",
    ]


def test_a_sessions_arn_gives_way_to_the_roles_which_a_request_carries() -> None:
    session = SESSION.arn
    best = first(called({"StringEquals": {"aws:PrincipalArn": session}}, ROOT, SESSION))
    assert best.title == f"Accept {BUILD} for aws:PrincipalArn in place of {session}"


def test_a_wildcard_within_a_principal_is_nobody_who_gains() -> None:
    found = case(trust(allow(f"arn:aws:sts::{AWAY}:assumed-role/Build/*")), caller=SESSION)
    assert [grant.who for grant in first(found).grants] == [f"any session of {BUILD}"]


TERRAFORM, GITLAB = "app.terraform.io", "gitlab.com"
RUN = "organization:acme:project:infra:workspace:prod:run_phase:apply"


def with_token(
    issuer: str, claims: dict[str, object], condition: object, known: tuple[str, ...] = (), action: str = WEB
) -> Case:
    """A call with a token; ``known``: the audiences that the provider has."""
    principal = issuer if issuer == "accounts.google.com" else f"arn:aws:iam::{HOME}:oidc-provider/{issuer}"
    found = case(trust(allow({"Federated": principal}, condition, action)))
    if known and found.role is not None:
        found = replace(found, role=replace(found.role, oidc_providers=(OidcProvider(issuer, known),)))
    request = Request(ROLE, action=WEB, role_session_name="ci")
    return replace(found, caller=None, token=Token(f"https://{issuer}", claims), request=request)


def with_subject(issuer: str, asked: str, carried: str) -> Case:
    condition = {"StringEquals": {f"{issuer}:aud": "sts"}, "StringLike": {f"{issuer}:sub": asked}}
    return with_token(issuer, {"sub": carried, "aud": "sts"}, condition)


def test_a_long_value_shows_the_end_by_which_it_is_told_from_others() -> None:
    asked, carried = (
        f"organization:acme:project:infrastructure:workspace:prod:run_phase:{one}" for one in ("plan", "apply")
    )
    assert first(with_subject(TERRAFORM, asked, carried)).title.endswith("run_phase:apply for the claim sub")


@pytest.mark.parametrize(
    ("issuer", "asked", "carried", "said"),
    [
        (TERRAFORM, RUN.replace("apply", "plan"), RUN, "The token's run_phase is apply, the policy names plan."),
        (TERRAFORM, RUN.replace("prod", "dev"), RUN, "The token's workspace is prod, the policy names dev."),
        (TERRAFORM, "organization:acme:workspace:prod:run_phase:*", RUN, "a part project, which the policy's value"),
        (
            GITLAB,
            "project_path:acme/app:ref_type:branch:ref:main",
            "project_path:acme/app:ref_type:tag:ref:main",
            "The token's ref_type is tag, the policy names branch.",
        ),
    ],
)
def test_the_part_of_a_subject_that_differs_is_named(issuer: str, asked: str, carried: str, said: str) -> None:
    assert said in planned(with_subject(issuer, asked, carried))[0].causes[0].message


def test_a_pattern_that_leaves_a_part_out_gets_it_and_stays_a_pattern() -> None:
    """A plan and its apply are two tokens: one alone would be half a run."""
    short = "organization:acme:workspace:prod:run_phase:*"
    best = first(with_subject(TERRAFORM, short, RUN))
    assert best.title == f"Accept {RUN.replace('apply', '*')} for the claim sub in place of {short}"


def test_another_workspace_may_come_with_one_run_or_with_each() -> None:
    found = with_subject(TERRAFORM, RUN.replace("prod", "dev").replace("apply", "*"), RUN)
    assert [title.rpartition("run_phase:")[2] for title in titles(found)] == [
        "apply for the claim sub",
        "* for the claim sub",
    ]
    strange = with_subject(
        GITLAB, "project_path:acme/*:ref_type:branch:ref:main", "project_path:evil/app:ref_type:branch:ref:main"
    )
    assert titles(strange) == ["Accept project_path:evil/app:ref_type:branch:ref:main for the claim sub"]


def test_an_audience_of_google_is_compared_with_the_key_that_holds_it() -> None:
    """ "AWS OIDC federation condition keys": aud is the token's azp where it has one, and oaud its aud."""
    issuer = "accounts.google.com"
    condition = {"StringEquals": {f"{issuer}:aud": "my-audience", f"{issuer}:sub": "1234567890"}}
    found = with_token(issuer, {"sub": "1234567890", "aud": "my-audience", "azp": "1234567890"}, condition)
    assert first(found).title == f"Test {issuer}:oaud"


def test_an_audience_that_the_provider_does_not_know_gives_way() -> None:
    condition = {"StringEquals": {f"{GITLAB}:aud": "sts.amazonaws.con", f"{GITLAB}:sub": "one"}}
    found = with_token(GITLAB, {"sub": "one", "aud": "sts.amazonaws.com"}, condition, ("sts.amazonaws.com",))
    assert first(found).title == "Accept sts.amazonaws.com for the claim aud in place of sts.amazonaws.con"


def test_a_role_of_another_partition_wants_credentials_from_there() -> None:
    found = called(None)
    abroad = ROLE.replace("arn:aws:", "arn:aws-us-gov:")
    assert found.request is not None and found.role is not None
    role = replace(found.role, arn=abroad)
    found = replace(found, request=replace(found.request, role_arn=abroad), role=role)
    assert [plan.title for plan in planned(found)[1]] == ["Call with credentials of the partition aws-us-gov"]


def test_a_perimeter_opens_to_the_caller_before_it_opens_to_a_whole_organization() -> None:
    refusing = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sts:*",
        "Resource": "*",
        "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-zzzzzzzzzz"}},
    }
    policy = Policy("perimeter", Document.from_value({"Version": "2012-10-17", "Statement": [refusing]}))
    found = called(None)
    assert found.role is not None
    found = replace(found, role=replace(found.role, resource_control_policies=((policy,),)))
    assert [title.partition(" ")[0] for title in titles(found)] == ["Exempt", "Let"]


@pytest.mark.parametrize(
    ("written", "carried"),
    [
        ("preproduction", "production"),
        ("production", "nonproduction"),
        ("export-job", "import-job"),
        ("internal-api", "external-api"),
        ("deploy-north", "deploy-south"),
        ("unauthenticated", "authenticated"),
        ("alicia", "alice"),
        ("deploy-production-eu", "deploy-production"),
    ],
)
def test_another_word_is_somebody_else_and_stays(written: str, carried: str) -> None:
    """In its place he would be put out."""
    named = f"arn:aws:iam::{AWAY}:role/{written}", f"arn:aws:iam::{AWAY}:role/{carried}"
    caller = replace(SESSION, arn=f"arn:aws:sts::{AWAY}:assumed-role/{carried}/one", role_arn=named[1])
    for found in (
        called({"ArnEquals": {"aws:PrincipalArn": named[0]}}, ROOT, caller),
        called(None, named[0], caller),
        with_subject(GITLAB, written, carried),
    ):
        assert "in place of" not in first(found).title


def test_the_same_name_under_another_path_is_nobody_else() -> None:
    """ "IAM identifiers": a name stands once in an account, whatever the path."""
    caller = replace(SESSION, role_arn=f"arn:aws:iam::{AWAY}:role/ci/Build")
    best = first(called({"ArnEquals": {"aws:PrincipalArn": BUILD}}, ROOT, caller))
    assert best.title == f"Accept {caller.role_arn} for aws:PrincipalArn in place of {BUILD}"


def test_an_audience_of_another_partition_stays_for_those_who_use_it() -> None:
    china = "sts.amazonaws.com.cn"
    condition = {"StringEquals": {f"{GITLAB}:aud": "sts.amazonaws.com", f"{GITLAB}:sub": "one"}}
    found = with_token(GITLAB, {"sub": "one", "aud": china}, condition, ("sts.amazonaws.com", china))
    assert first(found).title == f"Accept {china} for the claim aud"


def test_a_version_that_iam_does_not_know_is_put_right_with_the_rest() -> None:
    text = trust(allow(f"arn:aws:iam::{AWAY}:user/alcie")).replace("2012-10-17", "2012-10-7")
    best = first(case(text))
    assert best.title.endswith("; write Version 2012-10-17 instead of 2012-10-7")


def test_a_role_of_the_users_name_is_somebody_else() -> None:
    """IAM saved its ARN, so that there is such a role."""
    best = first(called(None, f"arn:aws:iam::{AWAY}:role/alice"))
    assert best.title == f"Trust user alice of {AWAY}" and best.grants == ()


@pytest.mark.parametrize(("written", "carried"), [("andrea", "andreas"), ("loader", "leader")])
def test_who_has_a_like_name_is_not_put_out_first(written: str, carried: str) -> None:
    """IAM saves no principal that does not exist, so that there is one of that name."""
    named, own = (f"arn:aws:iam::{AWAY}:user/{name}" for name in (written, carried))
    best, other, *_ = planned(called(None, named, replace(USER, arn=own)))[1]
    assert best.verified and best.title == f"Trust user {carried} of {AWAY} beside user {written} of {AWAY}"
    assert not best.grants
    assert other.title == f"Trust user {carried} of {AWAY} in place of user {written} of {AWAY}"
    assert "put out" in other.why


@pytest.mark.parametrize("written", ["user/Alice", "user/team/alice"])
def test_a_name_that_only_the_caller_can_have_is_put_right(written: str) -> None:
    best = first(called(None, f"arn:aws:iam::{AWAY}:{written}"))
    assert "in place of" in best.title or "by its full ARN" in best.title
