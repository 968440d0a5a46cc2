"""Values that an operator cannot read, and what was meant by them."""

from __future__ import annotations

import pytest

from wizard.repair.illegible import meaning


@pytest.mark.parametrize(
    ("operator", "written", "meant"),
    [
        ("Bool", "yes", "true"),
        ("BoolIfExists", " False ", "false"),
        ("Bool", "true", None),
        ("Bool", "perhaps", None),
        ("NumericLessThan", "1h", "3600"),
        ("NumericLessThan", "90 minutes", "5400"),
        ("NumericLessThanEquals", "3,600", "3600"),
        ("NumericLessThan", "3600", None),
        ("DateLessThan", "2030/01/01", "2030-01-01"),
        ("DateGreaterThan", "next week", None),
        ("IpAddress", "office", None),
        ("StringEquals", "yes", None),
    ],
)
def test_what_was_meant(operator: str, written: str, meant: str | None) -> None:
    assert meaning(operator, written) == meant
