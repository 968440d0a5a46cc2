"""A plan of several changes in its parts: what each is called, which step makes it, and what is open after one alone.

How the call is made then is no part of its own: it is taken over with whichever change is applied first.
"""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.engine.decide import decide
from wizard.engine.frozen import frozen
from wizard.flow.session import STEPS, Step
from wizard.flow.verdict import Verdict, joined, verdict
from wizard.repair.applied import apply_changes
from wizard.repair.change import Ask, Change, Part, Plan, RequestChange, TrustPolicyChange


def parts(plan: Plan) -> tuple[Change, ...]:
    """The changes that are made, each on its step."""
    return tuple(change for change in plan.changes if not isinstance(change, RequestChange))


def step_of(change: Change) -> Step:
    """The step on which a change is made."""
    return "trust" if isinstance(change, TrustPolicyChange) else "permissions"


def part(plan: Plan, change: Change) -> Part:
    """What this change does, and why; the first that is made here also says how the call is then made."""
    if len(plan.parts) != len(plan.changes):
        return Part(plan.title, plan.why)
    made, own = parts(plan), plan.parts[plan.changes.index(change)]
    if len(made) < 2:
        return Part(plan.title, own.why)
    if change != next((each for each in made if not isinstance(each, Ask)), None):
        return own
    called = [told for each, told in zip(plan.changes, plan.parts, strict=True) if isinstance(each, RequestChange)]
    further = (told.title[:1].lower() + told.title[1:] for told in called if told.title != own.title)
    return Part("; ".join((own.title, *further)), own.why)


def among(plan: Plan, change: Change) -> str:
    """That a change is one part of several, and where the others are; nothing where it is the whole plan."""
    others = tuple(each for each in parts(plan) if each != change)
    if not others:
        return ""
    steps = tuple(dict.fromkeys(step_of(each) for each in others))
    where = "here, too" if steps == (step_of(change),) else f"on {numbered(steps)}"
    return f"one of {len(others) + 1} parts, the other{'s' if len(others) > 1 else ''} {where}"


@frozen
class Rest:
    """What a preview of one part says of the others: until when the call stays as it is, and what it is then."""

    until: str
    then: Verdict


def open_after(case: Case, plan: Plan, done: tuple[Change, ...]) -> Rest | None:
    """What is still open once some parts are applied to a case; None where the others would settle nothing."""
    others = tuple(each for each in parts(plan) if each not in done)
    if not others or not (plan.verified or plan.verified_if):
        return None
    then = verdict(decide(apply_changes(case, plan.changes)))
    steps = tuple(dict.fromkeys(step_of(each) for each in others if not isinstance(each, Ask)))
    waits = [f"{numbered(steps)} {'is' if len(steps) == 1 else 'are'} applied, too"] if steps else []
    if any(isinstance(each, Ask) for each in others):
        waits.append("somebody else has acted")
    return Rest(f"until {joined(tuple(waits))}", then)


def numbered(steps: tuple[Step, ...]) -> str:
    """Steps by their numbers, in their order."""
    numbers = tuple(str(STEPS.index(step) + 1) for step in sorted(steps, key=STEPS.index))
    return f"{'step' if len(numbers) == 1 else 'steps'} {joined(numbers)}"
