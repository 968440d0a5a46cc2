"""A condition under the wrong operator, or whose variables are plain text, is put right where it stands."""

from __future__ import annotations

import json

import pytest

from tests.repair.cases import ALICE, AWAY, ROLE, allow, case, planned, trust, trust_after
from wizard.engine.case import Case, Policy, Request
from wizard.engine.document import Document

MFA = "aws:MultiFactorAuthPresent"


def asking(condition: object, **fields: object) -> Case:
    request = {"role_session_name": "alice", "mfa_authenticated": True, "external_id": "abc", **fields}
    return case(trust(allow(ALICE, condition)), request=Request(ROLE, **request))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"Boolean": {MFA: "true"}}, {"Bool": {MFA: "true"}}),
        ({"String Equals": {"sts:ExternalId": "abc"}}, {"StringEquals": {"sts:ExternalId": "abc"}}),
        ({"IfExistsStringEquals": {"sts:ExternalId": "abc"}}, {"StringEqualsIfExists": {"sts:ExternalId": "abc"}}),
        ({"ForAllValue:StringEquals": {"sts:ExternalId": "abc"}}, {"StringEquals": {"sts:ExternalId": "abc"}}),
        ({"StringLikeIgnoreCase": {"sts:ExternalId": "ABC"}}, {"StringEqualsIgnoreCase": {"sts:ExternalId": "ABC"}}),
        ({"stringequalsifexists": {"sts:ExternalId": "a*"}}, {"StringLikeIfExists": {"sts:ExternalId": "a*"}}),
        ({"ArnLike": {"aws:PrincipalAccount": AWAY}}, {"StringEquals": {"aws:PrincipalAccount": AWAY}}),
        ({"Bool": {"sts:ExternalId": "abc"}}, {"StringEquals": {"sts:ExternalId": "abc"}}),
        ({"Null": {"sts:ExternalId": "no"}}, {"Null": {"sts:ExternalId": "false"}}),
    ],
)
def test_the_operator_that_was_meant_is_the_first_repair(written: object, meant: object) -> None:
    diagnosis, (best, *_) = planned(asking(written))
    assert diagnosis.causes[0].name == "condition_operator_mistake"
    assert best.verified and len(best.changes) == 1
    assert json.loads(trust_after(best))["Statement"][0]["Condition"] == meant


def test_a_slip_is_put_right_though_the_request_does_not_meet_it_yet() -> None:
    _, (best, *_) = planned(asking({"Boolean": {MFA: "true"}}, mfa_authenticated=False))
    assert best.title == f"Compare {MFA} with Bool; call with MFA"
    assert best.verified


def test_an_operator_that_reads_its_value_is_not_exchanged() -> None:
    context = {"aws:MultiFactorAuthAge": "3600"}
    _, found = planned(asking({"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}, context=context))
    assert not any("Compare" in plan.title for plan in found)


@pytest.mark.parametrize("head", ['"Version": "2008-10-17",\n ', ""])
def test_a_variable_that_is_plain_text_counts_under_the_version_that_knows_variables(head: str) -> None:
    statement = json.dumps(allow(ALICE, {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}}))
    found = case(f'{{\n {head}"Statement": [{statement}]\n}}', request=Request(ROLE, role_session_name="alice"))
    diagnosis, (best, *others) = planned(found)
    assert [cause.name for cause in diagnosis.causes] == ["condition_operator_mistake", "session_name_mismatch"]
    assert "variables need Version 2012-10-17" in diagnosis.causes[0].message
    assert best.title == "Write Version 2012-10-17, which knows variables" and best.verified
    assert trust_after(best) == f'{{\n "Version": "2012-10-17",\n "Statement": [{statement}]\n}}'
    assert not any("session name" in plan.title for plan in others)  # no request meets plain text


def test_a_variable_in_the_callers_policy_counts_under_that_version_too() -> None:
    resource = ROLE.replace("Deploy", "${aws:username}")
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": resource}
    old = Document.from_value({"Version": "2008-10-17", "Statement": [statement]})
    role = ROLE.replace("Deploy", "alice")
    found = case(
        trust(allow(ALICE)),
        request=Request(role, role_session_name="ci"),
        policies=(Policy("own", old, kind="inline", source="user"),),
    )
    diagnosis, (best, *_) = planned(found)
    assert "${aws:username} is plain text here" in diagnosis.causes[0].message
    assert best.title == "Write Version 2012-10-17, which knows variables, in own" and best.verified
