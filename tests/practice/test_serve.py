"""`--serve`: a lesson's AWS alone, solved with the `aws` CLI in another terminal; it says by itself when it is."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests import aws_cli
from tests.patience import PATIENCE
from tests.terminal import role_wizard
from wizard.commands.practice import call_as_command
from wizard.practice.lesson import Lesson
from wizard.practice.lesson_files import all_lessons

pytestmark = pytest.mark.skipif(not aws_cli.INSTALLED, reason="the AWS CLI is not installed beside this Python")


class Served:
    """A lesson that runs in one terminal, and the shell of the other one."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self.read_until("# Ctrl-C ends it.")
        pasted = "\n".join(line for line in self.said if line.startswith(("unset", "export")))
        env = {**os.environ, "AWS_PROFILE": "mine", "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL"}
        shell = subprocess.run(["sh", "-c", f"{pasted}\nenv -0"], env=env, capture_output=True, check=True, text=True)
        self.variables = dict(line.split("=", 1) for line in shell.stdout.split("\0") if line)

    @property
    def call(self) -> list[str]:
        """The refused call, as it stands on the screen, without the word aws."""
        place = self.said.index("# What is refused there:")
        return shlex.split(self.said[place + 1].removeprefix("# aws "))

    @property
    def look(self) -> str:
        """What `diagnose` says when it is given the words that the screen shows for the wizard."""
        place = self.said.index("# What looks into it there:")
        words = shlex.split(self.said[place + 1].removeprefix("# role-wizard "))
        command = role_wizard("diagnose", *words)
        return subprocess.run(command, env=self.variables, capture_output=True, text=True, timeout=PATIENCE).stdout

    def read_until(self, words: str) -> str:
        """Read what the first terminal shows until a line has these words; that line."""
        lines: IO[str] | None = self.process.stdout
        assert lines is not None
        for line in lines:
            self.said.append(line.rstrip("\n"))
            if words in line:
                return line.strip()
        raise AssertionError("\n".join(self.said))

    def aws(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Type a command of the AWS CLI into the other terminal."""
        return subprocess.run(
            [aws_cli.command(), *words], env=self.variables, capture_output=True, text=True, timeout=PATIENCE
        )


@contextmanager
def serve(lesson: str, state: Path) -> Iterator[Served]:
    env = {**os.environ, "ROLE_WIZARD_STATE_DIR": str(state)}
    command = role_wizard("practice", lesson, "--serve")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=env, text=True, start_new_session=True)
    try:
        yield Served(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()


def test_a_lesson_is_solved_with_the_aws_cli_alone(tmp_path: Path) -> None:
    with serve("no-assume-permission", tmp_path / "state") as served:
        assert served.said[0] == "# Trusted, but not allowed"
        begun = served.said.index("# Paste this into a terminal to throw away afterwards: it changes HOME as well.")
        assert all(len(line) <= 80 for line in served.said[: begun + 1]), "no word is broken by the terminal"
        denied = served.aws(*served.call)
        role = re.search(r"arn:aws:iam::333344445555:user/dana is not authorized .* on resource: (\S+)", denied.stderr)
        assert role is not None
        assert "RW200" in served.look
        permission = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role[1]}
        document = json.dumps({"Version": "2012-10-17", "Statement": [permission]})
        put = ("iam", "put-user-policy", "--user-name", "dana", "--policy-name", "Go", "--policy-document", document)
        assert not served.aws(*put, "--profile", "people-admin").stderr
        while served.aws(*served.call).returncode:
            pass  # a change takes a moment to reach STS
        assert served.read_until("Solved") == "# Solved, 3 of 3 stars."
        served.read_until("# By hand:")
        assert not any("Phone" in line for line in served.said), "MFA has no part in it"
    assert '"no-assume-permission"' in (tmp_path / "state" / "progress.jsonl").read_text()


def test_a_lesson_with_a_phone_shows_it(tmp_path: Path) -> None:
    with serve("mfa-required", tmp_path / "state") as served:
        assert "# Phone is the code that the MFA device shows; a new one comes every 30 seconds." in served.said
        assert served.aws(*served.call).returncode
        serial = json.loads(served.aws("iam", "list-mfa-devices").stdout)["MFADevices"][0]["SerialNumber"]
        while True:
            code = served.read_until("# Phone: ").removeprefix("# Phone: ")
            refused = served.aws(*served.call, "--serial-number", serial, "--token-code", code).stderr
            if not refused:
                break
            assert "MultiFactorAuthentication failed" in refused, "that one was over; the phone soon shows another"
        assert served.read_until("Solved") == "# Solved, 3 of 3 stars."


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.name)
def test_the_call_that_is_refused_is_shown_as_a_command(lesson: Lesson) -> None:
    words = shlex.split(call_as_command(lesson))
    assert words[:2] == ["aws", "sts"] and words[2] in ("assume-role", "get-caller-identity")
