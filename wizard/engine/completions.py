"""Which unknowns matter: the answers under every way of filling them in, where Kleene's logic is too coarse.

Kleene's logic forgets that one unknown key tested twice has one value. So where an unknown occurs more than once, the
case is decided again for each value that can make a difference: those the policies name, one they do not, and none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product

from wizard.engine.case import Case, ContextValue, Policy, Request
from wizard.engine.conditions import read_operator
from wizard.engine.decision import Decision, ElementVerdict, Truth
from wizard.engine.document import Document
from wizard.engine.frozen import frozen, replace
from wizard.engine.operators import instant, network, number
from wizard.engine.typed import Final

_MOST: Final = 600
"""Decisions that are tried at most; beyond them Kleene's answer stands."""

Change = Callable[[Case], Case]


@frozen
class Answers:
    """What comes out over all completions: whether always allowed, always denied, or (None) by these unknowns."""

    allowed: Truth
    unknowns: frozenset[str]


def complete(case: Case, decision: Decision, decide: Callable[[Case], Decision]) -> Answers | None:
    """Decide under each completion of the unknowns; None where that is needless or would take too long."""
    tests = _tests(decision)
    if not any(len(found) > 1 for found in tests.values()):
        return None
    choices: dict[str, list[Change]] = {}
    size = 1
    for name in decision.depends_on:
        if name == "role.trust_policy" or not _is_exact(name, tests.get(name, [])):
            return None
        changes = list(_changes(name, tests.get(name, [])))
        if not changes:
            return None
        choices[name] = changes
        size *= len(changes)
        if size > _MOST:
            return None
    answers: dict[tuple[int, ...], bool] = {}
    for picked in product(*(range(len(changes)) for changes in choices.values())):
        filled = case
        for changes, at in zip(choices.values(), picked, strict=True):
            filled = changes[at](filled)
        outcome = decide(filled).outcome
        if outcome == "depends":
            return None
        answers[picked] = outcome == "allowed"
    if len(set(answers.values())) == 1:
        return Answers(next(iter(answers.values())), frozenset())
    return Answers(None, frozenset(name for at, name in enumerate(choices) if _matters(answers, at)))


def _matters(answers: Mapping[tuple[int, ...], bool], at: int) -> bool:
    """Whether one unknown alone can turn the answer, for some values of the others."""
    by_others: dict[tuple[int, ...], set[bool]] = {}
    for picked, answer in answers.items():
        by_others.setdefault(picked[:at] + picked[at + 1 :], set()).add(answer)
    return any(len(found) > 1 for found in by_others.values())


def _tests(decision: Decision) -> dict[str, list[ElementVerdict]]:
    """The elements that rest on each unknown, within statements that may match; each element once."""
    found: dict[str, dict[tuple[str, int | None, int, str, str], ElementVerdict]] = {}
    for layer in decision.layers:
        for policy in layer.policies:
            for statement in policy.statements:
                if statement.matches is not None:
                    continue
                for element in statement.elements:
                    place = (layer.layer, policy.level, policy.index, element.pointer, element.element)
                    for name in element.unknowns:
                        found.setdefault(name, {})[place] = element
    return {name: list(elements.values()) for name, elements in found.items()}


def _is_exact(name: str, tests: Iterable[ElementVerdict]) -> bool:
    """Whether the values tried below stand for all others: equalities, or one and the same pattern each time."""
    patterns: set[tuple[str, frozenset[str]]] = set()
    families: set[str] = set()
    equalities = True
    for test in tests:
        if (
            test.operator is None
            or test.key is None
            or test.key.lower() != name.lower()
            or "${" in "".join(test.expected)
        ):
            return False
        operator, _, _ = read_operator(test.operator)
        if operator is None or operator.family == "binary":
            return False
        if operator.family != "null":
            families.add(operator.family)
            equalities = equalities and operator.name in ("StringEquals", "StringNotEquals", "Bool")
            patterns.add((operator.family, frozenset(test.expected)))
    ordered = len(families) == 1 and families <= {"ip", "numeric", "date"}
    return equalities or ordered or len(patterns) == 1


def _changes(name: str, tests: Iterable[ElementVerdict]) -> Iterator[Change]:
    """Ways of making one unknown known. None for an unknown that cannot be filled in here."""
    if name in _FIELDS:
        for document in _DOCUMENTS:
            yield _with_policy(name, document)
    elif ": " in name or name.startswith(("caller", "role.", "vpc_")):
        return
    else:
        for value in _values(name, tests):
            yield _with_key(name, value)


def _with_key(name: str, value: ContextValue) -> Change:
    def change(case: Case) -> Case:
        request: Request | None = case.request
        assert request is not None
        return replace(case, request=replace(request, context={**request.context, name: value}))

    return change


def _values(name: str, tests: Iterable[ElementVerdict]) -> Iterator[ContextValue]:
    """None, each value that a policy compares (wildcards and variables filled in), its neighbours, and another."""
    tests = list(tests)
    values: dict[str, None] = {}
    for test in tests:
        if (test.operator or "").lower() == "null" or test.key is None or test.key.lower() != name.lower():
            continue
        family = _family(test)
        if family in ("ip", "numeric", "date"):
            continue
        for written in test.expected:
            values[written.replace("*", "").replace("?", "a")] = None
            values[written.replace("*", "zz").replace("?", "z")] = None
            if written.lower() in ("true", "false"):
                values.update({"true": None, "false": None})
    for family in {_family(test) for test in tests} & {"ip", "numeric", "date"}:
        bounds = [text for test in tests if _family(test) == family for text in test.expected]
        values.update(dict.fromkeys(_addresses(bounds) if family == "ip" else _between(bounds, family)))
    values["another-value"] = None
    if name not in _ALWAYS:
        yield None
    many = name.lower() in _MANY
    for value in values:
        yield (value,) if many else value
    if many and len(values) > 1:
        yield tuple(values)


def _family(test: ElementVerdict) -> str:
    operator = read_operator(test.operator or "")[0]
    return operator.family if operator is not None else ""


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


_ALWAYS: Final = frozenset(
    ("aws:CurrentTime", "aws:EpochTime", "aws:RequestedRegion", "aws:UserAgent", "aws:PrincipalArn", "aws:userid")
)
_MANY: Final = frozenset(("aws:principalorgpaths", "aws:resourceorgpaths", "aws:vpceorgpaths"))


def _everything(effect: str) -> Document:
    everything = {"Effect": effect, "Principal": "*", "Action": "*"}
    return Document.from_value({"Version": "2012-10-17", "Statement": [everything, {**everything, "Resource": "*"}]})


def _of_identity(effect: str) -> Document:
    statement = {"Effect": effect, "Action": "*", "Resource": "*"}
    return Document.from_value({"Version": "2012-10-17", "Statement": [statement]})


_DOCUMENTS: Final = ("Allow", "Deny", None)
_FIELDS: Final = (
    "caller.identity_policies",
    "caller.permissions_boundary",
    "caller.session_policies",
    "caller.service_control_policies",
    "role.resource_control_policies",
    "role.trust_policy",
    "vpc_endpoint_policies",
)


def _with_policy(name: str, effect: str | None) -> Change:
    room, _, field = name.rpartition(".")
    grants_itself = field in ("trust_policy", "vpc_endpoint_policies", "resource_control_policies")
    document = (
        Document.from_value({"Version": "2012-10-17", "Statement": []})
        if effect is None
        else _everything(effect)
        if grants_itself
        else _of_identity(effect)
    )
    policy = Policy("as it may be", document)
    value: object = (policy,)
    if field == "trust_policy":
        value = document
    elif field == "permissions_boundary":
        value = policy
    elif field.endswith("control_policies"):
        value = ((policy,),)

    def change(case: Case) -> Case:
        if room == "caller" and case.caller is not None:
            return replace(case, caller=replace(case.caller, **{field: value}))  # type: ignore[arg-type]
        if room == "role" and case.role is not None:
            return replace(case, role=replace(case.role, **{field: value}))  # type: ignore[arg-type]
        return replace(case, vpc_endpoint_policies=(policy,)) if not room else case

    return change
