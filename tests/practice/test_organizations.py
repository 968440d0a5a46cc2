"""Organizations: who may read its policies, and who may change them."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from tests.practice.conftest import outcome

TARGET = {"TargetId": "r-ab12", "Filter": "RESOURCE_CONTROL_POLICY"}


def policy_id(client) -> str:
    return client.list_policies_for_target(**TARGET)["Policies"][0]["Id"]


def test_the_management_account_changes_a_policy_and_it_holds_at_once(start) -> None:
    learner = start("own-guardrail")
    client = learner.client("organizations")
    found = client.describe_policy(PolicyId=policy_id(client))["Policy"]
    text = found["Content"].replace("o-a1b2c3d4e6", "o-a1b2c3d4e5")
    answer = client.update_policy(PolicyId=found["PolicySummary"]["Id"], Content=text)["Policy"]
    assert json.loads(answer["Content"]) == json.loads(text)
    assert learner.answer() == "allowed"


@pytest.mark.parametrize(
    ("content", "code"),
    [("{", "MalformedPolicyDocumentException"), ('{"Statement": []}', "MalformedPolicyDocumentException")],
)
def test_what_is_no_policy_is_not_saved(content: str, code: str, start) -> None:
    client = start("own-guardrail").client("organizations")
    identifier = policy_id(client)
    assert outcome(lambda: client.update_policy(PolicyId=identifier, Content=content)) == code
    assert outcome(lambda: client.update_policy(PolicyId="p-nothere1", Content=content)) == "PolicyNotFoundException"


def test_what_aws_keeps_cannot_be_changed(start) -> None:
    client = start("own-guardrail").client("organizations")
    listed = client.list_policies_for_target(TargetId="r-ab12", Filter="SERVICE_CONTROL_POLICY")["Policies"]
    code = outcome(lambda: client.update_policy(PolicyId=listed[0]["Id"], Content="{}"))
    assert code == "PolicyChangesNotAllowedException"


def test_a_member_account_may_read_where_it_was_delegated_and_never_change(start) -> None:
    delegated = start("rcp-wants-label").client("organizations", "admin")
    unit = {"TargetId": "ou-ab12-teams111", "Filter": "RESOURCE_CONTROL_POLICY"}
    identifier = delegated.list_policies_for_target(**unit)["Policies"][0]["Id"]
    with pytest.raises(ClientError, match="AccessDenied"):
        delegated.update_policy(PolicyId=identifier, Content="{}")
    member = start("scp-wants-mfa").client("organizations", "admin")
    with pytest.raises(ClientError, match="AccessDenied"):
        member.list_policies_for_target(**unit)
