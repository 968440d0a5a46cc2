"""Which value a condition asks a request for, read off the condition itself and its neighbours on the same key."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.engine.conditions import read_operator
from wizard.engine.context import Context
from wizard.engine.decision import ElementVerdict
from wizard.engine.operators import number, wildcards_in
from wizard.engine.pattern import ONE, STAR, expand, template
from wizard.repair.option import Situation

FREE = "unspecified"
"""A value where any will do."""


def asker(situation: Situation, test: ElementVerdict) -> str:
    """Whose condition it is: the role's, where it stands in the trust policy, else the policy's by its name."""
    for layer in situation.decision.layers:
        for policy in layer.policies:
            if layer.layer != "trust_policy" and any(
                one is test for statement in policy.statements for one in statement.elements
            ):
                return f"the policy {policy.name}"
    return "the role"


def asks_to_match(test: ElementVerdict) -> bool:
    """Whether a request that carries one of the values gets past the condition.

    An Allow's condition has to hold; one that holds is a Deny's, and must not.
    """
    operator, _, _ = read_operator(test.operator or "")
    return operator is not None and operator.negated is (test.holds is True)


def asks_for_presence(test: ElementVerdict) -> bool | None:
    """Whether a Null test asks for the key to be there; None where it is no such test."""
    operator, _, _ = read_operator(test.operator or "")
    if operator is None or operator.family != "null" or len(test.expected) != 1:
        return None
    return (test.expected[0].lower() == "false") is not (test.holds is True)


def literal(situation: Situation, test: ElementVerdict) -> str | None:
    """The first value that can be passed as it stands, its variables filled in."""
    return next(literals(situation, test), None)


def literals(situation: Situation, test: ElementVerdict) -> Iterator[str]:
    """Every value that can be passed as it stands, its variables filled in; none where no value is asked for."""
    return _literals(situation, test) if asks_to_match(test) else iter(())


def fitting(situation: Situation, test: ElementVerdict, filler: str = "1") -> tuple[str, str] | None:
    """The first pattern, and a value that it takes: ``filler`` in the place of each wildcard, `FREE` where it is one.

    None where no pattern is asked for.
    """
    operator, _, _ = read_operator(test.operator or "")
    if operator is None or operator.name not in ("StringLike", "StringNotLike") or not asks_to_match(test):
        return None
    pattern = next(patterns(situation, test), None)
    if pattern is None:
        return None
    value = FREE if pattern == STAR else pattern.replace(STAR, filler).replace(ONE, filler[0])
    return pattern.replace(STAR, "*").replace(ONE, "?"), value


def neighbours(situation: Situation, test: ElementVerdict) -> tuple[ElementVerdict, ...]:
    """The other conditions of the same statement on the same key."""
    key = (test.key or "").lower()
    if not key:
        return ()
    for layer in situation.decision.layers:
        for policy in layer.policies:
            for statement in policy.statements:
                if any(one is test for one in statement.elements):
                    return tuple(
                        one for one in statement.elements if one is not test and (one.key or "").lower() == key
                    )
    return ()


def value_beside(situation: Situation, test: ElementVerdict) -> str | None:
    """A value that the neighbours of a condition ask for."""
    effect = test.holds is True
    for one in neighbours(situation, test):
        operator, _, _ = read_operator(one.operator or "")
        if operator is not None and operator.family == "string" and operator.negated is effect:
            return next(_literals(situation, one), None)
    return None


def _literals(situation: Situation, test: ElementVerdict) -> Iterator[str]:
    plain = (text for text in patterns(situation, test) if not wildcards_in(text))
    return (meeting for text in plain if (meeting := _meeting(test, text)) is not None)


def _meeting(test: ElementVerdict, text: str) -> str | None:
    """What a test of this value takes: a number beyond it, where more or less is asked for; None for no number."""
    operator, _, _ = read_operator(test.operator or "")
    if operator is None or operator.family != "numeric":
        return text
    bound, beyond = number(text), {"NumericLessThan": -1, "NumericGreaterThan": 1}.get(operator.name)
    if bound is None or beyond is None:
        return text if bound is not None else None
    value = bound + beyond
    return str(int(value) if value == int(value) else value)


def patterns(situation: Situation, test: ElementVerdict) -> Iterator[str]:
    """The values as patterns, with their variables filled in; none of those that have an unknown one."""
    request = situation.case.request
    context = Context(situation.case, request) if request is not None else None
    for text in test.expected:
        compiled = template(text, wildcards=True, variables=True)
        filled = expand(compiled, context.variable) if context is not None else None
        if isinstance(filled, str) and "${" not in filled:
            yield filled
