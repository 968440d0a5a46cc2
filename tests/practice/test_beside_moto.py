"""IAM's reads and writes beside another implementation, moto. It is no oracle: where it is known to be wrong, the row
is left out and named below. Authorization is never compared; moto has none to speak of.

Known wrong in moto 5: CreateRole takes any text as a trust policy; UpdateAssumeRolePolicy takes ghosts and 3,000
characters and refuses sts:* and 2008-10-17; the 12 digits are not shown as :root; user ids are not AIDA…; the texts of
NoSuchEntity differ.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from wizard.practice.lesson_files import load

moto = pytest.importorskip("moto")

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}
        ],
    }
)
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]})
ARN = "arn:aws:iam::123456789012:policy/Reading"
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("create_role", {"RoleName": "R", "AssumeRolePolicyDocument": TRUST, "Path": "/team/", "Description": "A role"}),
    ("create_role", {"RoleName": "R", "AssumeRolePolicyDocument": TRUST}),
    ("update_role", {"RoleName": "R", "MaxSessionDuration": 7200}),
    ("tag_role", {"RoleName": "R", "Tags": [{"Key": "team", "Value": "a"}, {"Key": "stage", "Value": "b"}]}),
    ("untag_role", {"RoleName": "R", "TagKeys": ["stage"]}),
    ("list_role_tags", {"RoleName": "R"}),
    ("put_role_policy", {"RoleName": "R", "PolicyName": "P", "PolicyDocument": POLICY}),
    ("get_role_policy", {"RoleName": "R", "PolicyName": "P"}),
    ("get_role_policy", {"RoleName": "R", "PolicyName": "Q"}),
    ("list_role_policies", {"RoleName": "R"}),
    ("create_policy", {"PolicyName": "Reading", "PolicyDocument": POLICY}),
    ("create_policy_version", {"PolicyArn": ARN, "PolicyDocument": POLICY, "SetAsDefault": True}),
    ("get_policy_version", {"PolicyArn": ARN, "VersionId": "v1"}),
    ("attach_role_policy", {"RoleName": "R", "PolicyArn": ARN}),
    ("list_attached_role_policies", {"RoleName": "R"}),
    ("detach_role_policy", {"RoleName": "R", "PolicyArn": "arn:aws:iam::123456789012:policy/None"}),
    ("put_role_permissions_boundary", {"RoleName": "R", "PermissionsBoundary": ARN}),
    ("delete_role_permissions_boundary", {"RoleName": "R"}),
    ("delete_role", {"RoleName": "R"}),
    ("create_user", {"UserName": "u", "Path": "/people/"}),
    ("put_user_policy", {"UserName": "u", "PolicyName": "P", "PolicyDocument": POLICY}),
    ("get_user_policy", {"UserName": "u", "PolicyName": "P"}),
    ("attach_user_policy", {"UserName": "u", "PolicyArn": ARN}),
    ("list_attached_user_policies", {"UserName": "u"}),
    ("create_group", {"GroupName": "g"}),
    ("add_user_to_group", {"GroupName": "g", "UserName": "u"}),
    ("list_groups_for_user", {"UserName": "u"}),
    ("put_group_policy", {"GroupName": "g", "PolicyName": "P", "PolicyDocument": POLICY}),
    ("get_group_policy", {"GroupName": "g", "PolicyName": "P"}),
    ("list_group_policies", {"GroupName": "g"}),
    ("get_user", {"UserName": "nobody"}),
    ("get_role", {"RoleName": "nobody"}),
    ("get_policy", {"PolicyArn": "arn:aws:iam::123456789012:policy/None"}),
    ("list_mfa_devices", {"UserName": "u"}),
    ("remove_user_from_group", {"GroupName": "g", "UserName": "u"}),
]
_VARY = {"ResponseMetadata", "RoleId", "UserId", "GroupId", "PolicyId", "CreateDate", "UpdateDate", "RoleLastUsed"}
_OPTIONAL = {
    "PermissionsBoundaryUsageCount",
    "IsAttachable",
    "Description",
    "Tags",
    "MaxSessionDuration",
    "Document",
    "IsTruncated",
}
"""Fields that one of the two leaves out of some answers, as AWS does in others."""


def masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: masked(item) for key, item in value.items() if key not in _VARY | _OPTIONAL}
    return [masked(item) for item in value] if isinstance(value, list) else value


def walk(iam: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, parameters in STEPS:
        call: Callable[..., Any] = getattr(iam, name)
        try:
            answer = masked(call(**parameters))
        except ClientError as error:
            answer = error.response["Error"]["Code"]
        found.append((name, answer))
    return found


def test_the_same_walk_gives_the_same_answers(start) -> None:
    import boto3

    from wizard.practice.lesson import Profile

    lesson = load("cross-account")
    scenery = json.loads(json.dumps(lesson.scenery))
    scenery["accounts"]["123456789012"]["users"]["all"] = {"attached": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
    from dataclasses import replace

    admin = Profile("all", "arn:aws:iam::123456789012:user/all")
    learner = start(replace(lesson, scenery=scenery, profiles=(*lesson.profiles, admin)))
    ours = walk(learner.client("iam", "all"))
    with moto.mock_aws():
        theirs = walk(boto3.client("iam", "us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"))
    assert [name for name, _ in ours] == [name for name, _ in theirs]
    differing = [(name, mine, other) for (name, mine), (_, other) in zip(ours, theirs, strict=True) if mine != other]
    assert differing == []
