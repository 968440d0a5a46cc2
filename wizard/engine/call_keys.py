"""The keys that say what is called, whence and when.

Available keys for AWS STS; AWS global condition context keys: properties of the network, the resource and the
request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wizard.engine.fact import Fact, Open, given
from wizard.engine.operators import instant
from wizard.engine.typed import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wizard.engine.context import Context


def _session_name(context: Context) -> Fact:
    if context.request.role_session_name is None and context.request.action == "sts:AssumeRoleWithSAML":
        return Open("sts:RoleSessionName", may_be_absent=False)  # SAML takes it from the assertion
    return given(context.request.role_session_name)


def _authorized_by_idp(context: Context) -> Fact:
    """Whether the token's roles claim names the role; only AssumeRoleWithWebIdentity knows the key."""
    if context.web is None or context.request.action != "sts:AssumeRoleWithWebIdentity":
        return None
    if context.web.roles is None:
        return Open("sts:RoleAuthorizedByIdp", may_be_absent=False, domain=("true", "false"))
    return ("true" if context.request.role_arn in context.web.roles else "false",)


def _role_organization(name: str, of_caller: str) -> Callable[[Context], Fact]:
    def fact(context: Context) -> Fact:
        if not context.same_account:
            return Open(name)
        found = context.fact(of_caller)
        return Open(name, found.may_be_absent) if isinstance(found, Open) else found

    return fact


def _role_account(context: Context) -> Fact:
    return (context.role_arn.account,) if context.role_arn is not None else None


def _network(name: str) -> Callable[[Context], Fact]:
    """The keys of a VPC endpoint and aws:SourceIp exclude each other: one known decides what is absent."""

    def fact(context: Context) -> Fact:
        through = _through_endpoint(context)
        if through is (name != "aws:SourceIp"):
            return Open(name, may_be_absent=False)
        return Open(name) if through is None else None

    return fact


def _through_endpoint(context: Context) -> bool | None:
    given = context.given
    if "aws:sourceip" in given:
        return not given["aws:sourceip"]
    for key in ("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"):
        if key in given:
            return bool(given[key])
    return None


def _always(name: str) -> Callable[[Context], Fact]:
    return lambda context: Open(name, may_be_absent=False)


def _clock(name: str, other: str) -> Callable[[Context], Fact]:
    """aws:CurrentTime and aws:EpochTime tell the same instant; one stated gives the other, in epoch seconds."""

    def fact(context: Context) -> Fact:
        stated = context.given.get(other.lower())
        seconds = instant(stated) if isinstance(stated, str) else None
        return Open(name, may_be_absent=False) if seconds is None else (str(int(seconds)),)

    return fact


def _fixed(value: str) -> Callable[[Context], Fact]:
    return lambda context: (value,)


CALL_KEYS: Final[Mapping[str, Callable[[Context], Fact]]] = {
    "sts:ExternalId": lambda context: given(context.request.external_id),
    "sts:RoleSessionName": _session_name,
    "sts:SourceIdentity": lambda context: given(context.source_identity),
    "sts:RoleAuthorizedByIdp": _authorized_by_idp,
    "aws:ResourceAccount": _role_account,
    "aws:ResourceOrgID": _role_organization("aws:ResourceOrgID", "aws:PrincipalOrgID"),
    "aws:ResourceOrgPaths": _role_organization("aws:ResourceOrgPaths", "aws:PrincipalOrgPaths"),
    "aws:PrincipalIsAWSService": _fixed("false"),
    "aws:ViaAWSService": _fixed("false"),
    "aws:ViaAWSMCPService": lambda context: Open("aws:ViaAWSMCPService", domain=("false",)),  # AWS says both
    "aws:SecureTransport": _fixed("true"),
    "aws:CurrentTime": _clock("aws:CurrentTime", "aws:EpochTime"),
    "aws:EpochTime": _clock("aws:EpochTime", "aws:CurrentTime"),
    **{
        name: _network(name)
        for name in (
            "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", "aws:SourceVpcArn",
            "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths",
        )
    },
    "aws:RequestedRegion": _always("aws:RequestedRegion"),
    "aws:UserAgent": _always("aws:UserAgent"),
}  # fmt: skip
"""As AWS writes them."""
