"""The reference of causes is what the catalogue says today."""

from __future__ import annotations

from tests.docs.causes_reference import PLACE, reference


def test_the_reference_is_up_to_date() -> None:
    assert PLACE.read_text(encoding="utf-8") == reference(), "run: python -m tests.docs.causes_reference"
