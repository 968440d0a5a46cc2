"""The case file: read strictly, written back exactly.

Absent means unknown; ``[]``, ``{}`` and ``null`` mean known to be none. Unknown fields, wrong types and impossible
combinations are errors that name the field; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal, TextIO, TypeVar, cast

from wizard.engine.arn import parse_arn
from wizard.engine.case import (
    UNKNOWN,
    Action,
    Caller,
    Case,
    ContextValue,
    Credentials,
    Expected,
    Levels,
    Observed,
    OidcProvider,
    Policies,
    Policy,
    ProfileFiles,
    Request,
    Role,
    Token,
    Unknown,
)
from wizard.engine.case_error import CaseError
from wizard.engine.case_stream import values
from wizard.engine.case_writing import FORMAT, write_case
from wizard.engine.document import Document

__all__ = ["CaseError", "read_case", "stream", "write_case"]

ACTIONS: Final = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")
CREDENTIALS: Final = ("long_term", "temporary", "federation_token")
OUTCOMES: Final = ("allowed", "implicit_deny", "explicit_deny", "invalid_request", "depends")
Value = TypeVar("Value")


class _Fields:
    """One object of the file; every field must be asked for, so that a left-over one is an error."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise CaseError(path, f"an object is wanted, not {_kind(value)}")
        self.value: dict[str, object] = value
        self.path = path
        self.asked: set[str] = set()

    def has(self, name: str) -> bool:
        self.asked.add(name)
        return name in self.value

    def raw(self, name: str) -> object:
        self.asked.add(name)
        return self.value[name]

    def given(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.has(name) and self.value[name] is not None

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str) -> str | None:
        """A string; None where it is absent or null."""
        if not self.has(name) or self.value[name] is None:
            return None
        return _text(self.value[name], self.at(name))

    def needed(self, name: str) -> str:
        if not self.has(name):
            raise CaseError(self.at(name), "it is missing")
        return _text(self.value[name], self.at(name))

    def choice(self, name: str, among: Iterable[str]) -> str | None:
        text = self.text(name)
        if text is not None and text not in among:
            raise CaseError(self.at(name), f"{text} is none of {', '.join(among)}")
        return text

    def or_unknown(self, name: str, read: Callable[[object, str], Value]) -> Value | Unknown:
        return read(self.value[name], self.at(name)) if self.has(name) else UNKNOWN

    def done(self) -> None:
        for name in self.value:
            if name not in self.asked:
                raise CaseError(self.at(str(name)), "there is no such field")


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return {"str": "a string", "int": "a number", "float": "a number", "list": "a list", "dict": "an object"}.get(
        type(value).__name__, type(value).__name__
    )


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise CaseError(path, f"a string is wanted, not {_kind(value)}")
    return value


def _boolean(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise CaseError(path, f"true or false is wanted, not {_kind(value)}")
    return value


def _integer(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise CaseError(path, f"a whole number is wanted, not {_kind(value)}")
    return value


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise CaseError(path, f"a list is wanted, not {_kind(value)}")
    return value


def _texts(value: object, path: str) -> tuple[str, ...]:
    return tuple(_text(one, f"{path}[{at}]") for at, one in enumerate(_list(value, path)))


def _tags(value: object, path: str) -> Mapping[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CaseError(path, f"an object is wanted, not {_kind(value)}")
    return {key: _text(one, f"{path}.{key}") for key, one in value.items()}


def _document(value: object, path: str) -> Document:
    if isinstance(value, str):
        return Document.from_text(value)
    if not isinstance(value, dict):
        raise CaseError(path, f"a policy is an object, or its text where that does not parse, not {_kind(value)}")
    return Document.from_value(value)


def _trust_policy(value: object, path: str) -> Document | Unknown:
    return UNKNOWN if value is None else _document(value, path)


def _policy(value: object, path: str) -> Policy:
    fields = _Fields(value, path)
    kind = cast(Literal["inline", "managed"] | None, fields.choice("kind", ("inline", "managed")))
    source = cast(Literal["user", "group", "role"] | None, fields.choice("from", ("user", "group", "role")))
    policy = Policy(
        fields.needed("name"),
        fields.or_unknown("document", _document),
        fields.text("arn"),
        kind,
        source,
        fields.text("group"),
    )
    fields.done()
    return policy


def _policies(value: object, path: str) -> Policies:
    if value is None:
        return ()
    return tuple(_policy(one, f"{path}[{at}]") for at, one in enumerate(_list(value, path)))


def _levels(value: object, path: str) -> Levels:
    if value is None:
        return ()
    return tuple(
        tuple(_policy(one, f"{path}[{level}][{at}]") for at, one in enumerate(_list(inner, f"{path}[{level}]")))
        for level, inner in enumerate(_list(value, path))
    )


def _optional_text(value: object, path: str) -> str | None:
    return None if value is None else _text(value, path)


def _optional_policy(value: object, path: str) -> Policy | None:
    return None if value is None else _policy(value, path)


def read_case(value: object) -> Case:
    """Read one case. Raises CaseError."""
    name = value.get("name") if isinstance(value, dict) else None
    try:
        return _read(value)
    except CaseError as error:
        if isinstance(name, str):
            error.name = name
        raise


def _read(value: object) -> Case:
    fields = _Fields(value, "")
    if fields.has("format") and fields.raw("format") != FORMAT:
        raise CaseError("format", f"{FORMAT} is the only format known here")
    name = fields.text("name")
    request = _request(fields.raw("request")) if fields.given("request") else None
    caller = _caller(fields.raw("caller")) if fields.given("caller") else None
    role = _role(fields.raw("role")) if fields.has("role") else None
    endpoint = fields.or_unknown("vpc_endpoint_policies", _policies)
    token = _token(fields.raw("token")) if fields.given("token") else None
    profile = _profile(fields.raw("profile")) if fields.given("profile") else None
    observed = _observed(fields.raw("observed")) if fields.given("observed") else None
    expected = _expected(fields.raw("expected")) if fields.given("expected") else None
    fields.done()
    case = Case(request, caller, role, endpoint, token, profile, observed, expected, name)
    _coherent(case)
    return case


def _request(value: object) -> Request:
    fields = _Fields(value, "request")
    action = cast(Action, fields.choice("action", ACTIONS) or "sts:AssumeRole")
    duration = None
    if fields.given("duration_seconds"):
        duration = _integer(fields.raw("duration_seconds"), "request.duration_seconds")
    context: dict[str, ContextValue] = {}
    if fields.given("context"):
        context = _context(fields.raw("context"))
    request = Request(
        fields.needed("role_arn"),
        action,
        fields.text("role_session_name"),
        fields.text("external_id"),
        duration,
        fields.text("source_identity"),
        _tags(fields.raw("tags"), "request.tags") if fields.has("tags") else {},
        _texts(fields.raw("transitive_tag_keys"), "request.transitive_tag_keys")
        if fields.given("transitive_tag_keys")
        else (),
        fields.or_unknown("mfa_authenticated", _boolean),
        context,
    )
    fields.done()
    return request


def _context(value: object) -> dict[str, ContextValue]:
    if not isinstance(value, dict):
        raise CaseError("request.context", f"an object is wanted, not {_kind(value)}")
    context: dict[str, ContextValue] = {}
    seen: set[str] = set()
    for key, one in value.items():
        path = f"request.context.{key}"
        if key.lower() in seen:
            raise CaseError(path, "the key stands here twice; letters' case does not count")
        seen.add(key.lower())
        context[key] = _texts(one, path) if isinstance(one, list) else _optional_text(one, path)
    return context


def _caller(value: object) -> Caller:
    fields = _Fields(value, "caller")
    credentials = fields.choice("credentials", CREDENTIALS)
    caller = Caller(
        fields.needed("arn"),
        fields.or_unknown("role_arn", _optional_text),
        fields.or_unknown("user_id", _text),
        cast(Credentials, credentials) if credentials is not None else UNKNOWN,
        fields.or_unknown("tags", _tags),
        fields.or_unknown("organization_id", _optional_text),
        fields.or_unknown("identity_policies", _policies),
        fields.or_unknown("permissions_boundary", _optional_policy),
        fields.or_unknown("session_policies", _policies),
        fields.or_unknown("service_control_policies", _levels),
        _tags(fields.raw("transitive_tags"), "caller.transitive_tags") if fields.has("transitive_tags") else {},
        fields.text("source_identity"),
    )
    fields.done()
    return caller


def _role(value: object) -> Role:
    fields = _Fields(value, "role")
    changed = None
    if fields.given("changed_seconds_ago"):
        changed = _integer(fields.raw("changed_seconds_ago"), "role.changed_seconds_ago")
    role = Role(
        fields.or_unknown("exists", _boolean),
        fields.text("arn"),
        fields.or_unknown("role_id", _text),
        fields.or_unknown("max_session_duration", _integer),
        fields.or_unknown("tags", _tags),
        fields.or_unknown("trust_policy", _trust_policy),
        fields.or_unknown("resource_control_policies", _levels),
        fields.or_unknown("oidc_providers", _providers),
        changed,
    )
    fields.done()
    return role


def _providers(value: object, path: str) -> tuple[OidcProvider, ...]:
    if value is None:
        return ()
    providers = []
    for at, one in enumerate(_list(value, path)):
        fields = _Fields(one, f"{path}[{at}]")
        url = fields.needed("url").removeprefix("https://")
        clients = _texts(fields.raw("client_ids"), fields.at("client_ids")) if fields.has("client_ids") else ()
        providers.append(OidcProvider(url, clients))
        fields.done()
    return tuple(providers)


def _token(value: object) -> Token:
    fields = _Fields(value, "token")
    claims = fields.raw("claims") if fields.has("claims") else {}
    if not isinstance(claims, dict):
        raise CaseError("token.claims", f"an object is wanted, not {_kind(claims)}")
    token = Token(fields.needed("issuer"), claims)
    fields.done()
    return token


def _profile(value: object) -> ProfileFiles:
    fields = _Fields(value, "profile")
    profile = ProfileFiles(fields.needed("name"), fields.text("config_file"), fields.text("credentials_file"))
    fields.done()
    return profile


def _observed(value: object) -> Observed:
    fields = _Fields(value, "observed")
    observed = Observed(fields.text("error_code"), fields.text("error_message"))
    fields.done()
    return observed


def _expected(value: object) -> Expected:
    fields = _Fields(value, "expected")
    causes = _texts(fields.raw("causes"), "expected.causes") if fields.has("causes") else None
    expected = Expected(fields.choice("decision", OUTCOMES), causes)
    fields.done()
    return expected


def _coherent(case: Case) -> None:
    """Refuse what cannot be true together."""
    request, caller, role = case.request, case.caller, case.role
    if request is None and case.profile is None:
        raise CaseError("request", "a case holds a request or a profile")
    if case.token is not None and request is not None and request.action != "sts:AssumeRoleWithWebIdentity":
        raise CaseError("token", f"{request.action} takes no web identity token")
    if role is not None and role.exists is False and role.trust_policy is not UNKNOWN:
        raise CaseError("role.trust_policy", "a role that does not exist has none")
    if caller is None:
        return
    arn = parse_arn(caller.arn)
    kind = arn.kind if arn is not None else "other"
    if arn is None or kind == "other":
        raise CaseError("caller.arn", f"{caller.arn} is no user, role, session, root or federated user")
    if kind == "session" and isinstance(caller.role_arn, str):
        behind = parse_arn(caller.role_arn)
        if behind is None or behind.kind != "role":
            raise CaseError("caller.role_arn", f"{caller.role_arn} is no role's ARN")
        if (behind.account, behind.name) != (arn.account, arn.session_role_name):
            raise CaseError("caller.role_arn", "it is not the role of the session in caller.arn")
    if kind in ("session", "role") and caller.credentials == "long_term":
        raise CaseError("caller.credentials", "a role session has temporary credentials")
    if kind == "user" and isinstance(caller.role_arn, str):
        raise CaseError("caller.role_arn", "an IAM user has no role behind it")


def stream(file: TextIO) -> Iterator[Case | CaseError]:
    """Read every case of a file: one object, an array or JSON Lines, in constant memory however many.

    One that cannot be read yields its error, and the rest go on.
    """
    for value in values(file):
        if isinstance(value, CaseError):
            yield value
            continue
        try:
            yield read_case(value)
        except CaseError as error:
            yield error
