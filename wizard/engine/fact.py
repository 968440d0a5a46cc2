"""What is known of one context key: its values, that it is absent, or what is open about it."""

from __future__ import annotations

from wizard.engine.frozen import frozen


@frozen
class Open:
    """A key whose value AWS knows and the case does not say."""

    name: str
    may_be_absent: bool = True
    domain: tuple[str, ...] | None = None  # the only values it can have, where they are few
    around: tuple[str, str] | None = None  # how it begins and ends: what stands between is not known


Fact = tuple[str, ...] | None | Open
"""A key's values; None: absent."""


def given(value: str | None) -> Fact:
    """A parameter's value; none where it was not passed."""
    return None if value is None else (value,)
