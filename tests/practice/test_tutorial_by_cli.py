"""The tutorial's commands with the real AWS CLI, as a learner types them in a second terminal."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import aws_cli
from tests.patience import PATIENCE
from wizard.practice.environment import PracticeEnvironment

ROLE = "arn:aws:iam::123456789012:role/MyCrossAccountRole"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        }
    ],
}
S3 = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports-123456789012"}],
}
pytestmark = pytest.mark.skipif(not aws_cli.INSTALLED, reason="the AWS CLI is not installed beside this Python")


def shell(environment: PracticeEnvironment) -> dict[str, str]:
    """The other terminal's environment, after the learner pasted the lines shown."""
    script = "\n".join((*environment.exports(), "env -0"))
    dirty = {**os.environ, "AWS_PROFILE": "mine", "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL"}
    printed = subprocess.run(["sh", "-c", script], env=dirty, capture_output=True, check=True).stdout.decode()
    return dict(line.split("=", 1) for line in printed.split("\0") if line)


@pytest.fixture
def aws(start) -> tuple[PracticeEnvironment, Callable[..., subprocess.CompletedProcess[str]]]:
    environment = start("cross-account").environment
    variables = shell(environment)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [aws_cli.command(), *words], env=variables, capture_output=True, text=True, timeout=PATIENCE
        )

    return environment, run


def test_the_five_commands_of_the_tutorial(aws, tmp_path: Path) -> None:
    environment, run = aws
    trust, s3 = tmp_path / "trust.json", tmp_path / "s3.json"
    trust.write_text(json.dumps(TRUST))
    s3.write_text(json.dumps(S3))

    seen = run("iam", "get-role", "--role-name", "MyCrossAccountRole", "--profile", "role-admin")
    document = json.loads(seen.stdout)["Role"]["AssumeRolePolicyDocument"]
    assert document["Statement"][0]["Principal"]["AWS"] == "arn:aws:iam::123456789012:user/remote-user"

    assume = ("sts", "assume-role", "--role-arn", ROLE, "--role-session-name", "TestSession")
    denied = run(*assume)
    assert denied.returncode != 0
    assert denied.stderr.strip().endswith(
        "An error occurred (AccessDenied) when calling the AssumeRole operation: User: "
        "arn:aws:iam::210987654321:user/remote-user is not authorized to perform: sts:AssumeRole on resource: " + ROLE
    )

    admin = ("--role-name", "MyCrossAccountRole", "--profile", "role-admin")
    assert not run("iam", "update-assume-role-policy", "--policy-document", f"file://{trust}", *admin).stderr
    put = ("iam", "put-role-policy", "--policy-name", "S3Access", "--policy-document", f"file://{s3}")
    assert not run(*put, *admin).stderr

    serial = "arn:aws:iam::210987654321:mfa/remote-user"
    granted = run(*assume, "--serial-number", serial, "--token-code", environment.phone_code())
    answer = json.loads(granted.stdout)
    assert answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::123456789012:assumed-role/MyCrossAccountRole/TestSession"
    assert answer["Credentials"]["AccessKeyId"].startswith("ASIA")
    judgement = environment.judge()
    assert judgement.solved and judgement.stars == 2  # the whole account is trusted, with MFA


def test_the_profile_that_was_written_is_used(aws) -> None:
    environment, run = aws
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::210987654321:user/remote-user"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
    )
    update = ("iam", "update-assume-role-policy", "--role-name", "MyCrossAccountRole", "--policy-document", trust)
    assert not run(*update, "--profile", "role-admin").stderr
    with environment.config_file.open("a") as file:
        file.write(f"\n[profile cross-account]\nrole_arn = {ROLE}\nsource_profile = default\n")
        file.write("role_session_name = TestSession\n")
    shown = run("sts", "get-caller-identity", "--profile", "cross-account")
    assert json.loads(shown.stdout)["Arn"] == ("arn:aws:sts::123456789012:assumed-role/MyCrossAccountRole/TestSession")
    assert environment.judge().stars == 3


def test_the_tutorials_own_sample_with_its_missing_quote_is_refused(aws) -> None:
    _, run = aws
    sample = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS: "*"}}]}'
    update = ("iam", "update-assume-role-policy", "--role-name", "MyCrossAccountRole", "--policy-document", sample)
    refused = run(*update, "--profile", "role-admin")
    assert "MalformedPolicyDocument" in refused.stderr and "This policy contains invalid Json" in refused.stderr


def test_nothing_outside_the_temporary_directory_is_touched(aws, tmp_path: Path) -> None:
    environment, run = aws
    home = Path(os.environ["HOME"])
    run("sts", "get-caller-identity")
    assert list(home.iterdir()) == []
    lesson_home = environment.home
    assert (lesson_home / ".aws" / "config").is_file()
    environment.close()
    assert not lesson_home.exists()
