"""SIGTERM, SIGHUP and SIGQUIT as an orderly end: what was begun is tidied away; the exit status names the signal."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Final

ENDINGS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name))

STOPPED: Final = tuple(getattr(signal, name) for name in ("SIGTSTP", "SIGCONT") if hasattr(signal, name))


@contextlib.contextmanager
def orderly_end() -> Iterator[None]:
    """Within it the first of these signals raises SystemExit with 128 + its number; from then on all are ignored.

    One that was ignored before, as by ``nohup``, stays ignored.
    """
    before = _kept(ENDINGS)

    def end(number: int, _: FrameType | None) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)  # a shell that ends sends another one after the terminal's
        raise SystemExit(128 + number)

    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, end)
    try:
        yield
    finally:
        _put_back({number: handler for number, handler in before.items() if signal.getsignal(number) is end})


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Tidying up: none of these signals cuts it short, nor does Ctrl-C."""
    before = _kept((*ENDINGS, signal.SIGINT))
    for number in before:
        signal.signal(number, signal.SIG_IGN)
    try:
        yield
    finally:
        _put_back(before)


@contextlib.contextmanager
def lent_to_a_loop() -> Iterator[None]:
    """Within it an event loop has these signals, Ctrl-C and being stopped. The handlers are put back afterwards.

    A signal that is ignored by then, since the end has begun, stays so.
    """
    before = _kept((*ENDINGS, signal.SIGINT, *STOPPED))
    try:
        yield
    finally:
        _put_back({number: each for number, each in before.items() if signal.getsignal(number) is not signal.SIG_IGN})


Handlers = dict[int, "signal._HANDLER"]


def _kept(numbers: Sequence[int]) -> Handlers:
    """The handlers that can be set and put back; none off the main thread, which alone may."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    return {number: handler for number in numbers if (handler := signal.getsignal(number)) is not None}


def _put_back(handlers: Handlers) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)
