"""The case file: read strictly, written back exactly.

Absent means unknown; ``[]``, ``{}`` and ``null`` mean known to be none. Unknown fields, wrong types and impossible
combinations are errors that name the field; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wizard.engine.case import (
    FORMAT,
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
)
from wizard.engine.case_coherence import check_coherence
from wizard.engine.case_error import CaseError
from wizard.engine.case_fields import Fields, boolean_at, integer_at, kind_of, list_at, tags_at, text_at, texts_at
from wizard.engine.case_stream import values
from wizard.engine.document import Document
from wizard.engine.typed import Final, Literal, TextIO, cast

__all__ = ["CaseError", "read_case", "stream"]

ACTIONS: Final = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")
CREDENTIALS: Final = ("long_term", "temporary", "federation_token")
OUTCOMES: Final = ("allowed", "implicit_deny", "explicit_deny", "invalid_request", "depends")


def _document(value: object, path: str) -> Document:
    if isinstance(value, str):
        return Document.from_text(value)
    if not isinstance(value, dict):
        raise CaseError(path, f"a policy is an object, or its text where that does not parse, not {kind_of(value)}")
    return Document.from_value(value)


def _policy(value: object, path: str) -> Policy:
    fields = Fields(value, path)
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
    return tuple(_policy(one, f"{path}[{at}]") for at, one in enumerate(list_at(value, path)))


def _levels(value: object, path: str) -> Levels:
    if value is None:
        return ()
    return tuple(
        tuple(_policy(one, f"{path}[{level}][{at}]") for at, one in enumerate(list_at(inner, f"{path}[{level}]")))
        for level, inner in enumerate(list_at(value, path))
    )


def _optional_text(value: object, path: str) -> str | None:
    return None if value is None else text_at(value, path)


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
    fields = Fields(value, "")
    if fields.has("format") and fields.raw("format") != FORMAT:
        raise CaseError("format", f"{FORMAT} is the only format known here")
    name = fields.text("name")
    request = _request(fields.raw("request")) if fields.given("request") else None
    caller = _caller(fields.raw("caller")) if fields.given("caller") else None
    role = _role(fields.raw("role")) if fields.given("role") else None
    endpoint = fields.or_unknown("vpc_endpoint_policies", _policies)
    token = _token(fields.raw("token")) if fields.given("token") else None
    profile = _profile(fields.raw("profile")) if fields.given("profile") else None
    observed = _observed(fields.raw("observed")) if fields.given("observed") else None
    expected = _expected(fields.raw("expected")) if fields.given("expected") else None
    redacted = fields.given("redacted") and boolean_at(fields.raw("redacted"), "redacted")
    fields.done()
    case = Case(request, caller, role, endpoint, token, profile, observed, expected, name, redacted)
    check_coherence(case)
    return case


def _request(value: object) -> Request:
    fields = Fields(value, "request")
    action = cast(Action, fields.choice("action", ACTIONS) or "sts:AssumeRole")
    duration = None
    if fields.given("duration_seconds"):
        duration = integer_at(fields.raw("duration_seconds"), "request.duration_seconds")
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
        tags_at(fields.raw("tags"), "request.tags") if fields.has("tags") else {},
        texts_at(fields.raw("transitive_tag_keys"), "request.transitive_tag_keys")
        if fields.given("transitive_tag_keys")
        else (),
        fields.or_unknown("mfa_authenticated", boolean_at),
        context,
    )
    fields.done()
    return request


def _context(value: object) -> dict[str, ContextValue]:
    if not isinstance(value, dict):
        raise CaseError("request.context", f"an object is wanted, not {kind_of(value)}")
    context: dict[str, ContextValue] = {}
    seen: set[str] = set()
    for key, one in value.items():
        path = f"request.context.{key}"
        if key.lower() in seen:
            raise CaseError(path, "the key stands here twice; letters' case does not count")
        seen.add(key.lower())
        context[key] = texts_at(one, path) if isinstance(one, list) else _optional_text(one, path)
    return context


def _caller(value: object) -> Caller:
    fields = Fields(value, "caller")
    credentials = fields.choice("credentials", CREDENTIALS)
    caller = Caller(
        fields.needed("arn"),
        fields.or_unknown("role_arn", _optional_text),
        fields.or_none("user_id", text_at),
        cast(Credentials, credentials) if credentials is not None else UNKNOWN,
        fields.or_unknown("tags", tags_at),
        fields.or_unknown("organization_id", _optional_text),
        fields.or_unknown("identity_policies", _policies),
        fields.or_unknown("permissions_boundary", _optional_policy),
        fields.or_unknown("session_policies", _policies),
        fields.or_unknown("service_control_policies", _levels),
        tags_at(fields.raw("transitive_tags"), "caller.transitive_tags") if fields.has("transitive_tags") else {},
        fields.text("source_identity"),
    )
    fields.done()
    return caller


def _role(value: object) -> Role:
    fields = Fields(value, "role")
    changed = None
    if fields.given("changed_seconds_ago"):
        changed = integer_at(fields.raw("changed_seconds_ago"), "role.changed_seconds_ago")
    role = Role(
        fields.or_unknown("exists", boolean_at),
        fields.text("arn"),
        fields.or_none("role_id", text_at),
        fields.or_none("max_session_duration", integer_at),
        fields.or_unknown("tags", tags_at),
        fields.or_none("trust_policy", _document),
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
    for at, one in enumerate(list_at(value, path)):
        fields = Fields(one, f"{path}[{at}]")
        url = fields.needed("url").removeprefix("https://")
        clients = texts_at(fields.raw("client_ids"), fields.at("client_ids")) if fields.has("client_ids") else ()
        providers.append(OidcProvider(url, clients))
        fields.done()
    return tuple(providers)


def _token(value: object) -> Token:
    fields = Fields(value, "token")
    claims = fields.raw("claims") if fields.has("claims") else {}
    if not isinstance(claims, dict):
        raise CaseError("token.claims", f"an object is wanted, not {kind_of(claims)}")
    token = Token(fields.needed("issuer"), claims)
    fields.done()
    return token


def _profile(value: object) -> ProfileFiles:
    fields = Fields(value, "profile")
    profile = ProfileFiles(fields.needed("name"), fields.text("config_file"), fields.text("credentials_file"))
    fields.done()
    return profile


def _observed(value: object) -> Observed:
    fields = Fields(value, "observed")
    observed = Observed(fields.text("error_code"), fields.text("error_message"))
    fields.done()
    return observed


def _expected(value: object) -> Expected:
    fields = Fields(value, "expected")
    causes = texts_at(fields.raw("causes"), "expected.causes") if fields.has("causes") else None
    expected = Expected(fields.choice("decision", OUTCOMES), causes)
    fields.done()
    return expected


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
