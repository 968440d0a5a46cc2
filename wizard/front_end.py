"""The five steps on this terminal: screens or plain, with the live AWS put in. The rooms are put together here."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from wizard import settings, state
from wizard.bare_terminal import is_bare
from wizard.engine.typed import TextIO
from wizard.uncollected import Uncollected

if TYPE_CHECKING:
    from wizard.aws.gateway import Aws, Target
    from wizard.engine.case import Case
    from wizard.flow.coach import Coach
    from wizard.flow.journal import Journal
    from wizard.flow.session import Leave
    from wizard.flow.wizard import Wizard


class NoTranscript(Exception):
    """A transcript was asked for of what is not kept."""

    kind = "usage"
    next_step = "Give --plain, too."


def show(
    arguments: argparse.Namespace,
    target: Callable[[], Target],
    practice: Callable[[], tuple[Coach, Journal]] | None = None,
    case: Case | None = None,
) -> Leave:
    """Show one sitting until the person leaves.

    ``target`` is asked for, and a lesson of ``practice`` begun, once there is something to look at. ``case``: looked at
    instead of AWS. Raises StateError where a sitting that may change something could not keep what it did.
    """

    def open_wizard() -> Wizard:  # the screens call it behind their first frame
        with Uncollected():
            from wizard.aws.connection import connect
            from wizard.flow.wizard import Wizard

        def connected(target: Target) -> Aws:  # a chosen profile's own role may ask for a code at any time
            return connect(target, ask_code=lambda serial_number: wizard.ask_code(serial_number))

        if case is not None:
            from wizard.aws.recorded import Recorded

            recorded = Recorded(case)
            return Wizard(lambda target: recorded, target(), captured=True)
        if not arguments.read_only:
            state.ready()  # what is changed has to be recorded
        coach, journal = practice() if practice else (None, None)
        wizard = Wizard(connected, target(), coach=coach, journal=journal, read_only=arguments.read_only)
        return wizard

    chosen = settings.load()
    if _plain(arguments):
        from wizard.orderly_end import orderly_end
        from wizard.plain.walk import run as run_plain

        goes_on, arguments.goes_on = arguments.goes_on, True
        with orderly_end():
            return run_plain(open_wizard(), transcript=arguments.transcript, goes_on=goes_on)
    _refuse_transcript(arguments)
    with Uncollected():
        from wizard.ui.app import run as run_screens

    caller, role = (target().caller_profile, target().role) if practice else (arguments.profile, arguments.start)
    return run_screens(open_wizard, caller=caller or "", role=role or "", theme=_theme(arguments), keys=chosen.keys)


def _plain(arguments: argparse.Namespace) -> bool:
    """Whether it is questions and sentences instead of screens."""
    wished = arguments.plain or settings.load().plain or os.environ.get("ROLE_WIZARD_PLAIN")
    return bool(wished) or is_bare()


def _refuse_transcript(arguments: argparse.Namespace) -> None:
    """Whoever asks for one shall not find out at the end. Raises NoTranscript."""
    if arguments.transcript is not None and not _plain(arguments):
        raise NoTranscript("--transcript keeps what plain mode says, and these would be screens")


def check(arguments: argparse.Namespace, target: Callable[[], object] = lambda: None) -> None:
    """What `show` would find wrong with the arguments. Raises UsageError, NoTranscript, UnknownTheme, SettingsError."""
    target()
    _refuse_transcript(arguments)
    _theme(arguments)


def _theme(arguments: argparse.Namespace) -> str | None:
    """The theme that is wished for. Raises UnknownTheme, SettingsError where it is the file that names none."""
    wished: str | None = arguments.theme or settings.load().theme
    if wished:
        from wizard.ui.theme import UnknownTheme, check_theme

        try:
            check_theme(wished)
        except UnknownTheme as error:
            if arguments.theme:
                raise
            raise settings.SettingsError(str(error), error.next_step) from error
    return wished


def missing_terminal() -> str | None:
    """What keeps a person from seeing and answering, as the end of a sentence; None where nothing does."""
    seen, answered = sys.stdout.isatty(), sys.stdin.isatty()
    if seen == answered:
        return None if seen else "this is none"
    return f"standard {'input' if seen else 'output'} is none"


def has_input() -> bool:
    """Whether something was piped in: not a terminal, nor the empty input of a scheduler."""
    import stat

    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        return False
    mode = os.fstat(sys.stdin.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def beside_a_pipe() -> TextIO | None:
    """Where a person sees what another command pipes in; None where there is no such command, or nobody to see it."""
    import stat

    if not sys.stderr.isatty() or sys.stdin.closed or not stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
        return None
    return sys.stderr


def keyboard_from_terminal() -> None:
    """Standard input gave the error text; the keys come from the terminal."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return
    os.dup2(terminal, 0)
    os.close(terminal)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it stays open until the end
