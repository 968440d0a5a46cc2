"""Other judges: what they say is told in words, and their silence stops nothing."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.aws.stand_in import ALICE, ROLE_ARN, TRUST, Fault, StandIn
from wizard.aws.connection import Connection, connect
from wizard.aws.gateway import AwsFailure, Target
from wizard.flow import opinions


@pytest.fixture
def aws(stand_in: StandIn, write_profile: Callable[..., None]) -> Connection:
    write_profile("default")
    return connect(Target(role=ROLE_ARN, endpoint_url=stand_in.url))


def event(caller: str, role: str, error: str | None) -> dict[str, object]:
    record = {
        "userIdentity": {"arn": caller},
        "requestParameters": {"roleArn": role, "roleSessionName": "ci"},
        **({"errorCode": error, "errorMessage": f"User: {caller} is not authorized"} if error else {}),
    }
    return {"EventName": "AssumeRole", "EventTime": 1795560000, "CloudTrailEvent": json.dumps(record)}


def test_the_last_denied_calls_are_told_once_each(stand_in: StandIn, aws: Connection) -> None:
    bob = ALICE.replace("alice", "bob")
    stand_in.answers["LookupEvents"] = [
        {"Events": [event(ALICE, ROLE_ARN, None), event(ALICE, ROLE_ARN, "AccessDenied")], "NextToken": "more"},
        {"Events": [event(ALICE, ROLE_ARN, "AccessDenied"), event(bob, ROLE_ARN, "AccessDenied")]},
    ]
    denied = aws.denied_calls()
    assert [(call.caller_arn, call.role_arn, call.session_name) for call in denied] == [
        (ALICE, ROLE_ARN, "ci"),
        (bob, ROLE_ARN, "ci"),
    ]
    assert stand_in.received[-1][2]["NextToken"] == "more"


def test_the_simulator_is_told_apart_from_a_decision(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers["SimulatePrincipalPolicy"] = {
        "EvaluationResults": [
            {
                "EvalActionName": "sts:AssumeRole",
                "EvalDecision": "allowed",
                "MatchedStatements": [{"SourcePolicyId": "p"}],
            }
        ]
    }
    opinion = aws.simulate(ALICE, ROLE_ARN)
    assert opinion.agrees
    assert opinion.findings == ("allowed", "by p")
    assert "trust policies" in opinion.note


def test_access_analyzer_s_findings_are_told(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers["POST /policy/validation"] = {
        "findings": [{"findingType": "ERROR", "findingDetails": "Add a Principal.", "issueCode": "X", "locations": []}]
    }
    opinion = aws.validate(TRUST)
    assert not opinion.agrees
    assert opinion.findings == ("ERROR: Add a Principal.",)


def test_new_access_is_told_with_its_price(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers["POST /policy/check-no-new-access"] = {
        "result": "FAIL",
        "message": "The modified permissions grant new access.",
        "reasons": [{"description": "New access in the statement with index: 0."}],
    }
    opinion = aws.new_access(TRUST, TRUST)
    assert not opinion.agrees
    assert opinion.findings[1] == "New access in the statement with index: 0."
    assert "charges" in opinion.note


def test_a_second_opinion_that_is_denied_names_the_permission(stand_in: StandIn, aws: Connection) -> None:
    for ask, action in (
        (aws.denied_calls, "cloudtrail:LookupEvents"),
        (lambda: aws.simulate(ALICE, ROLE_ARN), "iam:SimulatePrincipalPolicy"),
        (lambda: aws.validate(TRUST), "access-analyzer:ValidatePolicy"),
    ):
        with pytest.raises(AwsFailure) as caught:
            ask()
        assert caught.value.kind == "denied"
        assert action in caught.value.next_step


def test_a_judge_whose_answer_is_not_aws_s_harms_nothing(stand_in: StandIn, aws: Connection) -> None:
    """An emulator or a proxy answers in its place: no opinion, and no crash."""
    stand_in.answers |= {
        "LookupEvents": {"Events": [{"EventName": "AssumeRole", "CloudTrailEvent": "gone"}]},
        "SimulatePrincipalPolicy": {},
        "POST /policy/validation": {},
        "POST /policy/check-no-new-access": {},
    }
    for ask in (
        aws.denied_calls,
        lambda: aws.simulate(ALICE, ROLE_ARN),
        lambda: aws.validate(TRUST),
        lambda: aws.new_access(TRUST, TRUST),
    ):
        with pytest.raises(AwsFailure) as caught:
            ask()
        assert caught.value.what == "The answer cannot be used"
        assert "asked as default credentials" in str(caught.value)
    assert opinions.denied_calls(aws) == ()
    unheard = opinions.answered(opinions.Question("Sound?", "", lambda: aws.validate(TRUST)))
    assert unheard.lines[0].startswith("No opinion:") and unheard.lines[-1] == "Nothing here depends on it."


def test_aws_s_own_record_of_a_denial_is_read_where_boto3_knows_it(stand_in: StandIn, aws: Connection) -> None:
    answers = stand_in.answers
    answers["GET /authorization-details/example-id"] = {
        "evaluations": [
            {
                "action": "sts:AssumeRole",
                "resource": ROLE_ARN,
                "evaluatedEffect": "IMPLICIT_DENY",
                "checks": [
                    {"checkType": "RESOURCE", "evaluatedEffect": "ALLOW"},
                    {"checkType": "PERMISSIONS_BOUNDARY", "evaluatedEffect": "IMPLICIT_DENY"},
                    {"checkType": "VPC_ENDPOINT", "evaluatedEffect": "NO_IMPACT"},
                ],
            }
        ]
    }
    try:
        assert aws.ask_why("example-id").findings == (
            f"sts:AssumeRole on {ROLE_ARN}: implicit deny",
            "resource: allow",
            "permissions boundary: implicit deny",
        )
    except AwsFailure as failure:  # an older boto3
        assert "pip install -U boto3" in failure.next_step
    answers["GET /authorization-details/example-id"] = Fault("ResourceNotFoundException", "expired", 404)
    with pytest.raises(AwsFailure) as caught:
        aws.ask_why("example-id")
    assert "example-id" not in str(caught.value) + repr(caught.value)


def test_whoever_is_signed_out_is_told_so_in_place_of_an_empty_list(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers["LookupEvents"] = Fault("ExpiredTokenException", "The security token included is expired")
    with pytest.raises(AwsFailure) as caught:
        opinions.denied_calls(aws)
    assert caught.value.kind == "expired" and "Sign in again" in caught.value.next_step
