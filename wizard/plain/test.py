"""Step 4, test: the call as it will be sent, the code, the waiting, and who one has become."""

from __future__ import annotations

import contextlib

from wizard.aws.gateway import AwsFailure
from wizard.flow import assume as flow
from wizard.flow.assume import TestView, Wait
from wizard.flow.session import HEADINGS
from wizard.flow.trial import QUESTION, TRIALS, Tried
from wizard.plain import render, telling
from wizard.plain.asker import Option
from wizard.plain.correcting import correcting
from wizard.plain.known import opening
from wizard.plain.step import arrive, ways
from wizard.plain.talk import Act, Move, Talk


def test(talk: Talk) -> Move:
    """Tell the call, and ask whether to make it."""
    view = flow.view(talk.wizard.session, talk.wizard.now())
    arrive(talk, "test")
    talk.tell_once(telling.call(view))
    if view.lacks:
        talk.tell_once(render.prose(view.lacks))
    if view.became is not None:
        talk.tell(telling.became(view.became))
    if view.tried is not None:
        talk.tell_once(_tried(view.tried))
    if view.denial:
        talk.tell(telling.denial(view))
    assume: Option[Act] = Option("Assume the role", lambda: _assume(talk, view))
    again: Option[Act] = Option("Read AWS again, once you are signed in", lambda: "test" if talk.read() else "stay")
    own = [again] if view.read_again else [] if view.lacks else [assume]
    if own == [assume] and view.session_first:
        own += opening(talk, "test")
    back = view.back_to
    if view.cured_by_request:
        own = [*correcting(talk, "test"), *own]
    if back is not None:
        own.insert(0, Option(f"Back to {HEADINGS[back]}, which can cure it", lambda: back))
    if view.became is not None:
        own.append(Option("Try the new credentials", lambda: _try(talk)))
    return ways(talk, "test", own, own_first=view.became is None and not view.lacks)


def _assume(talk: Talk, view: TestView) -> Move:
    code = None
    if view.serial_number is not None:
        code = talk.code(view.serial_number)
        if code is None:
            talk.say("No code was given. Nothing was sent.")
            return "test"
    talk.say("Assuming the role.")
    with contextlib.suppress(AwsFailure):  # the session keeps it, and the step tells it
        talk.wizard.test(code, lambda wait: _patience(talk, wait))
    return "test"


def _try(talk: Talk) -> Move:
    trials = [Option(title, (key,)) for key, title in TRIALS.items()]  # None is one of them
    chosen = talk.ask.pick(QUESTION, trials)
    if chosen is not None:
        made = talk.wizard.try_it(*chosen)
        talk.told.discard(render.joined(_tried(made)))  # the same answer again is an answer
    return "test"


def _tried(made: Tried) -> render.Lines:
    return ["", f"{made.title}:", *render.prose(made.sentence)]


def _patience(talk: Talk, wait: Wait) -> bool:
    """Wait between two tries; Ctrl-C cancels the test, not the wizard."""
    talk.tell(
        render.prose(
            f"Try {wait.attempt} was denied. A change takes a while to arrive everywhere in AWS. "
            f"Next try in {_in_words(wait.seconds)}, the last at {wait.until:%H:%M:%S} UTC. "
            "Ctrl-C cancels the test."
        )
    )
    try:
        talk.pause(wait.seconds)
    except KeyboardInterrupt:
        return False
    return True


def _in_words(seconds: float) -> str:
    return "1 second" if seconds == 1 else f"{seconds:g} seconds"
