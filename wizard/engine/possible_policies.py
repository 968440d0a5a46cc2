"""What a policy that could not be read may say of a call, in as few documents as show whether it matters.

More allowed never denies and more denied never allows. So everything allowed and everything denied are the two ends;
between them a policy that says nothing, of all the actions needed or of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from wizard.engine.case import UNKNOWN, Case, Policy, Role
from wizard.engine.context import Context
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.engine.layers import BOUNDARY, ENDPOINT, IDENTITY, RCP, SCP, SESSION, TRUST, Kind
from wizard.engine.typed import Any, Final

Change = Callable[[Case], Case]

_KINDS: Final[Mapping[str, Kind]] = {
    kind.field: kind for kind in (TRUST, IDENTITY, BOUNDARY, SESSION, SCP, RCP, ENDPOINT)
}


def possible_policies(name: str, case: Case, actions: tuple[str, ...]) -> list[Change] | None:
    """Ways of reading an unread policy, or a list of them, named as ``depends_on`` does; None where it is no policy."""
    field, _, entry = name.partition(": ")
    kind = _KINDS.get(field)
    if kind is None:
        return None
    return [_with(kind, entry, document) for document in _documents(kind, case, actions)]


def _documents(kind: Kind, case: Case, actions: tuple[str, ...]) -> Iterator[Document]:
    for principal in _principals(kind, case):
        yield _document("Allow", actions, principal)
        if len(actions) > 1:
            for silent in actions:
                yield _document("Allow", tuple(one for one in actions if one != silent), principal)
    yield _document("Deny", actions, "*" if kind.needs_principal else None)
    yield _document("Deny", (), None)


def _principals(kind: Kind, case: Case) -> Iterator[str | None]:
    """Whom the policy may name: in a trust policy it counts how."""
    if not kind.needs_principal:
        yield None
        return
    yield "*"
    context = Context(case, case.request) if case.request is not None else None
    if kind is TRUST and context is not None and context.same_account and context.identity is not None:
        yield context.identity.account
        if context.identity.is_session and context.identity.principal_arn is not None:
            yield context.identity.principal_arn


@lru_cache(maxsize=64)
def _document(effect: str, actions: tuple[str, ...], principal: str | None) -> Document:
    statement: dict[str, object] = {"Effect": effect, "Action": list(actions), "Resource": "*"}
    if principal is not None:
        statement["Principal"] = {"AWS": principal}
    return Document.from_value({"Version": "2012-10-17", "Statement": [statement] if actions else []})


def _with(kind: Kind, entry: str, document: Document) -> Change:
    room, _, field = kind.field.rpartition(".")

    def change(case: Case) -> Case:
        holder: Any = getattr(case, room) if room else case
        if holder is None:
            holder = Role()
        filled: Any = replace(holder, **{field: _read(getattr(holder, field), kind, entry, document)})
        return replace(case, **{room: filled}) if room else filled

    return change


def _read(value: object, kind: Kind, entry: str, document: Document) -> object:
    """A field as it would be, had it been read: the whole of it, or the unread entries of one name."""
    if kind is TRUST:
        return document
    if value is not UNKNOWN:
        return _read_in(value, entry, document)
    policy = Policy("as it may be", document)
    if kind is BOUNDARY:
        return policy
    return ((policy,),) if kind is SCP or kind is RCP else (policy,)


def _read_in(value: object, entry: str, document: Document) -> object:
    if isinstance(value, tuple):
        return tuple(_read_in(one, entry, document) for one in value)
    if isinstance(value, Policy) and value.name == entry and value.document is UNKNOWN:
        return replace(value, document=document)
    return value
