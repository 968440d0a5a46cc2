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
from textual.worker import Worker

from tests.patience import PATIENCE
from wizard.ui.dialogs.mfa import MfaCode

SOON = 0.04
"""Seconds. What is due so soon belongs to what is happening: a look at the text after a key, or the next frame, which a
timer of Textual's that skips one (a sixtieth) brings after two."""


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


def under_way(app: App[Any]) -> list[Worker[Any]]:
    """The workers that go on by themselves: not those that wait for a person's answer."""
    if app._exit or any(isinstance(screen, MfaCode) for screen in app.screen_stack):  # a thread may wait for the code
        return []
    return [worker for worker in app.workers if not worker.is_finished and not _asks(worker)]


def _asks(worker: Worker[Any]) -> bool:
    """Whether a worker waits for the answer to a dialog: whether that is what its coroutines have come to."""
    step: Any = worker._task and worker._task.get_coro()
    while hasattr(step, "cr_await"):
        if step.__name__ == "push_screen_wait":
            return True
        step = step.cr_await
    return False
