"""Why the identity provider that a trust statement names is not the token's. ("AssumeRoleWithWebIdentity")"""

from __future__ import annotations

from wizard.engine.case import UNKNOWN, Case, OidcProvider
from wizard.engine.web_identity import BUILT_IN
from wizard.repair.named import UNRELATED, Miss, Named
from wizard.repair.near_miss import is_slip, near


def provider_of(case: Case) -> str | None:
    """The provider that signed the request's token: its ARN or built-in name where known, else the issuer."""
    request = case.request
    stated = request.context.get("aws:FederatedProvider") if request else None
    if isinstance(stated, str):
        return stated
    return issuer_of(case)


def issuer_of(case: Case) -> str | None:
    """The token's issuer, without scheme; a slash at its end is part of it."""
    if case.token is not None:
        return case.token.issuer.removeprefix("https://")
    stated = case.request.context.get("aws:FederatedProvider") if case.request else None
    if isinstance(stated, str):
        return stated.rpartition("oidc-provider/")[2]
    return None


def provider_arn(case: Case, role_arn: str) -> str | None:
    """How the role's trust policy has to name the token's provider."""
    stated = provider_of(case)
    if stated is None or stated.startswith("arn:") or stated in BUILT_IN:
        return stated
    parts = role_arn.split(":")
    return f"arn:{parts[1]}:iam::{parts[4]}:oidc-provider/{stated}" if len(parts) == 6 else None


def registered(case: Case) -> tuple[OidcProvider, ...] | None:
    """The OIDC providers of the role's account; None where nobody knows them."""
    known = case.role.oidc_providers if case.role is not None else UNKNOWN
    return known if isinstance(known, tuple) else None


def bare(name: str) -> str:
    """A provider as people call it: without the ARN and the scheme before its name."""
    return name.strip().rpartition("-provider/")[2].removeprefix("https://")


def is_spelling_of(name: str, arn: str) -> bool:
    """Whether a principal was meant to be this provider, and only its spelling or its account is another."""
    written, wanted = bare(name).rstrip("/").lower(), bare(arn).rstrip("/").lower()
    return written == wanted or is_slip(written, wanted)


def provider_miss(named: Named, case: Case) -> Miss:
    """Why this principal does not match a call with a token."""
    saml = case.request is not None and case.request.action == "sts:AssumeRoleWithSAML"
    cause = "saml_mismatch" if saml else "oidc_provider_mismatch"
    if named.kind != "Federated":
        message = f"The trust policy names {named.name}; a call with a token needs its identity provider (Federated)."
        return Miss("trust_principal_wrong_type", UNRELATED, message, named)
    wanted = provider_of(case) or "another provider"
    role_arn = case.request.role_arn if case.request is not None else ""
    full = provider_arn(case, role_arn) or wanted
    message = f"The trust policy names the provider {named.name}; the token comes from {wanted}"
    message += ": a slash at the end differs." if named.name.rstrip("/") == full.rstrip("/") else "."
    return Miss(cause, 0.6, message, named, near(named.name, full))
