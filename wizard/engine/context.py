"""The request's context keys: which a case determines, which it knows to be absent, which are unknown.

AWS global condition context keys; Available keys for AWS STS. A key of no table here is in no such request: it is
absent. What the case states under ``request.context`` overrides what is derived.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from wizard.engine.arn import parse_arn
from wizard.engine.case import UNKNOWN, Case, Request, Role, Unknown
from wizard.engine.frozen import frozen
from wizard.engine.identity import Identity, identify
from wizard.engine.operators import instant
from wizard.engine.web_identity import WebIdentity


@frozen
class Open:
    """A key whose value AWS knows and the case does not say."""

    name: str
    may_be_absent: bool = True
    domain: tuple[str, ...] | None = None  # the only values it can have, where they are few
    around: tuple[str, str] | None = None  # how it begins and ends: a role's ARN whose path is not known


Fact = tuple[str, ...] | None | Open
"""A key's values; None: absent."""


class Context:
    """The context of one request. Looks a key up once and remembers it."""

    __slots__ = ("caller", "given", "identity", "known", "request", "role", "role_arn", "same_account", "web")

    def __init__(self, case: Case, request: Request) -> None:
        self.request = request
        self.web = WebIdentity.of(case) if request.action != "sts:AssumeRole" else None
        self.caller = case.caller if self.web is None else None
        self.identity: Identity | None = identify(self.caller) if self.caller is not None else None
        self.role = case.role or _NO_ROLE
        self.role_arn = parse_arn(request.role_arn)
        self.same_account = (
            self.identity is not None and self.role_arn is not None and self.identity.account == self.role_arn.account
        )
        self.given = {key.lower(): value for key, value in request.context.items()}
        self.known: dict[str, Fact] = {}

    def fact(self, key: str) -> Fact:
        """What is known of a key, written in any case."""
        lower = key.lower()
        try:
            return self.known[lower]
        except KeyError:
            found = self.known[lower] = self._find(key, lower)
            return found

    def is_multi_valued(self, key: str) -> bool:
        """Whether a key holds several values: by nature, or because the case gives a list for it."""
        lower = key.lower()
        if lower in MULTI_VALUED or lower.endswith(":amr"):
            return True
        if lower in _DERIVED or lower.partition("/")[0] in _TAGGED:
            return False
        if lower in self.given:
            return isinstance(self.given[lower], tuple)
        found = self.fact(key)
        return isinstance(found, tuple) and len(found) > 1

    def variable(self, key: str) -> str | Unknown | None:
        """A key's value for a policy variable; a multi-valued key has none."""
        if self.is_multi_valued(key):
            return None
        found = self.fact(key)
        if isinstance(found, Open):
            return UNKNOWN
        return found[0] if found else None

    @property
    def passed_tags(self) -> Mapping[str, str]:
        """The session tags of this very call: its parameter's, and the token's."""
        if self.web is None or not self.web.tags:
            return self.request.tags
        return {**self.web.tags, **self.request.tags}

    @property
    def source_identity(self) -> str | None:
        """The source identity of this call: passed, in the token, or inherited in a chain."""
        if self.request.source_identity is not None:
            return self.request.source_identity
        if self.web is not None:
            return self.web.source_identity
        return self.caller.source_identity if self.caller is not None else None

    def _find(self, key: str, lower: str) -> Fact:
        if lower in self.given:
            value = self.given[lower]
            return (value,) if isinstance(value, str) else value or None
        derive = _DERIVED.get(lower)
        if derive is not None:
            return derive(self)
        prefix, slash, name = key.partition("/")
        if slash:
            tagged = _TAGGED.get(prefix.lower())
            if tagged is not None:
                return tagged(self, name)
        if self.web is not None:
            if lower in self.web.facts:
                return self.web.facts[lower] or None
            if self.web.complete or not _is_claim(lower):
                return None
            return Open(key)
        if lower.startswith("saml:") and self.is_role_session:
            return Open(key)
        return None

    @property
    def is_role_session(self) -> bool:
        """Whether the caller is, or may be, a session of a role."""
        return self.caller is not None and (self.identity is None or self.identity.is_session)


_NO_ROLE: Final = Role()

MULTI_VALUED: Final = frozenset(
    (
        "aws:tagkeys", "sts:transitivetagkeys", "aws:principalorgpaths", "aws:resourceorgpaths",
        "aws:sourceorgpaths", "aws:vpceorgpaths", "aws:calledvia", "aws:principalservicenameslist",
    )
)  # fmt: skip
"""Keys that hold several values by nature, in lower case."""


def _is_claim(lower: str) -> bool:
    """Whether a key could be a claim of a token: ISSUER:claim or SAML:claim."""
    prefix = lower.partition(":")[0]
    return prefix == "saml" or "." in prefix


def _given(value: str | None) -> Fact:
    return None if value is None else (value,)


def _tag(tags: Mapping[str, str], name: str) -> Fact:
    if name in tags:
        return (tags[name],)
    lower = name.lower()
    return next(((value,) for key, value in tags.items() if key.lower() == lower), None)


def _request_tag(context: Context, name: str) -> Fact:
    return _tag(context.passed_tags, name)


def _principal_tag(context: Context, name: str) -> Fact:
    if context.web is not None:
        return None
    if context.caller is None or context.caller.tags is UNKNOWN:
        return Open(f"aws:PrincipalTag/{name}")
    return _tag(context.caller.tags, name)


def _resource_tag(context: Context, name: str) -> Fact:
    if context.role.tags is UNKNOWN:
        return Open(f"aws:ResourceTag/{name}")
    return _tag(context.role.tags, name)


def _tag_keys(context: Context) -> Fact:
    return tuple(context.passed_tags) or None


def _transitive_tag_keys(context: Context) -> Fact:
    keys = context.request.transitive_tag_keys
    if context.web is not None:
        keys += context.web.transitive
    return keys or None


def _session_name(context: Context) -> Fact:
    if context.request.role_session_name is None and context.request.action == "sts:AssumeRoleWithSAML":
        return Open("sts:RoleSessionName", may_be_absent=False)  # SAML takes it from the assertion
    return _given(context.request.role_session_name)


def _inherited_source_identity(context: Context) -> Fact:
    return _given(context.caller.source_identity) if context.caller is not None else None


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
    return _given(organization)


def _organization_paths(context: Context, identity: Identity) -> Fact:
    organization = context.fact("aws:PrincipalOrgID")
    if organization is None:
        return None
    return Open("aws:PrincipalOrgPaths", may_be_absent=isinstance(organization, Open))


def _role_organization(name: str, of_caller: str) -> Callable[[Context], Fact]:
    def fact(context: Context) -> Fact:
        if not context.same_account:
            return Open(name)
        found = context.fact(of_caller)
        return Open(name, found.may_be_absent) if isinstance(found, Open) else found

    return fact


def _role_account(context: Context) -> Fact:
    return (context.role_arn.account,) if context.role_arn is not None else None


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
    if present == ("true",):
        return Open("aws:MultiFactorAuthAge", may_be_absent=False)
    return Open("aws:MultiFactorAuthAge") if isinstance(present, Open) else None


def _token_issue_time(context: Context, identity: Identity) -> Fact:
    credentials = context.caller.credentials if context.caller is not None else UNKNOWN
    if credentials == "long_term":
        return None
    temporary = credentials == "temporary" or identity.is_session
    return Open("aws:TokenIssueTime", may_be_absent=not temporary)


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


def _of_session(name: str) -> Callable[[Context], Fact]:
    """A key that some role sessions carry and no other caller does."""
    return lambda context: Open(name) if context.is_role_session else None


def _provider(context: Context) -> Fact:
    if context.web is not None:
        return _given(context.web.provider) or Open("aws:FederatedProvider", may_be_absent=False)
    return Open("aws:FederatedProvider") if context.is_role_session else None


_TAGGED: Final[Mapping[str, Callable[[Context, str], Fact]]] = {
    "aws:requesttag": _request_tag,
    "aws:principaltag": _principal_tag,
    "aws:resourcetag": _resource_tag,
    "iam:resourcetag": _resource_tag,
}

_NAMED: Final[Mapping[str, Callable[[Context], Fact]]] = {
    "sts:ExternalId": lambda context: _given(context.request.external_id),
    "sts:RoleSessionName": _session_name,
    "sts:SourceIdentity": lambda context: _given(context.source_identity),
    "sts:TransitiveTagKeys": _transitive_tag_keys,
    "aws:SourceIdentity": _inherited_source_identity,
    "aws:TagKeys": _tag_keys,
    "aws:PrincipalArn": _of_caller("aws:PrincipalArn", _principal_arn),
    "aws:PrincipalAccount": _of_caller("aws:PrincipalAccount", lambda context, who: (who.account,)),
    "aws:PrincipalType": _of_caller("aws:PrincipalType", lambda context, who: _given(_TYPES.get(who.kind))),
    "aws:userid": _of_caller("aws:userid", _user_id),
    "aws:username": _of_caller("aws:username", lambda context, who: (who.name,) if who.kind == "user" else None),
    "aws:PrincipalOrgID": _of_caller("aws:PrincipalOrgID", _organization),
    "aws:PrincipalOrgPaths": _of_caller("aws:PrincipalOrgPaths", _organization_paths),
    "aws:MultiFactorAuthPresent": _of_caller(_MFA, _mfa),
    "aws:MultiFactorAuthAge": _of_caller("aws:MultiFactorAuthAge", _mfa_age),
    "aws:TokenIssueTime": _of_caller("aws:TokenIssueTime", _token_issue_time),
    "aws:ResourceAccount": _role_account,
    "aws:ResourceOrgID": _role_organization("aws:ResourceOrgID", "aws:PrincipalOrgID"),
    "aws:ResourceOrgPaths": _role_organization("aws:ResourceOrgPaths", "aws:PrincipalOrgPaths"),
    "aws:PrincipalIsAWSService": _fixed("false"),
    "aws:ViaAWSService": _fixed("false"),
    "aws:SecureTransport": _fixed("true"),
    "aws:CurrentTime": _clock("aws:CurrentTime", "aws:EpochTime"),
    "aws:EpochTime": _clock("aws:EpochTime", "aws:CurrentTime"),
    "aws:FederatedProvider": _provider,
    **{
        name: _network(name)
        for name in (
            "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", "aws:SourceVpcArn",
            "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths",
        )
    },
    **{
        name: _always(name)
        for name in ("aws:RequestedRegion", "aws:UserAgent")
    },
    **{
        name: _of_session(name)
        for name in (
            "aws:Ec2InstanceSourceVpc", "aws:Ec2InstanceSourcePrivateIPv4", "ec2:SourceInstanceArn",
            "ec2:RoleDelivery", "lambda:SourceFunctionArn",
        )
    },
}  # fmt: skip

_DERIVED: Final = {name.lower(): derive for name, derive in _NAMED.items()}

SERVICE_ONLY: Final = (
    "aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
)  # fmt: skip
"""Keys that only a call made by an AWS service carries."""

ELSEWHERE: Final = ("aws:AssumedRoot", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:referer")
"""Keys that AWS defines and that no call of AssumeRole by a user or role carries."""

KNOWN_KEYS: Final = (*_NAMED, *SERVICE_ONLY, *ELSEWHERE)
"""Every key this program knows, as AWS writes it; tag keys and claims apart."""
