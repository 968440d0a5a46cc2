"""A condition compared by the wrong operator, or by one that reads no variables: the one that its author meant.

("IAM JSON policy elements: Condition operators", "IAM JSON policy elements: Version")
"""

from __future__ import annotations

import re

from wizard.engine.conditions import read_operator
from wizard.engine.context import Context
from wizard.engine.decision import ElementVerdict
from wizard.engine.document import Document
from wizard.engine.operators import OPERATORS, Operator
from wizard.repair import edit
from wizard.repair.condition_causes import (
    taking_patterns,
    unreadable_values,
    with_name,
    would_match_as_network,
    would_match_as_pattern,
)
from wizard.repair.condition_keys import cause_of
from wizard.repair.layout import escape, tokens
from wizard.repair.near_miss import distance
from wizard.repair.option import Option, Situation

_MEANT = {"boolean": "Bool", "stringmatch": "StringLike", "stringlikeignorecase": "StringEqualsIgnoreCase"}
"""Names that people give to operators, without qualifier and IfExists."""

KNOWS_VARIABLES = "Write Version 2012-10-17, which knows variables"
NO_VARIABLES = "Under an older Version, or none, variables are compared as plain text."

_ONE_ORGANIZATION = r"o-[0-9a-z]{10,32}/"
"""How the path of an organization begins; of every organization it would be a pattern."""

_MOST = 3
"""More letters than these apart, and an operator's name is no slip of another's."""


def in_operators(situation: Situation, text: str, test: ElementVerdict) -> list[Option]:
    """Every way in which only the operator, or the policy's Version, has to change."""
    return [
        *_as_pattern(situation, text, test),
        *_with_qualifier(situation, text, test),
        *_right_operator(situation, text, test),
        *_with_variables(situation, text, test),
    ]


def _as_pattern(situation: Situation, text: str, test: ElementVerdict) -> list[Option]:
    """A string operator with a wildcard or with a range of addresses: the operator that takes it."""
    as_network = would_match_as_network(test)
    if not as_network and not would_match_as_pattern(test):
        return []
    path = tokens(test.pointer)
    operator, key = path[-2], path[-1]
    like = with_name(operator, "IpAddress") if as_network else taking_patterns(operator)
    after = _move(text, test.pointer, like, key)
    what = f"Compare {key} with {like}, which takes {'ranges' if as_network else 'wildcards'}"
    why = f"The value is written as a {'range' if as_network else 'pattern'} already; only the operator is wrong."
    return [_option(situation, what, why, after, test)]


def _with_qualifier(situation: Situation, text: str, test: ElementVerdict) -> list[Option]:
    """An operator that takes one value, on a key that holds several. ("Multivalued context keys")"""
    request, key = situation.case.request, test.key or ""
    operator, qualifier, if_exists = read_operator(test.operator or "")
    if request is None or operator is None or qualifier is not None or if_exists or operator.negated:
        return []
    if operator.family == "null" or not Context(situation.case, request).is_multi_valued(key):
        return []
    better = f"ForAnyValue:{operator.name}"
    after = _move(text, test.pointer, better, tokens(test.pointer)[-1])
    why = f"{key} holds several values, of which one has to match."
    what, change = f"Compare {key} with {better}", situation.trust_change(after)
    meant = all(re.match(_ONE_ORGANIZATION, value) for value in test.expected)
    return [Option(what, why, (change,), ("condition_operator_mistake",), as_meant=meant)]


def _right_operator(situation: Situation, text: str, test: ElementVerdict) -> list[Option]:
    """An operator that AWS does not have, or one for another kind of values: the one that compares these."""
    operator, _, _ = read_operator(test.operator or "")
    if operator is not None and (operator.family == "null" or unreadable_values(test) is None):
        return []
    *_, written, key = tokens(test.pointer)
    request = situation.case.request
    several = request is not None and Context(situation.case, request).is_multi_valued(key)
    for better in _candidates(written, operator, several=several):
        after = _move(text, test.pointer, better, key)
        place = f"{test.pointer.rpartition('/')[0].rpartition('/')[0]}/{escape(better)}/{escape(key)}"
        if _is_slip(written, better, operator) or _holds(situation, after, place):
            why = f"There is no operator {written}." if operator is None else f"{written} cannot read the value."
            return [_option(situation, f"Compare {key} with {better}", why, after, test)]
    return []


def _candidates(written: str, operator: Operator | None, *, several: bool) -> list[str]:
    """Operators that may have been meant, the likeliest first, with IfExists as written; a qualifier only where the
    key holds several values."""
    plain = written.replace(" ", "").lower()
    qualifiers = ("ForAllValues", "ForAnyValue") if several else ()
    before, _, name = plain.rpartition(":")
    nearest = [one for one in qualifiers if plain.startswith(one[:9].lower())] or qualifiers[-1:]
    qualifier = f"{nearest[0]}:" if nearest and before else ""
    suffix = "IfExists" if "ifexists" in name else ""
    name = name.replace("ifexists", "")
    near = sorted(OPERATORS.values(), key=lambda one: distance(name, one.name.lower()))
    slips = [one.name for one in near if distance(name, one.name.lower()) <= _MOST] if operator is None else []
    meant = [_MEANT[name]] if name in _MEANT else []
    found = dict.fromkeys((*meant, *slips, "StringEquals", "StringLike", "Bool", "NumericEquals"))
    return [one if one == "Null" else f"{qualifier}{one}{suffix}" for one in found]


def _is_slip(written: str, better: str, operator: Operator | None) -> bool:
    """Whether the name alone tells what was meant, whatever this request carries."""
    if operator is not None:
        return False
    plain, name = (text.replace(" ", "").lower().rpartition(":")[2] for text in (written, better))
    return distance(plain, name) <= _MOST or _MEANT.get(plain, "").lower() == name


def _with_variables(situation: Situation, text: str, test: ElementVerdict) -> list[Option]:
    """A policy variable that is plain text, because the policy does not name the Version that knows variables."""
    if not any("${" in one for one in test.expected):
        return []
    after = with_variables(text)
    if after is None or not _holds(situation, after, test.pointer):
        return []
    return [_option(situation, KNOWS_VARIABLES, NO_VARIABLES, after, test)]


def with_variables(text: str) -> str | None:
    """The policy under the Version that knows variables; ``None`` where it is that already."""
    if Document.from_text(text).version == "2012-10-17":
        return None
    return edit.put_first(text, "Version", "2012-10-17")


def _holds(situation: Situation, text: str, pointer: str) -> bool:
    """Whether this request meets the condition at a pointer of another text."""
    if situation.case.request is None:
        return False
    context = Context(situation.case, situation.case.request)
    tests = [test for statement in Document.from_text(text).compiled for test in statement.tests]
    return any(test.pointer == pointer and test.decide(context).holds is True for test in tests)


def _option(situation: Situation, what: str, why: str, after: str, test: ElementVerdict) -> Option:
    return Option(what, why, (situation.trust_change(after),), ("condition_operator_mistake", cause_of(test)))


def _move(text: str, pointer: str, operator: str, key: str) -> str:
    """Put a condition's key under another operator."""
    block = pointer.rpartition("/")[0]
    conditions = block.rpartition("/")[0]
    alone = edit.size(text, block) == 1
    if alone and not edit.has(text, f"{conditions}/{escape(operator)}"):
        return edit.rename(text, block, operator)
    value = edit.value(text, pointer)
    statement = conditions.rpartition("/")[0]
    return edit.set_condition(edit.prune(text, pointer), statement, operator, key, value)
