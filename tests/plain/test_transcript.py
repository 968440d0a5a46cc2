"""The transcript keeps what was said and answered, for its owner alone, and nothing secret."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.plain.script import Script
from wizard.plain.asker import Asker
from wizard.plain.transcript import Transcript, masked


def kept(path: Path, script: Script) -> tuple[Transcript, Asker]:
    transcript = Transcript(path)
    return transcript, Asker(transcript.hearing(script), transcript.saying(script.say), script.whisper)


def test_questions_and_answers_are_kept(tmp_path: Path) -> None:
    transcript, ask = kept(tmp_path / "talk.txt", Script("dev"))
    with transcript:
        ask.text("Name", "prod")
    assert (tmp_path / "talk.txt").read_text() == "Name [prod]: dev\n"


def test_codes_are_not_kept_wherever_they_are_typed(tmp_path: Path) -> None:
    transcript, ask = kept(tmp_path / "talk.txt", Script("123456", "654321"))
    with transcript:
        ask.code("Enter the MFA code", lambda: "111111")
        ask.text("Name")
    text = (tmp_path / "talk.txt").read_text()
    assert not {"123456", "654321", "111111"} & set(text.split())
    assert "(not recorded)" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("key AKIAIOSFODNN7EXAMPLE used", "key AKIA…MPLE used"),
        ("aws_secret_access_key = " + "a" * 40, "aws_secret_access_key = ***"),
        ('"SessionToken": "' + "b" * 200 + '"', '"SessionToken": "***"'),
        ("arn:aws:iam::123456789012:role/Deploy", "arn:aws:iam::123456789012:role/Deploy"),
    ],
    ids=["access key id", "secret key", "session token", "an ARN is no secret"],
)
def test_keys_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    with Transcript(path):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
