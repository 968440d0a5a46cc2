"""Every letter has a spelling in every locale."""

from __future__ import annotations

import io

import pytest

from wizard.spelling import SIGNS, spelt


@pytest.fixture(autouse=True)
def c_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("aws --profile x …", "aws --profile x ..."),
        ("the role’s “trust”", 'the role\'s "trust"'),
        ('{"Sid": "Für"}', '{"Sid": "F\\u00fcr"}'),
        ("😀", "\\ud83d\\ude00"),
        ("plain", "plain"),
    ],
)
def test_in_ascii(text: str, wanted: str) -> None:
    assert spelt(text) == wanted


def test_every_sign_of_ours_is_ascii_afterwards() -> None:
    assert spelt("".join(SIGNS)).isascii()


def test_utf_8_keeps_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert spelt("Für … 😀") == "Für … 😀"
