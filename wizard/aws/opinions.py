"""Second opinions, each only on request and harmless when denied or absent: CloudTrail, Access Analyzer, IAM's own
simulator, and AWS's record of a denial. None of them takes part in a decision of this program.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from wizard.aws import calls
from wizard.aws.gateway import AwsFailure
from wizard.aws.judges import DeniedCall, Opinion
from wizard.aws.live import Side

LOOKED_AT: Final = 200
"""CloudTrail events looked through for denials; its lookup takes two calls a second."""

DENIED_CALLS: Final = 10


def denied_calls(side: Side) -> tuple[DeniedCall, ...]:
    """The last denied AssumeRole calls of the account, newest first. Raises AwsFailure."""
    found: list[DeniedCall] = []
    for event in _assume_role_events(side):
        record = json.loads(event["CloudTrailEvent"])
        if "errorCode" not in record:
            continue
        who = record.get("userIdentity", {})
        asked = record.get("requestParameters") or {}
        denied = DeniedCall(
            when=event["EventTime"],
            caller_arn=who.get("arn"),
            role_arn=asked.get("roleArn"),
            session_name=asked.get("roleSessionName"),
            message=record.get("errorMessage", record["errorCode"]),
        )
        if not any((each.caller_arn, each.role_arn) == (denied.caller_arn, denied.role_arn) for each in found):
            found.append(denied)
        if len(found) == DENIED_CALLS:
            break
    return tuple(found)


def _assume_role_events(side: Side) -> Iterator[dict[str, Any]]:
    wanted = [{"AttributeKey": "EventName", "AttributeValue": "AssumeRole"}]
    for number, event in enumerate(side.pages(calls.LOOKUP_EVENTS, "Events", LookupAttributes=wanted)):
        if number == LOOKED_AT:
            return
        yield event


def validate(side: Side, trust_policy: str) -> Opinion:
    """What Access Analyzer finds in a trust policy. Raises AwsFailure."""
    answer = side.call(
        calls.VALIDATE_POLICY,
        policyDocument=trust_policy,
        policyType="RESOURCE_POLICY",
        validatePolicyResourceType="AWS::IAM::AssumeRolePolicyDocument",
    )
    findings = tuple(f"{each['findingType']}: {each['findingDetails']}" for each in answer["findings"])
    serious = any(each["findingType"] == "ERROR" for each in answer["findings"])
    return Opinion("IAM Access Analyzer, ValidatePolicy", not serious, findings)


def new_access(side: Side, before: str, after: str) -> Opinion:
    """Whether a trust policy newly lets anybody in, as Access Analyzer sees it. Raises AwsFailure."""
    answer = side.call(
        calls.CHECK_NO_NEW_ACCESS,
        existingPolicyDocument=before,
        newPolicyDocument=after,
        policyType="RESOURCE_POLICY",
    )
    reasons = (each.get("description", "") for each in answer.get("reasons", ()))
    return Opinion(
        "IAM Access Analyzer, CheckNoNewAccess",
        answer["result"] == "PASS",
        tuple(text for text in (answer.get("message", ""), *reasons) if text),
        "AWS charges for each check.",
    )


def simulate(side: Side, principal_arn: str, role_arn: str) -> Opinion:
    """Whether a user's or role's own policies allow sts:AssumeRole on a role, as IAM's simulator sees it.

    Raises AwsFailure.
    """
    answer = side.call(
        calls.SIMULATE_PRINCIPAL_POLICY,
        PolicySourceArn=principal_arn,
        ActionNames=["sts:AssumeRole"],
        ResourceArns=[role_arn],
    )
    result = answer["EvaluationResults"][0]
    matched = (each.get("SourcePolicyId", "") for each in result.get("MatchedStatements", ()))
    return Opinion(
        "IAM, SimulatePrincipalPolicy",
        result["EvalDecision"] == "allowed",
        (result["EvalDecision"], *(f"by {policy}" for policy in matched if policy)),
        "It looks at the caller's side alone: trust policies and resource control policies are ignored.",
    )


def ask_why(side: Side, authorization_id: str) -> Opinion:
    """AWS's own record of a denial whose message carries an authorization id. Raises AwsFailure."""
    try:
        answer = side.call(calls.GET_REQUEST_AUTHORIZATION_DETAILS, authorizationId=authorization_id)
    except AwsFailure as failure:
        if failure.code != "UnknownServiceError":
            raise
        raise AwsFailure(
            "configuration",
            "AWS's record of the denial was not read",
            "the installed boto3 does not know that service yet",
            "Upgrade boto3 (`pip install -U boto3`), then ask again.",
            identity=failure.identity,
        ) from None
    findings: list[str] = []
    for evaluation in answer.get("evaluations", ()):
        findings.append(f"{evaluation['action']} on {evaluation['resource']}: {_words(evaluation['evaluatedEffect'])}")
        findings += (
            f"{_words(check['checkType'])}: {_words(check['evaluatedEffect'])}"
            for check in evaluation.get("checks", ())
            if check["evaluatedEffect"] != "NO_IMPACT"
        )
    return Opinion("AWS, the record of this denial", False, tuple(findings), "It is kept for about a day.")


def _words(name: str) -> str:
    return name.replace("_", " ").lower()
