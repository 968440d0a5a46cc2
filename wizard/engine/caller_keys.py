"""The keys that say who calls, with which credentials.

AWS global condition context keys: properties of the principal, properties of a role session. A call without a
signature carries none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wizard.engine.case import UNKNOWN, Unknown
from wizard.engine.fact import Fact, Open, given
from wizard.engine.typed import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wizard.engine.context import Context
    from wizard.engine.identity import Identity


def _of_caller(name: str, derive: Callable[[Context, Identity], Fact]) -> Callable[[Context], Fact]:
    """A key that a signed call carries: absent without a caller, unknown where the caller is."""

    def fact(context: Context) -> Fact:
        if context.web is not None:
            return None
        if context.identity is None:
            return Open(name)
        return derive(context, context.identity)

    return fact


def _principal_arn(context: Context, identity: Identity) -> Fact:
    if identity.principal_arn is not None:
        return (identity.principal_arn,)
    head = f"arn:{identity.partition}:iam::{identity.account}:role/"
    return Open("aws:PrincipalArn", may_be_absent=False, around=(head, identity.name))


_TYPES: Final = {"user": "User", "session": "AssumedRole", "federated_user": "FederatedUser", "root": "Account"}


def _user_id(context: Context, identity: Identity) -> Fact:
    user_id = context.caller.user_id if context.caller is not None else UNKNOWN
    if isinstance(user_id, Unknown):
        return Open("aws:userid", may_be_absent=False)
    if identity.is_session and ":" not in user_id:
        if identity.session_arn is None:
            return Open("aws:userid", may_be_absent=False)
        return (f"{user_id}:{identity.session_arn.rpartition('/')[2]}",)
    return (user_id,)


def _organization(context: Context, identity: Identity) -> Fact:
    organization = context.caller.organization_id if context.caller is not None else UNKNOWN
    if isinstance(organization, Unknown):
        return Open("aws:PrincipalOrgID")
    return given(organization)


def _organization_paths(context: Context, identity: Identity) -> Fact:
    organization = context.fact("aws:PrincipalOrgID")
    if organization is None:
        return None
    if isinstance(organization, Open):
        return Open("aws:PrincipalOrgPaths")
    root = f"{organization[0]}/r-"  # every path begins at the organization's root, and ends in a slash
    return Open("aws:PrincipalOrgPaths", may_be_absent=False, around=(root, ""))


_MFA: Final = "aws:MultiFactorAuthPresent"


def _mfa(context: Context, identity: Identity) -> Fact:
    mfa, caller = context.request.mfa_authenticated, context.caller
    if mfa is True:
        return ("true",)
    if identity.is_session:
        return ("false",)  # a role session carries no MFA, even one opened with it
    if identity.kind == "federated_user":
        return None
    credentials = caller.credentials if caller is not None else UNKNOWN
    if mfa is False:
        if credentials == "long_term":
            return None
        return ("false",) if credentials == "temporary" else Open(_MFA, domain=("false",))
    if credentials == "long_term":
        return Open(_MFA, domain=("true",))
    return Open(_MFA, may_be_absent=credentials != "temporary", domain=("true", "false"))


def _mfa_age(context: Context, identity: Identity) -> Fact:
    present = context.fact(_MFA)
    if present == ("true",) and context.caller is not None and context.caller.credentials == "long_term":
        return ("0",)  # such keys carry MFA only by a code in this very call
    if present == ("true",):
        return Open("aws:MultiFactorAuthAge", may_be_absent=False)
    return Open("aws:MultiFactorAuthAge") if isinstance(present, Open) else None


def _token_issue_time(context: Context, identity: Identity) -> Fact:
    credentials = context.caller.credentials if context.caller is not None else UNKNOWN
    if credentials == "long_term":
        return None
    temporary = credentials == "temporary" or identity.is_session
    return Open("aws:TokenIssueTime", may_be_absent=not temporary)


def _inherited_source_identity(context: Context) -> Fact:
    return given(context.caller.source_identity) if context.caller is not None else None


OF_SERVICES: Final = (
    "aws:ChatbotSourceArn", "aws:Ec2InstanceSourceVpc", "aws:Ec2InstanceSourcePrivateIPv4", "ec2:SourceInstanceArn",
    "ec2:RoleDelivery", "glue:RoleAssumedBy", "glue:CredentialIssuingService", "codebuild:BuildArn",
    "codebuild:ProjectArn", "lambda:SourceFunctionArn", "ssm:SourceInstanceArn", "identitystore:UserId",
)  # fmt: skip
"""Keys that a service puts into the role sessions that it opens, and no other caller carries."""


def _of_session(name: str) -> Callable[[Context], Fact]:
    domain = ("glue.amazonaws.com",) if name.startswith("glue:") else None
    return lambda context: Open(name, domain=domain) if context.is_role_session else None


def _sign_in_session(context: Context, identity: Identity) -> Fact:
    """Credentials of `aws login` carry it, whoever signed in; long-term keys never do."""
    long_term = context.caller is not None and context.caller.credentials == "long_term"
    return None if long_term else Open("aws:SignInSessionArn")


def _provider(context: Context) -> Fact:
    if context.web is not None:
        return given(context.web.provider) or Open("aws:FederatedProvider", may_be_absent=False)
    return Open("aws:FederatedProvider") if context.is_role_session else None


CALLER_KEYS: Final[Mapping[str, Callable[[Context], Fact]]] = {
    "aws:SourceIdentity": _inherited_source_identity,
    "aws:PrincipalArn": _of_caller("aws:PrincipalArn", _principal_arn),
    "aws:PrincipalAccount": _of_caller("aws:PrincipalAccount", lambda context, who: (who.account,)),
    "aws:PrincipalType": _of_caller("aws:PrincipalType", lambda context, who: given(_TYPES.get(who.kind))),
    "aws:userid": _of_caller("aws:userid", _user_id),
    "aws:username": _of_caller("aws:username", lambda context, who: (who.name,) if who.kind == "user" else None),
    "aws:PrincipalOrgID": _of_caller("aws:PrincipalOrgID", _organization),
    "aws:PrincipalOrgPaths": _of_caller("aws:PrincipalOrgPaths", _organization_paths),
    "aws:MultiFactorAuthPresent": _of_caller(_MFA, _mfa),
    "aws:MultiFactorAuthAge": _of_caller("aws:MultiFactorAuthAge", _mfa_age),
    "aws:TokenIssueTime": _of_caller("aws:TokenIssueTime", _token_issue_time),
    "aws:SignInSessionArn": _of_caller("aws:SignInSessionArn", _sign_in_session),
    "aws:FederatedProvider": _provider,
    **{name: _of_session(name) for name in OF_SERVICES},
}  # fmt: skip
"""As AWS writes them."""
