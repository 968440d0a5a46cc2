"""Hardening advice, apart from causes: what would be safer, whether or not the call is allowed."""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.repair.cause import Advice


def advice(case: Case) -> tuple[Advice, ...]:
    """What to harden in the trust policy, best first."""
    return ()
