"""What to do next, for whoever has no screen before them: without the key that only screens have."""

from __future__ import annotations


def keyless(next_step: str) -> str:
    """The same advice in plain mode, and in what a command tells of its readings."""
    return next_step.replace(" with ctrl+r", "")


def in_a_shell(next_step: str) -> str:
    """The same advice where a command has ended."""
    return keyless(next_step.replace("read again with ctrl+r", "run this again"))
