"""Who a statement names, and whether that is the caller.

IAM JSON policy elements: Principal, NotPrincipal.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from wizard.engine.arn import is_account_id, parse_arn
from wizard.engine.case import UNKNOWN
from wizard.engine.context import Context
from wizard.engine.decision import ElementVerdict, PrincipalForm, Truth
from wizard.engine.frozen import frozen
from wizard.engine.json_text import escape
from wizard.engine.typed import Final

NOTHING: Final[frozenset[str]] = frozenset()
Strength = tuple[Truth, Truth, Truth]
"""Whether a trust statement grants so that, in the same account, (0) nothing else must allow, (1) the boundary and
session policies must, (2) the identity policies must as well."""
NO_STRENGTH: Final[Strength] = (False, False, False)

_STRENGTH: Final[dict[PrincipalForm, int]] = {
    "any": 0, "session": 0, "federated_user": 0, "user": 0, "federated": 0, "role": 1, "account": 2,
}  # fmt: skip


@frozen
class Named:
    """One principal that a statement names."""

    form: PrincipalForm | None  # None: it can name nobody
    text: str
    pointer: str
    account: str = ""
    name: str = ""


@frozen
class PrincipalMatch:
    """Whether a Principal element matches the caller, and by which form."""

    verdict: ElementVerdict
    strength: Strength
    form: PrincipalForm | None


def named_principals(element: object, pointer: str) -> tuple[Named, ...]:
    """Read a Principal or NotPrincipal element."""
    if element == "*":
        return (Named("any", "*", pointer),)
    if not isinstance(element, dict):
        return ()
    return tuple(_named(element, pointer))


def _named(element: dict[str, object], pointer: str) -> Iterator[Named]:
    for sort, value in element.items():
        here = f"{pointer}/{escape(sort)}"
        if isinstance(value, list):
            for at, one in enumerate(value):
                if isinstance(one, str):
                    yield _one(sort, one, f"{here}/{at}")
        elif isinstance(value, str):
            yield _one(sort, value, here)


@lru_cache(maxsize=64)
def _one(sort: str, text: str, pointer: str) -> Named:
    if sort == "AWS":
        form, account, name = _form(text)
        return Named(form, text, pointer, account, name)
    if sort == "Federated":
        return Named("federated", text, pointer)
    return Named("service" if sort == "Service" else None, text, pointer)


@lru_cache(maxsize=64)
def _form(text: str) -> tuple[PrincipalForm | None, str, str]:
    """How a value under "AWS" names its principal: form, account, name."""
    if text == "*":
        return "any", "", ""
    if is_account_id(text):
        return "account", text, ""
    arn = parse_arn(text)
    if arn is None:
        return ("deleted" if text[:4] in ("AIDA", "AROA") and text.isalnum() else None), "", ""
    if "*" in text or "?" in text:
        return None, arn.account, ""
    kind = arn.kind
    if kind == "root":
        return "account", arn.account, ""
    if kind == "session":
        return "session", arn.account, arn.session_role_name
    if kind == "user" or kind == "role" or kind == "federated_user":
        return kind, arn.account, arn.name
    return None, arn.account, ""


def matches(named: Named, context: Context) -> Truth:
    """Whether one named principal is the caller."""
    form, who = named.form, context.identity
    if form == "any":
        return True
    if context.web is not None:
        if form != "federated":
            return False
        return None if context.web.provider is None else context.web.provider == named.text
    if form is None or form == "service" or form == "federated":
        return False
    if who is None:
        return None
    if form == "account":
        return named.account == who.account and (
            len(named.text) == 12 or named.text.startswith(f"arn:{who.partition}:")
        )
    if form == "role":
        if not who.is_session:
            return False
        if who.principal_arn is None:
            return None if (named.account, named.name) == (who.account, who.name) else False
        return named.text == who.principal_arn
    if form == "session":
        if who.is_session and who.session_arn is None:
            return None if (named.account, named.name) == (who.account, who.name) else False
        return named.text == who.session_arn
    if form == "deleted":
        user_id = context.caller.user_id if context.caller is not None else UNKNOWN
        return isinstance(user_id, str) and user_id.partition(":")[0] == named.text
    return named.text == who.arn


def match_principal(everyone: tuple[Named, ...], pointer: str, context: Context) -> PrincipalMatch:
    """A Principal element against the caller."""
    strength: list[Truth] = [False, False, False]
    found: Named | None = None
    best = (0, 9)
    for named in everyone:
        truth = matches(named, context)
        if truth is False:
            continue
        level = 0 if named.form is None else _STRENGTH.get(named.form, 0)
        if named.form == "deleted" and context.identity is not None and context.identity.is_session:
            level = 1
        strength[level] = True if truth or strength[level] else None
        rank = (0 if truth else 1, level)
        if found is None or rank < best:
            found, best = named, rank
    if found is None:
        form = everyone[0].form if everyone else None
        only = everyone[0].pointer if len(everyone) == 1 else pointer
        return PrincipalMatch(_principal_verdict("Principal", only, False, everyone, context), NO_STRENGTH, form)
    holds: Truth = True if best[0] == 0 else None
    alone, within, account = strength
    if alone or within:  # the strongest grant includes the weaker ones
        within, account = within and not alone, False
    verdict = _principal_verdict("Principal", found.pointer, holds, everyone, context, open=None in (alone, within))
    return PrincipalMatch(verdict, (alone, within, account), found.form)


def match_not_principal(everyone: tuple[Named, ...], pointer: str, context: Context) -> ElementVerdict:
    """A NotPrincipal element: it spares only whoever it lists under each of his names.

    Those are the account and the user, or the account, the role and the session; a caller with a permissions
    boundary it never spares.
    """
    holds: Truth
    unknown: str | None = None
    who = context.identity
    if any(named.form == "any" for named in everyone):
        holds = False
    elif context.web is not None:
        spared = [matches(named, context) for named in everyone]
        holds = False if True in spared else None if None in spared else True
        unknown = "aws:FederatedProvider"
    elif who is None or context.caller is None:
        holds, unknown = None, "caller"
    else:
        wanted = ("account", "role", "session") if who.is_session else ("account", who.kind)
        truths = [_either(matches(named, context) for named in everyone if named.form == form) for form in wanted]
        boundary = context.caller.permissions_boundary
        if False in truths or (boundary is not None and boundary is not UNKNOWN):
            holds = True
        elif None in truths:
            holds, unknown = None, "caller.arn" if who.session_arn is None else "caller.role_arn"
        elif boundary is UNKNOWN:
            holds, unknown = None, "caller.permissions_boundary"
        else:
            holds = False
    return _principal_verdict("NotPrincipal", pointer, holds, everyone, context, unknown)


def _either(truths: Iterator[Truth]) -> Truth:
    found: Truth = False
    for truth in truths:
        if truth:
            return True
        if truth is None:
            found = None
    return found


def _principal_verdict(
    element: str,
    pointer: str,
    holds: Truth,
    everyone: tuple[Named, ...],
    context: Context,
    unknown: str | None = None,
    open: bool = False,  # whom it names may be unknown where it is plain that it names the caller
) -> ElementVerdict:
    who = context.identity
    unknowns = NOTHING
    if holds is None or open:
        if unknown is None:
            if context.web is not None:
                unknown = "aws:FederatedProvider"
            elif who is None:
                unknown = "caller"
            else:
                unknown = "caller.arn" if who.session_arn is None else "caller.role_arn"
        unknowns = frozenset((unknown,))
    mistake = None
    for named in everyone:
        if named.form is None and ("*" in named.text or "?" in named.text):
            mistake = "A principal's ARN takes no wildcard: only * alone does."
    actual: tuple[str, ...]
    if context.web is not None:
        actual = (context.web.provider,) if context.web.provider else ()
    elif who is None:
        actual = ()
    elif who.principal_arn is None or who.principal_arn == who.arn:
        actual = (who.arn,)
    else:
        actual = (who.arn, who.principal_arn)
    return ElementVerdict(
        element, pointer, holds, None, None, tuple(named.text for named in everyone), actual, unknowns, mistake
    )
