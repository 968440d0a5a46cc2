"""AssumeRoleWithWebIdentity: the token first, then the trust policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from wizard.engine.case import Case, Request, Token
from wizard.engine.case import OidcProvider as EngineProvider
from wizard.engine.decide import decide
from wizard.practice import situation
from wizard.practice.cloud import Call, Operation
from wizard.practice.fault import Fault, access_denied
from wizard.practice.protocol import Values
from wizard.practice.situation import Circumstances
from wizard.practice.sts import assume
from wizard.practice.token_issuer import claims_of
from wizard.practice.world import OidcProvider, World

_REFUSED = "Not authorized to perform sts:AssumeRoleWithWebIdentity"


def assume_role_with_web_identity(call: Call) -> Values:
    """Become a role with a token. The call is not signed."""
    values = call.values
    claims = _claims(str(values["WebIdentityToken"]))
    world = call.cloud.settled()
    provider = _provider(world, values["RoleArn"], str(claims.get("iss", "")))
    _check(call, provider, claims)
    if not would_assume(world, request(values), claims, call.circumstances):
        raise access_denied(_REFUSED)
    role = world.role(values["RoleArn"])
    assert role is not None
    assume.check_session_policy(call)
    assume.check_duration(values, role, chained=False, mfa_session=False)
    template = replace(
        assume.role_template(call, role, values["RoleSessionName"]), provider=provider.arn, tags=_tags(claims)
    )
    audience = claims.get("aud")
    return {
        **assume.answer(call, template, role),
        "SubjectFromWebIdentityToken": str(claims.get("sub", "")),
        "Provider": provider.arn,
        "Audience": audience if isinstance(audience, str) else None,
    }


def request(values: Values) -> Request:
    """The engine's picture of the parameters."""
    return Request(
        role_arn=values["RoleArn"],
        action="sts:AssumeRoleWithWebIdentity",
        role_session_name=values["RoleSessionName"],
    )


def would_assume(world: World, asked: Request, claims: dict[str, Any], circumstances: Circumstances) -> bool:
    """Whether a token with these claims, already checked, opens the role."""
    context = {
        **circumstances.context(),
        **situation.organization_context(world, None, asked.role_arn),
    }
    issuer = str(claims.get("iss", "")).removeprefix("https://")
    role = situation.role_side(world, asked.role_arn)
    account = world.account_of(asked.role_arn)
    providers = account.oidc_providers.values() if account else ()
    role = replace(role, oidc_providers=tuple(EngineProvider(one.url, one.client_ids) for one in providers))
    case = Case(
        request=situation.with_context(asked, context),
        role=role,
        token=Token(issuer, claims),
        vpc_endpoint_policies=(),
    )
    return decide(case).allowed


def _claims(token: str) -> dict[str, Any]:
    try:
        return claims_of(token)
    except ValueError:
        raise Fault(
            "InvalidIdentityToken",
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
        ) from None


def _provider(world: World, role_arn: str, issuer: str) -> OidcProvider:
    account = world.account_of(role_arn)
    if account is None:
        raise access_denied(_REFUSED)
    url = issuer.removeprefix("https://")
    for provider in account.oidc_providers.values():
        if provider.url == url:
            return provider
    raise Fault("InvalidIdentityToken", f"No OpenIDConnect provider found in your account for {issuer}")


def _check(call: Call, provider: OidcProvider, claims: dict[str, Any]) -> None:
    """STS's own checks, before any policy is read. Raises Fault."""
    if not call.cloud.issuer.has_signed(call.values["WebIdentityToken"]):
        raise Fault("InvalidIdentityToken", "The web identity token's signature could not be verified.")
    google = provider.url == "accounts.google.com"
    audience = (claims.get("azp") if google else None) or claims.get("aud")
    offered = audience if isinstance(audience, list) else [audience]
    if not set(offered) & set(provider.client_ids):
        raise Fault("InvalidIdentityToken", "Incorrect token audience")
    expires = claims.get("exp", 0)
    if not isinstance(expires, int | float) or call.now >= expires:
        now, end = (datetime.fromtimestamp(float(moment), UTC).isoformat() for moment in (call.now, expires or 0))
        raise Fault(
            "ExpiredTokenException",
            f"Token expired: current date/time {now} must be before the expiration date/time {end}",
        )


def _tags(claims: dict[str, Any]) -> dict[str, str]:
    """The session tags that a token carries."""
    principal_tags = claims.get("https://aws.amazon.com/tags", {}).get("principal_tags", {})
    return {key: str(value[0]) for key, value in principal_tags.items() if isinstance(value, list) and value}


OPERATIONS: dict[str, Operation] = {"AssumeRoleWithWebIdentity": assume_role_with_web_identity}
