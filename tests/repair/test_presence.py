"""What a condition asks a request to carry, or not to carry, is passed or left out before any policy is changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.repair.cases import ALICE, AWAY, HOME, ROLE, allow, case, planned, trust
from wizard.engine.case import Caller, Case, Policy, Request, Token
from wizard.engine.document import Document
from wizard.repair.change import Ask, RequestChange

ACTIONS = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
TAG, KEYS = "aws:RequestTag/Team", "aws:TagKeys"
FREE = "unspecified"


def asking(condition: object, *, denied: object = None, **fields: object) -> Case:
    statements = [allow(ALICE, condition, ACTIONS)]
    if denied is not None:
        statements.append({**allow("*", denied), "Effect": "Deny"})
    found = case(trust(*statements), request=Request(ROLE, role_session_name="ci", mfa_authenticated=False, **fields))  # type: ignore[arg-type]
    assert found.caller is not None
    return replace(found, caller=replace(found.caller, tags={"Cost": "42"}))


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ({"Null": {TAG: "false"}}, {"tags": {"Team": FREE}}),
        ({"Null": {TAG: "false"}, "StringEquals": {TAG: ["core", "web"]}}, {"tags": {"Team": "core"}}),
        ({"Null": {"aws:RequestTag/Cost": "false"}}, {"tags": {"Cost": "42"}}),
        ({"StringEquals": {TAG: "${aws:PrincipalTag/Cost}"}}, {"tags": {"Team": "42"}}),
        ({"Null": {KEYS: "false"}, "ForAllValues:StringEquals": {KEYS: ["Team"]}}, {"tags": {"Team": FREE}}),
        ({"ForAnyValue:StringEquals": {KEYS: ["Team"]}}, {"tags": {"Team": FREE}}),
        ({"Null": {"sts:SourceIdentity": "false"}}, {"source_identity": "alice"}),
        ({"Null": {"sts:ExternalId": "false"}, "StringEquals": {"sts:ExternalId": "x-1"}}, {"external_id": "x-1"}),
        ({"StringLike": {"sts:ExternalId": "acme-*"}}, {"external_id": "acme-1"}),
        ({"StringLike": {"sts:ExternalId": "${aws:username}/??"}}, {"external_id": "alice/11"}),
        ({"StringLike": {"sts:ExternalId": ["acme-*", "acme"]}}, {"external_id": "acme"}),
        ({"StringLike": {"sts:ExternalId": "*"}}, {"external_id": FREE}),
        ({"StringLike": {TAG: "dev-*"}}, {"tags": {"Team": "dev-1"}}),
        ({"StringLike": {"sts:SourceIdentity": "*@example.com"}}, {"source_identity": "alice@example.com"}),
    ],
)  # fmt: skip
def test_what_an_allow_asks_for_is_passed(condition: object, wanted: dict[str, object]) -> None:
    best = planned(asking(condition))[1][0]
    (change,) = best.changes
    assert best.verified and isinstance(change, RequestChange) and change.set == wanted


@pytest.mark.parametrize(
    ("condition", "fields", "wanted"),
    [
        ({"Null": {TAG: "true"}}, {"tags": {"Team": "a", "X": "b"}}, {"tags": {"X": "b"}, "transitive_tag_keys": ()}),
        ({"Null": {"sts:ExternalId": "true"}}, {"external_id": "x-1"}, {"external_id": None}),
        ({"StringNotEquals": {TAG: "root"}}, {"tags": {"Team": "root"}}, {"tags": {}, "transitive_tag_keys": ()}),
        ({"StringNotEquals": {"sts:ExternalId": "old"}}, {"external_id": "old"}, {"external_id": None}),
        ({"StringNotLike": {"sts:SourceIdentity": "al*"}}, {"source_identity": "alice"}, {"source_identity": None}),
    ],
)  # fmt: skip
def test_what_an_allow_does_not_take_is_left_out(
    condition: object, fields: dict[str, object], wanted: dict[str, object]
) -> None:
    best = planned(asking(condition, **fields))[1][0]
    (change,) = best.changes
    assert best.verified and isinstance(change, RequestChange) and change.set == wanted


@pytest.mark.parametrize(
    ("denied", "fields", "wanted"),
    [
        ({"Null": {TAG: "true"}}, {}, {"tags": {"Team": FREE}}),
        ({"Null": {"sts:SourceIdentity": "true"}}, {}, {"source_identity": "alice"}),
        ({"Null": {TAG: "false"}}, {"tags": {"Team": "x"}}, {"tags": {}, "transitive_tag_keys": ()}),
        ({"StringEquals": {TAG: "root"}}, {"tags": {"Team": "root"}}, {"tags": {}, "transitive_tag_keys": ()}),
        ({"StringNotEquals": {TAG: "core"}}, {}, {"tags": {"Team": "core"}}),
    ],
)
def test_a_deny_is_passed_by_another_request(
    denied: object, fields: dict[str, object], wanted: dict[str, object]
) -> None:
    best = planned(asking(None, denied=denied, **fields))[1][0]
    (change,) = best.changes
    assert best.verified and isinstance(change, RequestChange) and change.set == wanted


@pytest.mark.parametrize(
    "denied",
    [
        {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
        {"StringEquals": {"aws:RequestedRegion": "us-east-1"}},
        {"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}},
    ],
)
def test_no_request_is_offered_that_the_deny_still_catches(denied: object) -> None:
    context = {
        "aws:SourceIp": "192.0.2.1",
        "aws:RequestedRegion": "us-east-1",
        "aws:CurrentTime": "2026-01-01T00:00:00Z",
    }
    plans = planned(asking(None, denied=denied, context=context))[1]
    assert plans and all(plan.verified for plan in plans)
    assert not any(isinstance(change, RequestChange) for plan in plans for change in plan.changes)


@pytest.mark.parametrize("layer", ["scp", "identity", "trust"])
def test_a_deny_that_spares_a_tag_is_passed_by_the_tag(layer: str) -> None:
    condition = {"StringNotEquals": {"aws:PrincipalTag/Role": "admin"}}
    guard = Policy(
        "guard",
        Document.from_value(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Action": "*", "Resource": "*"},
                    {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*", "Condition": condition},
                ],
            }
        ),
        kind="inline",
        source="user",
    )
    statements = [allow(ALICE)] + ([{**allow("*", condition), "Effect": "Deny"}] if layer == "trust" else [])
    found = case(trust(*statements))
    assert found.caller is not None
    caller = replace(found.caller, tags={})
    if layer == "scp":
        caller = replace(caller, service_control_policies=((guard,),))
    elif layer == "identity":
        caller = replace(caller, identity_policies=(guard,))
    best = planned(replace(found, caller=caller))[1][0]
    assert (best.verified, best.title) == (True, "Tag user alice with Role=admin")
    assert [change.caller_tags for change in best.changes if isinstance(change, Ask)] == [{"Role": "admin"}]


def test_a_tag_that_has_only_to_be_there_gets_no_value_from_the_null_test() -> None:
    plans = planned(asking({"Null": {"aws:PrincipalTag/Team": "false"}}))[1]
    assert plans[0].title == "Tag user alice with Team, whatever its value"


def test_a_caller_with_an_ipv6_address_is_told_to_call_over_ipv4() -> None:
    found = asking({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, context={"aws:SourceIp": "2001:db8::7"})
    titles = [plan.title for plan in planned(found)[1]]
    assert titles[:2] == ["Call over IPv4", "Accept 2001:db8::7 for aws:SourceIp"]


def test_blanks_in_a_variables_braces_are_named_and_taken_out() -> None:
    found = asking({"StringEquals": {"sts:RoleSessionName": "${ aws:username }"}})
    found = replace(found, request=Request(ROLE, role_session_name="alice", mfa_authenticated=False))
    diagnosis, plans = planned(found)
    assert diagnosis.causes[0].name == "condition_operator_mistake"
    assert "because of its blanks" in diagnosis.causes[0].message
    assert plans[0].title == "Write ${aws:username} instead of ${ aws:username }" and plans[0].verified


def test_a_pattern_of_the_federated_ways_stays_beside_the_action_that_is_added() -> None:
    plans = planned(case(trust(allow(AWAY, action="sts:AssumeRoleWith*"))))[1]
    assert plans[0].title == "Allow sts:AssumeRole in the trust policy"


def test_a_token_that_its_provider_did_not_make_for_this_role() -> None:
    provider = f"arn:aws:iam::{HOME}:oidc-provider/id.example.com"
    condition = {"StringEquals": {"id.example.com:sub": "job"}, "Bool": {"sts:RoleAuthorizedByIdp": "true"}}
    found = case(trust(allow({"Federated": provider}, condition, "sts:AssumeRoleWithWebIdentity")))
    request = Request(ROLE, action="sts:AssumeRoleWithWebIdentity", role_session_name="ci")
    claims: dict[str, object] = {"sub": "job", "aud": "sts.amazonaws.com"}
    found = replace(found, caller=None, request=request, token=Token("https://id.example.com", claims))
    assert planned(found)[1][0].title == "Send a token whose roles claim names this role"
    roles = {"https://aws.amazon.com/roles": [f"arn:aws:iam::{HOME}:role/Other"]}
    other = replace(found, token=Token("https://id.example.com", {**claims, **roles}))
    diagnosis, plans = planned(other)
    assert diagnosis.causes[0].message == f"The token is for other roles alone: arn:aws:iam::{HOME}:role/Other."
    assert plans[0].title == "Name this role in the token's roles claim"


def test_only_tags_that_are_passed_become_transitive() -> None:
    found = case(
        trust(allow(ALICE, action=ACTIONS)),
        request=Request(ROLE, role_session_name="ci", tags={"Team": "core"}, transitive_tag_keys=("team", "Cost")),
        caller=Caller(
            ALICE,
            identity_policies=case("{}").caller.identity_policies,
            permissions_boundary=None,
            service_control_policies=(),
        ),  # type: ignore[union-attr]
    )
    diagnosis, plans = planned(found)
    assert diagnosis.causes[0].name == "request_parameter_invalid"
    assert plans[0].verified and plans[0].changes == (RequestChange({"transitive_tag_keys": ("team",)}),)
