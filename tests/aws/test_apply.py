"""Every kind of change: guarded, recorded before the call, sent as previewed, with the right account's credentials."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.aws.conftest import SECRET
from tests.aws.stand_in import ALICE, ROLE_ARN, TRUST, Fault, StandIn, identity, role
from tests.aws.test_gather import ADMIN, POLICY, by_key
from wizard.aws.connection import Connection, connect
from wizard.aws.gateway import AssumeCall, AwsFailure, DroppedVersion, Target
from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.saved_form import same_policy
from wizard.secret import Secret

Write = Callable[..., None]
NEW = '{\n  "Version": "2012-10-17",\n  "Statement": []\n}\n'
MANAGED = "arn:aws:iam::111122223333:policy/Base"
NO_SUCH = Fault("NoSuchEntity", "The user policy with name p cannot be found.", 404)


@pytest.fixture
def aws(stand_in: StandIn, write_profile: Write) -> Connection:
    write_profile("default", key="alicekey")
    write_profile("admin", key="adminkey")
    stand_in.answers |= {
        "GetCallerIdentity": by_key({"alicekey": identity(ALICE), "adminkey": identity(ADMIN)}),
        "GetRole": by_key({"adminkey": role(MaxSessionDuration=3600, Tags=[{"Key": "Team", "Value": "a"}])}),
    }
    return connect(Target(role=ROLE_ARN, role_profile="admin", endpoint_url=stand_in.url))


def sent(stand_in: StandIn, operation: str) -> dict[str, str]:
    """The parameters of the last call of an operation."""
    return [parameters for _, name, parameters in stand_in.received if name == operation][-1]


def apply(aws: Connection, change: Change) -> str:
    """Applies, and makes sure that the journal is written once."""
    journal: list[str] = []
    answer = aws.apply(change, lambda _: journal.append("written")).answer
    assert journal == ["written"]
    return answer


def refused(aws: Connection, change: Change) -> AwsFailure:
    """A change that must not reach the journal."""
    journal: list[str] = []
    with pytest.raises(AwsFailure) as caught:
        aws.apply(change, lambda _: journal.append("written"))
    assert journal == []
    return caught.value


def test_exactly_the_previewed_trust_policy_is_sent(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers["UpdateAssumeRolePolicy"] = {}
    answer = apply(aws, TrustPolicyChange(ROLE_ARN, TRUST, NEW))
    assert answer == "UpdateAssumeRolePolicy: HTTP 200, request id req-1"
    assert sent(stand_in, "UpdateAssumeRolePolicy")["PolicyDocument"] == NEW
    assert sent(stand_in, "UpdateAssumeRolePolicy")["RoleName"] == "Deploy"
    assert stand_in.received[-1][0] == "adminkey", "the role's account decides"


def test_a_policy_that_somebody_changed_meanwhile_is_left_alone(stand_in: StandIn, aws: Connection) -> None:
    failure = refused(aws, TrustPolicyChange(ROLE_ARN, TRUST.replace("Allow", "Deny"), NEW))
    assert failure.kind == "changed"
    assert failure.advice().startswith("Read again. Look at what is there now")
    assert "UpdateAssumeRolePolicy" not in stand_in.operations


def test_white_space_alone_is_no_change_since_iam_does_not_keep_it(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers["UpdateAssumeRolePolicy"] = {}
    apply(aws, TrustPolicyChange(ROLE_ARN, TRUST.replace("\n", "").replace(" ", ""), NEW))


def test_a_role_deleted_meanwhile_is_told(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers["GetRole"] = Fault("NoSuchEntity", "The role with name Deploy cannot be found.", 404)
    assert refused(aws, TrustPolicyChange(ROLE_ARN, TRUST, NEW)).kind == "not_found"


@pytest.mark.parametrize("path", ["aws-service-role/support.amazonaws.com", "aws-reserved/sso.amazonaws.com"])
def test_protected_roles_are_refused_before_any_call(stand_in: StandIn, aws: Connection, path: str) -> None:
    arn = f"arn:aws:iam::444455556666:role/{path}/Deploy"
    for change in (
        TrustPolicyChange(arn, TRUST, NEW),
        InlinePolicyChange(arn, "p", None, POLICY),
        AttachmentChange(arn, "arn:aws:iam::aws:policy/ReadOnlyAccess", True),
        RoleSettingChange(arn, "max_session_duration", 3600, 7200),
    ):
        assert refused(aws, change).kind == "protected"
    assert set(stand_in.operations) <= {"GetCallerIdentity"}


def test_a_protected_role_named_without_its_path_is_refused_too(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers["GetRole"] = role("arn:aws:iam::444455556666:role/aws-service-role/x.amazonaws.com/Deploy")
    assert refused(aws, TrustPolicyChange(ROLE_ARN, TRUST, NEW)).kind == "protected"


@pytest.mark.parametrize(
    ("kind", "parameter"),
    [("user", "UserName"), ("group", "GroupName")],
)
def test_inline_policies_are_put_and_deleted(stand_in: StandIn, aws: Connection, kind: str, parameter: str) -> None:
    arn, word = f"arn:aws:iam::111122223333:{kind}/team/it", kind.capitalize()
    stand_in.answers |= {f"Get{word}Policy": NO_SUCH, f"Put{word}Policy": {}, f"Delete{word}Policy": {}}
    apply(aws, InlinePolicyChange(arn, "p", None, POLICY))
    assert sent(stand_in, f"Put{word}Policy") | {"Version": ""} == {
        parameter: "it",
        "PolicyName": "p",
        "PolicyDocument": POLICY,
        "Version": "",
    }
    assert stand_in.received[-1][0] == "alicekey"
    stand_in.answers[f"Get{word}Policy"] = {parameter: "it", "PolicyName": "p", "PolicyDocument": quote(POLICY)}
    apply(aws, InlinePolicyChange(arn, "p", POLICY, None))
    assert sent(stand_in, f"Delete{word}Policy")["PolicyName"] == "p"


def test_an_inline_policy_that_appeared_meanwhile_is_not_overwritten(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers["GetUserPolicy"] = {"UserName": "alice", "PolicyName": "p", "PolicyDocument": quote(POLICY)}
    assert refused(aws, InlinePolicyChange(ALICE, "p", None, NEW)).kind == "changed"


def test_a_managed_policy_is_attached_and_detached(stand_in: StandIn, aws: Connection) -> None:
    read_only = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    stand_in.answers |= {"ListAttachedRolePolicies": {"AttachedPolicies": []}, "AttachRolePolicy": {}}
    apply(aws, AttachmentChange(ROLE_ARN, read_only, True))
    assert sent(stand_in, "AttachRolePolicy")["PolicyArn"] == read_only
    assert refused(aws, AttachmentChange(ROLE_ARN, read_only, False)).kind == "changed", "it is not attached"
    stand_in.answers |= {
        "ListAttachedRolePolicies": {"AttachedPolicies": [{"PolicyName": "ReadOnlyAccess", "PolicyArn": read_only}]},
        "DetachRolePolicy": {},
    }
    apply(aws, AttachmentChange(ROLE_ARN, read_only, False))
    assert refused(aws, AttachmentChange(ROLE_ARN, read_only, True)).kind == "changed", "it is attached already"


def managed(stand_in: StandIn, versions: int) -> None:
    """A managed policy with so many versions, of which the second is the default."""
    stand_in.answers |= {
        "GetPolicy": {"Policy": {"PolicyName": "Base", "Arn": MANAGED, "DefaultVersionId": "v2"}},
        "GetPolicyVersion": {"PolicyVersion": {"Document": quote(POLICY), "VersionId": "v2"}},
        "ListPolicyVersions": {
            "Versions": [{"VersionId": f"v{n}", "IsDefaultVersion": n == 2} for n in range(versions, 0, -1)]
        },
        "DeletePolicyVersion": {},
        "CreatePolicyVersion": {"PolicyVersion": {"VersionId": "v9", "IsDefaultVersion": True}},
    }


def test_a_managed_policy_gets_a_new_default_version(stand_in: StandIn, aws: Connection) -> None:
    managed(stand_in, 4)
    assert "v9 is the default" in apply(aws, ManagedPolicyChange(MANAGED, ALICE, POLICY, NEW))
    assert sent(stand_in, "CreatePolicyVersion")["SetAsDefault"] == "true"
    assert "DeletePolicyVersion" not in stand_in.operations


def test_of_five_versions_the_oldest_that_is_not_the_default_makes_room(stand_in: StandIn, aws: Connection) -> None:
    managed(stand_in, 5)
    told: list[tuple[DroppedVersion | None, list[str]]] = []

    def record(dropped: DroppedVersion | None) -> None:
        told.append((dropped, stand_in.operations))

    answer = aws.apply(ManagedPolicyChange(MANAGED, ALICE, POLICY, NEW), record).answer
    ((dropped, before),) = told
    assert dropped is not None and dropped.version_id == "v1" and same_policy(dropped.document, POLICY)
    assert "DeletePolicyVersion" not in before
    assert sent(stand_in, "DeletePolicyVersion")["VersionId"] == "v1"
    assert "v1" in answer


def test_the_session_duration_and_the_tags_of_a_role(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers |= {"UpdateRole": {}, "TagRole": {}, "UntagRole": {}}
    apply(aws, RoleSettingChange(ROLE_ARN, "max_session_duration", 3600, 7200))
    assert sent(stand_in, "UpdateRole")["MaxSessionDuration"] == "7200"
    assert refused(aws, RoleSettingChange(ROLE_ARN, "max_session_duration", 900, 7200)).kind == "changed"
    apply(aws, RoleSettingChange(ROLE_ARN, "tags", {"Team": "a"}, {"Owner": "b"}))
    assert sent(stand_in, "TagRole")["Tags.member.1.Key"] == "Owner"
    assert sent(stand_in, "UntagRole")["TagKeys.member.1"] == "Team"


def test_no_change_goes_to_a_namesake(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("default", key="alicekey")
    stand_in.answers["UpdateAssumeRolePolicy"] = {}
    stand_in.answers["GetRole"] = role(ROLE_ARN)
    aws = connect(Target(role=ROLE_ARN, endpoint_url=stand_in.url))
    failure = refused(aws, TrustPolicyChange(ROLE_ARN, TRUST, NEW))
    assert failure.kind == "no_credentials"
    assert "--role-profile" in failure.next_step
    assert failure.identity is not None
    assert ALICE in failure.identity
    assert set(stand_in.operations) == {"GetCallerIdentity"}


def test_aws_s_refusal_comes_after_the_journal_and_changes_nothing(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers["UpdateAssumeRolePolicy"] = Fault("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048")
    journal: list[str] = []
    with pytest.raises(AwsFailure) as caught:
        aws.apply(TrustPolicyChange(ROLE_ARN, TRUST, NEW), lambda _: journal.append("written"))
    assert journal == ["written"]
    assert caught.value.kind == "refused"
    assert "ACLSizePerRole" in caught.value.why


def test_a_change_of_the_request_is_none_of_aws_s(aws: Connection) -> None:
    assert refused(aws, Ask("the administrator", "allow it", "identity_policy")).kind == "refused"


def test_the_assumed_role_is_tried_with_its_own_keys(stand_in: StandIn, aws: Connection) -> None:
    session = "arn:aws:sts::444455556666:assumed-role/Deploy/ci"
    stand_in.answers |= {
        "AssumeRole": {
            "AssumedRoleUser": {"Arn": session, "AssumedRoleId": "AROAEXAMPLE:ci"},
            "Credentials": {
                "AccessKeyId": "rolekey",
                "SecretAccessKey": SECRET,
                "SessionToken": f"token{SECRET}",
                "Expiration": "2026-12-01T00:00:00Z",
            },
        },
        "GetCallerIdentity": by_key({"alicekey": identity(ALICE), "rolekey": identity(session)}),
    }
    call = AssumeCall(
        ROLE_ARN,
        "ci",
        external_id="tenant-42",
        duration_seconds=900,
        source_identity="alice",
        tags={"Team": "a"},
        transitive_tag_keys=("Team",),
        serial_number="arn:aws:iam::111122223333:mfa/alice",
        token_code=Secret("123456"),
    )
    became = aws.assume(call)
    assert became.arn == session
    assert SECRET not in repr(became) + repr(aws) + repr(vars(aws))
    assert aws.try_identity().arn == session
    assert sent(stand_in, "AssumeRole") | {"Version": ""} == {
        "RoleArn": ROLE_ARN,
        "RoleSessionName": "ci",
        "ExternalId": "tenant-42",
        "DurationSeconds": "900",
        "SourceIdentity": "alice",
        "Tags.member.1.Key": "Team",
        "Tags.member.1.Value": "a",
        "TransitiveTagKeys.member.1": "Team",
        "SerialNumber": "arn:aws:iam::111122223333:mfa/alice",
        "TokenCode": "123456",
        "Version": "",
    }


def test_an_mfa_session_makes_the_caller_s_calls_from_then_on(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers |= {
        "GetSessionToken": {
            "Credentials": {
                "AccessKeyId": "sessionkey",
                "SecretAccessKey": SECRET,
                "SessionToken": "token",
                "Expiration": "2036-12-01T00:00:00Z",
            }
        },
        "GetCallerIdentity": by_key(
            {"alicekey": identity(ALICE), "sessionkey": identity(ALICE), "adminkey": identity(ADMIN)}
        ),
    }
    aws.open_mfa_session("arn:aws:iam::111122223333:mfa/alice", Secret("123456"))
    gathered = aws.gather(Target(role=ROLE_ARN), lambda reading: None)
    assert gathered.case.request is not None
    assert gathered.case.caller is not None
    assert gathered.case.request.mfa_authenticated is True
    assert gathered.case.caller.credentials == "temporary"
    assert gathered.caller is not None
    assert gathered.caller.credentials_from == "an MFA session opened here"
    assert "sessionkey" in {key for key, operation, _ in stand_in.received if operation == "ListUserPolicies"}


def test_an_mfa_session_that_has_ended_is_left_by_the_next_reading(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers |= {
        "GetSessionToken": {
            "Credentials": {
                "AccessKeyId": "sessionkey",
                "SecretAccessKey": SECRET,
                "SessionToken": "token",
                "Expiration": "2026-01-01T00:00:00Z",
            }
        },
        "GetCallerIdentity": by_key({"alicekey": identity(ALICE), "adminkey": identity(ADMIN)}),
    }
    aws.open_mfa_session("arn:aws:iam::111122223333:mfa/alice", Secret("123456"))
    gathered = aws.gather(Target(role=ROLE_ARN), lambda reading: None)
    assert gathered.caller is not None and gathered.caller.credentials_from == "profile default in ~/.aws/credentials"
    assert gathered.case.caller is not None and gathered.case.caller.credentials == "long_term"


def test_a_profile_is_used_with_a_prompter_of_ours(stand_in: StandIn, write_profile: Write, aws: Connection) -> None:
    serial = "arn:aws:iam::111122223333:mfa/alice"
    write_profile("deploy", key="unused", role_arn=ROLE_ARN, source_profile="default", mfa_serial=serial)
    session = "arn:aws:sts::444455556666:assumed-role/Deploy/botocore"
    stand_in.answers |= {
        "AssumeRole": {
            "AssumedRoleUser": {"Arn": session, "AssumedRoleId": "AROAEXAMPLE:ci"},
            "Credentials": {
                "AccessKeyId": "rolekey",
                "SecretAccessKey": SECRET,
                "SessionToken": "token",
                "Expiration": "2036-12-01T00:00:00Z",
            },
        },
        "GetCallerIdentity": by_key({"rolekey": identity(session)}),
    }
    asked: list[str] = []

    def ask(device: str) -> Secret:
        asked.append(device)
        return Secret("654321")

    assert aws.use_profile("deploy", ask).arn == session
    assert asked == [serial]
    assert sent(stand_in, "AssumeRole")["TokenCode"] == "654321"
    with pytest.raises(AwsFailure) as caught:
        aws.use_profile("deploy", lambda device: None)
    assert caught.value.kind == "cancelled"


def test_the_lists_for_choosing(stand_in: StandIn, aws: Connection) -> None:
    stand_in.answers |= {
        "ListRoles": {"Roles": [role(Description="CI deploys")["Role"]]},
        "ListPolicies": {"Policies": [{"PolicyName": "Base", "Arn": MANAGED}]},
    }
    assert [(found.name, found.description) for found in aws.roles()] == [("Deploy", "CI deploys")]
    assert [found.arn for found in aws.managed_policies()] == [MANAGED]


def test_the_trust_policy_as_it_is_now(aws: Connection) -> None:
    assert aws.current(TrustPolicyChange(ROLE_ARN, None, NEW)) == TRUST
    assert json.loads(aws.current(RoleSettingChange(ROLE_ARN, "tags", {}, {})) or "") == {"Team": "a"}
