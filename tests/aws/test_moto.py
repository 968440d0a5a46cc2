"""The same reads and writes against an IAM that others wrote. It authorizes nothing, so no decision is tested here."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from wizard.aws.connection import Connection, connect
from wizard.aws.gateway import Target
from wizard.engine.case import UNKNOWN
from wizard.repair.change import (
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    RoleSettingChange,
    TrustPolicyChange,
)

moto_server = pytest.importorskip("moto.server")

ACCOUNT = "arn:aws:iam::123456789012"
ALICE, ROLE = f"{ACCOUNT}:user/alice", f"{ACCOUNT}:role/Deploy"
ALLOW = '{\n   "Version": "2012-10-17",\n   "Statement": [{"Effect": "Allow", "Action": "sts:*", "Resource": "*"}]\n}'
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": ALICE}, "Action": "sts:AssumeRole"}],
    },
    indent=1,
)


@pytest.fixture
def iam() -> Iterator[Any]:
    import boto3

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client(
        "iam",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    yield client
    import urllib.request

    reset = urllib.request.Request(f"http://{host}:{port}/moto-api/reset", method="POST")
    urllib.request.urlopen(reset).read()
    server.stop()


@pytest.fixture
def aws(iam: Any, write_profile: Callable[..., None], home: Any) -> Connection:
    """alice with an inline and a managed policy and a group; a role that trusts her."""
    base = iam.create_policy(PolicyName="Base", PolicyDocument=ALLOW)["Policy"]["Arn"]
    iam.create_user(UserName="alice", Tags=[{"Key": "Team", "Value": "a"}])
    iam.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=ALLOW)
    iam.attach_user_policy(UserName="alice", PolicyArn=base)
    iam.create_group(GroupName="devs")
    iam.put_group_policy(GroupName="devs", PolicyName="shared", PolicyDocument=ALLOW)
    iam.add_user_to_group(GroupName="devs", UserName="alice")
    iam.create_role(RoleName="Deploy", AssumeRolePolicyDocument=TRUST, MaxSessionDuration=7200)
    key = iam.create_access_key(UserName="alice")["AccessKey"]
    (home / ".aws" / "credentials").write_text(
        f"[default]\naws_access_key_id={key['AccessKeyId']}\naws_secret_access_key={key['SecretAccessKey']}\n"
    )
    return connect(Target(role=ROLE, endpoint_url=iam.meta.endpoint_url))


def test_everything_about_a_user_and_a_role_is_read(aws: Connection) -> None:
    gathered = aws.gather(Target(role=ROLE), lambda reading: None)
    caller, role = gathered.case.caller, gathered.case.role
    assert caller is not None
    assert role is not None
    assert caller.arn == ALICE
    assert caller.tags == {"Team": "a"}
    assert isinstance(caller.identity_policies, tuple)
    assert {(policy.name, policy.kind, policy.source, policy.group) for policy in caller.identity_policies} == {
        ("own", "inline", "user", None),
        ("Base", "managed", "user", None),
        ("shared", "inline", "group", "devs"),
    }
    assert all(policy.document is not UNKNOWN for policy in caller.identity_policies)
    assert role.max_session_duration == 7200
    assert role.trust_policy is not UNKNOWN
    assert role.trust_policy.text == TRUST
    assert isinstance(gathered.access_keys, dict)
    assert len(gathered.access_keys) == 1
    assert not [reading for reading in gathered.readings if reading.outcome in ("denied", "failed")]


def test_every_kind_of_change_is_made_and_taken_back(aws: Connection, iam: Any) -> None:
    other, base = TRUST.replace("alice", "*"), f"{ACCOUNT}:policy/Base"
    pairs: tuple[tuple[Change, Change], ...] = (
        (TrustPolicyChange(ROLE, TRUST, other), TrustPolicyChange(ROLE, other, TRUST)),
        (InlinePolicyChange(ROLE, "p", None, ALLOW), InlinePolicyChange(ROLE, "p", ALLOW, None)),
        (InlinePolicyChange(ALICE, "p", None, ALLOW), InlinePolicyChange(ALICE, "p", ALLOW, None)),
        (
            InlinePolicyChange(f"{ACCOUNT}:group/devs", "p", None, ALLOW),
            InlinePolicyChange(f"{ACCOUNT}:group/devs", "p", ALLOW, None),
        ),
        (AttachmentChange(ROLE, base, True), AttachmentChange(ROLE, base, False)),
        (
            RoleSettingChange(ROLE, "max_session_duration", 7200, 3600),
            RoleSettingChange(ROLE, "max_session_duration", 3600, 7200),
        ),
        (RoleSettingChange(ROLE, "tags", {}, {"a": "b"}), RoleSettingChange(ROLE, "tags", {"a": "b"}, {})),
    )
    for there, back in pairs:
        before = aws.current(there)
        aws.apply(there, lambda _: None)
        assert aws.current(there) != before
        aws.apply(back, lambda _: None)
        assert aws.current(there) == before


def test_a_managed_policy_never_has_more_than_five_versions(aws: Connection, iam: Any) -> None:
    base = f"{ACCOUNT}:policy/Base"
    text = ALLOW
    for number in range(7):
        after = ALLOW.replace("sts:*", f"sts:A{number}*")
        aws.apply(ManagedPolicyChange(base, ALICE, text, after), lambda _: None)
        text = after
    versions = iam.list_policy_versions(PolicyArn=base)["Versions"]
    assert len(versions) == 5
    assert aws.current(ManagedPolicyChange(base, ALICE, None, "")) == text
