"""What a context key that the case does not tell may hold: one value of every sort that the policies tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from wizard.engine.case import ContextValue, Unknown
from wizard.engine.conditions import read_operator
from wizard.engine.context import MULTI_VALUED, Context
from wizard.engine.decision import ElementVerdict
from wizard.engine.fact import Open
from wizard.engine.operators import Operator, instant, network, number
from wizard.engine.pattern import STAR, expand, template
from wizard.engine.typed import Final
from wizard.engine.witnesses import Pattern, witnesses

_MOST_SORTS: Final = 5
"""Of a key of several values every set of sorts is a value of its own: 31 sets of five."""


def possible_values(fact: Open, tests: Iterable[ElementVerdict], context: Context) -> list[ContextValue] | None:
    """The values to try for a key, given all tests of it that count; None where no few stand for all others."""
    compared = _compared(fact, tests, context)
    if compared is None:
        return None
    families = {operator.family for operator, _ in compared}
    values: Sequence[str] | None
    if fact.domain is not None:
        values = fact.domain
    elif families <= {"string", "arn", "bool"}:
        values = witnesses(tuple(_patterns(compared)), _within(fact))
    elif len(families) == 1 and families <= {"ip", "numeric", "date"}:
        values = list(_on_a_line(families.pop(), [text for _, texts in compared for text in texts]))
    else:
        values = None
    if values is None:
        return None
    possible: list[ContextValue] = [None] if fact.may_be_absent else []
    if fact.name.lower() not in MULTI_VALUED:
        return possible + list(values)
    if len(values) > _MOST_SORTS:
        return None
    return possible + [some for count in range(1, len(values) + 1) for some in combinations(values, count)]


def possible_roles(fact: Open, tests: Iterable[ElementVerdict], context: Context) -> tuple[str, ...] | None:
    """The ARNs to try for a role whose path is not known: those that statements name, and every sort that they test."""
    principals = [test for test in tests if test.key is None]
    compared = _compared(fact, (test for test in tests if test.key is not None), context)
    if compared is None or fact.around is None:
        return None
    named = [Pattern(text) for text in dict.fromkeys(text for test in principals for text in test.expected)]
    head, name = fact.around
    linked = Pattern(f"{head}aws-service-role/{STAR}")
    roles = witnesses((*_patterns(compared), *named, linked), _within(fact))
    if roles is None or name.startswith("AWSServiceRoleFor"):
        return roles
    return tuple(role for role in roles if not role.startswith(f"{head}aws-service-role/"))


Compared = list[tuple[Operator, tuple[str, ...]]]
"""Operators with their values, wildcards compiled and variables filled in."""


def _compared(fact: Open, tests: Iterable[ElementVerdict], context: Context) -> Compared | None:
    """What the key is compared with; Null asks only whether there is a value. None: not with values alone."""
    found = []
    for test in tests:
        operator = read_operator(test.operator)[0] if test.operator is not None else None
        if operator is None or (test.key or "").lower() != fact.name.lower():
            return None
        texts: list[str] = []
        for written in test.expected:
            # In a policy of the older version a variable is plain text; to tell both apart does no harm.
            for variables in (False, True) if "${" in written else (False,):
                text = expand(template(written, wildcards=operator.wildcards, variables=variables), context.variable)
                if isinstance(text, Unknown):
                    return None
                texts += [text] if text is not None else []
        if operator.family != "null":
            found.append((operator, tuple(texts)))
    return found


def _patterns(compared: Compared) -> Iterator[Pattern]:
    seen = set()
    for operator, texts in compared:
        folded = operator.family == "bool" or operator.name.endswith("IgnoreCase")
        for text in texts:
            pattern = Pattern(text, folded, by_parts=operator.family == "arn")
            if pattern not in seen:
                seen.add(pattern)
                yield pattern


def _within(fact: Open) -> tuple[Pattern, ...]:
    """A role's ARN, or an organization's path: with nothing between what is known of it, or with anything."""
    if fact.around is None:
        return ()
    head, name = fact.around
    return Pattern(head + name), Pattern(f"{head}{STAR}/{name}")


def _on_a_line(family: str, written: Sequence[str]) -> Iterator[str]:
    """Addresses, numbers or instants on both sides of every bound; and what is none of them, as a tag may be."""
    yield from _addresses(written) if family == "ip" else _between(written, family)
    yield "another-value"


def _addresses(written: Iterable[str]) -> Iterator[str]:
    """One address on each side of every edge of the ranges, and one of either version elsewhere."""
    import ipaddress  # half a dozen milliseconds, and few cases hang on an address

    for text in written:
        found = network(text)
        if found is None:
            continue
        bits, start, prefix = found
        size = 1 << (bits - prefix)
        first = start // size * size
        for at in (first - 1, first, first + size - 1, first + size):
            if 0 <= at < 1 << bits:
                yield str(ipaddress.IPv4Address(at) if bits == 32 else ipaddress.IPv6Address(at))
    yield from ("192.0.2.1", "2001:db8::1")


def _between(written: Iterable[str], family: str) -> Iterator[str]:
    """Each bound, and a value between every two: numbers, or instants as seconds since 1970."""
    parse = number if family == "numeric" else instant
    found = sorted({value for value in map(parse, written) if value is not None})
    for at, bound in enumerate(found):
        yield from (_decimal(bound), _decimal((bound + found[at - 1]) / 2 if at else bound - 1))
    if found:
        yield _decimal(found[-1] + 1)


def _decimal(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
