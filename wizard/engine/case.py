"""A case: everything known about one AssumeRole request.

Fields carry the names of the case file. Three states are kept apart everywhere: a value, *known to be none*
(``None``, an empty tuple or mapping) and ``UNKNOWN`` (it could not be read). Reading and writing the file is
`case_format.py`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from wizard.engine.frozen import field, frozen
from wizard.engine.typed import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from wizard.engine.document import Document


class Unknown(Enum):
    """The third state: AWS knows the value and this program does not."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN

FORMAT: Final = "role-wizard-case/1"
"""How the file names the form it has."""

Action = Literal["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"]
Credentials = Literal["long_term", "temporary", "federation_token"]
ContextValue = str | tuple[str, ...] | None
"""A condition key's value; ``None`` or ``()`` says that the key is known to be absent."""


@frozen
class Request:
    """The call as it was, or will be, sent. A parameter that is ``None`` was not passed."""

    role_arn: str
    action: Action = "sts:AssumeRole"
    role_session_name: str | None = None
    external_id: str | None = None
    duration_seconds: int | None = None
    source_identity: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tag_keys: tuple[str, ...] = ()
    mfa_authenticated: bool | Unknown = UNKNOWN
    context: Mapping[str, ContextValue] = field(default_factory=dict)


@frozen
class Policy:
    """One policy of a list. ``document`` is UNKNOWN where the policy exists but could not be read."""

    name: str
    document: Document | Unknown = UNKNOWN
    arn: str | None = None
    kind: Literal["inline", "managed"] | None = None
    source: Literal["user", "group", "role"] | None = None  # `from` in the file
    group: str | None = None


Policies = tuple[Policy, ...]
Levels = tuple[Policies, ...]
"""Guardrail policies by level: root first, account last."""


@frozen
class Caller:
    """Whoever makes the call."""

    arn: str
    role_arn: str | Unknown | None = UNKNOWN
    user_id: str | Unknown = UNKNOWN
    credentials: Credentials | Unknown = UNKNOWN
    tags: Mapping[str, str] | Unknown = UNKNOWN
    organization_id: str | Unknown | None = UNKNOWN
    identity_policies: Policies | Unknown = UNKNOWN
    permissions_boundary: Policy | Unknown | None = UNKNOWN
    session_policies: Policies | Unknown = UNKNOWN
    service_control_policies: Levels | Unknown = UNKNOWN
    transitive_tags: Mapping[str, str] = field(default_factory=dict)
    source_identity: str | None = None


@frozen
class OidcProvider:
    """An OIDC provider registered in the role's account. ``url`` has no scheme."""

    url: str
    client_ids: tuple[str, ...] = ()

    def is_of(self, issuer: str) -> bool:
        """Whether it is the one of that issuer, which has no scheme either: a slash at the end is no difference."""
        return self.url.rstrip("/") == issuer.rstrip("/")


@frozen
class Role:
    """The role that is to be assumed."""

    exists: bool | Unknown = UNKNOWN
    arn: str | None = None
    role_id: str | Unknown = UNKNOWN
    max_session_duration: int | Unknown = UNKNOWN
    tags: Mapping[str, str] | Unknown = UNKNOWN
    trust_policy: Document | Unknown = UNKNOWN
    resource_control_policies: Levels | Unknown = UNKNOWN
    oidc_providers: tuple[OidcProvider, ...] | Unknown = UNKNOWN
    changed_seconds_ago: int | None = None


@frozen
class Token:
    """A web identity token's claims, never the token itself."""

    issuer: str
    claims: Mapping[str, object] = field(default_factory=dict)


@frozen
class ProfileFiles:
    """The config and credentials files of a profile that fails, as text, secrets replaced."""

    name: str
    config_file: str | None = None
    credentials_file: str | None = None


@frozen
class Observed:
    """What AWS answered, if it was asked."""

    error_code: str | None = None
    error_message: str | None = None


@frozen
class Expected:
    """What a test wants the answer to be."""

    decision: str | None = None
    causes: tuple[str, ...] | None = None


@frozen
class Case:
    """Everything known about one denied (or granted) request."""

    request: Request | None = None
    caller: Caller | None = None
    role: Role | None = None
    vpc_endpoint_policies: Policies | Unknown = UNKNOWN
    token: Token | None = None
    profile: ProfileFiles | None = None
    observed: Observed | None = None
    expected: Expected | None = None
    name: str | None = None
    redacted: bool = False  # its account ids and names are exchanged, and nobody's
