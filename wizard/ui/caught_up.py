"""Waiting until widgets have dealt with what they were sent: a message goes from widget to widget, and is overtaken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual.message_pump import MessagePump


async def caught_up(places: Iterable[MessagePump]) -> None:
    """Wait for each in turn, the innermost first."""
    for place in places:
        reached = asyncio.Event()
        if place.call_later(reached.set):
            await reached.wait()
