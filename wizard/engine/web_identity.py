"""Web identity: what a token's claims put into the request, and who its provider is.

Available keys for AWS OIDC federation. The claims that AWS exposes are kept as data, so that the lists can grow; a
claim that is on none of them never reaches a policy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from wizard.engine.arn import parse_arn
from wizard.engine.case import Case, ContextValue, Token
from wizard.engine.typed import Final

BUILT_IN: Final = ("accounts.google.com", "www.amazon.com", "graph.facebook.com", "cognito-identity.amazonaws.com")
"""Providers that need no registration; a trust policy names them without an ARN."""

COMMON_CLAIMS: Final = frozenset(("sub", "aud", "amr", "email", "oaud"))
_GITHUB: Final = frozenset(
    (
        "actor", "actor_id", "job_workflow_ref", "repository", "repository_id", "repository_owner_id",
        "workflow", "ref", "environment", "enterprise_id",
    )
)  # fmt: skip
_BUILDKITE: Final = frozenset(
    (
        "organization_slug", "organization_id", "pipeline_slug", "pipeline_id", "cluster_name", "cluster_id",
        "build_branch",
    )
)  # fmt: skip
_GITLAB: Final = frozenset(
    (
        "namespace_id", "project_id", "user_id", "user_login", "user_email", "user_access_level", "ref_protected",
        "pipeline_source", "runner_environment",
    )
)  # fmt: skip
_ORGANIZATION: Final = "google/organization_number"
_CLAIMS: Final = {
    "gitlab.com": _GITLAB,
    "accounts.google.com": frozenset((_ORGANIZATION,)),
    "www.amazon.com": frozenset(("app_id", "user_id")),
    "graph.facebook.com": frozenset(("app_id", "id")),
}
_CLAIMS_LIKE: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    (r"token\.actions\.(?:githubusercontent\.com(?:/.+)?|[^./]+\.ghe\.com)", _GITHUB),
    (r"github\.com/enterprises/[^/]+", _GITHUB),
    (r"agent\.(?:buildkite\.com|[^./]+\.buildkite\.(?:dev|site))", _BUILDKITE),
    (r"oidc\.circleci\.com/org/[^/]+", frozenset(("oidc.circleci.com/project-id",))),
    (r"idcs-[^./]+\.identity\.oraclecloud\.com", frozenset(("rpst_id",))),
)
"""Further claims by issuer, and by how an issuer looks. Service Authorization Reference: AWS Security Token Service."""


@lru_cache(maxsize=64)
def exposed_claims(issuer: str) -> frozenset[str]:
    """The claims of an issuer's tokens that policies can test; the issuer without its scheme."""
    lower = issuer.lower()
    further = _CLAIMS.get(lower)
    if further is None:
        further = next((claims for like, claims in _CLAIMS_LIKE if re.fullmatch(like, lower)), frozenset())
    return COMMON_CLAIMS | further


_TAGS: Final = "https://aws.amazon.com/tags"
_SOURCE_IDENTITY: Final = "https://aws.amazon.com/source_identity"
_ROLES: Final = "https://aws.amazon.com/roles"


class WebIdentity:
    """The unsigned caller of AssumeRoleWithWebIdentity or AssumeRoleWithSAML."""

    __slots__ = ("audiences", "complete", "facts", "provider", "roles", "source_identity", "tags", "transitive")

    def __init__(self) -> None:
        self.provider: str | None = None  # as Principal.Federated names it; None: unknown
        self.facts: dict[str, tuple[str, ...]] = {}  # by key in lower case
        self.tags: dict[str, str] = {}
        self.transitive: tuple[str, ...] = ()
        self.source_identity: str | None = None
        self.audiences: tuple[str, ...] | None = None  # the token's own; None: there is no token
        self.roles: tuple[str, ...] | None = None  # those that the token is good for; None: there is no token
        self.complete = False  # whether every claim is known

    @classmethod
    def of(cls, case: Case) -> WebIdentity:
        """Read the case's token, or the claims stated under their key names."""
        web = cls()
        if case.token is not None:
            web._read_token(case.token, case)
        elif case.request is not None:
            for key, value in case.request.context.items():
                if key.lower() == "aws:federatedprovider":
                    web.provider = _single(value)
                    web.complete = web.provider is not None
        return web

    def _read_token(self, token: Token, case: Case) -> None:
        issuer = issuer_of(token)
        role = parse_arn(case.request.role_arn) if case.request is not None else None
        if issuer in BUILT_IN or role is None:
            self.provider = issuer
        else:
            self.provider = f"arn:{role.partition}:iam::{role.account}:oidc-provider/{issuer}"
        self.complete = True
        self.audiences = _texts(token.claims.get("aud"))
        exposed = exposed_claims(issuer)
        for claim, value in token.claims.items():
            if claim in exposed:
                self.facts[f"{issuer}:{claim}".lower()] = _texts(value)
        google = token.claims.get("google")
        if _ORGANIZATION in exposed and isinstance(google, Mapping) and "organization_number" in google:
            self.facts[f"{issuer}:{_ORGANIZATION}"] = _texts(google["organization_number"])
        if issuer == "accounts.google.com" and "azp" in token.claims:
            self.facts[f"{issuer}:oaud"] = _texts(token.claims.get("aud"))
            self.facts[f"{issuer}:aud"] = _texts(token.claims["azp"])
        tags = token.claims.get(_TAGS)
        if isinstance(tags, Mapping):
            principal_tags = tags.get("principal_tags")
            if isinstance(principal_tags, Mapping):
                self.tags = {str(key): (_texts(value) or ("",))[0] for key, value in principal_tags.items()}
            self.transitive = _texts(tags.get("transitive_tag_keys"))
        listed = _texts(token.claims.get(_ROLES))
        self.roles = tuple(role.strip() for text in listed for role in text.split(";"))
        source = token.claims.get(_SOURCE_IDENTITY)
        self.source_identity = source if isinstance(source, str) else None


def issuer_of(token: Token) -> str:
    """The issuer without its scheme, as provider ARNs and condition keys write it."""
    return token.issuer.removeprefix("https://").removeprefix("http://")


def _single(value: ContextValue) -> str | None:
    return value if isinstance(value, str) else value[0] if value else None


def _texts(value: object) -> tuple[str, ...]:
    """A claim as the strings that a policy compares."""
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, list | tuple):
        return tuple(text for one in value for text in _texts(one))
    return () if value is None else (str(value),)
