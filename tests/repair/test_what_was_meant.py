"""What was meant is put right where it stands; what somebody else may need stays beside it."""

from __future__ import annotations

import json

import pytest

from tests.repair.cases import ALICE, AWAY, ELSEWHERE, EVERYTHING, HOME, ROLE, allow, case, planned, trust, trust_after
from wizard.engine.case import Caller, Case, OidcProvider, Policy, Request, Token
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.repair.change import InlinePolicyChange, Plan

GITHUB, EKS, GITLAB = "token.actions.githubusercontent.com", "oidc.eks.eu-west-1.amazonaws.com/id/AB12", "gitlab.com"
WEB = "sts:AssumeRoleWithWebIdentity"
MAIN = "repo:acme/app:ref:refs/heads/main"
VARIABLE = "arn:aws:iam::${aws:PrincipalTag/home}"
ACCOUNT = "system:serviceaccount:prod:api"


def provider(issuer: str) -> str:
    return f"arn:aws:iam::{HOME}:oidc-provider/{issuer}"


def with_token(
    issuer: str, subject: str, *statements: object, known: tuple[str, ...] | None = None, audience: str = "sts"
) -> Case:
    """A call with a token of which the trust policy takes none; ``known``: the providers that the account has."""
    found = case(json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=4))
    assert found.role is not None
    role = found.role
    if known is not None:
        role = replace(role, oidc_providers=tuple(OidcProvider(one, (audience,)) for one in known))
    request = Request(ROLE, action=WEB, role_session_name="ci")
    token = Token(f"https://{issuer}", {"sub": subject, "aud": audience})
    return replace(found, caller=None, request=request, token=token, role=role)


def federated(issuer: str, condition: object, kind: str = "Federated", action: object = WEB) -> dict[str, object]:
    return allow({kind: provider(issuer)}, condition, action)


def asking(issuer: str, subject: str) -> dict[str, object]:
    return {"StringEquals": {f"{issuer}:aud": "sts", f"{issuer}:sub": subject}}


def best_of(found: Case) -> Plan:
    best = planned(found)[1][0]
    assert best.verified and len(best.changes) == 1
    return best


def subjects_after(plan: Plan, issuer: str) -> object:
    return json.loads(trust_after(plan))["Statement"][0]["Condition"]["StringEquals"][f"{issuer}:sub"]


@pytest.mark.parametrize(
    ("issuer", "written", "subject"),
    [
        (GITHUB, "repo:acme/app:main", MAIN),
        (GITHUB, "repo:acme/app:refs/heads/main", MAIN),
        (GITHUB, "acme/app:ref:refs/heads/main", MAIN),
        (GITHUB, "repo:acme/app", MAIN),
        (GITHUB, "repo:amce/app:ref:refs/heads/main", MAIN),
        (EKS, "prod:api", ACCOUNT),
        (EKS, "system:serviceacount:prod:api", ACCOUNT),
    ],
)
def test_a_subject_that_no_other_token_carries_is_replaced(issuer: str, written: str, subject: str) -> None:
    best = best_of(with_token(issuer, subject, federated(issuer, asking(issuer, written))))
    assert best.title == f"Accept {subject} for the claim sub in place of {written}"
    assert subjects_after(best, issuer) == subject


@pytest.mark.parametrize(
    ("issuer", "written", "subject"),
    [
        (GITHUB, "repo:acme/web:ref:refs/heads/main", MAIN),
        (GITHUB, "repo:acme/app:ref:refs/heads/dev", MAIN),
        (EKS, "system:serviceaccount:prod:app", ACCOUNT),
        (GITLAB, "project_path:acme/app:ref_type:tag:ref:v1", "project_path:acme/app:ref_type:branch:ref:main"),
    ],
)
def test_another_workload_keeps_its_way_in(issuer: str, written: str, subject: str) -> None:
    best = best_of(with_token(issuer, subject, federated(issuer, asking(issuer, written))))
    assert subjects_after(best, issuer) == [written, subject]


@pytest.mark.parametrize(("known", "gone"), [(None, False), ((GITHUB, GITLAB), False), ((GITLAB,), True)])
def test_another_provider_is_trusted_beside_the_one_that_is_named(known: tuple[str, ...] | None, gone: bool) -> None:
    best = best_of(with_token(GITLAB, "project", federated(GITHUB, asking(GITHUB, MAIN)), known=known))
    named = [one["Principal"]["Federated"] for one in json.loads(trust_after(best))["Statement"]]
    assert named == ([provider(GITLAB)] if gone else [provider(GITHUB), provider(GITLAB)])


@pytest.mark.parametrize("written", [f"https://{GITHUB}", "token.action.githubusercontent.com", GITHUB.title()])
def test_a_provider_that_is_misspelt_is_replaced(written: str) -> None:
    best = best_of(with_token(GITHUB, MAIN, federated(written, asking(GITHUB, MAIN))))
    assert json.loads(trust_after(best))["Statement"] == [federated(GITHUB, asking(GITHUB, MAIN))]


@pytest.mark.parametrize("operator", ["Null", "StringNotLike"])
def test_who_may_not_come_is_no_way_to_say_who_may(operator: str) -> None:
    """A condition that shuts this token out goes where another one tells tokens apart; else the subject is tested."""
    shut = {operator: {f"{GITHUB}:sub": "true" if operator == "Null" else "repo:acme/*"}}
    beside = best_of(with_token(GITHUB, MAIN, federated(GITHUB, {**asking(GITHUB, MAIN), **shut})))
    assert json.loads(trust_after(beside))["Statement"][0]["Condition"] == asking(GITHUB, MAIN)
    alone = best_of(with_token(GITHUB, MAIN, federated(GITHUB, {"StringEquals": {f"{GITHUB}:aud": "sts"}, **shut})))
    assert alone.title == "Test the token's subject instead"
    assert json.loads(trust_after(alone))["Statement"][0]["Condition"] == asking(GITHUB, MAIN)


@pytest.mark.parametrize("kind", ["AWS", "Service", "federated"])
def test_a_provider_under_the_wrong_kind_is_put_under_its_own(kind: str) -> None:
    best = best_of(with_token(GITHUB, MAIN, federated(GITHUB, asking(GITHUB, MAIN), kind)))
    assert best.title == f"Write Federated instead of {kind}"
    assert json.loads(trust_after(best))["Statement"] == [federated(GITHUB, asking(GITHUB, MAIN))]


def test_users_under_a_kind_in_small_letters_may_be_put_under_their_own() -> None:
    both = [f"arn:aws:iam::{AWAY}:user/bob", ALICE]
    alone = best_of(case(trust(allow({"aws": ALICE}))))
    assert alone.title == "Write AWS instead of aws" and alone.grants == ()
    plan = next(one for one in planned(case(trust(allow({"aws": both}))))[1] if one.title == alone.title)
    assert json.loads(trust_after(plan))["Statement"] == [allow(both)]
    assert [one.who for one in plan.grants] == [both[0]]


@pytest.mark.parametrize(("written", "meant"), [("Principals", "Principal"), ("Efect", "Effect")])
def test_a_misspelt_element_is_renamed(written: str, meant: str) -> None:
    statement = allow(ALICE)
    broken = {written if name == meant else name: value for name, value in statement.items()}
    best = best_of(case(trust(broken)))
    assert best.title == f"Write {meant} instead of {written}"
    assert json.loads(trust_after(best))["Statement"] == [statement]


@pytest.mark.parametrize("name", ["staging-a", "bob"])
def test_a_like_name_of_somebody_else_stays(name: str) -> None:
    other, own = f"arn:aws:iam::{AWAY}:user/{name}", f"arn:aws:iam::{AWAY}:user/{name[:-1]}x"
    caller = Caller(own, "long_term", identity_policies=(EVERYTHING,), permissions_boundary=None)
    best = best_of(case(trust(allow(other)), caller=replace(caller, service_control_policies=())))
    assert json.loads(trust_after(best))["Statement"][0]["Principal"] == {"AWS": [other, own]}


def test_an_assertion_comes_by_its_own_action_alone() -> None:
    saml, way = f"arn:aws:iam::{HOME}:saml-provider/Okta", "sts:AssumeRoleWithSAML"
    found = case(trust(allow({"Federated": saml}, action=WEB)))
    request = Request(ROLE, action=way, role_session_name="ci", context={"aws:FederatedProvider": saml})
    best = best_of(replace(found, caller=None, request=request))
    assert json.loads(trust_after(best))["Statement"][0]["Action"] == way


@pytest.mark.parametrize(
    ("written", "after"),
    [
        (f"arn:aws:iam::{ELSEWHERE}:role/Deploy", [f"arn:aws:iam::{ELSEWHERE}:role/Deploy", ROLE]),
        (f"{VARIABLE}:role/Deploy", [f"{VARIABLE}:role/Deploy", ROLE]),
        (f"arn:aws:iam::{HOME[:-1]}7:role/Deploy", ROLE),
        (f"arn:aws:iam::{HOME}:role/team/Deploy", ROLE),
        (f"arn:aws:sts::{HOME}:assumed-role/Deploy/*", ROLE),
        ([f"arn:aws:iam::{HOME}:role/Depoly", "arn:aws:s3:::logs"], [ROLE, "arn:aws:s3:::logs"]),
    ],
)  # fmt: skip
def test_a_resource_is_replaced_only_where_it_was_to_be_this_role(written: object, after: object) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": written}
    own = Policy(
        "own", Document.from_value({"Version": "2012-10-17", "Statement": [statement]}), kind="inline", source="user"
    )
    (change,) = best_of(case(trust(allow(ALICE)), policies=(own,))).changes
    assert isinstance(change, InlinePolicyChange) and change.policy_name == "own"
    assert json.loads(change.after)["Statement"] == [{**statement, "Resource": after}]


def test_some_tag_meets_a_condition_that_there_be_any() -> None:
    asked = allow(ALICE, {"Null": {"aws:TagKeys": "false"}}, ["sts:AssumeRole", "sts:TagSession"])
    assert best_of(case(trust(asked))).title == "Pass a session tag, whichever"


def test_of_several_networks_the_one_from_which_a_call_can_come_is_named() -> None:
    asked = allow(ALICE, {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"]}})
    request = Request(ROLE, role_session_name="ci", mfa_authenticated=False, context={"aws:SourceIp": "198.51.100.7"})
    assert best_of(case(trust(asked), request=request)).title == "Call from 203.0.113.0/24"


SOURCE = {"StringLike": {"sts:SourceIdentity": "ali* "}}
PARTNER = {"StringEquals": {"sts:ExternalId": "tenant-42"}}


@pytest.mark.parametrize(
    ("condition", "title"),
    [
        ({"Bool": {"aws:MultiFactorAuthPresent": "treu"}}, "Call with MFA; write true instead of treu"),
        ({"StringEquals": {"stsExternalId": "tenant-42"}}, "Write sts:ExternalId instead of stsExternalId"),
        ({"StringEquals": {"tenant-42": "sts:ExternalId"}},
         "Write sts:ExternalId as the key and tenant-42 as its value"),
        ({"StringEquals": {"aws:PrincpalTag/Team": "core"}},
         "Write aws:PrincipalTag/Team instead of aws:PrincpalTag/Team"),
        ({"StringEquals": {"aws:RequestedRegion": "eu-wets-1"}},
         "Accept eu-west-1 for aws:RequestedRegion in place of eu-wets-1"),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-3"}}, "Call STS in eu-west-3"),
        ({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::11112222333:user/alice"}},
         f"Accept {ALICE} for aws:PrincipalArn in place of arn:aws:iam::11112222333:user/alice"),
        ({"StringLike": {"sts:ExternalId": "tennant-*"}}, "Pass an ExternalId that fits tennant-*, such as tennant-1"),
        (SOURCE, "Accept alice for sts:SourceIdentity in place of “ali* ”"),
    ],
)  # fmt: skip
def test_a_condition_is_mended_before_it_is_given_up(condition: object, title: str) -> None:
    """What no call can carry (a region that is none, an identity with a blank) is no request to make."""
    caller = replace(
        Caller(ALICE, "long_term", identity_policies=(EVERYTHING,), permissions_boundary=None),
        service_control_policies=(),
        tags={"Team": "core"},
    )
    request = Request(
        ROLE,
        role_session_name="ci",
        mfa_authenticated=False,
        external_id="tenant-42",
        source_identity="alice" if condition is SOURCE else None,
        context={"aws:RequestedRegion": "eu-west-1"},
    )
    actions = ["sts:AssumeRole", "sts:SetSourceIdentity"] if condition is SOURCE else "sts:AssumeRole"
    best = planned(case(trust(allow(ALICE, condition, actions)), caller=caller, request=request))[1][0]
    assert best.verified and best.title == title


@pytest.mark.parametrize(
    ("key", "written", "carried"),
    [
        ("aws:PrincipalOrgID", "o-abcde12346", "o-abcde12345"),
        ("aws:PrincipalOrgID", "o-abdce12345", "o-abcde12345"),
        ("aws:SourceVpc", "vpc-0a1b2c3d4e5f60719", "vpc-0a1b2c3d4e5f60718"),
        ("aws:SourceVpce", "vpce-0a1b2c3d4e5f6071", "vpce-0a1b2c3d4e5f60718"),
    ],
)
def test_an_id_that_nobody_has_is_put_right(key: str, written: str, carried: str) -> None:
    """AWS draws such ids at random: none that exists is two characters away from another."""
    condition = {"StringEquals": {key: written}}
    context = {key: carried} if key != "aws:PrincipalOrgID" else {}
    caller = Caller(ALICE, "long_term", organization_id="o-abcde12345", identity_policies=(EVERYTHING,), tags={})
    caller = replace(caller, permissions_boundary=None, service_control_policies=())
    request = Request(ROLE, role_session_name="ci", mfa_authenticated=False, context=context)
    found = planned(case(trust(allow(AWAY, condition)), caller=caller, request=request))[1]
    assert found[0].title == f"Accept {carried} for {key} in place of {written}"
    assert not any(plan.title.startswith("Call from") for plan in found)


def test_an_id_that_is_not_near_may_be_somebody_elses() -> None:
    condition = {"StringEquals": {"aws:SourceVpc": "vpc-0fffffffffffffff8"}}
    request = Request(
        ROLE, role_session_name="ci", mfa_authenticated=False, context={"aws:SourceVpc": "vpc-0a1b2c3d4e5f60718"}
    )
    best = planned(case(trust(allow(AWAY, condition)), request=request))[1][0]
    assert best.title == "Call from vpc-0fffffffffffffff8"


def test_a_misspelt_pattern_is_replaced_by_the_subject_or_by_the_pattern_that_was_meant() -> None:
    asked = {"StringLike": {f"{GITHUB}:sub": "repo:amce/app:*"}, "StringEquals": {f"{GITHUB}:aud": "sts"}}
    best, wider = planned(with_token(GITHUB, MAIN, federated(GITHUB, asked)))[1]
    assert best.title == f"Accept {MAIN} for the claim sub in place of repo:amce/app:*" and best.grants == ()
    assert wider.title == "Accept repo:acme/app:* for the claim sub in place of repo:amce/app:*"
    assert wider.verified and "sub = repo:acme/app:*" in str(wider.grants[0])


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ({"effect": "Allow"}, {}),
        ({"Effect": "Alow"}, {}),
        ({}, {}),
        ({"Effect": "Allow", "principal": {"AWS": AWAY}, "Conditions": PARTNER},
         {"Principal": {"AWS": AWAY}, "Condition": PARTNER}),
    ],
    ids=["in small letters", "misspelt value", "left out", "with its condition"],
)  # fmt: skip
def test_the_statement_that_was_meant_for_the_caller_is_mended_whatever_else_is_allowed(
    broken: dict[str, object], whole: dict[str, object]
) -> None:
    vendor = allow(f"arn:aws:iam::{ELSEWHERE}:root", PARTNER)
    rest = {"Action": "sts:AssumeRole"} | ({} if whole else {"Principal": {"AWS": ALICE}})
    request = Request(ROLE, role_session_name="ci", mfa_authenticated=False, external_id="tenant-42")
    best = best_of(case(trust(vendor, {**broken, **rest}), request=request))
    assert json.loads(trust_after(best))["Statement"] == [
        vendor, {"Effect": "Allow", "Action": "sts:AssumeRole", **({"Principal": {"AWS": ALICE}} | whole)},
    ]  # fmt: skip


def test_a_statement_that_names_nobody_keeps_its_conditions_for_whoever_is_named() -> None:
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    statement = {"Sid": "People", **allow(ALICE, mfa)}
    found = case(
        trust({name: value for name, value in statement.items() if name != "Principal"}),
        request=Request(ROLE, role_session_name="ci", mfa_authenticated=True),
    )
    best = best_of(found)
    assert best.title == f"Trust user alice of {AWAY}"
    assert json.loads(trust_after(best))["Statement"] == [statement]


@pytest.mark.parametrize("written", ["statement", "Statments"])
def test_a_misspelt_list_of_statements_is_renamed(written: str) -> None:
    best = best_of(case(trust(allow(ALICE)).replace("Statement", written)))
    assert best.title == f"Write Statement instead of {written}" and trust_after(best) == trust(allow(ALICE))


def test_a_policy_without_statements_is_written_anew_for_a_token_too() -> None:
    found = with_token(GITHUB, MAIN)
    assert found.role is not None
    nothing = replace(found.role, trust_policy=Document.from_text('{"Version": "2012-10-17"}'))
    best = best_of(replace(found, role=nothing))
    assert json.loads(trust_after(best))["Statement"] == [federated(GITHUB, asking(GITHUB, MAIN))]


def test_a_deny_by_a_misspelt_key_denies_whom_it_was_meant_for() -> None:
    spared = {"StringNotEquals": {"aws:PrincipalAcount": [AWAY]}}
    deny = {**allow("*", spared), "Effect": "Deny"}
    best = best_of(case(trust(allow(ALICE), deny)))
    assert best.title == "Write aws:PrincipalAccount instead of aws:PrincipalAcount"


def test_a_misspelt_further_action_is_put_right() -> None:
    statement = {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSesion"], "Resource": ROLE}
    own = Policy(
        "own", Document.from_value({"Version": "2012-10-17", "Statement": [statement]}), kind="inline", source="user"
    )
    request = Request(ROLE, role_session_name="ci", mfa_authenticated=False, tags={"Team": "core"})
    both = ["sts:AssumeRole", "sts:TagSession"]
    best = best_of(case(trust(allow(ALICE, action=both)), policies=(own,), request=request))
    assert best.title == "Write sts:TagSession instead of sts:TagSesion in own"


@pytest.mark.parametrize(("written", "meant"), [("effect", "Effect"), ("principal", "Principal"), ("Acton", "Action")])
def test_a_deny_under_a_misspelt_name_stays_a_deny(written: str, meant: str) -> None:
    """Dropped, it would keep nobody out any more; as it stands IAM saves nothing."""
    bob = f"arn:aws:iam::{AWAY}:user/bob"
    deny = {written if key == meant else key: value for key, value in {**allow(bob), "Effect": "Deny"}.items()}
    best = planned(case(trust(allow(bob), deny)))[1][0]
    assert best.verified and best.title.endswith(f"write {meant} instead of {written}")
    assert {**allow(bob), "Effect": "Deny"} in json.loads(trust_after(best))["Statement"]


def test_a_misspelt_effect_is_put_right_with_every_misspelt_element() -> None:
    """What denies now that it is read is a cause of its own."""
    deny = {"effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}
    best = planned(case(trust(deny, {**allow(ALICE), "Effect": "allow"})))[1][0]
    assert best.verified
    assert best.title.startswith("Write Allow instead of allow; write Effect instead of effect; exempt user alice")


def test_a_deny_that_names_nobody_is_not_dropped() -> None:
    """It may have been meant for everybody."""
    found = planned(case(trust({"Effect": "Deny", "Action": "sts:AssumeRole"}, allow(f"arn:aws:iam::{AWAY}:user/bob"))))
    assert found[1] and not any("drop statement" in plan.title for plan in found[1])
