"""Everybody else: the principals, and the requests of theirs, by which a change's side effects are found.

A sample that stands for all: whoever the policies name, siblings of the caller, an unnamed user and role of each
account that matters, members of each organization that is named, a stranger, and (with web identity) tokens for
other subjects. All their own policies allow everything, so that only what is looked at decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.engine.case import UNKNOWN, Caller, Case, ContextValue, Levels, Policy, Unknown
from wizard.engine.context import KNOWN_KEYS, Context
from wizard.engine.document import Document
from wizard.engine.frozen import frozen, replace
from wizard.repair.change import Ask, Change, InlinePolicyChange, ManagedPolicyChange
from wizard.repair.condition_causes import is_known_key
from wizard.repair.parties import Party, caller_of, party, role_arn_of
from wizard.repair.principals import named_by
from wizard.repair.providers import issuer_of

_EVERYTHING = Document.from_value(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
_OWN = (Policy("everything", _EVERYTHING),)
_STRANGER, _OTHER_USER, _OTHER_ROLE = "999999999990", "somebody-else", "SomethingElse"
_OTHER_SESSION = "another-session"


@frozen
class Other:
    """Somebody else, in words, and how many such there may be."""

    who: str
    breadth: int
    caller: Caller | None  # None: whoever holds a token
    account: str | None = None


@frozen
class Variant:
    """What somebody else's request carries, where it matters; `note` says it in words."""

    context: Mapping[str, ContextValue]
    note: str = ""
    users_only: bool = False
    tags: Mapping[str, str] | None = None


def others(world: Case, after: Case, changes: tuple[Change, ...]) -> Iterator[Other]:
    """Everybody whose access the changes could touch, as they stand in ``world``: before the changes, or after."""
    caller = caller_of(world)
    if caller is None:
        yield Other("whoever holds a token", 2, None)
        return
    seen = {caller.arn, caller.named}
    tests = tests_of(after)
    listed = [*_named(after), *tests.get("aws:principalarn", ())]
    for text in listed:
        one = party(_sample(text))
        if one.kind in ("user", "role", "session") and text not in seen:
            seen.add(text)
            who = f"any session of {text}" if one.kind == "role" else text
            yield Other(who, 1, _caller(world, one), one.account)
    accounts = dict.fromkeys([caller.account, _account(role_arn_of(world))])
    accounts.update(dict.fromkeys(party(text).account or text for text in listed if _is_account(text)))
    for account in accounts:
        if account:
            yield from _unnamed(world, caller.partition, account)
    if caller.kind in ("session", "role"):
        yield from _siblings(world, caller)
    yield from _sharers(world, caller, changes)
    stranger = party(f"arn:{caller.partition}:iam::{_STRANGER}:user/{_OTHER_USER}")
    for organization in tests.get("aws:principalorgid", ()):
        who = f"any principal of organization {organization}"
        yield Other(who, 4, replace(_caller(world, stranger), organization_id=_sample(organization)))
    yield Other("anybody in any AWS account", 5, replace(_caller(world, stranger), organization_id=None))


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


def _varied(before: Case, after: Case) -> Iterator[Variant]:
    yield Variant({})
    old, new = _pairs(before), _pairs(after)
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) == new.get(key) or key in _OF_THE_CALLER or not is_known_key(key):
            continue
        pairs = (*old.get(key, ()), *new.get(key, ()))
        values = tuple(dict.fromkeys(value for operator, value in pairs if operator.lower() != "null"))
        if key.startswith("aws:principaltag/"):
            yield from _tags(key.partition("/")[2], values)
        elif key in ("aws:multifactorauthpresent", "aws:multifactorauthage"):
            yield from (Variant({key: value}, "with MFA", users_only=True) for value in values)
            yield from (Variant({key: value}, "without MFA") for value in (None, "false"))
        else:
            shown = _SHOWN.get(key, key)
            yield from (Variant({key: _sample(value)}, f"with {shown} = {value}") for value in values)
            yield Variant({key: None}, f"without {shown}")
            yield Variant({key: "something-else"}, f"with another {shown}")
    yield from _meeting(before, after)


def _meeting(before: Case, after: Case) -> Iterator[Variant]:
    """Requests that meet all conditions of a statement that is new."""
    known = [statement for _, statement in _statements(before)]
    for _, statement in _statements(after):
        if statement.get("Effect") != "Allow" or statement in known:
            continue
        tests = {
            key: values[0]
            for key, operator, values in _conditions(statement)
            if values and operator.lower() != "null" and key not in _OF_THE_CALLER
        }
        context: dict[str, ContextValue] = {
            key: "0" if key == "aws:multifactorauthage" else _sample(value)
            for key, value in tests.items()
            if not key.startswith(("aws:principaltag/", "aws:currenttime", "aws:epochtime"))
        }
        if context:
            mfa = any(key.startswith("aws:multifactorauth") for key in context)
            yield Variant(context, "under its conditions", users_only=mfa)


def _tags(tag: str, values: tuple[str, ...]) -> Iterator[Variant]:
    for value in values:
        yield Variant({}, f"with the tag {tag}={value}", tags={tag: _sample(value)})
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
            if (_sample(value),) != own:
                note = f"with another {claim}" if value == "something-else" else f"with {claim} = {value}"
                yield Variant({key: _sample(value)}, note)


def as_other(case: Case, other: Other, variant: Variant) -> Case:
    """The case with somebody else's request in it."""
    request = case.request
    assert request is not None
    lower = {key.lower() for key in variant.context}
    context = {key: value for key, value in request.context.items() if key.lower() not in lower}
    changed = replace(request, context={**context, **variant.context})
    caller = other.caller
    if caller is not None and ":user/" not in caller.arn:
        changed = replace(changed, mfa_authenticated=False)  # a role session carries no MFA
    if caller is not None and variant.tags is not None:
        caller = replace(caller, tags=variant.tags)
    return replace(case, request=changed, caller=caller, observed=None)


def tests_of(case: Case) -> dict[str, tuple[str, ...]]:
    """Every key that the trust policy tests, with all values."""
    return {key: tuple(value for _, value in pairs) for key, pairs in _pairs(case).items()}


def _pairs(case: Case) -> dict[str, tuple[tuple[str, str], ...]]:
    """Every key with what it is compared with, and by which operator."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for _, statement in _statements(case):
        for key, operator, values in _conditions(statement):
            found[key] = (*found.get(key, ()), *((operator, one) for one in values))
    return found


def _statements(case: Case) -> tuple[tuple[str, Mapping[str, object]], ...]:
    document = case.role.trust_policy if case.role is not None else None
    return document.statements if isinstance(document, Document) else ()


def _conditions(statement: Mapping[str, object]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(key in lower case, operator, values) of each test."""
    condition = statement.get("Condition")
    for operator, block in condition.items() if isinstance(condition, Mapping) else ():
        for key, value in block.items() if isinstance(block, Mapping) else ():
            yield key.lower(), operator, tuple(str(one) for one in (value if isinstance(value, list) else [value]))


_SHOWN = {key.lower(): key for key in KNOWN_KEYS}

_OF_THE_CALLER = frozenset(
    {
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:principaltype",
        "aws:userid",
        "aws:username",
    }
)
"""Keys whose value follows from who calls."""

_OF_THE_REQUEST = frozenset({"sts:externalid", "sts:rolesessionname", "aws:sourceip", "aws:requestedregion"})
"""Keys whose value whoever calls may choose."""


def _named(case: Case) -> list[str]:
    return [one.name for pointer, statement in _statements(case) for one in named_by(statement, pointer)]


def _unnamed(case: Case, partition: str, account: str) -> Iterator[Other]:
    for kind, name in (("user", _OTHER_USER), ("role", _OTHER_ROLE)):
        one = party(f"arn:{partition}:iam::{account}:{kind}/{name}")
        yield Other(
            f"any {kind} of {account} that its account lets call sts:AssumeRole", 3, _caller(case, one), account
        )


def _siblings(case: Case, caller: Party) -> Iterator[Other]:
    """Other sessions of the caller's own role: they have its policies."""
    arn = f"arn:{caller.partition}:sts::{caller.account}:assumed-role/{caller.name}/{_OTHER_SESSION}"
    own = case.caller
    if own is not None and caller.arn != arn:
        sibling = replace(own, arn=arn, role_arn=caller.named or UNKNOWN, session_policies=())
        yield Other(f"any session of {caller.named or caller.name}", 1, sibling, caller.account)


def _sharers(case: Case, caller: Party, changes: tuple[Change, ...]) -> Iterator[Other]:
    """Whoever has a changed policy too."""
    own = case.caller
    if own is None:
        return
    arn = f"arn:{caller.partition}:iam::{caller.account}:user/{_OTHER_USER}"
    user = replace(own, arn=arn, role_arn=None, user_id=UNKNOWN, session_policies=())
    for change in changes:
        if isinstance(change, InlinePolicyChange) and ":group/" in change.principal_arn:
            yield Other(f"any member of group {change.principal_arn.rpartition('/')[2]}", 2, user, None)
        elif isinstance(change, ManagedPolicyChange):
            yield Other(f"whoever has {change.policy_arn}", 2, user, None)
        elif (
            isinstance(change, Ask) and change.layer in ("permissions_boundary", "identity_policy") and change.document
        ):
            yield Other(f"whoever has the policy {change.policy or ''}".strip(), 2, user, None)
        elif isinstance(change, Ask) and change.layer == "service_control_policy":
            other = _caller(case, party(arn.replace(caller.account, _STRANGER)))
            levels = own.service_control_policies
            if isinstance(levels, tuple) and change.level is not None and change.level < len(levels) - 1:
                member = replace(other, service_control_policies=levels, organization_id=own.organization_id)
                yield Other("any principal of the accounts under that level", 4, member, None)


def _caller(case: Case, one: Party) -> Caller:
    """Somebody else who may do everything as far as his own account's policies go."""
    own = caller_of(case)
    same = own is not None and own.account == one.account
    levels: Levels | Unknown = case.caller.service_control_policies if same and case.caller is not None else ()
    arn, role_arn = one.arn, None
    if one.kind == "role":
        role_arn = one.arn
        arn = f"arn:{one.partition}:sts::{one.account}:assumed-role/{one.name}/{_OTHER_SESSION}"
    elif one.kind == "session":
        role_arn = f"arn:{one.partition}:iam::{one.account}:role/{one.name}"
    return Caller(
        arn,
        role_arn=role_arn,
        credentials="long_term" if one.kind == "user" else "temporary",
        organization_id=case.caller.organization_id if same and case.caller is not None else UNKNOWN,
        identity_policies=_OWN,
        permissions_boundary=None,
        session_policies=(),
        service_control_policies=levels,
    )


def _account(arn: str) -> str:
    return party(arn).account


def _is_account(text: str) -> bool:
    return (len(text) == 12 and text.isdecimal()) or text.endswith(":root")


def _sample(pattern: str) -> str:
    """A value that a pattern (or an address range) takes."""
    if "/" in pattern and pattern.rpartition("/")[2].isdecimal() and pattern[0].isdecimal():
        pattern = pattern.partition("/")[0]
    return pattern.replace("*", "x0").replace("?", "x")
