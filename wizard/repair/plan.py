"""Diagnosis → Plans: the smallest sufficient change first, then the alternatives, each decided again.

It walks from what refuses first to what refuses next, taking the best option each time, until the engine allows the
case; each other option met on the way starts an alternative. Nothing is offered as verified that the engine did not
allow with the whole plan applied, or that AWS would refuse to save.
"""

from __future__ import annotations

from collections.abc import Iterable

from wizard.engine.case import Case
from wizard.engine.decide import decide
from wizard.engine.decision import Decision
from wizard.engine.frozen import frozen, replace
from wizard.repair.applied import apply_changes, apply_plan
from wizard.repair.cause import Diagnosis
from wizard.repair.change import Change, Grant, Part, Plan, RequestChange, TrustPolicyChange
from wizard.repair.cures import cures
from wizard.repair.elsewhere import elsewhere
from wizard.repair.merged import merged
from wizard.repair.option import Option, Situation
from wizard.repair.proof import Proof, proof, refusal, undecidable

__all__ = ["apply_plan", "plans"]

_STEPS = 8
"""More changes than this in one plan, and nobody could follow it."""

_PLANS = 8
"""More alternatives than this, and nobody could choose."""


@frozen
class _Step:
    """Where the walk stood, and which ways lead on."""

    case: Case
    decision: Decision
    options: tuple[Option, ...]


def plans(case: Case, decision: Decision, diagnosis: Diagnosis, near_roles: tuple[str, ...] = ()) -> tuple[Plan, ...]:
    """Every plan worth offering, best first. ``near_roles`` as for `diagnose`."""
    if case.request is None:
        return ()
    found = [_plan(case, (option,)) for option in elsewhere(case, decision, diagnosis)]
    if decision.outcome == "allowed":
        return (*_for_what_was_passed(case, decision, diagnosis), *found)
    best, steps = _walk(case, decision, (), near_roles)
    ways = [best] if best else []
    for at, step in enumerate(steps):
        for other in step.options[1:]:
            way, _ = _walk(step.case, step.decision, (*best[:at], other), near_roles)
            ways.append(way)
    found += [_plan(case, way) for way in ways[:_PLANS]]
    savable = [plan for plan in found if refusal(case, plan.changes) is None]
    needed = (plan for plan in savable or found if _is_minimal(case, plan))
    return _distinct(sorted(needed, key=_preference))


def _for_what_was_passed(case: Case, decision: Decision, diagnosis: Diagnosis) -> tuple[Plan, ...]:
    """The policies changed for what AWS's answer tells of and the case does not."""
    if len(diagnosis.causes) < 2:
        return ()
    from wizard.repair.untold import as_passed

    supposed = as_passed(case, decision)
    if supposed is None:
        return ()
    found = plans(supposed, decide(supposed), replace(diagnosis, causes=()))
    return tuple(one for one in found if not any(isinstance(change, RequestChange) for change in one.changes))


def _walk(
    case: Case, decision: Decision, taken: tuple[Option, ...], near_roles: tuple[str, ...]
) -> tuple[tuple[Option, ...], list[_Step]]:
    """Take the options given, then the best one each time, until nothing refuses any more."""
    steps: list[_Step] = []
    if taken and _undecidable(taken[-1]):
        return taken, steps
    if taken:
        case = apply_changes(case, taken[-1].changes)
        decision = decide(case)
    while len(taken) < _STEPS and decision.outcome != "allowed":
        options = tuple(
            option
            for option in cures(Situation(case, decision, near_roles), first=not taken)
            if option.changes and _fresh(option, taken)
        )
        if not options:
            break
        steps.append(_Step(case, decision, options))
        case = apply_changes(case, options[0].changes)
        taken = (*taken, options[0])
        if _undecidable(options[0]):
            break
        decision = decide(case)
    return taken, steps


def _undecidable(option: Option) -> bool:
    return all(map(undecidable, option.changes))


def _fresh(option: Option, taken: tuple[Option, ...]) -> bool:
    return all(option.title != one.title and option.changes != one.changes for one in taken)


def _plan(case: Case, way: tuple[Option, ...]) -> Plan:
    offered = [(option, change) for option in way for change in option.changes]
    if sum(isinstance(change, RequestChange) for _, change in offered) > 1:
        from wizard.repair.sent import sent

        offered = sent(case, offered) or offered
        way = tuple(option for option in way if any(option is kept for kept, _ in offered))
    sound = [(*_cleared(case, change), places) for change, places in merged(tuple(change for _, change in offered))]
    changes = tuple(change for change, _, _ in sound)
    told = (said for _, sayings, _ in sound for said in sayings)
    found, gained = proof(case, changes), _grants(case, changes)
    opens = any(grant.breadth >= (5 if any(option.as_meant for option in way) else 4) for grant in gained)
    return Plan(
        title="; ".join((_joined(option.title for option in way), *told)),
        why=found.why(way[0].why),
        changes=changes,
        verified=found.verified,
        verified_if=found.verified_if,
        grants=gained,
        causes=tuple(dict.fromkeys(name for option in way for name in option.cures)),
        rank=max(2 if opens else 0, *(option.rank for option in way)),
        parts=tuple(_part([offered[place][0] for place in places], said, found) for _, said, places in sound),
    )


def _grants(case: Case, changes: tuple[Change, ...]) -> tuple[Grant, ...]:
    """What changes newly let others do: a call that is made otherwise lets nobody."""
    if all(isinstance(change, RequestChange) for change in changes):
        return ()
    from wizard.repair.grants import grants

    return grants(case, changes)


def _part(options: list[Option], said: tuple[str, ...], found: Proof) -> Part:
    return Part("; ".join((_joined(option.title for option in options), *said)), found.why(options[0].why))


def _cleared(case: Case, change: Change) -> tuple[Change, tuple[str, ...]]:
    """A change with a trust policy that IAM saves, and what had to go for that."""
    if not isinstance(change, TrustPolicyChange):
        return change, ()
    from wizard.repair.leftovers import cleared
    from wizard.repair.shorter import fitted

    sound = cleared(case, change.after, change.before)
    change = replace(change, after=sound.text)
    short = fitted(case, change)
    return replace(change, after=short.text), (*sound.said, *short.said)


def _is_minimal(case: Case, plan: Plan) -> bool:
    """Whether every change of a proved plan is needed."""
    if not plan.verified or len(plan.changes) < 2:
        return True
    lesser = (plan.changes[:at] + plan.changes[at + 1 :] for at in range(len(plan.changes)))
    return not any(decide(apply_changes(case, changes)).allowed for changes in lesser)


def _joined(titles: Iterable[str]) -> str:
    """Titles as one sentence, each once."""
    first, *others = dict.fromkeys(titles)
    return "; ".join([first, *(title[:1].lower() + title[1:] for title in others)])


def _distinct(found: list[Plan]) -> tuple[Plan, ...]:
    """Each plan once, and the better one of two that are told alike: nobody could choose between them."""
    kept: list[Plan] = []
    for plan in found:
        if all(plan.changes != other.changes and _said(plan) != _said(other) for other in kept):
            kept.append(plan)
    return tuple(kept)


def _said(plan: Plan) -> frozenset[str]:
    """The sentences of a plan's title, in whatever order."""
    return frozenset(said[:1].upper() + said[1:] for said in plan.title.split("; "))


def _preference(plan: Plan) -> tuple[int, int, int]:
    """Proved before open before unproved; then by how much is given up; the order of offer decides the rest.

    What opens the role to an organization or to everybody comes after every way that does not, save where the policy
    says so already and only a slip keeps it from counting.
    """
    breadth = max((grant.breadth for grant in plan.grants), default=0)
    unread = plan.verified_if or "hidden_policy" in plan.causes
    proof = 0 if plan.verified or "wrong_credentials_used" in plan.causes else 1 if unread else 2
    return proof, plan.rank, breadth
