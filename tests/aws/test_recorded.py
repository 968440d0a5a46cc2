"""A recorded case answers like AWS: reads what it knows, takes changes, and grants what the engine grants."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wizard.aws.gateway import AssumeCall, AwsFailure, MfaDevice, Target
from wizard.aws.recorded import Recorded
from wizard.engine.case import UNKNOWN
from wizard.engine.case_format import read_case
from wizard.repair.change import AttachmentChange, InlinePolicyChange, RoleSettingChange, TrustPolicyChange
from wizard.secret import Secret

ALICE = "arn:aws:iam::111122223333:user/alice"
ROLE = "arn:aws:iam::444455556666:role/Deploy"
SERIAL = "arn:aws:iam::111122223333:mfa/alice"


def trust(principal: str, **condition: object) -> str:
    statement: dict[str, object] = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


def recorded(document: str, **more: Any) -> Recorded:
    allow = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}
    case = {
        "request": {"role_arn": ROLE},
        "caller": {
            "arn": ALICE,
            "credentials": "long_term",
            "identity_policies": [{"name": "assume", "kind": "inline", "from": "user", "document": allow}],
            "permissions_boundary": None,
            "service_control_policies": [],
        },
        "role": {"trust_policy": document, "max_session_duration": 3600, "resource_control_policies": []},
        "vpc_endpoint_policies": [],
    }
    return Recorded(read_case(case), **more)


CALL = AssumeCall(ROLE, "ci")


def test_a_denied_call_is_granted_after_the_repair() -> None:
    aws = recorded(trust("arn:aws:iam::111122223333:user/bob"))
    with pytest.raises(AwsFailure) as caught:
        aws.assume(CALL)
    assert caught.value.kind == "denied"
    assert caught.value.message == f"User: {ALICE} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    change = TrustPolicyChange(ROLE, aws.current(TrustPolicyChange(ROLE, None, "")), trust(ALICE))
    journal: list[str] = []
    aws.apply(change, lambda: journal.append("written"))
    assert journal == ["written"]
    assert aws.assume(CALL).arn == "arn:aws:sts::444455556666:assumed-role/Deploy/ci"


def test_the_guard_refuses_what_is_not_there() -> None:
    aws = recorded(trust(ALICE))
    for change in (
        TrustPolicyChange(ROLE, trust("*"), trust(ALICE)),
        InlinePolicyChange(ALICE, "assume", None, "{}"),
        RoleSettingChange(ROLE, "max_session_duration", 7200, 3600),
    ):
        with pytest.raises(AwsFailure) as caught:
            aws.apply(change, lambda: pytest.fail("the journal comes after the guard"))
        assert caught.value.kind == "changed"


def test_the_role_s_own_policies_change_beside_the_case() -> None:
    aws = recorded(trust(ALICE))
    aws.apply(InlinePolicyChange(ROLE, "S3Access", None, '{"Statement": []}'), lambda: None)
    aws.apply(AttachmentChange(ROLE, "arn:aws:iam::aws:policy/ReadOnlyAccess", True), lambda: None)
    own = aws.gather(Target(), lambda reading: None).role_permissions
    assert own is not UNKNOWN
    assert [policy.name for policy in (*own.inline, *own.attached)] == ["S3Access", "ReadOnlyAccess"]
    aws.apply(InlinePolicyChange(ROLE, "S3Access", '{"Statement": []}', None), lambda: None)
    assert aws.current(InlinePolicyChange(ROLE, "S3Access", None, "")) is None


def test_a_code_works_once() -> None:
    aws = recorded(trust(ALICE, Bool={"aws:MultiFactorAuthPresent": "true"}), devices=(MfaDevice(SERIAL),))
    with pytest.raises(AwsFailure):
        aws.assume(CALL)
    with_code = AssumeCall(ROLE, "ci", serial_number=SERIAL, token_code=Secret("123456"))
    assert aws.assume(with_code).arn.endswith("/ci")
    with pytest.raises(AwsFailure) as caught:
        aws.assume(with_code)
    assert "next code" in caught.value.next_step


def test_what_the_case_does_not_know_is_a_denied_read() -> None:
    case = read_case({"request": {"role_arn": ROLE}, "caller": {"arn": ALICE}})
    gathered = Recorded(case).gather(Target(), lambda reading: None)
    denied = {reading.layer for reading in gathered.readings if reading.outcome == "denied"}
    assert {"trust_policy", "identity_policy", "service_control_policy"} <= denied
    assert "session_policy" not in denied


def test_the_target_s_settings_take_the_place_of_the_case_s() -> None:
    aws = recorded(trust(ALICE, StringEquals={"sts:ExternalId": "tenant-42"}))
    request = aws.gather(Target(external_id="tenant-42"), lambda reading: None).case.request
    assert request is not None
    assert request.external_id == "tenant-42"
