"""Every front end and command, run with secrets that are known: none of them is in any output, log, report or file.

What every other test produces is searched too, at its end (tests/conftest.py).
"""

from __future__ import annotations

import io
import json
import logging
import re
from pathlib import Path

import pytest

from tests import secrets_known
from tests.plain.lesson import CODE, ENTER, ON, lesson
from tests.ui.conftest import Sitting
from tests.ui.test_small_terminal import lesson as on_screen
from wizard import cli
from wizard.plain.transcript import Transcript
from wizard.plain.walk import conversation

WALK = ("corrected", ON, ON, ON, ENTER, CODE, ON, ENTER, "apply", "yes", CODE, ENTER)


def everything(tmp_path: Path, *texts: str) -> str:
    """All that was said, and every file that was left but the secrets' own."""
    files = (path for path in tmp_path.rglob("*") if path.is_file() and path.name != "credentials")
    return "\n".join([*texts, *(path.read_text(errors="replace") for path in files)])


def minted() -> set[str]:
    """The secrets that the practice AWS has made in this process so far: its people's, and its sessions'."""
    assert len(secrets_known.KNOWN) > 2
    return secrets_known.KNOWN


def test_the_search_finds_a_secret_wherever_it_is(tmp_path: Path) -> None:
    secret = "PracticeSession" + "a1B-" * 30
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "case.json").write_text(json.dumps({"token": secret}))
    assert len(list(secrets_known.kept_in(tmp_path))) == 1
    (tmp_path / "deep" / "case.json").unlink()
    assert secrets_known.told_in(f"key {sorted(secrets_known.KNOWN)[0]}")
    assert not secrets_known.told_in("arn:aws:iam::123456789012:role/Deploy")


def test_plain_mode_its_transcript_and_its_files(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    from tests.plain.script import Script

    codes: list[str] = []
    with caplog.at_level(logging.DEBUG), lesson("mfa-required") as practice:

        def code() -> str:
            codes.append(practice.code())
            return codes[-1]

        script = Script(*(code if answer == CODE else answer for answer in WALK))
        with Transcript(tmp_path / "talk.txt") as transcript:
            conversation(
                practice.wizard,
                transcript.hearing(script),
                transcript.saying(script.say),
                script.whisper,
                practice.clock.pause,
            )
        config = practice.environment.config_file.read_text()
        said = "".join(capfd.readouterr()) + script.text + caplog.text + config + repr(vars(practice.wizard))
        assert "Profile written" in said
        assert practice.secrets
        found = everything(tmp_path, said)
        assert not [secret for secret in (*practice.secrets, *minted()) if secret in found]
    assert len(codes) == 2
    assert not [code for code in codes if re.search(rf"\b{code}\b", everything(tmp_path, script.text, caplog.text))]


def test_every_command(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG), lesson("cross-account") as practice:
        monkeypatch.chdir(tmp_path)
        practice.walk(ON, ENTER, "save", "hand-over", "handover.md", "apply", "leave")
        asked = practice.environment.lesson.target
        sides = ["--profile", asked.caller_profile or "", "--role-profile", asked.role_profile or ""]
        for words in (
            ["diagnose", *sides, asked.role],
            ["diagnose", *sides, "--json", asked.role],
            ["capture", *sides, asked.role, "-o", "case.json"],
            ["capture", *sides, asked.role, "-o", "redacted.json", "--redact"],
            ["check", "case.json", "redacted.json"],
            ["resume", "handover.md", *sides],
            ["resume", "handover.md", *sides, "--json"],
            ["history"],
            ["history", "--json"],
            ["undo", "--yes", *sides],
            ["profile", "check"],
            ["profile", "write", "again", "--role-arn", asked.role, "--source-profile", "default"],
            ["explain", "permissions"],
        ):
            assert cli.main([str(word) for word in words]) in (0, 1), words
        found = everything(tmp_path, "".join(capfd.readouterr()), caplog.text)
        assert "ALLOWED" in found and "role-wizard-case" in found
        assert not [secret for secret in (*practice.secrets, *minted()) if secret in found]


def test_a_web_identity_token(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with lesson("github-environment") as practice:
        token = practice.environment.token_file.read_text().strip()
        script = practice.walk(ON, ENTER, "apply", ON, ON, ENTER, "leave")
        assert "You are now arn:aws:sts::" in script.text
        assert "assume-role-with-web-identity" in script.text
        assert f"file://{practice.environment.token_file}" in script.text
        found = everything(tmp_path, script.text, "".join(capfd.readouterr()))
        assert token not in found and token.rpartition(".")[2] not in found


async def test_the_screens_and_a_crash_of_theirs(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shown: list[str] = []

    async def look(sitting: Sitting) -> None:
        shown.append(sitting.text + sitting.app.export_screenshot())

    async with on_screen("mfa-required") as sitting:
        for key in ("f6", "escape", "u", "ctrl+n", "f1", "escape", "ctrl+n", "ctrl+n", "enter"):
            await sitting.press(key)
            await look(sitting)
        await sitting.until("Enter the MFA code")
        coach = sitting.app.wizard.coach
        code = (coach.phone() if coach else None) or ""
        await sitting.press(*code, "enter")
        await sitting.until("You are now")
        assert code not in sitting.text.replace(f"Phone: {code}", ""), "a code is gone with its dialog"
        await look(sitting)
        await sitting.press("ctrl+n")
        await look(sitting)

        def broken(secret: str) -> None:
            raise ZeroDivisionError(secret)

        secret = next(iter(minted()))
        sitting.app.run_worker(lambda: broken(secret), thread=True, exit_on_error=False)
        await sitting.settle()
        await look(sitting)
    found = everything(tmp_path, *shown, "".join(capfd.readouterr()))
    assert not [secret for secret in minted() if secret in found]


def test_a_bug_in_a_command_says_where_and_no_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "wJalrXUtnFEMI-K7MDENG-bPxRfiCYTHESECRET1"

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(secret)

    monkeypatch.setattr("wizard.commands.history.Journal", broken)
    assert cli.main(["history"]) == 5
    told = capsys.readouterr().err
    assert "ZeroDivisionError in tests.test_secrets" in told
    assert secret not in told


def test_a_pasted_error_is_kept_without_its_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "wJalrXUtnFEMI7K7MDENG7bPxRfiCYTHESECRET1"
    text = (
        f"AWS_SECRET_ACCESS_KEY={secret}\nAn error occurred (AccessDenied) when calling the AssumeRole operation: "
        "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::444455556666:role/Deploy"
    )
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    cli.main(["check", "--error", "-", "--json"])
    cli.main(["capture", text, "-o", str(tmp_path / "case.json")])
    assert (tmp_path / "case.json").exists()
    assert secret not in everything(tmp_path, *capsys.readouterr())
