"""The screens beside another terminal: they show the lines that point the `aws` CLI here, and notice what it does.

And a lesson left in the middle, and the next one suggested: the real program in a pseudo-terminal.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from tests import aws_cli
from tests.patience import PATIENCE
from tests.terminal import Terminal, role_wizard


def practice(state: Path, *words: str) -> Terminal:
    return Terminal(role_wizard("practice", *words), lines=30, env={"ROLE_WIZARD_STATE_DIR": str(state)})


def palette(terminal: Terminal, name: str) -> None:
    terminal.press("ctrl+p")
    terminal.wait_for("Search for commands", f"  {name}…", "  Lessons…")
    terminal.press(name)
    terminal.wait_until_gone("  Lessons…")
    terminal.wait_for(f"  {name}…")
    terminal.press("enter")


def clipboard(terminal: Terminal) -> str:
    """What was copied last: terminals are told by OSC 52."""
    return base64.b64decode(re.findall(rb"\x1b\]52;c;([^\x07\x1b]+)", bytes(terminal.raw))[-1]).decode()


@pytest.mark.skipif(not aws_cli.INSTALLED, reason="the AWS CLI is not installed beside this Python")
def test_the_screens_show_the_lines_and_notice_what_the_other_terminal_does(tmp_path: Path) -> None:
    with practice(tmp_path, "wrong-account") as terminal:
        terminal.wait_for("1 Inspect", "DENIED", "Next")
        palette(terminal, "The aws CLI")
        terminal.wait_for("export AWS_ENDPOINT_URL=", 'AWS_SHARED_CREDENTIALS_FILE="$HOME/.aws/credentials"')
        pasted = clipboard(terminal)
        shell = subprocess.run(["sh", "-c", f"{pasted}\nenv -0"], capture_output=True, check=True, text=True)
        variables = dict(line.split("=", 1) for line in shell.stdout.split("\0") if line)
        terminal.press("escape")
        terminal.wait_until_gone("export AWS_ENDPOINT_URL=")

        def aws(*words: str) -> None:
            subprocess.run(
                [aws_cli.command(), *words], env={**os.environ, **variables}, check=True, capture_output=True
            )

        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::111122223333:user/deployer"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        role = "arn:aws:iam::444455556666:role/WebsiteDeploy"
        name, document = ("--role-name", "WebsiteDeploy"), ("--policy-document", json.dumps(trust))
        aws("iam", "update-assume-role-policy", *name, *document, "--profile", "site-admin")
        terminal.wait_for_notice("Something was changed from outside")
        terminal.wait_for("ALLOWED")
        words = [aws_cli.command(), "sts", "assume-role", "--role-arn", role, "--role-session-name", "deploy"]
        end = time.monotonic() + PATIENCE
        while subprocess.run(words, env={**os.environ, **variables}, capture_output=True).returncode:
            assert time.monotonic() < end, "STS never heard of it"  # it does a little later
            time.sleep(0.2)
        terminal.wait_for_notice("★★★ Solved in the other terminal")
    assert "wrong-account" in (tmp_path / "progress.jsonl").read_text()


def test_a_lesson_left_in_the_middle_goes_on_and_the_next_one_is_suggested(tmp_path: Path) -> None:
    with practice(tmp_path) as terminal:  # the first run opens the first lesson
        terminal.wait_for("1 Inspect", "The role next door", "Next")
        terminal.press("2")
        terminal.wait_for("★")
        terminal.press("enter")
        terminal.wait_for("as edited:")
        terminal.press("ctrl+s")
        terminal.wait_for("Apply this change?")
        terminal.press("a")
        terminal.wait_until_gone("Apply this change?")
        terminal.wait_for("Nothing to change")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() in (0, 1)
    with practice(tmp_path) as terminal:
        terminal.wait_for("1 Inspect", "ALLOWED", "The role next door")
        terminal.press("3")
        terminal.wait_for("S3Access", "★")
        terminal.press("enter")
        terminal.wait_for("as edited:")
        terminal.press("ctrl+s")
        terminal.wait_for("Apply this change?")
        terminal.press("a")
        terminal.wait_until_gone("Apply this change?")
        terminal.press("4")
        terminal.wait_for("Assume the role")
        terminal.press("enter")
        terminal.wait_for("You are now")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    words = role_wizard("practice", "--list", "--json")
    env = {**os.environ, "ROLE_WIZARD_STATE_DIR": str(tmp_path)}
    listed = json.loads(subprocess.run(words, env=env, capture_output=True, text=True, check=True).stdout)
    assert [(one["name"], one["stars"]) for one in listed if one["solved"]] == [("cross-account", 3)]
    with practice(tmp_path) as terminal:
        shown = terminal.wait_for("1 Inspect", "Practice")
        assert re.search(r"Practice Two digits swapped", shown)
