"""Diagnosis → Plans: the smallest sufficient change first, then the alternatives, each decided again.

It walks from what refuses first to what refuses next, taking the best option each time, until the engine allows the
case; each other option met on the way starts an alternative. Nothing is offered as verified that the engine did not
allow with the whole plan applied, or that AWS would refuse to save. So that `check` starts sooner, the repairs of a
kind are imported when it refuses.
"""

from __future__ import annotations

from collections.abc import Iterable

from wizard.engine.case import Case
from wizard.engine.decide import ORDER, decide
from wizard.engine.decision import Decision, LayerVerdict
from wizard.engine.frozen import frozen, replace
from wizard.repair.applied import apply_changes, apply_plan
from wizard.repair.cause import Diagnosis
from wizard.repair.change import Change, Grant, Part, Plan, RequestChange, TrustPolicyChange
from wizard.repair.elsewhere import elsewhere
from wizard.repair.evidence import names_missing_allow, one_sided
from wizard.repair.merged import merged
from wizard.repair.option import Option, Situation
from wizard.repair.place import conditions
from wizard.repair.proof import Proof, proof, refusal, undecidable
from wizard.repair.trust_causes import allow_gaps

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
            for option in _options(Situation(case, decision, near_roles), first=not taken)
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


def _options(situation: Situation, *, first: bool) -> tuple[Option, ...]:
    """Ways to cure what refuses first; ``first`` on a walk, also ways round what is not known of the caller."""
    decision = situation.decision
    for problem in decision.problems:
        from wizard.repair import principal_repairs, problem_repairs

        if problem.name == "trust_principal_nonexistent":
            ghost = problem.message.rpartition('"AWS":')[2].strip(' ".')
            return (
                *principal_repairs.without_ghost(situation, ghost),
                *problem_repairs.for_problem(situation, problem),
            )
        return problem_repairs.for_problem(situation, problem)
    layers = sorted(decision.layers, key=lambda one: ORDER.index(one.layer))
    for layer in layers:
        if layer.denies is True and (found := _past_deny(situation, layer)):
            return found
    for layer in layers:
        if layer.must_allow is True and layer.allows is False and (found := _to_allow(situation, layer)):
            return found
    if decision.outcome == "depends":
        if first and (found := _named(situation, layers)):
            return found
        return _told(situation, layers) or _met(situation, layers) or _perhaps_denied(situation, layers)
    for layer in layers:  # refused whatever the unknowns are: by two conditions, say, that no request meets together
        blocks = layer.layer in decision.blocked_by and layer.must_allow is not False
        if blocks and layer.allows is None and (found := _to_allow(situation, layer)):
            return found
    return _perhaps_denied(situation, layers)


def _named(situation: Situation, layers: list[LayerVerdict]) -> tuple[Option, ...]:
    """Where all hangs on whether a principal of the trust policy is the caller: ways to name him for certain."""
    for layer in layers:
        if layer.layer == "trust_policy" and layer.allows is None:
            gaps = allow_gaps(situation.case, layer)
            if gaps and gaps[0].principal is not None:
                from wizard.repair import trust_repairs

                return trust_repairs.options(situation, layer)
    return ()


def _told(situation: Situation, layers: list[LayerVerdict]) -> tuple[Option, ...]:
    """Where AWS's answer tells what the policies read leave open: which of them does not allow the call."""
    for layer in layers:
        if layer.layer == "session_policy" and layer.must_allow is True and layer.allows is None:
            from wizard.repair import session_repairs

            if found := session_repairs.past_unread(situation):
                return found
        if layer.layer == "identity_policy" and layer.allows is None and names_missing_allow(situation.case):
            from wizard.repair import identity_repairs

            return identity_repairs.allow_options(situation, layer)
        if one_sided(situation.case, (layer,)):
            return _to_allow(situation, layer)
    return ()


def _past_deny(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    match layer.layer:
        case "trust_policy":
            from wizard.repair import deny_repairs

            return deny_repairs.options(situation, layer)
        case "identity_policy":
            from wizard.repair import identity_repairs

            return identity_repairs.deny_options(situation, layer)
        case _:
            from wizard.repair import guardrail_repairs

            return guardrail_repairs.deny_options(situation, layer)


def _to_allow(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    match layer.layer:
        case "trust_policy":
            from wizard.repair import trust_repairs

            return trust_repairs.options(situation, layer)
        case "identity_policy":
            from wizard.repair import identity_repairs

            return identity_repairs.allow_options(situation, layer)
        case _:
            from wizard.repair import guardrail_repairs

            return guardrail_repairs.allow_options(situation, layer)


def _met(situation: Situation, layers: list[LayerVerdict]) -> tuple[Option, ...]:
    """Where all hangs on a context key of the trust policy: a request that meets the condition for certain."""
    trust = (layer for layer in layers if layer.layer == "trust_policy" and layer.allows is None)
    statements = (each for layer in trust for policy in layer.policies for each in policy.statements)
    tests = (test for statement in statements if statement.matches is None for test in conditions(statement))
    open_test = next((test for test in tests if test.holds is None), None)
    if open_test is None:
        return ()
    from wizard.repair import request_repairs

    return request_repairs.for_condition(situation, open_test)


def _perhaps_denied(situation: Situation, layers: list[LayerVerdict]) -> tuple[Option, ...]:
    """Where all hangs on whether a Deny of the trust policy matches: from which network the call comes, mostly."""
    for layer in layers:
        if layer.layer == "trust_policy" and layer.denies is None:
            from wizard.repair import deny_repairs

            return deny_repairs.perhaps(situation, layer)
    return ()


def _plan(case: Case, way: tuple[Option, ...]) -> Plan:
    offered = [(option, change) for option in way for change in option.changes]
    if sum(isinstance(change, RequestChange) for _, change in offered) > 1:
        from wizard.repair.sent import sent

        offered = sent(case, offered) or offered
        way = tuple(option for option in way if any(option is kept for kept, _ in offered))
    sound = [(*_cleared(case, change), places) for change, places in merged(tuple(change for _, change in offered))]
    changes = tuple(change for change, _, _ in sound)
    told = (said for _, sayings, _ in sound for said in sayings)
    found = proof(case, changes)
    return Plan(
        title="; ".join((_joined(option.title for option in way), *told)),
        why=found.why(way[0].why),
        changes=changes,
        verified=found.verified,
        verified_if=found.verified_if,
        grants=_grants(case, changes),
        causes=tuple(dict.fromkeys(name for option in way for name in option.cures)),
        rank=max(option.rank for option in way),
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

    What opens the role to an organization or to everybody comes after every way that does not.
    """
    breadth = max((grant.breadth for grant in plan.grants), default=0)
    unread = plan.verified_if or "hidden_policy" in plan.causes
    proof = 0 if plan.verified or "wrong_credentials_used" in plan.causes else 1 if unread else 2
    return proof, max(plan.rank, 2 if breadth >= 4 else 0), breadth
