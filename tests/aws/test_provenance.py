"""Credentials of every kind: what they are and where they came from; and what in the environment hides those meant."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import botocore.credentials
import botocore.tokens
import pytest

from tests.aws.conftest import SECRET
from tests.aws.stand_in import ALICE, Fault, StandIn, identity
from wizard.aws.gateway import AwsFailure
from wizard.aws.live import Side
from wizard.aws.provenance import hidden_by_environment

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "never shown"}
TOKEN = {"AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/Pod"}

CASES = {
    "keys win over the profile that AWS_PROFILE names": (
        None,
        {**KEYS, "AWS_PROFILE": "dev"},
        (
            "AWS_ACCESS_KEY_ID in the environment wins over profile dev: the calls are made with those keys. "
            "Unset it, or give --profile (RW017, RW512)."
        ),
    ),
    "keys win over the default profile": (
        None,
        KEYS,
        "The keys in the environment are used (AWS_ACCESS_KEY_ID), not the default profile (RW017).",
    ),
    "a profile given wins here, and nowhere else": (
        "dev",
        KEYS,
        (
            "AWS_ACCESS_KEY_ID is set, but profile dev was given and is used; programs without --profile use "
            "those keys (RW512)."
        ),
    ),
    "a token wins over the credentials file": (
        None,
        TOKEN,
        (
            "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN in the environment decide who calls, "
            "not the keys in the credentials file (RW017)."
        ),
    ),
    "a token wins over the profile that AWS_PROFILE names": (
        None,
        {**TOKEN, "AWS_PROFILE": "dev"},
        (
            "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN in the environment decide who calls, "
            "not profile dev (RW017, RW512)."
        ),
    ),
    "of two names for the profile one wins": (
        None,
        {"AWS_DEFAULT_PROFILE": "ops", "AWS_PROFILE": "dev"},
        "AWS_DEFAULT_PROFILE=ops wins over AWS_PROFILE=dev (RW512).",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_hides_the_profile_that_was_meant_is_said(name: str) -> None:
    profile, environment, sentence = CASES[name]
    assert hidden_by_environment(profile, environment) == (sentence,)


@pytest.mark.parametrize(
    "environment", [{}, {"AWS_PROFILE": "dev"}, {"AWS_PROFILE": "dev", "AWS_DEFAULT_PROFILE": "dev"}]
)
@pytest.mark.parametrize("profile", [None, "dev"])
def test_nothing_is_said_where_nothing_is_hidden(profile: str | None, environment: dict[str, str]) -> None:
    assert hidden_by_environment(profile, environment) == ()


SESSION = "arn:aws:sts::111122223333:assumed-role/Dev/alice"
PORTAL = "https://example.awsapps.com/start"
ROLE = "role_arn = arn:aws:iam::111122223333:role/Dev\n"
SSO = "sso_account_id = 111122223333\nsso_role_name = Admin\n"
START = f"sso_start_url = {PORTAL}\nsso_region = us-east-1\n"
LONG = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": SECRET}
GIVEN = {"AccessKeyId": "ASIASTS", "SecretAccessKey": SECRET, "SessionToken": "t", "Expiration": "2036-12-01T00:00:00Z"}


@dataclass(frozen=True)
class Found:
    """Credentials somewhere on this machine, and what is told of them. ``{home}`` and ``{aws}`` are filled in."""

    kind: str
    origin: str
    config: str = ""
    credentials: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, object] = field(default_factory=dict)  # in the home, as JSON
    profile: str | None = "dev"


def keys(name: str, token: str = "") -> str:
    lines = f"[{name}]\naws_access_key_id = A{'S' if token else 'K'}IAFILE\naws_secret_access_key = x\n"
    return lines + (f"aws_session_token = {token}\n" if token else "")


TEMPORARY = "temporary keys with a session token"
PROCESS = "[profile dev]\ncredential_process = /bin/cat {home}/printed.json\n"
PRINTED = {"Version": 1, "AccessKeyId": "AKIAPROC", "SecretAccessKey": "x"}
EVERY_KIND = {
    "long-term keys": Found("long-term keys", "profile dev in ~/.aws/credentials", credentials=keys("dev")),
    "the default profile": Found(
        "long-term keys", "profile default in ~/.aws/credentials", credentials=keys("default"), profile=None
    ),
    "in the config file": Found("long-term keys", "profile dev in ~/.aws/config", config=keys("profile dev")),
    "a session token": Found(TEMPORARY, "profile dev in ~/.aws/credentials", credentials=keys("dev", "t")),
    "the environment": Found("long-term keys", "the environment's AWS_ACCESS_KEY_ID", environment=LONG, profile=None),
    "a token there": Found(
        TEMPORARY,
        "the environment's AWS_ACCESS_KEY_ID",
        environment={**LONG, "AWS_ACCESS_KEY_ID": "ASIAENV", "AWS_SESSION_TOKEN": "t"},
        profile=None,
    ),
    "a process": Found(
        "long-term keys", "profile dev: its credential_process", config=PROCESS, files={"printed.json": PRINTED}
    ),
    "a process with a token": Found(
        TEMPORARY,
        "profile dev: its credential_process",
        config=PROCESS,
        files={"printed.json": {**PRINTED, "AccessKeyId": "ASIAPROC", "SessionToken": "t"}},
    ),
    "a role": Found(
        "a role's session",
        "profile dev: the role it names, assumed by the SDK",
        config=f"[profile dev]\n{ROLE}source_profile = default\n",
        credentials=keys("default"),
    ),
    "a role by the environment's keys": Found(
        "a role's session",
        "profile dev: the role it names, assumed by the SDK",
        config=f"[profile dev]\n{ROLE}credential_source = Environment\n",
        environment=LONG,
    ),
    "Identity Center": Found(
        "an Identity Center session", "profile dev: IAM Identity Center", config=f"[profile dev]\n{START}{SSO}"
    ),
    "Identity Center, by a session's name": Found(
        "an Identity Center session",
        "profile dev: IAM Identity Center",
        config=f"[profile dev]\nsso_session = work\n{SSO}[sso-session work]\n{START}",
    ),
    "a token's profile": Found(
        "a web identity's session",
        "profile dev: the web identity token ~/token.jwt",
        config=f"[profile dev]\n{ROLE}web_identity_token_file = {{home}}/token.jwt\n",
    ),
    "a token's variables": Found(
        "a web identity's session",
        "AWS_WEB_IDENTITY_TOKEN_FILE: the web identity token ~/token.jwt",
        environment={
            "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token.jwt",
            "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/Dev",
        },
        profile=None,
    ),
    "a container": Found(
        "a role's session",
        "the container's role",
        environment={"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{aws}/keys"},
        profile=None,
    ),
}


@pytest.fixture
def everywhere(stand_in: StandIn) -> StandIn:
    """Answers whoever hands credentials out, and tells users from sessions."""
    became = {"AssumedRoleUser": {"Arn": SESSION, "AssumedRoleId": "AROAEXAMPLE:alice"}, "Credentials": GIVEN}
    portal = {"accessKeyId": "ASIASSO", "secretAccessKey": SECRET, "sessionToken": "t", "expiration": 2111111111000}
    stand_in.answers |= {
        "GetCallerIdentity": lambda parameters, key: identity(SESSION if key.startswith("ASIA") else ALICE),
        "AssumeRole": became,
        "AssumeRoleWithWebIdentity": became,
        "GET /federation/credentials?role_name=Admin&account_id=111122223333": {"roleCredentials": portal},
        "GET /keys": {**GIVEN, "Token": "t"},
    }
    return stand_in


def lay_out(home: Path, found: Found, aws: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the credentials where they are found."""
    (home / ".aws" / "config").write_text(found.config.format(home=home))
    for name, printed in found.files.items():
        (home / name).write_text(json.dumps(printed))
    (home / ".aws" / "credentials").write_text(found.credentials)
    parts = (base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg": "RS256"}', b'{"iss": "x"}'))
    (home / "token.jwt").write_text(".".join((*parts, "c2ln")))
    cache = home / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    signed_in = {"startUrl": PORTAL, "region": "us-east-1", "accessToken": "t", "expiresAt": "2036-01-01T00:00:00Z"}
    for name in (PORTAL, "work"):
        (cache / f"{hashlib.sha1(name.encode()).hexdigest()}.json").write_text(json.dumps(signed_in))
    for reader in (botocore.credentials.SSOProvider, botocore.tokens.SSOTokenProvider):
        monkeypatch.setattr(reader, "_SSO_TOKEN_CACHE_DIR", str(cache))  # botocore looks for it when it is imported
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", aws)
    for variable, value in found.environment.items():
        monkeypatch.setenv(variable, value.format(home=home, aws=aws))


@pytest.mark.parametrize("name", EVERY_KIND)
def test_credentials_of_every_kind_are_told_with_where_they_came_from(
    name: str, home: Path, everywhere: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = EVERY_KIND[name]
    lay_out(home, found, everywhere.url, monkeypatch)
    who = Side(found.profile, "us-east-1", everywhere.url).identity()
    assert (who.credentials_kind, who.credentials_from) == (found.kind, found.origin)
    assert who.arn == (ALICE if found.kind == "long-term keys" else SESSION)
    assert SECRET not in who.told


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("Identity Center", "Sign in again with `aws sso login --profile dev`. Then read again."),
        ("the environment", "Put new keys into the environment"),
        ("a session token", "(`aws sso login --profile dev` or `aws login --profile dev`), or put new keys where"),
    ],
)
def test_what_has_expired_is_renewed_where_it_came_from(
    name: str, way: str, home: Path, everywhere: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = EVERY_KIND[name]
    lay_out(home, found, everywhere.url, monkeypatch)
    everywhere.answers["GetCallerIdentity"] = Fault("ExpiredToken", "The security token included is expired", 403)
    with pytest.raises(AwsFailure) as caught:
        Side(found.profile, "us-east-1", everywhere.url).identity()
    assert caught.value.kind == "expired"
    assert way in caught.value.advice()
