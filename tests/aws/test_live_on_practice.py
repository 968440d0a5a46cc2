"""The opt-in test against a real account, run on the practice AWS, so that it works on the day somebody needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.flow.every_change import account

ROOT = Path(__file__).parents[2]


def test_the_live_test_passes_and_leaves_nothing_behind() -> None:
    with account() as (environment, wizard):
        variables = environment.environ() | an_administrator() | {"ROLE_WIZARD_LIVE": "1"}
        before = [role.name for role in wizard.aws.roles()]
        words = [sys.executable, "-m", "pytest", "-m", "live", "-n", "0", "tests/aws/test_live.py"]
        done = subprocess.run(words, env=variables, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert [role.name for role in wizard.aws.roles()] == before


def an_administrator() -> dict[str, str]:
    """A user's keys, as somebody who runs the live test has them in the environment: root may not assume roles."""
    import boto3

    iam = boto3.Session(profile_name="role-admin").client("iam")
    iam.create_user(UserName="tester")
    iam.attach_user_policy(UserName="tester", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    key = iam.create_access_key(UserName="tester")["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
