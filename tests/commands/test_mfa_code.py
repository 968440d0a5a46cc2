"""The code that a command asks for at the terminal: another text than a code is none, and asked for again."""

from __future__ import annotations

import pytest

from wizard.commands import mfa_code

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
