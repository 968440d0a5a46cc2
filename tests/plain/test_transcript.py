"""The transcript keeps what was said and answered, for its owner alone, and nothing secret."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.plain.script import Script
from wizard.plain.asker import Asker
from wizard.plain.transcript import Transcript, TranscriptError, masked

JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"


def kept(path: Path, script: Script) -> tuple[Transcript, Asker]:
    transcript = Transcript(path)
    return transcript, Asker(transcript.hearing(script), transcript.saying(script.say), script.whisper)


def test_questions_and_answers_are_kept(tmp_path: Path) -> None:
    transcript, ask = kept(tmp_path / "talk.txt", Script("dev"))
    with transcript:
        ask.text("Name", "prod")
    assert (tmp_path / "talk.txt").read_text() == "Name [prod]: dev\n"


def test_codes_are_not_kept_wherever_they_are_typed(tmp_path: Path) -> None:
    transcript, ask = kept(tmp_path / "talk.txt", Script("123456", "654321", "987 654"))
    with transcript:
        ask.code("Enter the MFA code", lambda: "111111")
        ask.text("Name")
        ask.text("Name")
    text = (tmp_path / "talk.txt").read_text()
    assert not {"123456", "654321", "111111", "987"} & set(text.split())
    assert "(not recorded)" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("key AKIAIOSFODNN7EXAMPLE used", "key AKIA…MPLE used"),
        ("aws_secret_access_key = " + "a" * 40, "aws_secret_access_key = ***"),
        ('"SessionToken": "' + "b" * 200 + '"', '"SessionToken": "***"'),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "***"),
        ("the keys\n  wJalrXUtnFEMI/K/MDENG/bPxRfiCYEXAMPLEKEY\nthat is all", "the keys\n  ***\nthat is all"),
        ("my secret: wJalrXUtnFEMI/K/MDENG/bPxRfiCYEXAMPLEKEY, yes", "my secret: ***, yes"),
        ("secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "secret ***"),
        (f"token {JWT} was refused", "token *** was refused"),
        (f'"Token":"{JWT}"', '"Token":"***"'),
        ("arn:aws:iam::123456789012:role/Deploy", "arn:aws:iam::123456789012:role/Deploy"),
        ("3f786850e387550fdab836ed7e6dc881de23001b", "3f786850e387550fdab836ed7e6dc881de23001b"),
        ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/Db1", None),
        ("secretsmanager:GetResourcePolicy is not allowed", None),
        ("/home/alice/.aws/config", None),
    ],
    ids=[
        "access key id",
        "secret key",
        "session token",
        "a secret key alone",
        "one without digits, on a line of its own",
        "one without digits, after its name",
        "one after its name",
        "a web identity token",
        "one in JSON",
        "an ARN is no secret",
        "nor is a sum",
        "nor a secret's ARN",
        "nor an action",
        "nor a path",
    ],
)
def test_keys_are_masked(text: str, shown: str | None) -> None:
    assert masked(text) == (text if shown is None else shown)


def test_what_is_pasted_behind_a_prompt_is_looked_at_alone(tmp_path: Path) -> None:
    transcript, ask = kept(tmp_path / "talk.txt", Script("wJalrXUtnFEMI/K/MDENG/bPxRfiCYEXAMPLEKEY"))
    with transcript:
        ask.text("The role's ARN")
    assert (tmp_path / "talk.txt").read_text() == "The role's ARN: ***\n"


def test_a_file_that_others_could_read_becomes_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.touch(0o644)
    path.chmod(0o644)
    with Transcript(path):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("mine")
    with pytest.raises(TranscriptError, match="exists already"):
        Transcript(path)
    with Transcript(path, goes_on=True) as transcript:
        transcript.write("!")
    assert path.read_text() == "mine!\n"


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    with Transcript(path):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
