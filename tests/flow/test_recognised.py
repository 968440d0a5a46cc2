"""What a pasted text is, is seen by itself: no policy is taken for one of another kind."""

from __future__ import annotations

import json

import pytest

from wizard.engine.decision import Layer
from wizard.flow.recognised import recognised

TRUST = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"}]}
OWN = {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}
BOTH = {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}
ARN = "arn:aws:iam::222222222222:role/Deploy"


@pytest.mark.parametrize(
    ("answer", "layer", "words"),
    [
        (TRUST, "trust_policy", "a trust policy"),
        (OWN, "identity_policy", "no trust policy"),
        (BOTH, "resource_control_policy", "both a Principal and a Resource"),
        ({"Role": {"Arn": ARN, "AssumeRolePolicyDocument": TRUST}}, "trust_policy", "get-role"),
        ({"UserName": "dev", "PolicyName": "p", "PolicyDocument": OWN}, "identity_policy", "get-user-policy"),
        ({"GroupName": "dev", "PolicyName": "p", "PolicyDocument": OWN}, "identity_policy", "get-group-policy"),
        ({"RoleName": "dev", "PolicyName": "p", "PolicyDocument": OWN}, "identity_policy", "get-role-policy"),
        ({"PolicyVersion": {"Document": OWN, "VersionId": "v1"}}, "identity_policy", "get-policy-version"),
        (
            {"Policy": {"PolicySummary": {"Type": "SERVICE_CONTROL_POLICY"}, "Content": json.dumps(OWN)}},
            "service_control_policy",
            "describe-policy",
        ),
    ],
)
def test_a_policy_is_taken_for_what_it_is(answer: object, layer: Layer, words: str) -> None:
    found = recognised(json.dumps(answer))
    assert found.layers[0] == layer and words in found.what


@pytest.mark.parametrize(
    ("answer", "command"),
    [
        ({"AttachedPolicies": [{"PolicyName": "p", "PolicyArn": "arn:aws:iam::aws:policy/p"}]}, "get-policy-version"),
        ({"PolicyNames": ["p"], "IsTruncated": False}, "get-user-policy"),
        ({"Policy": {"PolicyName": "p", "DefaultVersionId": "v1"}}, "get-policy-version"),
        ({"Roles": [{"AssumeRolePolicyDocument": TRUST}]}, "get-role"),
        ({"User": {"UserName": "dev"}}, "get-user-policy"),
    ],
)
def test_an_answer_that_only_names_policies_says_what_to_paste(answer: object, command: str) -> None:
    found = recognised(json.dumps(answer))
    assert not found.layers and f"aws iam {command} " in found.what


def test_neither_kind_is_ever_taken_for_the_other() -> None:
    assert "identity_policy" not in recognised(json.dumps(TRUST)).layers
    assert "trust_policy" not in recognised(json.dumps(OWN)).layers


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_json_does_not_know_is_a_fault_at_its_place(number: str) -> None:
    text = json.dumps(TRUST, indent=2).replace('"Allow"', number)
    found = recognised(text)
    assert not found.layers and found.what.startswith(f"That is no JSON: line 4, column 17: {number} is no JSON value")
