"""What IAM would refuse to save: a document's mistakes, each with its place.

IAM JSON policy grammar; Create a role to delegate permissions; IAM and AWS STS quotas. Deciding takes no notice of
these: a policy that parses is decided as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from wizard.engine.conditions import read_operator
from wizard.engine.frozen import frozen
from wizard.engine.json_text import escape
from wizard.engine.latin import beyond_latin, escaped
from wizard.engine.match import strings
from wizard.engine.operators import instant, network, number
from wizard.engine.principal import named_principals
from wizard.engine.typed import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from wizard.engine.document import Document

DocumentKind = Literal["trust", "identity", "scp", "rcp", "boundary", "endpoint", "session"]

LIMITS: Final[Mapping[DocumentKind, int]] = {
    "trust": 2048, "identity": 6144, "boundary": 6144, "session": 2048, "scp": 10240, "rcp": 5120, "endpoint": 20480,
}  # fmt: skip
"""The most characters a document of each kind may have; in IAM white space does not count."""

_IN_LATIN: Final = ("trust", "identity", "boundary", "session")
"""The kinds that IAM and STS take; AWS Organizations and VPC endpoints take any letter."""

TRUST_ACTIONS: Final = (
    "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:TagSession",
    "sts:SetSourceIdentity", "sts:SetContext",
)  # fmt: skip
"""What a trust policy may hold."""

ELEMENTS: Final = frozenset(
    (
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    )
)  # fmt: skip
"""What a statement may hold."""


@frozen
class Problem:
    """One mistake of a document. Lines and columns count from 1."""

    name: str  # "not_json", "no_statement", "unknown_operator", …
    message: str
    pointer: str
    line: int
    column: int
    offset: int
    end: int
    severity: Literal["error", "warning"] = "error"  # error: IAM refuses to save it

    @property
    def told(self) -> str:
        """The message without its end, for beside the line; with the column where one character may be the mistake."""
        message = self.message.rstrip(".")
        return f"{message} (column {self.column})" if self.name == "not_json" else message


@frozen
class _Found:
    name: str
    message: str
    pointer: str
    severity: Literal["error", "warning"] = "error"


def problems(document: Document, kind: DocumentKind | None) -> tuple[Problem, ...]:
    """Everything wrong with a document: its JSON, its shape and, given a kind, what that kind may not hold."""
    return tuple(_placed(document, kind))


def _placed(document: Document, kind: DocumentKind | None) -> Iterator[Problem]:
    mistakes = document.reading.mistakes
    if not document.is_json:
        from wizard.engine.certain_mistakes import certain  # when it is needed, so that `check` starts sooner

        mistakes = certain(document.text, mistakes)
    for mistake in mistakes:
        at = document.span(mistake.start, mistake.end)
        yield Problem(mistake.name, mistake.message, mistake.pointer, at.line, at.column, at.offset, at.end)
    if mistakes and not document.is_json:  # what it says can be looked at once it is JSON
        return
    if kind in _IN_LATIN and (beyond := beyond_latin(document.text)):
        at = document.span(*beyond.span())
        told = f"IAM saves no {beyond[0]} in a policy: write {escaped(beyond[0])} in its place, or another letter."
        yield Problem("letter", told, "", at.line, at.column, at.offset, at.end)
    for found in _found(document, kind):
        at = document.place(found.pointer)
        yield Problem(found.name, found.message, found.pointer, at.line, at.column, at.offset, at.end, found.severity)


def _found(document: Document, kind: DocumentKind | None) -> Iterator[_Found]:
    value = document.value
    if not isinstance(value, dict):
        yield _Found("not_a_policy", "A policy is a JSON object.", "")
        return
    for name in value:
        if name not in ("Version", "Id", "Statement"):
            yield _Found("unknown_element", f"A policy has no element {name}.", f"/{escape(str(name))}")
    version = value.get("Version")
    if "Version" in value and version not in ("2012-10-17", "2008-10-17"):
        yield _Found("wrong_version", "Version is 2012-10-17 (or, long ago, 2008-10-17).", "/Version")
    if not isinstance(value.get("Id", ""), str):
        yield _Found("wrong_type", "Id is a string.", "/Id")
    inner = value.get("Statement")
    if "Statement" not in value:
        yield _Found("no_statement", "The policy has no Statement.", "")
        return
    if not isinstance(inner, dict | list):
        yield _Found("wrong_type", "Statement is an object or a list of objects.", "/Statement")
        return
    if inner == []:
        yield _Found("empty_statement", "The policy has no statement.", "/Statement")
    if isinstance(inner, list):
        for at, one in enumerate(inner):
            if not isinstance(one, dict):
                yield _Found("wrong_type", "A statement is an object.", f"/Statement/{at}")
    if kind is None:
        return
    if "Version" not in value:
        message = "The policy names no Version, so that variables are plain text; write 2012-10-17."
        yield _Found("no_version", message, "", "warning")
    yield from _size(document, kind)
    seen: set[str] = set()
    for pointer, statement in document.statements:
        sid = statement.get("Sid")
        if isinstance(sid, str):
            if sid and sid in seen:
                yield _Found("duplicate_sid", f"Another statement has the Sid {sid} too.", f"{pointer}/Sid")
            seen.add(sid)
        yield from _sid(statement, f"{pointer}/Sid", kind)
        yield from _statement(statement, pointer, kind)


def _sid(statement: Mapping[str, object], pointer: str, kind: DocumentKind) -> Iterator[_Found]:
    sid = statement.get("Sid", "")
    if not isinstance(sid, str):
        yield _Found("wrong_type", "Sid is a string.", pointer)
    elif kind != "endpoint" and sid and not (sid.isascii() and sid.isalnum()):
        yield _Found("malformed_sid", "A Sid consists of letters A to Z, in either case, and digits.", pointer)


def size(text: str) -> int:
    """Characters that count against a limit: white space does not."""
    return len("".join(text.split()))


def _size(document: Document, kind: DocumentKind) -> Iterator[_Found]:
    length = size(document.text)
    if length > LIMITS[kind]:
        yield _Found("too_large", f"{length:,} characters; {LIMITS[kind]:,} are allowed.", "")


def _statement(statement: Mapping[str, object], pointer: str, kind: DocumentKind) -> Iterator[_Found]:
    for name in statement:
        if name not in ELEMENTS:
            yield _Found("unknown_element", f"A statement has no element {name}.", f"{pointer}/{escape(name)}")
    if statement.get("Effect") not in ("Allow", "Deny"):
        where = f"{pointer}/Effect" if "Effect" in statement else pointer
        yield _Found("wrong_effect", "Effect is Allow or Deny, spelt so.", where)
    yield from _exclusive(statement, pointer, "Action", "NotAction", needed=True)
    for name in ("Action", "NotAction"):
        yield from _actions(statement, f"{pointer}/{name}", name, kind)
    if kind == "trust":
        for name in ("Resource", "NotResource"):
            if name in statement:
                message = f"A trust policy holds no {name}: it belongs to its role."
                yield _Found("resource_in_trust_policy", message, f"{pointer}/{name}")
    else:
        yield from _exclusive(statement, pointer, "Resource", "NotResource", needed=True)
    yield from _principals(statement, pointer, kind)
    yield from _condition(statement.get("Condition"), f"{pointer}/Condition")


def _exclusive(
    statement: Mapping[str, object], pointer: str, one: str, other: str, *, needed: bool
) -> Iterator[_Found]:
    if one in statement and other in statement:
        yield _Found("both_elements", f"{one} and {other} exclude each other.", f"{pointer}/{other}")
    if needed and one not in statement and other not in statement:
        yield _Found(f"no_{one.lower()}", f"The statement has no {one}.", pointer)


_ACTION: Final = r"[A-Za-z0-9-]+:[A-Za-z0-9*?]+"


def _actions(statement: Mapping[str, object], pointer: str, name: str, kind: DocumentKind) -> Iterator[_Found]:
    if name not in statement:
        return
    element = statement[name]
    values = strings(element)
    if not values or (isinstance(element, list) and len(values) != len(element)):
        yield _Found("wrong_type", f"{name} is a string or a list of strings.", pointer)
    for at, value in enumerate(values):
        here = f"{pointer}/{at}" if isinstance(element, list) else pointer
        if kind == "trust" and value.lower() not in _TRUST_LOWER:
            allowed = ", ".join(TRUST_ACTIONS[:5])
            if not value.lower().startswith("sts:") or ("*" not in value and "?" not in value):
                yield _Found("action_not_of_trust_policy", f"A trust policy holds only {allowed}, not {value}.", here)
        elif kind != "trust" and value != "*" and not re.fullmatch(_ACTION, value):
            yield _Found("malformed_action", f"{value} is no action: SERVICE:NAME is wanted.", here)


_TRUST_LOWER: Final = frozenset(action.lower() for action in TRUST_ACTIONS)


def _principals(statement: Mapping[str, object], pointer: str, kind: DocumentKind) -> Iterator[_Found]:
    has = [name for name in ("Principal", "NotPrincipal") if name in statement]
    if kind in ("identity", "scp", "boundary", "session"):
        for name in has:
            yield _Found("principal_not_allowed", f"A policy of this kind has no {name}.", f"{pointer}/{name}")
        return
    if not has:
        yield _Found("no_principal", "The statement names no Principal.", pointer)
        return
    if "NotPrincipal" in has and (kind != "endpoint" or statement.get("Effect") != "Deny"):
        message = "NotPrincipal stands in a Deny alone." if kind == "endpoint" else "IAM saves no NotPrincipal here."
        yield _Found("not_principal", message, f"{pointer}/NotPrincipal")
    for name in has:
        yield from _principal(statement[name], f"{pointer}/{name}", kind)


def _principal(element: object, pointer: str, kind: DocumentKind) -> Iterator[_Found]:
    if element == "*":
        if kind == "trust":
            message = 'Write {"AWS": "*"}: IAM has refused the bare "*" in a trust policy.'
            yield _Found("bare_star", message, pointer, "warning")
        return
    if not isinstance(element, dict):
        yield _Found("wrong_type", 'A Principal is an object, {"AWS": …}, or "*".', pointer)
        return
    if not element:
        yield _Found("no_principal", "The Principal names nobody.", pointer)
    for sort, value in element.items():
        here = f"{pointer}/{escape(sort)}"
        if sort not in ("AWS", "Service", "Federated", "CanonicalUser"):
            yield _Found("unknown_principal_type", f"There are no principals of the type {sort}.", here)
        if not strings(value):
            yield _Found("wrong_type", "A principal is a string or a list of strings.", here)
    if kind == "rcp" and element != {"AWS": "*"}:
        yield _Found("rcp_principal", 'The Principal of an RCP is "*".', pointer)
    for named in named_principals(element, pointer):
        if named.form is None and ("*" in named.text or "?" in named.text):
            yield _Found("principal_wildcard", f"{named.text}: a principal's ARN takes no wildcard.", named.pointer)
        elif named.form is None and "/CanonicalUser" not in named.pointer:
            yield _Found("invalid_principal", f"{named.text} names no principal.", named.pointer)
        elif named.form in ("service", "federated") and "." not in named.text and not named.text.startswith("arn:"):
            wanted = "SERVICE.amazonaws.com" if named.form == "service" else "an ARN or a host"
            yield _Found("invalid_principal", f"{named.text} names no principal: {wanted} is wanted.", named.pointer)
        elif named.form == "deleted":
            message = f"{named.text} is the id of a principal that was deleted."
            yield _Found("deleted_principal", message, named.pointer)


def _condition(condition: object, pointer: str) -> Iterator[_Found]:
    if condition is None:
        return
    if not isinstance(condition, dict):
        yield _Found("wrong_type", "A Condition is an object of operators.", pointer)
        return
    for written, keys in condition.items():
        here = f"{pointer}/{escape(written)}"
        operator, _, _ = read_operator(written)
        if operator is None:
            yield _Found("unknown_operator", f"There is no operator {written}.", here)
        if not isinstance(keys, dict):
            yield _Found("wrong_type", "An operator holds an object of condition keys.", here)
            continue
        for key, value in keys.items():
            place = f"{here}/{escape(key)}"
            if ":" not in key:
                yield _Found("malformed_key", f"{key} is no condition key: PREFIX:NAME is wanted.", place)
            yield from _values(value, place, operator.family if operator is not None else "")


_PARSERS: Final[Mapping[str, Callable[[str], object]]] = {"numeric": number, "date": instant, "ip": network}
_WANTED: Final = {"numeric": "a number", "date": "a date", "ip": "an IP address or range", "bool": "true or false"}


def _values(value: object, pointer: str, family: str) -> Iterator[_Found]:
    values = value if isinstance(value, list) else [value]
    for at, one in enumerate(values):
        here = f"{pointer}/{at}" if isinstance(value, list) else pointer
        if one is None or isinstance(one, dict | list):
            yield _Found("wrong_type", "A condition's value is a string or a list of strings.", here)
            continue
        text = str(one)
        wrong = family in _PARSERS and _PARSERS[family](text) is None
        if wrong or (family in ("bool", "null") and text.lower() not in ("true", "false")):
            wanted = _WANTED.get(family, "true or false")
            yield _Found("wrong_value", f"{text} is not {wanted}.", here)
