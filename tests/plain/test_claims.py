"""The OIDC inspector as a command: which claim misses which condition, and not a letter of the token itself."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

import pytest

from tests.plain.lesson import lesson
from tests.terminal import role_wizard
from wizard.aws.connection import connect
from wizard.commands import claims
from wizard.commands.practice import target

ISSUER = "token.actions.githubusercontent.com"
MAIN = "repo:acme/app:ref:refs/heads/main"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:aws:iam::444455556666:oidc-provider/{ISSUER}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    f"{ISSUER}:aud": "sts.amazonaws.com",
                    f"{ISSUER}:sub": "repo:acme/app:ref:refs/heads/main",
                }
            },
        }
    ],
}
CLAIMS = {"iss": f"https://{ISSUER}", "aud": "sts.amazonaws.com", "sub": "repo:acme/app:environment:prod"}


def token(found: dict[str, str]) -> str:
    parts = ({"alg": "RS256"}, found)
    body = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*body, "c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0"])


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    file = tmp_path / "trust.json"
    file.write_text(json.dumps(TRUST))
    return file


def told(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(role_wizard("claims", *words), input=typed, capture_output=True, text=True)


def test_what_a_token_does_not_tell_leaves_it_undecided(trust: Path) -> None:
    policy = json.loads(trust.read_text())
    condition = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    trust.write_text(json.dumps({**policy, "Statement": [{**policy["Statement"][0], "Condition": condition}]}))
    done = told("-", "--trust", str(trust), typed=json.dumps(CLAIMS))
    assert done.returncode == 6, done.stderr
    assert done.stdout.splitlines()[-1] == "Whether the trust policy admits this token depends on aws:SourceIp."


def test_a_token_from_standard_input_is_compared_and_never_shown(trust: Path) -> None:
    pasted = token(CLAIMS)
    done = told("-", "--trust", str(trust), typed=f"Bearer {pasted}\n")
    assert done.returncode == 1
    assert "NO  sub: StringEquals" in done.stdout
    assert "yes aud: StringEquals" in done.stdout
    assert "The trust policy refuses this token." in done.stdout
    assert not [part for part in pasted.split(".") if part in done.stdout + done.stderr]


def test_claims_that_fit_end_with_0(trust: Path, tmp_path: Path) -> None:
    file = tmp_path / "claims.json"
    file.write_text(json.dumps(CLAIMS | {"sub": MAIN}))
    assert told(str(file), "--trust", str(trust)).returncode == 0
    found = json.loads(told(str(file), "--trust", str(trust), "--json").stdout)
    assert found["allowed"] and {row["claim"] for row in found["rows"]} == {"iss", "aud", "sub"}


@pytest.mark.parametrize("typed", ["", "no token", "a.b", "e30.!!.x", "[1]"])
def test_what_is_no_token_is_bad_input(trust: Path, typed: str) -> None:
    done = told("-", "--trust", str(trust), typed=typed)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2


def test_a_broken_trust_policy_is_bad_input(tmp_path: Path) -> None:
    file = tmp_path / "trust.json"
    file.write_text('{"Version": ')
    assert told("-", "--trust", str(file), typed=json.dumps(CLAIMS)).returncode == 2


def test_the_role_s_own_trust_policy_is_asked_for(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with lesson("github-new-subject") as practice:
        asked = target(practice.environment.lesson)
        file = practice.environment.token_file
        status = claims.run(str(file), trust=None, role=asked.role, json=False, target=asked, connect=connect)
    assert status == 1
    assert "NO  sub:" in capsys.readouterr().out


def test_a_token_in_the_place_of_its_file_is_not_repeated(trust: Path) -> None:
    done = told(given := token(CLAIMS), "--trust", str(trust))
    assert done.returncode == 2 and not done.stdout
    assert "FILE is a token itself" in done.stderr and "pipe it in" in done.stderr
    assert not any(part in done.stderr for part in given.split("."))
