"""What helps where it may be used: CloudTrail, the policy simulator, account details, Access Analyzer."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.practice.conftest import Learner, outcome
from wizard.practice.lesson_files import load


@pytest.fixture
def learner(start) -> Learner:
    """no-assume-permission, with an administrator who may also use CloudTrail."""
    lesson = load("no-assume-permission")
    accounts = json.loads(json.dumps(lesson.scenery["accounts"]))
    accounts["333344445555"]["users"]["people-admin"]["attached"] = [
        "arn:aws:iam::aws:policy/AWSCloudTrail_ReadOnlyAccess",
        "arn:aws:iam::aws:policy/IAMReadOnlyAccess",
    ]
    return start(replace(lesson, scenery={"accounts": accounts}))


def test_cloudtrail_knows_the_denied_calls(learner: Learner) -> None:
    assert learner.answer() == "AccessDenied"
    trail = learner.client("cloudtrail", "people-admin")
    attribute = {"AttributeKey": "EventName", "AttributeValue": "AssumeRole"}
    events = trail.lookup_events(LookupAttributes=[attribute])["Events"]
    record = json.loads(events[0]["CloudTrailEvent"])
    assert events[0]["Username"] == "dana" and record["errorCode"] == "AccessDenied"
    assert record["requestParameters"]["roleArn"] == learner.target.role
    assert record["userIdentity"]["arn"] == "arn:aws:iam::333344445555:user/dana"


def test_cloudtrail_answers_in_pages(learner: Learner) -> None:
    for _ in range(3):
        learner.answer()
    trail = learner.client("cloudtrail", "people-admin")
    pages = list(trail.get_paginator("lookup_events").paginate(PaginationConfig={"PageSize": 1}))
    assert len(pages) >= 3 and all(len(page["Events"]) == 1 for page in pages)
    assert len({page["Events"][0]["EventId"] for page in pages}) == len(pages)
    assert outcome(lambda: trail.lookup_events(NextToken="x")) == "InvalidNextTokenException"


def test_cloudtrail_is_closed_to_whoever_may_not(learner: Learner) -> None:
    assert outcome(learner.client("cloudtrail").lookup_events) == "AccessDeniedException"


def test_every_list_of_iam_comes_in_pages(learner: Learner) -> None:
    iam = learner.client("iam", "people-admin")
    user, role = {"UserName": "dana"}, {"RoleName": learner.target.role.rpartition("/")[2]}
    for name, key, parameters in (
        ("list_users", "Users", {}),
        ("list_roles", "Roles", {}),
        ("list_groups_for_user", "Groups", user),
        ("list_user_policies", "PolicyNames", user),
        ("list_attached_user_policies", "AttachedPolicies", user),
        ("list_user_tags", "Tags", user),
        ("list_access_keys", "AccessKeyMetadata", user),
        ("list_mfa_devices", "MFADevices", user),
        ("list_role_policies", "PolicyNames", role),
        ("list_attached_role_policies", "AttachedPolicies", role),
        ("list_role_tags", "Tags", role),
        ("list_account_aliases", "AccountAliases", {}),
    ):
        call = getattr(iam, name)
        profile = "people-admin" if outcome(lambda: call(**parameters)) == "allowed" else None  # noqa: B023
        if profile is None:  # the role is in the other account
            continue
        whole, found, marker = call(**parameters)[key], [], {}
        for _ in range(20):
            page = call(**parameters, **marker, MaxItems=1)
            found += page[key]
            if not page["IsTruncated"]:
                break
            marker = {"Marker": page["Marker"]}
        assert found == whole, name
        assert outcome(lambda: call(**parameters, Marker="x")) == "ValidationError", name  # noqa: B023


def test_the_simulator_sees_identity_policies_and_no_trust_policy(learner: Learner) -> None:
    iam = learner.client("iam", "people-admin")

    def simulated() -> str:
        answer = iam.simulate_principal_policy(
            PolicySourceArn="arn:aws:iam::333344445555:user/dana",
            ActionNames=["sts:AssumeRole"],
            ResourceArns=[learner.target.role],
        )
        return answer["EvaluationResults"][0]["EvalDecision"]

    assert simulated() == "implicitDeny"
    for step in learner.environment.lesson.repair:
        learner.do(step)
    assert simulated() == "allowed"
    assert outcome(
        lambda: learner.client("iam").simulate_principal_policy(
            PolicySourceArn="arn:aws:iam::333344445555:user/dana", ActionNames=["sts:AssumeRole"]
        )
    ) == ("AccessDenied")


def test_the_whole_account_in_pages(learner: Learner) -> None:
    iam = learner.client("iam", "people-admin")
    pages = iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 2})
    found = list(pages)
    names = {user["UserName"] for page in found for user in page["UserDetailList"]}
    roles = [role for page in found for role in page["RoleDetailList"]]
    assert names == {"dana", "eve", "people-admin"} and len(roles) == 2
    assert roles[0]["AssumeRolePolicyDocument"]["Statement"]


def test_access_analyzer_is_denied(learner: Learner) -> None:
    client = learner.client("accessanalyzer", "people-admin")
    call = client.validate_policy
    assert outcome(lambda: call(policyDocument="{}", policyType="IDENTITY_POLICY")) == "AccessDeniedException"


def test_a_lesson_can_throttle(start) -> None:
    lesson = replace(load("cross-account"), throttled={"GetCallerIdentity": 1})
    learner = start(lesson)
    answer = learner.client("sts").get_caller_identity()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1


def test_the_organizations_policies_are_readable_from_its_management_account(start) -> None:
    lesson = load("scp-wants-mfa")
    scenery = json.loads(json.dumps(lesson.scenery))
    scenery["accounts"]["999988887777"]["users"] = {
        "org-admin": {
            "policies": {
                "Read": {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": "organizations:*", "Resource": "*"}],
                }
            }
        }
    }
    from wizard.practice.lesson import Profile

    admin = Profile("org-admin", "arn:aws:iam::999988887777:user/org-admin")
    learner = start(replace(lesson, scenery=scenery, profiles=(*lesson.profiles, admin)))
    client = learner.client("organizations", "org-admin")
    assert client.list_parents(ChildId="111122223333")["Parents"][0]["Id"].startswith("ou-")
    unit = client.list_parents(ChildId="111122223333")["Parents"][0]["Id"]
    policies = client.list_policies_for_target(TargetId=unit, Filter="SERVICE_CONTROL_POLICY")["Policies"]
    assert {policy["Name"] for policy in policies} == {"FullAWSAccess", "NoAssumeWithoutMfa"}
    listed = {"TargetId": unit, "Filter": "SERVICE_CONTROL_POLICY"}
    pages = client.get_paginator("list_policies_for_target").paginate(**listed, PaginationConfig={"PageSize": 1})
    assert [page["Policies"] for page in pages] == [[policy] for policy in policies]
    assert outcome(lambda: client.list_policies_for_target(**listed, NextToken="x")) == "InvalidInputException"
    content = client.describe_policy(PolicyId=policies[-1]["Id"])["Policy"]["Content"]
    assert json.loads(content)["Statement"][0]["Effect"] == "Deny"
