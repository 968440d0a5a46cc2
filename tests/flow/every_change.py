"""One change of every kind and principal, against a practice account in which whoever repairs may do everything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from wizard.aws.connection import connect
from wizard.aws.gateway import Target
from wizard.flow.wizard import Wizard
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load
from wizard.repair.change import (
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProviderChange,
    RoleSettingChange,
    TrustPolicyChange,
)

HERE = "arn:aws:iam::123456789012"
ROOT = f"{HERE}:root"
ROLE = f"{HERE}:role/MyCrossAccountRole"
USER, GROUP, POLICY = f"{HERE}:user/role-admin", f"{HERE}:group/staff", f"{HERE}:policy/team/Base"
READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
PROVIDER = f"{HERE}:oidc-provider/ci.example.com/acme"
THERE = f"{HERE}:oidc-provider/there.example.com"
OLD = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}'
NEW = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Mine", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
     "Resource": "arn:aws:s3:::it-s/${aws:username}/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
  ]
}"""
THEIR_TRUST = """{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {
                "AWS": "arn:aws:iam::123456789012:user/remote-user"
            },
            "Action": "sts:AssumeRole"
        }
    ]
}"""
TRUST = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Guests", "Effect": "Allow", "Action": "sts:AssumeRole",
     "Principal": {"AWS": "arn:aws:iam::210987654321:user/remote-user"},
     "Condition": {"StringEquals": {"sts:ExternalId": "its/ours=1,@x"}}}
  ]
}"""

CHANGES: dict[str, Change] = {
    "trust policy": TrustPolicyChange(ROLE, THEIR_TRUST, TRUST),
    "inline policy of a user": InlinePolicyChange(USER, "New", None, NEW),
    "inline policy of a group": InlinePolicyChange(GROUP, "New", None, NEW),
    "inline policy of the role": InlinePolicyChange(ROLE, "New", None, NEW),
    "inline policy replaced": InlinePolicyChange(GROUP, "Old", OLD, NEW),
    "inline policy deleted": InlinePolicyChange(GROUP, "Old", OLD, None),
    "attached to a user": AttachmentChange(USER, READ_ONLY, attach=True),
    "attached to a group": AttachmentChange(GROUP, READ_ONLY, attach=True),
    "attached to the role": AttachmentChange(ROLE, READ_ONLY, attach=True),
    "detached from a group": AttachmentChange(GROUP, POLICY, attach=False),
    "managed policy version": ManagedPolicyChange(POLICY, GROUP, OLD, NEW),
    "longest session": RoleSettingChange(ROLE, "max_session_duration", 3600, 7200),
    "tags": RoleSettingChange(ROLE, "tags", {"Team": "a", "Old": "1"}, {"Team": "b=c: d", "Owner": "c d"}),
    "provider's audiences": ProviderChange(THERE, "sts.amazonaws.com", "sts.amazonaws.com\nacme"),
    "provider registered": ProviderChange(PROVIDER, None, "sts.amazonaws.com\nhttps://acme.example/docs"),
}


@contextmanager
def account(versions: int = 1) -> Iterator[tuple[PracticeEnvironment, Wizard]]:
    """The account, and a sitting of somebody who may change all of it. ``versions``: of the managed policy."""
    lesson = load("cross-account")
    profiles = (replace(each, principal=ROOT) if each.name == "role-admin" else each for each in lesson.profiles)
    lesson = replace(lesson, profiles=tuple(profiles))
    with PracticeEnvironment(lesson, delay=0) as environment, environment.in_process():
        _furnish(versions)
        target = Target(role=ROLE, caller_profile="default", role_profile="role-admin")
        wizard = Wizard(connect, target)
        wizard.read()
        yield environment, wizard


def _furnish(versions: int) -> None:
    """What the changes find: a group with policies, an identity provider, and tags on the role."""
    import boto3

    iam: Any = boto3.Session(profile_name="role-admin").client("iam")
    iam.create_group(GroupName="staff")
    iam.put_group_policy(GroupName="staff", PolicyName="Old", PolicyDocument=OLD)
    iam.create_policy(PolicyName="Base", Path="/team/", PolicyDocument=OLD)
    for _ in range(versions - 1):
        iam.create_policy_version(PolicyArn=POLICY, PolicyDocument=OLD, SetAsDefault=True)
    iam.attach_group_policy(GroupName="staff", PolicyArn=POLICY)
    iam.create_open_id_connect_provider(Url="https://there.example.com", ClientIDList=["sts.amazonaws.com"])
    tags = [{"Key": "Team", "Value": "a"}, {"Key": "Old", "Value": "1"}]
    iam.tag_role(RoleName="MyCrossAccountRole", Tags=tags)
