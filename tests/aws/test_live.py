"""Against a real account, only on request: ROLE_WIZARD_LIVE=1 and credentials that may create and delete roles.

It makes one throw-away role in the default profile's account, breaks it, reads it, repairs it, assumes it, and deletes
it whatever happens. The role trusts the caller alone and may do nothing.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.aws.connection import Connection, connect
from wizard.aws.gateway import AssumeCall, AwsFailure, Target
from wizard.flow.judgement import judge
from wizard.repair.change import TrustPolicyChange

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(os.environ.get("ROLE_WIZARD_LIVE") != "1", reason="needs ROLE_WIZARD_LIVE=1 and an account"),
]


@pytest.fixture
def own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real home and environment, in place of those that the other tests get; only the state is the test's."""
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def home() -> None:
    """The real one."""


@pytest.fixture
def brisk() -> None:
    """The real patience."""


@pytest.fixture
def role() -> Iterator[str]:
    import boto3

    iam = boto3.client("iam")
    name = f"role-wizard-test-{secrets.token_hex(4)}"
    nobody = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": nobody})
    created = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    try:
        yield created["Role"]["Arn"]
    finally:
        iam.delete_role(RoleName=name)


def test_a_real_role_is_denied_repaired_and_assumed(role: str) -> None:
    target = Target(role=role, session_name="role-wizard-test")
    aws = connect(target)
    call = AssumeCall(role, "role-wizard-test")
    with pytest.raises(AwsFailure) as caught:
        aws.assume(call)
    assert caught.value.kind == "denied"
    gathered = aws.gather(target, lambda reading: None)
    found = judge(gathered.case)
    assert found.diagnosis.causes[0].name in ("trust_principal_wrong_type", "trust_principal_missing")
    change = next(change for plan in found.plans for change in plan.changes if isinstance(change, TrustPolicyChange))
    aws.apply(change, lambda _: None)
    assert _patiently(aws, call).startswith("arn:aws:sts::")


def _patiently(aws: Connection, call: AssumeCall) -> str:
    """IAM's change reaches STS within two minutes."""
    deadline = time.monotonic() + 120
    while True:
        try:
            return aws.assume(call).arn
        except AwsFailure:
            if time.monotonic() > deadline:
                raise
            time.sleep(3)
