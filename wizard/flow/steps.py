"""The five steps: what each is called, how it stands, and where to go next."""

from __future__ import annotations

from typing import Literal

from wizard.engine.frozen import frozen
from wizard.flow import permissions, trust
from wizard.flow.assume import CODE_REFUSED, code_rejected
from wizard.flow.edits import NOT_APPLIED, elsewhere, steps_waiting
from wizard.flow.known import nothing_read
from wizard.flow.outcome import made_on
from wizard.flow.request import offer
from wizard.flow.session import HEADINGS, NAMES, STEPS, Session, Step

StateWord = Literal[
    "to do", "needs you", "edited, not applied", "done", "nothing to change", "not read", "not here", "reading"
]
STATE_SYMBOLS: dict[StateWord, str] = {
    "to do": "·",
    "needs you": "!",
    "edited, not applied": NOT_APPLIED,
    "done": "✓",
    "nothing to change": "–",
    "not read": "?",
    "not here": "○",
    "reading": "…",
}


@frozen
class StepState:
    """One step in the stepper."""

    step: Step
    heading: str  # the name behind the step's number
    name: str
    word: StateWord
    symbol: str
    here: bool


def states(session: Session, here: Step) -> tuple[StepState, ...]:
    """The stepper, as it stands."""
    return tuple(
        StepState(step, HEADINGS[step], NAMES[step], word := state(session, step), STATE_SYMBOLS[word], step == here)
        for step in STEPS
    )


def state(session: Session, step: Step) -> StateWord:
    """How one step stands, an edit that waits there before anything else."""
    return "edited, not applied" if step in steps_waiting(session) else without_edits(session, step)


def without_edits(session: Session, step: Step) -> StateWord:
    """How one step stands by what AWS has."""
    if session.judgement is None:
        return "reading" if step == "inspect" else "to do"
    match step:
        case "inspect":
            if offer(session) is not None:
                return "needs you"
            return "not read" if nothing_read(session) else "done"
        case "trust":
            view = trust.view(session)
            if view.unread and not view.repairs:
                return "not read"
            if not view.nothing_to_change and not view.request_first:
                return "needs you"
            return "done" if made_on(session, step) else "nothing to change"
        case "permissions":
            permission = permissions.view(session)
            if permission.unread:
                return "not read"
            if not permission.nothing_to_change and not permission.request_first:
                return "needs you"
            return "done" if made_on(session, step) else "nothing to change"
        case "test" | "profile" if session.captured:  # shown, to be done by whoever has an AWS
            return "not here"
        case "test":
            if session.tested is not None:
                return "done"
            return "needs you" if session.test_failure is not None else "to do"
        case "profile":
            written = session.written
            if written is None or session.typed_profile:  # what is typed since is not written yet
                return "needs you" if "profile" in session.judgement.decision.blocked_by else "to do"
            unusable = written.failure is not None and written.failure.kind != "cancelled"  # no code entered: not tried
            return "needs you" if unusable else "done"


def beside_verdict(session: Session, here: Step) -> str:
    """What the verdict line of a step says beside the verdict; empty where that is all."""
    said = [elsewhere(session, here)]
    if session.test_failure is not None and code_rejected(session.test_failure):
        said.insert(0, CODE_REFUSED)
    return "; ".join(filter(None, said))


def first(session: Session) -> Step:
    """The step that a sitting begins with: of a captured case that holds only a profile there is nothing else."""
    judgement = session.judgement
    only_a_profile = session.captured and judgement is not None and judgement.case.request is None
    return "profile" if only_a_profile else "inspect"


def after(step: Step) -> Step:
    """The next step; the last one stays."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def needing(session: Session, step: Step) -> Step | None:
    """The step ahead that needs somebody, where there is nothing to change in those before it; None: the next one."""
    following = after(step)
    while state(session, following) == "nothing to change":
        following = after(following)
    return following if following != after(step) and state(session, following) == "needs you" else None


def before(step: Step) -> Step:
    """The previous step; the first one stays."""
    return STEPS[max(STEPS.index(step) - 1, 0)]
