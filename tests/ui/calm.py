"""When a screen has come to rest: every message dealt with, every frame drawn. Found out, not waited out.

Textual's own `pause` takes a process that uses little processor time for one that has nothing to do, which on a busy
machine it need not be.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from textual.app import App

from tests.patience import PATIENCE

SOON = 0.02
"""Seconds. What is due so soon belongs to what is happening: a frame, a look at the text after a key. A dialog that
waits below another one looks up less often, for as long as it takes."""


async def calm(app: App[Any]) -> None:
    """Let the app's tasks run until none can go on, and none will soon. What a thread does is not waited for."""
    loop: Any = asyncio.get_running_loop()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        due = [handle.when() for handle in loop._scheduled if not handle.cancelled()]
        wait = min(due, default=float("inf")) - loop.time()
        if wait > SOON or app._exit:  # once it was left, its clocks tick for nothing
            return
        await asyncio.sleep(max(wait, 0))
    raise AssertionError(f"the screen never came to rest: {loop._scheduled}")


async def until(holds: Callable[[], bool]) -> bool:
    """Let the app run until something holds, which a thread may bring about; whether it came to that."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.01)
    return True
