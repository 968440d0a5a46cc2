"""What nobody foresaw: one calm page where the program can go on, two lines and a report where it cannot.

Textual prints a traceback with every local variable, and those hold secrets: `_fatal_error` (private; written against
8.2.8, held by tests/ui/test_crash.py) is overridden so that it prints nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual.app import App
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from wizard.crash_report import report
from wizard.exhausted import exhausted

if TYPE_CHECKING:
    from wizard.aws.gateway import AwsFailure

T = TypeVar("T")


class Crash(Exception):
    """The screens ended by a bug. ``next_step`` says where the report is."""

    kind = "other"

    def __init__(self, error: BaseException) -> None:
        lacking = exhausted(error)
        super().__init__(lacking[0] if lacking else f"something went wrong inside role-wizard: {type(error).__name__}")
        self.next_step = lacking[1] if lacking else f"This is a bug. {report(error)}"


def unforeseen(error: BaseException) -> AwsFailure:
    """What a screen says where it can go on: a bug, reported, or what the system gives no more of."""
    from wizard.aws.gateway import AwsFailure
    from wizard.state import StateError

    if isinstance(error, StateError):
        return AwsFailure("configuration", "That did not work", str(error), error.next_step)
    if (lacking := exhausted(error)) is not None:
        return AwsFailure("configuration", "That did not work", *lacking)
    why = f"a bug ({type(error).__name__})"
    return AwsFailure("other", "Something went wrong inside role-wizard", why, f"{report(error)} You may go on.")


class CalmApp(App[T]):
    """An app that ends on a bug without printing anything."""

    crash: BaseException | None = None

    def _fatal_error(self) -> None:
        self.crash = sys.exc_info()[1] or self._exception
        self._close_messages_no_wait()


class CalmScreen:
    """A screen on which a failure becomes a page, that of a worker too, and nothing else stops."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Textual's workers tell their own screen alone."""
        error = event.worker.error
        if event.state == WorkerState.ERROR and error is not None:
            self.fail(unforeseen(error))

    def fail(self, failure: AwsFailure, closed: Callable[[], object] = lambda: None) -> None:
        """Say what did not work; then AWS is read again where the person wants it, else ``closed`` is done."""
        from wizard.ui.dialogs.failure import Failure

        app = cast("Screen[Any]", self).app

        async def go_on(again: bool | None) -> None:
            if again:
                await app.run_action("screen.read_again")
            else:
                closed()

        app.push_screen(Failure(failure), go_on)
