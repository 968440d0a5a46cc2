"""Blocking work off the event loop, in daemon threads, so that quitting never waits for AWS.

Textual's own thread workers keep the process alive until a hanging call returns; a daemon thread does not. The
result comes back through the event loop, so only the awaiting screen touches its widgets.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def in_background(work: Callable[[], T]) -> T:
    """What ``work`` returns or raises, run in a daemon thread; nobody waits for a thread that is not awaited."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def hand_over(deliver: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits any more
            loop.call_soon_threadsafe(lambda: None if outcome.done() else deliver())

    def run() -> None:
        try:
            result = work()
        except BaseException as error:
            failure = error
            hand_over(lambda: outcome.set_exception(failure))
        else:
            hand_over(lambda: outcome.set_result(result))

    Thread(target=run, daemon=True, name="role-wizard call").start()
    return await outcome
