"""The targets of earlier sittings, for the start screen: who called which role. No settings, no policies.

A convenience: where the state folder cannot be used there are none.
"""

from __future__ import annotations

import contextlib

from wizard import state
from wizard.aws.gateway import Target
from wizard.engine.frozen import frozen

FILE = "recent.jsonl"
MOST = 10


@frozen
class Recent:
    """One earlier target."""

    role: str
    caller_profile: str | None
    role_profile: str | None

    @property
    def target(self) -> Target:
        """The target again."""
        return Target(role=self.role, caller_profile=self.caller_profile, role_profile=self.role_profile)


def remember(target: Target) -> None:
    """Keep a target, once it could be read."""
    if target.role is None or ((latest := recent()[:1]) and latest[0].target == _bare(target)):
        return
    record = {"role": target.role, "caller_profile": target.caller_profile, "role_profile": target.role_profile}
    with contextlib.suppress(state.StateError):
        state.append(FILE, record)


def recent() -> tuple[Recent, ...]:
    """The last targets, newest first, each once."""
    found: dict[Recent, None] = {}
    lines: list[dict[str, object]] = []
    with contextlib.suppress(state.StateError):
        lines = list(state.lines(FILE))
    for line in reversed(lines):
        role, caller, side = line.get("role"), line.get("caller_profile"), line.get("role_profile")
        if isinstance(role, str):
            found.setdefault(Recent(role, _text(caller), _text(side)))
    return tuple(found)[:MOST]


def _bare(target: Target) -> Target:
    return Target(role=target.role, caller_profile=target.caller_profile, role_profile=target.role_profile)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
