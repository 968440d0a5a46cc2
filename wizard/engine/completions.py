"""Which unknowns matter: the answers under every way of filling them in, where Kleene's logic is too coarse.

Kleene's logic forgets that one unknown tested twice has one value. So where that happens the case is decided again for
every value that the policies tell apart, and for every thing that an unread policy could say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from wizard.engine.case import Case, ContextValue
from wizard.engine.context import Context
from wizard.engine.decision import Decision, ElementVerdict, Truth
from wizard.engine.fact import Open
from wizard.engine.frozen import frozen, replace
from wizard.engine.possible_policies import possible_policies
from wizard.engine.possible_values import possible_roles, possible_values
from wizard.engine.typed import Final

_MOST: Final = 1000
"""Decisions that are tried at most; beyond them Kleene's answer stands."""

Change = Callable[[Case], Case]


@frozen
class Answers:
    """What comes out over all completions: whether always allowed, always denied, or (None) by these unknowns."""

    allowed: Truth
    unknowns: frozenset[str]


def complete(case: Case, decision: Decision, decide: Callable[[Case], Decision]) -> Answers | None:
    """Decide under each completion of the unknowns; None where that is needless or would take too long."""
    if case.request is None:
        return None
    tests = _tests(decision)
    names = [one for one in decision.depends_on if one != _PRINCIPAL or _ROLE not in decision.depends_on]
    actions = tuple(dict.fromkeys(one.action for one in decision.layers))
    once = len(names) == len(decision.depends_on) and all(len(found) < 2 for found in tests.values())
    if once and (len(names) == 1 or (len(actions) == 1 and not Context(case, case.request).same_account)):
        return None  # what is asked once only is what Kleene's logic takes it for
    choices: dict[str, list[Change]] = {}
    size = 1
    for name in names:
        changes = _changes(name, case, tests, actions)
        if not changes:
            return None
        choices[name] = changes
        size *= len(changes)
        if size > _MOST:
            return None
    answers = dict(_answers(case, tuple(choices.values()), decide))
    if None in answers.values():
        return None
    if len(set(answers.values())) == 1:
        return Answers(next(iter(answers.values())), frozenset())
    return Answers(None, frozenset(name for at, name in enumerate(choices) if _matters(answers, at)))


_ROLE, _PRINCIPAL = "caller.role_arn", "aws:PrincipalArn"
"""A session's role whose path is not known has two names: what a statement names, and what a condition tests."""


def _answers(
    case: Case, choices: Sequence[Sequence[Change]], decide: Callable[[Case], Decision]
) -> Iterator[tuple[tuple[int, ...], Truth]]:
    """Which way each unknown came out, and whether the request is allowed then; None ends it: that is not decided."""
    for picked in product(*(range(len(changes)) for changes in choices)):
        filled = case
        for changes, at in zip(choices, picked, strict=True):
            filled = changes[at](filled)
        outcome = decide(filled).outcome
        yield picked, None if outcome == "depends" else outcome == "allowed"
        if outcome == "depends":
            return


def _matters(answers: Mapping[tuple[int, ...], Truth], at: int) -> bool:
    """Whether one unknown alone can turn the answer, for some values of the others."""
    by_others: dict[tuple[int, ...], set[Truth]] = {}
    for picked, answer in answers.items():
        by_others.setdefault(picked[:at] + picked[at + 1 :], set()).add(answer)
    return any(len(found) > 1 for found in by_others.values())


def _tests(decision: Decision) -> dict[str, list[ElementVerdict]]:
    """The elements that rest on each unknown, within statements that may match; each element once."""
    found: dict[str, dict[tuple[str, int | None, int, str, str], ElementVerdict]] = {}
    for layer in decision.layers:
        for policy in layer.policies:
            for statement in policy.statements:
                if statement.matches is False:
                    continue
                for element in statement.elements:
                    place = (layer.layer, policy.level, policy.index, element.pointer, element.element)
                    for name in element.unknowns:
                        found.setdefault(name, {})[place] = element
    return {name: list(elements.values()) for name, elements in found.items()}


def _changes(
    name: str, case: Case, tests: Mapping[str, Sequence[ElementVerdict]], actions: tuple[str, ...]
) -> list[Change] | None:
    """Ways of making one unknown known; None where no few of them stand for all."""
    policies = possible_policies(name, case, actions)
    if policies is not None or case.request is None:
        return policies
    context = Context(case, case.request)
    if name in (_ROLE, _PRINCIPAL):
        fact = context.fact(_PRINCIPAL)
        everywhere = (*tests.get(_ROLE, ()), *tests.get(_PRINCIPAL, ()))
        roles = possible_roles(fact, everywhere, context) if isinstance(fact, Open) else None
        return [_with_role(role) for role in roles] if roles is not None else None
    fact = context.fact(name)
    values = possible_values(fact, tests.get(name, ()), context) if isinstance(fact, Open) else None
    return [_with_key(name, value) for value in values] if values is not None else None


def _with_role(role_arn: str) -> Change:
    def change(case: Case) -> Case:
        assert case.caller is not None
        return replace(case, caller=replace(case.caller, role_arn=role_arn))

    return change


def _with_key(name: str, value: ContextValue) -> Change:
    def change(case: Case) -> Case:
        assert case.request is not None
        return replace(case, request=replace(case.request, context={**case.request.context, name: value}))

    return change
