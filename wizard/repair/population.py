"""Everybody else: the principals by whom a change's side effects are found; `variants.py` says how they call.

A sample that stands for all: whoever the policies name, siblings of the caller, an unnamed user and role of each
account that matters, members of each organization that is named, and a stranger. All their own policies allow
everything, so that only what is looked at decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.engine.arn import is_account_id
from wizard.engine.case import UNKNOWN, Caller, Case, Levels, Policy, Unknown
from wizard.engine.document import Document
from wizard.engine.frozen import frozen, replace
from wizard.engine.pattern import wild
from wizard.repair.change import Ask, Change, InlinePolicyChange, ManagedPolicyChange
from wizard.repair.named import named_by
from wizard.repair.parties import Party, caller_of, party, role_arn_of
from wizard.repair.variants import Variant, callers_tested, sample, statements, tests_of

_EVERYTHING = Document.from_value(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
BY_LEAVE = " that its account lets call sts:AssumeRole"
"""Said of whoever needs a policy of his own, too."""

_OWN = (Policy("everything", _EVERYTHING),)
_STRANGER, _OTHER_USER, _OTHER_ROLE = "999999999990", "somebody-else", "SomethingElse"
_OTHER_SESSION = "another-session"
_PATHS = "aws:principalorgpaths"


@frozen
class Other:
    """Somebody else, in words, and how many such there may be."""

    who: str
    breadth: int
    caller: Caller | None  # None: whoever holds a token
    account: str | None = None
    organization_path: str | None = None  # None: the caller's own in his account, else not known


def others(world: Case, known: tuple[Case, Case], changes: tuple[Change, ...]) -> Iterator[Other]:
    """Everybody whose access the changes could touch, as they stand in ``world``: before the changes, or after.

    Both cases are ``known``, so that who is named in one alone is among them.
    """
    caller = caller_of(world)
    if caller is None:
        yield Other("whoever holds a token", 2, None)
        return
    seen = {caller.arn, caller.named}
    tested = [tests_of(case) for case in reversed(known)]
    patterns = (arn for case in reversed(known) for arn in callers_tested(case) if "${" not in arn)
    listed = list(dict.fromkeys([*(name for case in reversed(known) for name in _named(case)), *patterns]))
    accounts = dict.fromkeys([caller.account, _account(role_arn_of(world))])
    accounts.update(dict.fromkeys(account for text in listed if (account := _account_named(text)) is not None))
    for text in (one for pattern in listed for one in _in_accounts(pattern, caller.partition, accounts)):
        one = party(sample(text))
        if one.kind in ("user", "role", "session") and text not in seen and not _only_of(caller, one):
            seen.add(text)
            who = f"any session of {text}" if one.kind == "role" else text
            yield Other(who, 1, _caller(world, one), one.account)
    for account in accounts:
        if account:
            yield from _unnamed(world, caller.partition, account)
    if caller.kind in ("session", "role"):
        yield from _siblings(world, caller)
    yield from _sharers(world, caller, changes)
    stranger = party(f"arn:{caller.partition}:iam::{_STRANGER}:user/{_OTHER_USER}")
    for organization in dict.fromkeys(one for tests in tested for one in tests.get("aws:principalorgid", ())):
        who = f"any principal of organization {organization}"
        yield Other(who, 4, replace(_caller(world, stranger), organization_id=sample(organization)))
    for path in dict.fromkeys(one for tests in tested for one in tests.get(_PATHS, ()) if one.partition("/")[2]):
        organization, _, below = path.partition("/")
        who = f"any principal of organization {organization}" + f" under {below.rstrip('/*')}" * bool(below.strip("/*"))
        member = replace(_caller(world, stranger), organization_id=sample(organization))
        yield Other(who, 4, member, organization_path=sample(path))
    yield Other("anybody in any AWS account", 5, replace(_caller(world, stranger), organization_id=None))


def _only_of(caller: Party, one: Party) -> bool:
    """Whether nobody but the caller can have that name: it stands once in an account, on whatever path and in whatever
    case of its letters. ("IAM and AWS STS quotas", name requirements)"""
    kind = "user" if caller.kind == "user" else "role"
    return (one.kind, one.account, one.name.lower()) == (kind, caller.account, caller.name.lower())


def _in_accounts(pattern: str, partition: str, accounts: Iterable[str]) -> Iterator[str]:
    """An ARN whose account is a pattern, in each account that it takes in."""
    parts = pattern.split(":", 5)
    if len(parts) < 6 or not set("*?") & set(parts[1] + parts[4]):
        yield pattern
        return
    for account in accounts:
        if account and wild(parts[4], account):
            yield ":".join((parts[0], partition, *parts[2:4], account, parts[5]))


def as_other(case: Case, other: Other, variant: Variant) -> Case:
    """The case with somebody else's request in it."""
    request = case.request
    assert request is not None
    caller, own = other.caller, caller_of(case)
    elsewhere = other.account is None or own is None or other.account != own.account
    left = {key.lower() for key in variant.context} | ({_PATHS} if caller is not None and elsewhere else set())
    context = {key: value for key, value in request.context.items() if key.lower() not in left}
    if other.organization_path is not None:
        context[_PATHS] = (other.organization_path,)
    changed = replace(request, context={**context, **variant.context})
    if variant.bare:
        changed = replace(changed, tags={}, transitive_tag_keys=(), source_identity=None)
    if caller is not None and ":user/" not in caller.arn:
        changed = replace(changed, mfa_authenticated=False)  # a role session carries no MFA
    if caller is not None and variant.tags is not None:
        caller = replace(caller, tags=variant.tags)
    return replace(case, request=changed, caller=caller, observed=None)


def _named(case: Case) -> list[str]:
    """Whom the trust policy names; a wildcard within a name makes it nobody's."""
    named = (one.name for pointer, statement in statements(case) for one in named_by(statement, pointer))
    return [name for name in named if not set("*?") & set(name[1:])]


def _unnamed(case: Case, partition: str, account: str) -> Iterator[Other]:
    for kind, name in (("user", _OTHER_USER), ("role", _OTHER_ROLE)):
        one = party(f"arn:{partition}:iam::{account}:{kind}/{name}")
        yield Other(f"any {kind} of {account}{BY_LEAVE}", 3, _caller(case, one), account)


def _siblings(case: Case, caller: Party) -> Iterator[Other]:
    """Other sessions of the caller's own role: they have its policies."""
    arn = f"arn:{caller.partition}:sts::{caller.account}:assumed-role/{caller.name}/{_OTHER_SESSION}"
    own = case.caller
    if own is not None and caller.arn != arn:
        user_id = own.user_id.partition(":")[0] if isinstance(own.user_id, str) else own.user_id
        sibling = replace(own, arn=arn, role_arn=caller.named or UNKNOWN, user_id=user_id, session_policies=())
        yield Other(f"any session of {caller.named or caller}", 1, sibling, caller.account)


def _sharers(case: Case, caller: Party, changes: tuple[Change, ...]) -> Iterator[Other]:
    """Whoever has a changed policy too."""
    own = case.caller
    if own is None:
        return
    arn = f"arn:{caller.partition}:iam::{caller.account}:user/{_OTHER_USER}"
    user = replace(own, arn=arn, role_arn=None, user_id=UNKNOWN, session_policies=())
    for change in changes:
        if (who := _who_has_it(own, change)) is not None:
            yield Other(who, 2, user, None)
        elif isinstance(change, Ask) and change.layer == "service_control_policy":
            yield from _under_the_level(case, own, caller, change)


def _who_has_it(own: Caller, change: Change) -> str | None:
    """Who has the policy that changes, in words; None where it is the caller's alone."""
    match change:
        case InlinePolicyChange(principal_arn=arn) if ":group/" in arn:
            return f"any member of group {arn.rpartition('/')[2]}"
        case ManagedPolicyChange(policy_arn=arn):
            return _holder(own, arn, arn)
        case Ask(layer="permissions_boundary" | "identity_policy", policy=str(name)) if change.document:
            return _holder(own, f"the policy {name}", name)
    return None


def _under_the_level(case: Case, own: Caller, caller: Party, change: Ask) -> Iterator[Other]:
    """Whoever is in another account under the level whose service control policy changes."""
    levels = own.service_control_policies
    if isinstance(levels, tuple) and change.level is not None and change.level < len(levels) - 1:
        other = _caller(case, party(f"arn:{caller.partition}:iam::{_STRANGER}:user/{_OTHER_USER}"))
        member = replace(other, service_control_policies=levels, organization_id=own.organization_id)
        yield Other("any principal of the accounts under that level", 4, member, None)


def _holder(own: Caller, shown: str, policy: str) -> str:
    """Whoever has a policy too; of a boundary, which by itself allows nobody, whoever another policy allows it."""
    boundary = own.permissions_boundary
    if isinstance(boundary, Policy) and boundary.name.rpartition("/")[2] == policy.rpartition("/")[2]:
        return f"whoever has {shown} as a boundary, and a policy that allows it,"
    return f"whoever has {shown}"


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


def _account_named(text: str) -> str | None:
    """The account that a principal names whole; None where it names none, or by what can be no account's number."""
    account = party(text).account if text.endswith(":root") else text
    return account if is_account_id(account) else None
