"""The request as somebody else may make it: with what a change is about, and without it.

Each variant is a request that a changed policy may decide otherwise than before; `population.py` says who makes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wizard.engine.case import Case, ContextValue
from wizard.engine.context import KNOWN_KEYS, Context
from wizard.engine.document import Document
from wizard.engine.frozen import frozen, replace
from wizard.repair.condition_keys import is_known_key
from wizard.repair.providers import issuer_of

_Test = tuple[str, str, tuple[str, ...]]
"""A key in lower case, the operator, and the values."""


@frozen
class Variant:
    """What somebody else's request carries, where it matters; `note` says it in words."""

    context: Mapping[str, ContextValue]
    note: str = ""
    users_only: bool = False
    tags: Mapping[str, str] | None = None
    bare: bool = False  # without session tags and source identity


def variants(before: Case, after: Case) -> Iterator[Variant]:
    """The request as it would be, then with each tested key that the change concerns met and not met.

    All that with the other tested keys as this request has them, and again without them: what opens one door for
    somebody may be hidden by another door that was open already.
    """
    if after.caller is None:
        yield from _tokens(after)
        return
    found = list(_varied(before, after))
    yield from found
    old, new = _pairs(before), _pairs(after)
    aside = {key: None for key in old if old[key] == new.get(key) and key in _OF_THE_REQUEST}
    if aside:
        yield from (replace(one, context={**aside, **one.context}) for one in found)


def freer(after: Case) -> Iterator[Variant]:
    """Requests that differ from this one in what no change concerns: without the tags that it passes or the MFA with
    which it is made, or with a value that a policy asks for and this one does not carry."""
    request = after.request
    if request is None or after.caller is None:
        return
    tests = [test for statement in _everywhere(after) for test in _conditions(statement)]
    if request.mfa_authenticated is True and any(key in _OF_MFA for key, _, _ in tests):
        yield Variant(dict.fromkeys(_OF_MFA), "without MFA")
    met = list(_asked_for(Context(after, request), tests))
    if request.tags or request.source_identity is not None:
        left = ["session tags"] * bool(request.tags) + ["a source identity"] * (request.source_identity is not None)
        note = f"without {' and '.join(left)}"
        yield Variant({}, note, bare=True)
        yield from (replace(one, bare=True, note=f"{note}, {one.note}") for one in met)
    yield from met


def _asked_for(context: Context, tests: list[_Test]) -> Iterator[Variant]:
    asked = dict.fromkeys(
        (key, value)
        for key, operator, values in tests
        if key in _OF_THE_REQUEST and operator.lower() != "null"
        for value in values
    )
    for key, value in asked:
        if context.fact(key) != (sample(value),):
            shown = _SHOWN.get(key, key)
            yield Variant({key: sample(value)}, f"with {shown} = {value}")
    if context.request.external_id is None and any(key == "sts:externalid" for key, _, _ in tests):
        yield Variant({"sts:externalid": "something-else"}, "with an ExternalId")


def _everywhere(case: Case) -> Iterator[Mapping[str, object]]:
    """The statements of every policy that decides of others' calls, too."""
    yield from (statement for _, statement in statements(case))
    lists: list[object] = [case.vpc_endpoint_policies]
    if case.role is not None and isinstance(case.role.resource_control_policies, tuple):
        lists += case.role.resource_control_policies
    if case.caller is not None and isinstance(case.caller.service_control_policies, tuple):
        lists += case.caller.service_control_policies
    for policies in lists:
        for policy in policies if isinstance(policies, tuple) else ():
            if isinstance(policy.document, Document):
                yield from (statement for _, statement in policy.document.statements)


def _varied(before: Case, after: Case) -> Iterator[Variant]:
    yield Variant({})
    old, new, spelt = _pairs(before), _pairs(after), {**_spelt(after), **_spelt(before)}
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) == new.get(key) or key in OF_THE_CALLER or not is_known_key(key):
            continue
        if key.startswith(_OF_THE_ROLE):
            continue
        pairs = (*old.get(key, ()), *new.get(key, ()))
        values = tuple(dict.fromkeys(value for operator, value in pairs if operator.lower() != "null"))
        if key.startswith("aws:principaltag/"):
            yield from _tags(spelt.get(key, key).partition("/")[2], values)
        elif key in _OF_MFA:
            yield from (Variant({key: value}, "with MFA", users_only=True) for value in values if value != "false")
            yield from (Variant({key: value}, "without MFA") for value in (None, "false"))
        else:
            shown = _SHOWN.get(key, spelt.get(key, key))
            yield from (Variant({key: sample(value)}, f"with {shown} = {value}") for value in values)
            yield Variant({key: None}, f"without {shown}")
            yield Variant({key: "something-else"}, f"with another {shown}")
    yield from _by_tags(before, after)
    yield from _meeting(before, after)


def _by_tags(before: Case, after: Case) -> Iterator[Variant]:
    """Callers whose tag is, or is not, what the role's tag becomes, where a condition compares the two."""
    was, now = (one.role.tags if one.role is not None else None for one in (before, after))
    if was == now or not isinstance(now, Mapping):
        return
    tags = {name.lower(): value for name, value in now.items()}
    for key, values in tests_of(after).items():
        own = tags.get(key.partition("/")[2]) if key.startswith(_OF_THE_ROLE) else None
        if own is not None:
            for tag in re.findall(r"(?i)\$\{aws:PrincipalTag/([^${},]+)", " ".join(values)):
                yield from _tags(tag, (own,))


def _meeting(before: Case, after: Case) -> Iterator[Variant]:
    """Requests that meet all conditions of a statement that is new."""
    known = [statement for _, statement in statements(before)]
    for _, statement in statements(after):
        if statement.get("Effect") != "Allow" or statement in known:
            continue
        tests = {
            key: values[0]
            for key, operator, values in _conditions(statement)
            if values and operator.lower() != "null" and key not in OF_THE_CALLER
        }
        context: dict[str, ContextValue] = {
            key: "0" if key == "aws:multifactorauthage" else sample(value)
            for key, value in tests.items()
            if not key.startswith(("aws:principaltag/", "aws:currenttime", "aws:epochtime"))
        }
        if context:
            mfa = any(key.startswith("aws:multifactorauth") for key in context)
            yield Variant(context, "under its conditions", users_only=mfa)


def _tags(tag: str, values: tuple[str, ...]) -> Iterator[Variant]:
    for value in values:
        yield Variant({}, f"with the tag {tag}={value}", tags={tag: sample(value)})
    yield Variant({}, f"without the tag {tag}", tags={})


def _tokens(after: Case) -> Iterator[Variant]:
    """Other tokens of the same provider: one claim differs from this token's, in ways that the policy may accept."""
    issuer = issuer_of(after) or ""
    context = Context(after, after.request) if after.request is not None else None
    tests = {f"{issuer}:sub".lower(): (), **tests_of(after)}
    for key, values in tests.items():
        claim = key.rpartition(":")[2]
        own = context.fact(key) if context is not None else None
        if ":" not in key or key.startswith(("aws:", "sts:")) or own is None:
            continue
        for value in (*values, "something-else"):
            if (sample(value),) != own:
                note = f"with another {claim}" if value == "something-else" else f"with {claim} = {value}"
                yield Variant({key: sample(value)}, note)


def tests_of(case: Case) -> dict[str, tuple[str, ...]]:
    """Every key that the trust policy tests, with all values."""
    return {key: tuple(value for _, value in pairs) for key, pairs in _pairs(case).items()}


def callers_tested(case: Case) -> Iterator[str]:
    """The ARNs, or patterns of ARNs, of callers that any policy tells apart from others."""
    for statement in _everywhere(case):
        for key, _, values in _conditions(statement):
            if key == "aws:principalarn":
                yield from values
            elif key == "aws:username":
                yield from (f"arn:*:iam::*:user/{name}" for name in values)


def _pairs(case: Case) -> dict[str, tuple[tuple[str, str], ...]]:
    """Every key with what it is compared with, and by which operator."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for _, statement in statements(case):
        for key, operator, values in _conditions(statement):
            found[key] = (*found.get(key, ()), *((operator, one) for one in values))
    return found


def _spelt(case: Case) -> dict[str, str]:
    """The keys as the trust policy writes them, by their lower case."""
    found: dict[str, str] = {}
    for _, statement in statements(case):
        condition = statement.get("Condition")
        for block in condition.values() if isinstance(condition, Mapping) else ():
            found.update({str(key).lower(): str(key) for key in block} if isinstance(block, Mapping) else {})
    return found


def statements(case: Case) -> tuple[tuple[str, Mapping[str, object]], ...]:
    """The trust policy's statements, each with its pointer."""
    document = case.role.trust_policy if case.role is not None else None
    return document.statements if isinstance(document, Document) else ()


def _conditions(statement: Mapping[str, object]) -> Iterator[_Test]:
    """Each test of a statement."""
    condition = statement.get("Condition")
    for operator, block in condition.items() if isinstance(condition, Mapping) else ():
        for key, value in block.items() if isinstance(block, Mapping) else ():
            yield key.lower(), operator, tuple(str(one) for one in (value if isinstance(value, list) else [value]))


_SHOWN = {key.lower(): key for key in KNOWN_KEYS}

OF_THE_CALLER = frozenset(
    {
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principaltype",
        "aws:userid",
        "aws:username",
    }
)
"""Keys whose value follows from who calls."""

_OF_THE_ROLE = ("aws:resource", "iam:resourcetag/")
"""How keys begin whose value follows from the role."""

_OF_MFA = ("aws:multifactorauthpresent", "aws:multifactorauthage")
_OF_THE_REQUEST = frozenset({"sts:externalid", "sts:rolesessionname", "aws:sourceip", "aws:requestedregion"})
"""Keys whose value whoever calls may choose."""


def sample(pattern: str) -> str:
    """A value that a pattern (or an address range) takes."""
    if "/" in pattern and pattern.rpartition("/")[2].isdecimal() and pattern[0].isdecimal():
        pattern = pattern.partition("/")[0]
    return pattern.replace("*", "x0").replace("?", "x")
