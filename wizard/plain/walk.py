"""The whole flow as a conversation: start, the five steps back and forth, and the end with its exit status.

The model of every step is the flow's; a step here tells one view of it and asks one question at a time.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from wizard import exit_status
from wizard.flow import read_only
from wizard.flow.assume import view
from wizard.flow.session import Leave, left_with
from wizard.flow.steps import first
from wizard.flow.wizard import Wizard
from wizard.named_file import path_of
from wizard.plain import render, telling
from wizard.plain.asker import Asker, Keyboard
from wizard.plain.inspect import inspect
from wizard.plain.permissions import permissions
from wizard.plain.profile import profile
from wizard.plain.start import start
from wizard.plain.talk import Move, Talk
from wizard.plain.test import test
from wizard.plain.transcript import Transcript
from wizard.plain.trust import trust

STEPS: dict[Move, Callable[[Talk], Move]] = {
    "start": start,
    "inspect": inspect,
    "trust": trust,
    "permissions": permissions,
    "test": test,
    "profile": profile,
}


def run(wizard: Wizard, *, transcript: str | None = None, goes_on: bool = False) -> Leave:
    """Walk through the flow on this terminal. Raises TranscriptError.

    ``transcript``: a file that keeps what is said, ``goes_on``: below what was said before.
    """
    from wizard.plain.keyboard import keyboard, show

    with _kept(transcript, goes_on) as kept:
        say = kept.saying(show) if kept else show
        keys = kept.hearing(keyboard()) if kept else keyboard()
        return conversation(wizard, keys, say, show, time.sleep)


def conversation(
    wizard: Wizard,
    keyboard: Keyboard,
    say: Callable[[str], None],
    whisper: Callable[[str], None],
    pause: Callable[[float], None],
) -> Leave:
    """The walk, with Ctrl-C (130) and an input that ends (as if left) taken care of."""
    talk = Talk(wizard, Asker(keyboard, say, whisper), say, pause)
    wizard.ask_code = talk.code
    try:
        return walk(talk)
    except KeyboardInterrupt:
        say("")
        say("Interrupted. Nothing more was changed.")
        return Leave(exit_status.INTERRUPTED)
    except EOFError:
        say("")
        say("The input has ended.")
        return _left(talk)


def walk(talk: Talk) -> Leave:
    """From the start to the end, one step after the other as the answers lead."""
    target = talk.wizard.session.target
    talk.tell(_welcome(talk))
    here: Move = "start"
    if target.role is not None or target.error_text is not None or talk.wizard.captured:
        here = first(talk.wizard.session) if talk.read() else "start"
        if here == "start" and talk.wizard.coach is not None:
            return _left(talk)
    while True:
        if here == "leave":
            return _left(talk)
        if here == "practise":
            return Leave(practise="")
        if here == "anew" and talk.wizard.coach is not None:
            return Leave(practise=talk.wizard.coach.name, anew=True)
        following = STEPS[here](talk)
        if following != here:
            talk.told.clear()
        here = following


def _welcome(talk: Talk) -> list[str]:
    lines = render.prose(
        "role-wizard, plain mode. Answer with a number or part of the words; Enter takes what stands in brackets; "
        "Ctrl-C ends at any time."
    )
    lines += render.prose(read_only.told(talk.wizard.session))
    if talk.wizard.coach is not None:
        lines += telling.story(talk.wizard.coach)
    return lines


def _left(talk: Talk) -> Leave:
    wizard = talk.wizard
    status = left_with(wizard.session, talk.failure)
    if wizard.coach is None:
        if wizard.session.judgement is not None:
            talk.tell(telling.ending(wizard.session, view(wizard.session, wizard.now()).commands))
        return Leave(status)
    talk.tell_solved()
    score = wizard.coach.score()
    if not score.solved:
        talk.tell(telling.score(score, wizard.coach))
    return Leave(status)


@contextlib.contextmanager
def _kept(path: str | None, goes_on: bool) -> Iterator[Transcript | None]:
    if path is None:
        yield None
        return
    with Transcript(path_of(path), goes_on=goes_on) as transcript:
        yield transcript
