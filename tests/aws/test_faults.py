"""What goes wrong on the way to AWS: each fault has its kind, its words, and names who was asking."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import botocore.exceptions
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.aws.conftest import SECRET
from tests.aws.stand_in import ALICE, Fault, Hang, Reset, StandIn, identity, role
from wizard.aws import calls
from wizard.aws.failures import Asker, translate
from wizard.aws.gateway import AwsFailure
from wizard.aws.live import Side
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load

Write = Callable[..., None]


def failure_of(side: Side) -> AwsFailure:
    with pytest.raises(AwsFailure) as caught:
        side.call(calls.GET_ROLE, RoleName="Deploy")
    failure = caught.value
    assert SECRET not in repr(failure) + str(failure) + failure.advice()
    assert failure.identity == str(side.asker) and failure.identity in str(failure), "who was asking, every time"
    assert failure.why and failure.advice()
    return failure


@pytest.fixture
def side(stand_in: StandIn, write_profile: Write) -> Side:
    write_profile("dev")
    side = Side("dev", endpoint_url=stand_in.url)
    side.identity()
    return side


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("AccessDenied", "denied", "allow iam:GetRole"),
        ("ExpiredToken", "expired", "aws sso login --profile dev"),
        ("InvalidClientTokenId", "no_credentials", "--profile"),
        ("SignatureDoesNotMatch", "no_credentials", "aws configure --profile dev"),
        ("NoSuchEntity", "not_found", "deleted"),
        ("MalformedPolicyDocument", "refused", "preview it again"),
        ("LimitExceeded", "refused", "Shorten"),
        ("UnmodifiableEntity", "protected", "hand the change over"),
        ("ConcurrentModification", "changed", "Read again. Then preview once more."),
        ("DeleteConflict", "refused", "first"),
        ("RegionDisabledException", "configuration", "--region"),
        ("InvalidAction", "refused", "--endpoint-url"),
        ("SomethingNew", "refused", "names"),
    ],
)
def test_each_error_code_says_what_to_do(stand_in: StandIn, side: Side, code: str, kind: str, words: str) -> None:
    stand_in.answers["GetRole"] = Fault(code, "AWS's own sentence.")
    failure = failure_of(side)
    assert (failure.kind, failure.code, failure.operation) == (kind, code, "iam:GetRole")
    assert words in failure.advice()
    assert failure.message == "AWS's own sentence."
    assert failure.request_id == "req-1"
    assert failure.identity == f"profile dev, {ALICE}"


def test_a_clock_that_is_off_is_told_from_a_wrong_secret(stand_in: StandIn, side: Side) -> None:
    stand_in.answers["GetRole"] = Fault(
        "SignatureDoesNotMatch", "Signature expired: 20261124T100000Z is now earlier than 20261124T100500Z", 403
    )
    failure = failure_of(side)
    assert failure.kind == "configuration"
    assert "clock" in failure.why
    assert "NTP" in failure.next_step


@pytest.mark.parametrize("minutes", [10, -10])
def test_a_clock_ten_minutes_off_is_named_by_whoever_checks_the_signature(minutes: int) -> None:
    def theirs() -> float:
        return time.time() + 60 * minutes

    with PracticeEnvironment(load("cross-account"), theirs) as environment, environment.in_process():
        failure = failure_of(Side("default"))
    assert failure.kind == "configuration"
    assert "this machine's clock is off" in failure.why
    assert failure.next_step == "Set the clock (NTP), then try again."


def test_a_rejected_code_is_told_from_a_denial(stand_in: StandIn, side: Side) -> None:
    stand_in.answers["GetRole"] = Fault(
        "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ", 403
    )
    assert "next code" in failure_of(side).next_step


def test_throttling_is_waited_out(stand_in: StandIn, side: Side) -> None:
    stand_in.answers["GetRole"] = [Fault("Throttling", "Rate exceeded"), Fault("Throttling", "Rate exceeded"), role()]
    assert side.call(calls.GET_ROLE, RoleName="Deploy")["Role"]["RoleName"] == "Deploy"


def test_throttling_without_end_is_told(stand_in: StandIn, side: Side) -> None:
    stand_in.answers["GetRole"] = Fault("Throttling", "Rate exceeded")
    assert failure_of(side).kind == "throttled"


def test_a_fault_of_aws_is_tried_again_and_then_told(stand_in: StandIn, side: Side) -> None:
    stand_in.answers["GetRole"] = [Fault("InternalFailure", "boom", 500), role()]
    assert side.call(calls.GET_ROLE, RoleName="Deploy")["Role"]
    stand_in.answers["GetRole"] = Fault("InternalFailure", "boom", 500)
    failure = failure_of(side)
    assert failure.kind == "other"
    assert "500" in failure.why


@pytest.mark.usefixtures("impatient")
def test_a_silent_server_is_given_up(stand_in: StandIn, side: Side) -> None:
    stand_in.answers["GetRole"] = Hang
    failure = failure_of(side)
    assert failure.kind == "network"
    assert "did not answer in time" in failure.why


def test_a_machine_that_never_takes_the_call_is_given_up() -> None:
    error = botocore.exceptions.ConnectTimeoutError(endpoint_url="https://sts.eu-west-1.amazonaws.com/")
    failure = translate(error, calls.GET_CALLER_IDENTITY, Asker("dev", ALICE))
    assert failure.kind == "network"
    assert failure.why == "https://sts.eu-west-1.amazonaws.com/ did not answer in time"
    assert failure.identity == f"profile dev, {ALICE}" and failure.identity in str(failure)


def test_a_connection_broken_in_the_middle_is_told(stand_in: StandIn, side: Side) -> None:
    stand_in.answers["GetRole"] = Reset
    assert failure_of(side).kind == "network"


@pytest.mark.parametrize("end", ["", "</body></html>"], ids=["broken off", "whole"])
def test_a_web_page_in_aws_s_place_is_told(end: str, stand_in: StandIn, side: Side) -> None:
    stand_in.answers["GetRole"] = f"<html><body>Please log in to the hotel's network{end}"
    failure = failure_of(side)
    assert failure.kind == "network"
    assert "--endpoint-url" in failure.next_step


def test_a_fault_of_this_program_is_not_blamed_on_the_endpoint() -> None:
    try:
        {}["Arn"]
    except KeyError as error:
        failure = translate(error, calls.GET_CALLER_IDENTITY, Asker("dev", ALICE))
    assert failure.kind == "other" and "--endpoint-url" not in failure.next_step


@contextmanager
def taken_port() -> Iterator[int]:
    """A port on which nobody listens, nor can meanwhile."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def test_nobody_at_the_endpoint(write_profile: Write) -> None:
    write_profile("dev")
    with taken_port() as port:
        url = f"http://127.0.0.1:{port}"
        failure = failure_of(Side("dev", endpoint_url=url))
    assert failure.kind == "network"
    assert url in failure.why


def test_a_proxy_that_refuses(write_profile: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write_profile("dev")
    with taken_port() as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        failure = failure_of(Side("dev"))
    assert failure.kind == "network"
    assert "HTTPS_PROXY" in failure.next_step


def test_a_proxy_s_password_is_not_told(write_profile: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write_profile("dev")
    with taken_port() as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://clerk:hunter2@127.0.0.1:{port}")
        failure = failure_of(Side("dev"))
    assert failure.kind == "network"
    assert "hunter2" not in f"{failure!r} {failure} {failure.why} {failure.advice()} {failure.message}"


def test_a_name_that_does_not_resolve(write_profile: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def unresolved(*arguments: object, **options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)
    write_profile("dev")
    failure = failure_of(Side("dev"))
    assert failure.kind == "network"
    assert "amazonaws.com" in failure.why and "does not resolve" in failure.why
    assert failure.identity == "profile dev"


def test_a_server_that_does_not_speak_tls(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("dev")
    url = stand_in.url.replace("http:", "https:")
    failure = failure_of(Side("dev", endpoint_url=url))
    assert failure.kind == "network"
    assert failure.why == f"{url}/ does not speak TLS"
    assert "http://" in failure.next_step and "certificate" not in failure.next_step


def test_a_certificate_is_trusted_once_its_bundle_is_named(
    home: Path, write_profile: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(home)
    stand_in = StandIn({"GetCallerIdentity": identity(ALICE), "GetRole": role()}, certificate=certificate)
    try:
        write_profile("dev")
        failure = failure_of(Side("dev", endpoint_url=stand_in.url))
        assert failure.kind == "network"
        assert "certificate" in failure.why and stand_in.url in failure.why
        assert "AWS_CA_BUNDLE" in failure.next_step
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
        assert Side("dev", endpoint_url=stand_in.url).identity().arn == ALICE
    finally:
        stand_in.close()


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 and its key, in one file."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "certificate.pem"
    file.write_bytes(secret + built.sign(key, hashes.SHA256()).public_bytes(pem))
    return file


def test_no_credentials_at_all() -> None:
    failure = failure_of(Side())
    assert failure.kind == "no_credentials"
    assert "aws configure" in failure.next_step


def test_a_profile_that_is_not_there(write_profile: Write) -> None:
    write_profile("dev")
    failure = failure_of(Side("prod"))
    assert failure.kind == "configuration"
    assert "no profile prod" in failure.why


def test_a_config_file_that_does_not_parse_names_the_line(home: Path) -> None:
    (home / ".aws" / "config").write_text("[default]\nregion = eu-west-1\n[default]\nregion = us-east-1\n")
    failure = failure_of(Side())
    assert failure.kind == "configuration"
    assert "line 3" in failure.why
    assert "profile check" in failure.next_step


def test_an_expired_identity_center_session_names_the_command(home: Path) -> None:
    (home / ".aws" / "config").write_text(
        "[profile sso]\nregion = eu-west-1\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n"
        "sso_account_id = 111122223333\nsso_role_name = Admin\n"
    )
    failure = failure_of(Side("sso"))
    assert failure.kind == "expired"
    assert "aws sso login --profile sso" in failure.next_step


def test_one_signs_in_with_the_profile_at_the_end_of_the_sources(home: Path) -> None:
    """`aws sso login` refuses a profile that has no Identity Center settings of its own."""
    (home / ".aws" / "config").write_text(
        "[profile sso]\nregion = eu-west-1\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n"
        "sso_account_id = 111122223333\nsso_role_name = Admin\n"
        "[profile between]\nrole_arn = arn:aws:iam::111122223333:role/A\nsource_profile = sso\n"
        "[profile last]\nrole_arn = arn:aws:iam::111122223333:role/B\nsource_profile = between\n"
    )
    failure = failure_of(Side("last"))
    assert "profile last" in failure.why
    assert "`aws sso login --profile sso`" in failure.next_step


def test_an_answer_in_another_form_is_not_shown_raw() -> None:
    answer = {"Error": {"Code": "400", "Message": "<ErrorResponse><Error><Code>InvalidAction</Code>"}}
    error = botocore.exceptions.ClientError(answer, "GetRequestAuthorizationDetails")
    failure = translate(error, calls.GET_REQUEST_AUTHORIZATION_DETAILS, Asker("dev"))
    assert failure.why == "the answer is not in the form of this service"
    assert "does not offer this call" in failure.next_step


def test_a_permission_set_that_one_no_longer_has_is_told_as_that() -> None:
    answer = {"Error": {"Code": "ForbiddenException", "Message": "No access"}, "ResponseMetadata": {}}
    error = botocore.exceptions.ClientError(answer, "GetRoleCredentials")
    failure = translate(error, calls.GET_CALLER_IDENTITY, Asker("sso"))
    assert failure.operation == "sso:GetRoleCredentials"
    assert "Identity Center does not give it the role" in failure.why and "No access" in failure.why
    assert "sso_role_name" in failure.next_step


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_a_variable_that_names_a_profile_which_is_not_there_is_named(
    variable: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "gone")
    failure = failure_of(Side())
    assert failure.why.startswith(f"there is no profile gone ({variable} names it)")


CONSOLE = "[profile console]\nregion = eu-west-1\nlogin_session = arn:aws:iam::111122223333:user/alice\n"


def signed_in(home: Path, until: datetime) -> None:
    """The file that `aws login` leaves."""
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    keys = {"accessKeyId": "ASIALOGINLOGINLOGIN1", "secretAccessKey": "s" * 40, "sessionToken": "t" * 40}
    token = {"accessToken": keys | {"accountId": "111122223333", "expiresAt": until.isoformat()}}
    token |= {"clientId": "client", "refreshToken": "r", "dpopKey": key.decode()}
    folder = home / ".aws" / "login" / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(b"arn:aws:iam::111122223333:user/alice").hexdigest()
    (folder / f"{name}.json").write_text(json.dumps(token))


def test_an_ended_console_login_names_the_command_and_a_renewed_one_goes_on(home: Path, stand_in: StandIn) -> None:
    pytest.importorskip("awscrt", reason="needs the extra `login`")
    (home / ".aws" / "config").write_text(CONSOLE)
    failure = failure_of(Side("console"))
    assert failure.kind == "expired"
    assert failure.next_step.startswith("Sign in again with `aws login --profile console`")
    signed_in(home, datetime.now(UTC) + timedelta(hours=1))
    stand_in.answers["GetCallerIdentity"] = identity(ALICE)
    caller = Side("console", endpoint_url=stand_in.url).identity()
    assert caller.credentials_kind == "a console sign-in's session"
    assert stand_in.received[0][0] == "ASIALOGINLOGINLOGIN1"


def test_a_console_login_without_the_extra_package_names_the_package() -> None:
    error = botocore.exceptions.MissingDependencyException(msg='You will need to pip install "botocore[crt]"')
    failure = translate(error, calls.GET_CALLER_IDENTITY, Asker("console"))
    assert "pip install 'role-wizard[login]'" in failure.next_step


@pytest.mark.parametrize("name", ["LoginRefreshRequired", "LoginTokenLoadError", "LoginAuthorizationCodeError"])
def test_every_end_of_a_console_login_names_the_command(name: str) -> None:
    error = getattr(botocore.exceptions, name)(error_msg="it is gone")
    failure = translate(error, calls.GET_CALLER_IDENTITY, Asker("console"))
    assert failure.kind == "expired"
    assert failure.advice() == "Sign in again with `aws login --profile console`. Then read again."


@pytest.mark.parametrize(
    ("variables", "why", "next_step"),
    [
        ({"AWS_PROFILE": ""}, "set and empty", "Unset it"),
        ({"AWS_STS_REGIONAL_ENDPOINTS": "junk"}, "junk", "unset AWS_STS_REGIONAL_ENDPOINTS"),
        ({"AWS_DEFAULTS_MODE": "junk"}, "junk", "unset AWS_DEFAULTS_MODE"),
        ({"AWS_REQUEST_CHECKSUM_CALCULATION": "junk"}, "junk", "unset AWS_REQUEST_CHECKSUM_CALCULATION"),
        ({"AWS_METADATA_SERVICE_TIMEOUT": "junk"}, "'junk'", "unset AWS_METADATA_SERVICE_TIMEOUT"),
        (
            {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/x", "AWS_PROFILE": None},
            "Unsupported host 'example.com'",
            "unset AWS_CONTAINER_CREDENTIALS_FULL_URI",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_variable_that_cannot_be_meant_is_named(
    variables: dict[str, str | None],
    why: str,
    next_step: str,
    home: Path,
    write_profile: Write,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_profile("dev")
    for name, value in ({"AWS_PROFILE": "dev"} | variables).items():
        monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
    failure = failure_of(Side(region="us-east-1"))
    assert failure.kind == "configuration"
    assert why in failure.why and next_step in failure.advice()


def test_a_certificate_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/nowhere/ca.pem")
    error = botocore.exceptions.SSLError(endpoint_url="https://sts.amazonaws.com", error="no such file")
    failure = translate(error, calls.GET_CALLER_IDENTITY, Asker("dev"))
    assert failure.next_step.endswith("It is /nowhere/ca.pem now, and there is no such file.")


STALE = '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s", "Expiration": "2020-01-01T00:00:00Z"}'


@pytest.mark.parametrize(
    ("settings", "why", "next_step"),
    [
        ("credential_process = /nowhere/vault", "'/nowhere/vault'", "Check that path"),
        ("credential_process = /bin/echo hello", "is no JSON", "Run that command by hand"),
        ('credential_process = /bin/echo "hello', "No closing quotation", "quotation marks"),
        ("credential_process = /bin/sh -c 'echo; echo no vault >&2; exit 1'", "no vault", "can be run by hand"),
        ("credential_process = /bin/false", "its credential_process gave no credentials: it failed", "run by hand"),
        (f"credential_process = echo '{STALE}'", "have expired", "Run its credential_process by hand"),
        ("role_arn = arn:aws:iam::111122223333:role/A", "the profile, which names a role, lacks source_profile", "Add"),
        ("aws_access_key_id = AKIAEXAMPLE", "its section of the config file lacks aws_secret_access_key", "Add"),
        (
            "role_arn = arn:aws:iam::111122223333:role/Dev\nweb_identity_token_file = /nowhere/token",
            "'/nowhere/token'",
            "web_identity_token_file",
        ),
    ],
)
def test_a_provider_that_gives_nothing_is_told_from_a_network_that_is_down(
    home: Path, settings: str, why: str, next_step: str
) -> None:
    (home / ".aws" / "config").write_text(f"[profile dev]\nregion = eu-west-1\n{settings}\n")
    failure = failure_of(Side("dev"))
    assert failure.kind in ("configuration", "no_credentials", "expired")
    assert why in failure.why and "\n" not in failure.why
    assert next_step in failure.next_step


def test_a_practice_key_never_leaves_this_machine(write_profile: Write) -> None:
    write_profile("default", key="AKIAPRACTICE00000001")
    failure = failure_of(Side())
    assert failure.kind == "configuration"
    assert "practice key" in failure.why
    assert "amazonaws.com" in failure.why


def test_a_real_key_never_goes_to_the_practice_aws(
    stand_in: StandIn, write_profile: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_profile("default")
    monkeypatch.setenv("ROLE_WIZARD_PRACTICE_ENDPOINT", stand_in.url)
    failure = failure_of(Side(endpoint_url=stand_in.url))
    assert "a real key would have gone to the practice AWS" in failure.why
    assert "Unset AWS_ENDPOINT_URL" in failure.next_step


def test_a_profile_with_a_device_does_not_read_the_terminal(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("base")
    write_profile(
        "admin",
        key="other",
        role_arn="arn:aws:iam::111122223333:role/Admin",
        source_profile="base",
        mfa_serial="arn:aws:iam::111122223333:mfa/alice",
    )
    failure = failure_of(Side("admin", endpoint_url=stand_in.url))
    assert failure.kind == "no_credentials"
    assert "arn:aws:iam::111122223333:mfa/alice" in failure.why


def test_a_profile_s_own_role_is_assumed_at_the_given_endpoint(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("base")
    write_profile("admin", key="other", role_arn="arn:aws:iam::111122223333:role/Admin", source_profile="base")
    stand_in.answers["AssumeRole"] = Fault("AccessDenied", "User: alice is not authorized", 403)
    failure = failure_of(Side("admin", endpoint_url=stand_in.url))
    assert failure.kind == "denied"
    assert failure.operation == "sts:AssumeRole"  # and not the GetCallerIdentity that nobody needs a permission for
    assert str(failure) == (
        "The credentials of profile admin do not work: AWS denies the role that it names: User: alice is not authorized"
    )
    assert "`role-wizard admin`" in failure.next_step
    assert stand_in.operations == ["AssumeRole"]


def test_a_new_sign_in_counts_at_once(stand_in: StandIn, write_profile: Write) -> None:
    write_profile("dev")
    stand_in.answers["GetCallerIdentity"] = [Fault("ExpiredToken", "expired", 403), identity(ALICE)]
    side = Side("dev", endpoint_url=stand_in.url)
    with pytest.raises(AwsFailure) as caught:
        side.identity()
    assert caught.value.kind == "expired"
    assert side.identity().arn == ALICE


def test_an_exception_without_its_usual_arguments_is_still_told() -> None:
    class CredentialRetrievalError(Exception):
        pass

    failure = translate(CredentialRetrievalError(f"exit status 1: {SECRET}9"), None, Asker("two words"))
    assert failure.kind == "no_credentials"
    assert "exit status 1: ***" in failure.why
    assert translate(ProfileNotFoundLater("x"), None, Asker("two words")).kind == "other"
    sso = translate(type("SSOTokenLoadError", (Exception,), {})("x"), None, Asker("two words"))
    assert "--profile 'two words'" in sso.next_step


class ProfileNotFoundLater(Exception):
    """An exception that no table knows."""
