"""The commands of a hand-over, run by a real shell with the real AWS CLI against the practice AWS."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest

from tests import aws_cli
from tests.patience import PATIENCE
from wizard.engine.case import Request
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load
from wizard.repair import handoff
from wizard.repair.change import Change, InlinePolicyChange, RequestChange, RoleSettingChange, TrustPolicyChange
from wizard.repair.target_state import reverse

ROLE = "arn:aws:iam::123456789012:role/MyCrossAccountRole"
TRUST = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Guests", "Effect": "Allow", "Action": "sts:AssumeRole",
     "Principal": {"AWS": "arn:aws:iam::210987654321:user/remote-user"},
     "Condition": {"StringEquals": {"sts:ExternalId": "https://its/ours=1,@x",
                                    "sts:RoleSessionName": "${aws:username}"}}}
  ]
}"""
S3 = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}'

pytestmark = pytest.mark.skipif(not aws_cli.INSTALLED, reason="the AWS CLI is not installed beside this Python")


@pytest.fixture
def environment() -> Iterator[PracticeEnvironment]:
    with PracticeEnvironment(load("cross-account"), delay=0) as running:
        yield running


def sh(environment: PracticeEnvironment, commands: str, profile: str = "role-admin") -> str:
    variables = environment.environ() | {"AWS_PROFILE": profile, "PATH": f"{aws_cli.folder()}:/usr/bin:/bin"}
    done = subprocess.run(["sh", "-ec", commands], env=variables, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def role(environment: PracticeEnvironment) -> dict[str, object]:
    answer = json.loads(sh(environment, "aws iam get-role --role-name MyCrossAccountRole --output json"))
    found: dict[str, object] = answer["Role"]
    return found


def test_a_handed_over_repair_lets_the_caller_in_and_can_be_undone(environment: PracticeEnvironment) -> None:
    before = role(environment)["AssumeRolePolicyDocument"]
    change = TrustPolicyChange(ROLE, json.dumps(before), TRUST)
    sh(environment, handoff.aws_cli(change))
    assert role(environment)["AssumeRolePolicyDocument"] == json.loads(TRUST)

    request = Request(role_arn=ROLE, role_session_name="remote-user")
    call = handoff.aws_cli(RequestChange({"external_id": "https://its/ours=1,@x"}), request)
    answer = json.loads(sh(environment, f"{call} --output json", profile="default"))
    assert answer["AssumedRoleUser"]["Arn"].endswith("assumed-role/MyCrossAccountRole/remote-user")

    back = reverse(change)
    assert back is not None
    sh(environment, handoff.aws_cli(back))
    assert role(environment)["AssumeRolePolicyDocument"] == before


@pytest.mark.parametrize(
    ("change", "look", "seen"),
    [
        (
            InlinePolicyChange(ROLE, "S3_Access", None, S3),
            "aws iam get-role-policy --role-name MyCrossAccountRole --policy-name S3_Access --output json",
            "s3:ListBucket",
        ),
        (
            RoleSettingChange(ROLE, "max_session_duration", 3600, 7200),
            "aws iam get-role --role-name MyCrossAccountRole --output json",
            '"MaxSessionDuration": 7200',
        ),
    ],
    ids=["inline policy", "duration"],
)
def test_the_other_kinds_of_change_arrive(
    environment: PracticeEnvironment, change: Change, look: str, seen: str
) -> None:
    sh(environment, handoff.aws_cli(change))
    assert seen in sh(environment, look)
    back = reverse(change)
    assert back is not None
    sh(environment, handoff.aws_cli(back))
