"""What STS says, rule by rule, over HTTP. Each row is written from AWS's documents, not from the engine."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.practice.conftest import Clock, Learner, outcome
from wizard.practice import one_time_code
from wizard.practice.lesson_files import load

CALLER, OWNER = "210987654321", "123456789012"
ROLE = f"arn:aws:iam::{OWNER}:role/MyCrossAccountRole"
SERIAL = f"arn:aws:iam::{CALLER}:mfa/remote-user"


def trust(learner: Learner, *statements: dict[str, Any], role: str = "MyCrossAccountRole") -> None:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    learner.client("iam", "role-admin").update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(document))


def allow(principal: Any, **condition: Any) -> dict[str, Any]:
    found = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return found | ({"Condition": condition} if condition else {})


def assume(learner: Learner, **more: Any) -> str:
    call = learner.client("sts").assume_role
    return outcome(lambda: call(**{"RoleArn": ROLE, "RoleSessionName": "TestSession", **more}))


ME = f"arn:aws:iam::{CALLER}:user/remote-user"
PRINCIPALS = [
    ({"AWS": ME}, "allowed"),
    ({"AWS": CALLER}, "allowed"),
    ({"AWS": f"arn:aws:iam::{CALLER}:root"}, "allowed"),
    ({"AWS": "*"}, "allowed"),
    ({"AWS": [f"arn:aws:iam::{OWNER}:user/remote-user", ME]}, "allowed"),
    ({"AWS": f"arn:aws:iam::{CALLER}:user/contractor"}, "AccessDenied"),
    ({"AWS": OWNER}, "AccessDenied"),
    ({"Service": "ec2.amazonaws.com"}, "AccessDenied"),
    ({"Federated": f"arn:aws:iam::{OWNER}:saml-provider/Okta"}, "AccessDenied"),
]


@pytest.mark.parametrize(("principal", "answer"), PRINCIPALS)
def test_principal_forms(start, principal: Any, answer: str) -> None:
    """AWS JSON policy elements: Principal."""
    learner = start("cross-account")
    trust(learner, allow(principal))
    assert assume(learner) == answer


EXTERNAL = {"StringEquals": {"sts:ExternalId": "blue"}}
CONDITIONS = [
    (EXTERNAL, {}, "AccessDenied"),
    (EXTERNAL, {"ExternalId": "green"}, "AccessDenied"),
    (EXTERNAL, {"ExternalId": "Blue"}, "AccessDenied"),
    (EXTERNAL, {"ExternalId": "blue"}, "allowed"),
    ({"StringNotEquals": {"sts:ExternalId": "blue"}}, {}, "allowed"),
    ({"StringEqualsIfExists": {"sts:ExternalId": "blue"}}, {}, "allowed"),
    ({"StringEqualsIfExists": {"sts:ExternalId": "blue"}}, {"ExternalId": "green"}, "AccessDenied"),
    ({"StringEquals": {"sts:RoleSessionName": "${aws:username}"}}, {}, "AccessDenied"),
    ({"StringEquals": {"sts:RoleSessionName": "${aws:username}"}}, {"RoleSessionName": "remote-user"}, "allowed"),
    ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{CALLER}:user/*"}}, {}, "allowed"),
    ({"StringEquals": {"aws:PrincipalArn": f"arn:aws:iam::{CALLER}:user/*"}}, {}, "AccessDenied"),
    ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, {}, "allowed"),
    ({"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}, {}, "AccessDenied"),
    ({"Bool": {"aws:SecureTransport": "true"}}, {}, "allowed"),
    ({"Bool": {"aws:MultiFactorAuthPresent": "false"}}, {}, "AccessDenied"),
    ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}, {}, "allowed"),
    ({"Null": {"aws:MultiFactorAuthPresent": "true"}}, {}, "allowed"),
    ({"StringEquals": {"aws:SourceAccount": CALLER}}, {}, "AccessDenied"),
    ({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, {}, "allowed"),
    ({"Null": {"aws:TokenIssueTime": "true"}}, {}, "allowed"),
]


@pytest.mark.parametrize(("condition", "parameters", "answer"), CONDITIONS)
def test_conditions(start, condition: Any, parameters: dict[str, Any], answer: str) -> None:
    """IAM JSON policy elements: Condition; AWS global condition context keys."""
    learner = start("cross-account")
    trust(learner, allow({"AWS": ME}, **condition))
    assert assume(learner, **parameters) == answer


def test_an_explicit_deny_wins(start) -> None:
    learner = start("cross-account")
    trust(learner, allow({"AWS": ME}), {**allow({"AWS": ME}), "Effect": "Deny"})
    assert assume(learner) == "AccessDenied"


def test_across_accounts_the_callers_side_must_allow_as_well(start) -> None:
    learner = start("wrong-account")
    statement = allow({"AWS": "arn:aws:iam::111122223333:user/intern"})
    learner.client("iam", "site-admin").update_assume_role_policy(
        RoleName="WebsiteDeploy", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    probe = load("wrong-account").intruders[1]
    from wizard.practice.judge import succeeds

    assert "intern" in probe.who and not succeeds(learner.environment.lesson, learner.environment.cloud, probe)


def test_a_role_that_does_not_exist_is_denied_like_one_that_does_not_trust(start) -> None:
    learner = start("cross-account")
    texts = []
    for name in ("MyCrossAccountRole", "NoSuchRole"):
        with pytest.raises(ClientError) as caught:
            learner.client("sts").assume_role(
                RoleArn=f"arn:aws:iam::{OWNER}:role/{name}", RoleSessionName="TestSession"
            )
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
        texts.append(caught.value.response["Error"]["Message"].replace(name, "ROLE"))
    assert texts[0] == texts[1]
    assert (
        texts[0]
        == f"User: {ME} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::{OWNER}:role/ROLE"
    )


def test_the_reason_is_given_where_a_lesson_wants_it(start) -> None:
    learner = start("scp-wants-mfa")
    with pytest.raises(ClientError) as caught:
        learner.assume()
    assert str(caught.value).endswith("with an explicit deny in a service control policy")


class TestMfa:
    """aws:MultiFactorAuthPresent, and codes that are good once."""

    @pytest.fixture
    def clock(self) -> Clock:
        import time

        return Clock(time.time())

    @pytest.fixture
    def learner(self, start, clock: Clock) -> Learner:
        learner = start("cross-account", clock=clock)
        trust(learner, allow({"AWS": ME}, Bool={"aws:MultiFactorAuthPresent": "true"}))
        return learner

    def test_a_code_opens_the_role_once(self, learner: Learner) -> None:
        code = learner.environment.phone_code()
        assert assume(learner, SerialNumber=SERIAL, TokenCode=code) == "allowed"
        with pytest.raises(ClientError, match="invalid MFA one time pass code"):
            learner.client("sts").assume_role(
                RoleArn=ROLE, RoleSessionName="TestSession", SerialNumber=SERIAL, TokenCode=code
            )

    def test_the_phone_goes_on_to_the_next_code(self, learner: Learner, clock: Clock) -> None:
        first = learner.environment.phone_code()
        assert assume(learner, SerialNumber=SERIAL, TokenCode=first) == "allowed"
        second = learner.environment.phone_code()
        assert second != first
        assert assume(learner, SerialNumber=SERIAL, TokenCode=second) == "allowed"

    def test_wrong_old_and_foreign_codes_are_refused(self, learner: Learner, clock: Clock) -> None:
        code = learner.environment.phone_code()
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        assert assume(learner, SerialNumber=SERIAL, TokenCode=wrong) == "AccessDenied"
        foreign = f"arn:aws:iam::{CALLER}:mfa/contractor"
        assert assume(learner, SerialNumber=foreign, TokenCode=code) == "AccessDenied"
        clock.pass_(3 * one_time_code.PERIOD)
        assert one_time_code.accepted_step("JBSWY3DPEHPK3PXP", "000000", clock.now, -1) is None
        seed = learner.environment.mfa_device.seed
        stale = one_time_code.code_at(seed, one_time_code.step_of(clock.now) - 3)
        assert one_time_code.accepted_step(seed, stale, clock.now, -1) is None

    def test_a_code_without_a_serial_number_is_refused(self, learner: Learner) -> None:
        assert assume(learner, TokenCode="123456") == "AccessDenied"

    def test_a_session_opened_with_a_code_carries_mfa(self, learner: Learner) -> None:
        import boto3

        def session(**more: Any) -> str:
            keys = learner.client("sts").get_session_token(**more)["Credentials"]
            with learner.environment.in_process():
                client = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]).client("sts")
            return outcome(lambda: client.assume_role(RoleArn=ROLE, RoleSessionName="TestSession"))

        assert session() == "AccessDenied"
        assert session(SerialNumber=SERIAL, TokenCode=learner.environment.phone_code()) == "allowed"


def test_codes_are_those_of_rfc_6238() -> None:
    """Appendix B of RFC 6238, the last six of its eight digits."""
    import base64

    seed = base64.b32encode(b"12345678901234567890").decode()
    expected = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037"}
    assert {moment: one_time_code.code_at(seed, one_time_code.step_of(moment)) for moment in expected} == expected


class TestSessions:
    """Sessions of roles: who they are, and what they cannot do."""

    @pytest.fixture
    def inside(self, start):
        learner = start("cross-account")
        trust(learner, allow({"AWS": [ME, ROLE]}))
        keys = learner.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="TestSession")["Credentials"]

        def client(service: str) -> Any:
            import boto3

            with learner.environment.in_process():
                session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
                return session.client(service)

        return learner, client

    def test_the_session_knows_who_it_is(self, inside) -> None:
        _, client = inside
        identity = client("sts").get_caller_identity()
        assert identity["Arn"] == f"arn:aws:sts::{OWNER}:assumed-role/MyCrossAccountRole/TestSession"
        assert identity["UserId"].startswith("AROA") and identity["UserId"].endswith(":TestSession")

    def test_a_chain_lasts_an_hour_at_most(self, inside) -> None:
        learner, client = inside
        iam = learner.client("iam", "role-admin")
        iam.update_role(RoleName="MyCrossAccountRole", MaxSessionDuration=43200)
        with pytest.raises(ClientError, match="1 hour session limit for roles assumed by role chaining"):
            client("sts").assume_role(RoleArn=ROLE, RoleSessionName="again", DurationSeconds=7200)
        assert client("sts").assume_role(RoleArn=ROLE, RoleSessionName="again", DurationSeconds=3600)

    def test_a_session_opens_no_session_token(self, inside) -> None:
        _, client = inside
        assert outcome(client("sts").get_session_token) == "AccessDenied"

    def test_the_role_may_do_what_its_policies_say(self, inside) -> None:
        learner, client = inside
        assert outcome(client("iam").list_roles) == "AccessDenied"
        learner.client("iam", "role-admin").attach_role_policy(
            RoleName="MyCrossAccountRole", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess"
        )
        assert outcome(client("iam").list_roles) == "allowed"


def test_longer_than_the_role_allows_is_a_validation_error(start) -> None:
    learner = start("cross-account")
    assert assume(learner, DurationSeconds=7200) == "AccessDenied"  # the policies come first
    trust(learner, allow({"AWS": ME}))
    with pytest.raises(ClientError, match="exceeds the MaxSessionDuration set for this role") as caught:
        learner.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="TestSession", DurationSeconds=7200)
    assert caught.value.response["Error"]["Code"] == "ValidationError"


def test_a_change_takes_a_moment_to_reach_sts(start) -> None:
    import time

    clock = Clock(time.time())
    learner = start("cross-account", clock=clock, delay=5.0)
    trust(learner, allow({"AWS": ME}))
    role = learner.client("iam", "role-admin").get_role(RoleName="MyCrossAccountRole")["Role"]
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["AWS"] == ME  # IAM knows already
    assert assume(learner) == "AccessDenied"
    clock.pass_(4.0)
    assert assume(learner) == "AccessDenied"
    clock.pass_(1.0)
    assert assume(learner) == "allowed"


def test_keys_are_checked(start) -> None:
    import boto3

    learner = start("cross-account")
    keys = learner.client("sts").meta.events and learner.environment.cloud.keys
    key = next(item for item in keys.values() if item.name == "remote-user")
    with learner.environment.in_process():
        wrong = boto3.Session(key.access_key_id, "not-the-secret").client("sts")
        unknown = boto3.Session("AKIAPRACTICEUNKNOWN1", "x").client("sts")
        token = boto3.Session(key.access_key_id, key.secret.reveal(), "a-token").client("sts")
    assert outcome(wrong.get_caller_identity) == "SignatureDoesNotMatch"
    assert outcome(unknown.get_caller_identity) == "InvalidClientTokenId"
    assert outcome(token.get_caller_identity) == "InvalidClientTokenId"


@pytest.mark.parametrize(
    ("seconds", "answer"),
    [(240, "allowed"), (-240, "allowed"), (400, "SignatureDoesNotMatch"), (-400, "SignatureDoesNotMatch")],
)
def test_five_minutes_of_clock_skew_are_forgiven(start, seconds: float, answer: str) -> None:
    import time

    learner = start("cross-account", clock=Clock(time.time()))
    client = learner.client("sts")
    learner.environment.cloud.clock.pass_(seconds)
    assert outcome(client.get_caller_identity) == answer


def test_expired_sessions_are_told_so(start) -> None:
    import time

    import boto3

    clock = Clock(time.time())
    learner = start("cross-account", clock=clock)
    keys = learner.client("sts").get_session_token(DurationSeconds=900)["Credentials"]
    with learner.environment.in_process():
        client = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]).client("sts")
    assert outcome(client.get_caller_identity) == "allowed"
    key = learner.environment.cloud.keys[keys["AccessKeyId"]]
    from dataclasses import replace

    learner.environment.cloud.keys[keys["AccessKeyId"]] = replace(key, expires=clock.now - 1)
    assert outcome(client.get_caller_identity) == "ExpiredToken"


def test_the_account_of_a_key_can_be_asked(start) -> None:
    learner = start("cross-account")
    key = next(key for key, owner in learner.environment.cloud.keys.items() if owner.name == "role-admin")
    assert learner.client("sts").get_access_key_info(AccessKeyId=key)["Account"] == OWNER


def test_federation_tokens_assume_nothing(start) -> None:
    import boto3

    learner = start("cross-account")
    trust(learner, allow({"AWS": ME}))
    answer = learner.client("sts").get_federation_token(Name="bob")
    assert answer["FederatedUser"]["Arn"] == f"arn:aws:sts::{CALLER}:federated-user/bob"
    keys = answer["Credentials"]
    with learner.environment.in_process():
        client = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]).client("sts")
    assert client.get_caller_identity()["Arn"].endswith(":federated-user/bob")
    assert outcome(lambda: client.assume_role(RoleArn=ROLE, RoleSessionName="TestSession")) == "AccessDenied"
