"""The learner's MFA device: six digits every thirty seconds (RFC 6238), each good once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct

PERIOD = 30
"""Seconds that one code stays on the display."""


def code_at(seed: str, step: int) -> str:
    """The six digits of one thirty-second step."""
    key = base64.b32decode(seed)
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def step_of(now: float) -> int:
    """The step that a moment (epoch seconds) falls into."""
    return int(now // PERIOD)


def accepted_step(seed: str, code: str, now: float, spent: int) -> int | None:
    """The step whose code this is, one step early or late included; None for a wrong or a used code.

    ``spent`` is the newest step whose code was used: neither it nor an older one is taken again.
    """
    current = step_of(now)
    for step in (current, current - 1, current + 1):
        if step > spent and hmac.compare_digest(code_at(seed, step).encode(), code.encode()):
            return step
    return None
