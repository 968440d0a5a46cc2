"""The code that a command asks for at the terminal: another text than a code is none, and asked for again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest

from wizard import exit_status
from wizard.aws.gateway import AwsFailure, Target
from wizard.cli import main
from wizard.commands import mfa_code
from wizard.flow.journal import Journal
from wizard.repair.change import TrustPolicyChange

DEVICE = "arn:aws:iam::111122223333:mfa/dev"


def asked(monkeypatch: pytest.MonkeyPatch, *typed: str) -> str | None:
    answers = iter(typed)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    ask = mfa_code.asker()
    assert ask is not None
    code = ask(DEVICE)
    return code.reveal() if code is not None else None


def test_only_six_digits_are_a_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(monkeypatch, "my-code", "12345", "١٢٣٤٥٦", "123 456") == "123456"
    assert capsys.readouterr().err.count("A code is six digits.") == 3


def test_nothing_typed_cancels(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, "12345", " ") is None


ROLE = "arn:aws:iam::444455556666:role/Deploy"


@pytest.mark.parametrize(
    "words",
    [
        ["diagnose", ROLE],
        ["capture", ROLE, "-o", "case.json"],
        ["claims", "claims.json", "--role", ROLE],
        ["undo", "--yes"],
    ],
)
def test_every_command_that_asks_aws_asks_for_the_code_of_a_profile_that_needs_one(
    words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("claims.json").write_text('{"iss": "https://example.com", "sub": "somebody"}')
    change = TrustPolicyChange(ROLE, "{}", '{"Version": "2012-10-17"}')
    made = datetime(2026, 11, 24, tzinfo=UTC)
    Journal().intend(change, title="Replace the trust policy", target=ROLE, identity="", when=made)
    asks: list[object] = []

    def connect(target: Target, ask_code: object = None) -> NoReturn:
        asks.append(ask_code)
        raise AwsFailure("network", "AWS was not reached", "this is a test", "")

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("wizard.aws.connection.connect", connect)
    assert main(words) == exit_status.AWS_FAILED
    assert asks == [mfa_code._ask]
