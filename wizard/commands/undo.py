"""`role-wizard undo`: takes a change back, previewed like any other, refused where somebody changed it since."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from wizard import exit_status, state
from wizard.aws.gateway import Aws, AwsFailure, Target
from wizard.flow.journal import Entry, Journal
from wizard.flow.taken_back import took_back
from wizard.flow.undo import Undo, asked_as, offline, pick, plan
from wizard.flow.wizard import Wizard
from wizard.plain import preview as previews
from wizard.plain import render
from wizard.plain.asker import Asker, Keyboard
from wizard.plain.keyboard import keyboard as of_the_terminal
from wizard.plain.keyboard import show


def run(
    entry_id: str | None,
    *,
    yes: bool,
    target: Target,
    connect: Callable[[Target], Aws],
    keyboard: Keyboard | None = None,
) -> int:
    """Preview the way back, ask, take it. ``keyboard`` answers instead of the terminal.

    With no profile in ``target`` it is taken with those that made the change.
    Without a terminal and without ``yes`` only the preview is printed, the same one; where AWS cannot be asked, as far
    as the journal tells it. Raises UndoRefused, AwsFailure, ProfileError, StateError.
    """
    journal = Journal(target.endpoint_url)
    entry = pick(journal.entries(), entry_id)
    state.ready()

    def way_back() -> Undo:
        return plan(Wizard(connect, asked_as(target, entry), journal=journal), entry)

    if yes:
        undo = way_back()
        _tell(render.preview(undo.preview))
        return _take(undo)
    keyboard = keyboard or _terminal()
    if keyboard is None:
        return _only_shown(entry, way_back)
    undo = way_back()
    if not previews.asked(Asker(keyboard, show, show), _tell, undo.preview):
        show(previews.CANCELLED)
        return exit_status.ANSWER_IS_NO
    return _take(undo)


def _terminal() -> Keyboard | None:
    """Whoever sits at the terminal; None where there is none to ask on."""
    return of_the_terminal() if sys.stdin.isatty() and sys.stdout.isatty() else None


def _only_shown(entry: Entry, way_back: Callable[[], Undo]) -> int:
    """The preview alone, for nobody can be asked. Raises AwsFailure after as much of it as the journal knows."""
    try:
        preview = way_back().preview
    except AwsFailure:
        _tell(render.preview(offline(entry)))
        raise
    _tell(render.preview(preview))
    print(
        "role-wizard: undo asks before it changes anything, and there is no terminal to ask on\n"
        "Nothing was done. Run it in a terminal, or give --yes.",
        file=sys.stderr,
    )
    return exit_status.NEEDS_TERMINAL


def _take(undo: Undo) -> int:
    done = "Made again" if took_back(undo.entry) else "Taken back"
    _tell(render.prose(f"{done}. {undo.take()}"))
    return exit_status.AS_WISHED


def _tell(lines: Sequence[str]) -> None:
    show(render.joined(lines))
