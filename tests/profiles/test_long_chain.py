"""Many roles, one assumed with the next one's credentials: told as far as botocore goes, and where it gives up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wizard.cli import main
from wizard.profiles.chain import LONGEST

BOTOCORE = """
import botocore.awsrequest, botocore.httpsession, botocore.session

ANSWER = b'<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' \\
    b'<AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t' \\
    b'</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>'

class Raw:
    def stream(self):
        yield ANSWER

botocore.httpsession.URLLib3Session.send = lambda self, request: botocore.awsrequest.AWSResponse(
    request.url, 200, {"Content-Type": "text/xml"}, Raw()
)
try:
    session = botocore.session.Session(profile="p0")
    session.get_credentials().get_frozen_credentials()
    print("used")
except RecursionError:
    print("gave up")
"""
"""Uses the profile p0, with an AWS that assumes every role."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without profiles."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return tmp_path


def chain(home: Path, roles: int) -> None:
    """Write the profiles p0, p1, … each the source of the one before, the last one with keys."""
    sections = [
        f"[profile p{at}]\nrole_arn = arn:aws:iam::123456789012:role/R{at}\nsource_profile = p{at + 1}\n"
        for at in range(roles)
    ]
    keys = f"[profile p{roles}]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\n"
    (home / "config").write_text("".join([*sections, keys]))


def botocore(home: Path) -> str:
    """What becomes of the profile in a program that does nothing else."""
    found = subprocess.run([sys.executable, "-c", BOTOCORE], capture_output=True, text=True, cwd=home, env=os.environ)
    return found.stdout.strip() or found.stderr


def test_a_chain_that_botocore_follows_has_no_problem(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chain(home, LONGEST - 10)
    assert botocore(home) == "used"
    assert main(["profile", "check", "p0"]) == 0
    told = capsys.readouterr().out
    assert f"{LONGEST - 9}. p0 (" in told and "p0: no problem" in told


@pytest.mark.parametrize("roles", [LONGEST + 1, 500, 3000])
def test_a_chain_that_botocore_does_not_follow_is_a_problem(
    roles: int, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chain(home, roles)
    assert botocore(home) == "gave up"
    assert main(["profile", "check", "p0"]) == 1
    told = capsys.readouterr().out
    assert "More than 140 roles are assumed one after the other, and botocore gives up" in told
    assert "Let source_profile name a profile that is nearer to the keys." in told


def test_whoever_calls_by_such_a_chain_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chain(home, 500)
    assert main(["diagnose", "--profile", "p0", "arn:aws:iam::123456789012:role/Deploy"]) != 0
    told = capsys.readouterr()
    assert "longer than botocore can follow" in told.out + told.err
    assert "bug" not in told.err
