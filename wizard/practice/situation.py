"""From the state of the practice AWS and one request to the engine's `Case`, in which nothing is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from wizard.engine.caller_keys import OF_SERVICES
from wizard.engine.case import Caller, Case, ContextValue, Levels, Policy, Request, Role
from wizard.engine.document import Document
from wizard.practice import principals
from wizard.practice import world as state
from wizard.practice.credentials import Credentials
from wizard.practice.world import World


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When, whence and how a request came in."""

    now: float
    region: str = "us-east-1"
    source_ip: str | None = "203.0.113.25"
    user_agent: str = ""
    extra: Mapping[str, ContextValue] = field(default_factory=dict)

    def context(self) -> dict[str, ContextValue]:
        """The condition keys that every request carries."""
        when = datetime.fromtimestamp(self.now, UTC)
        return {
            "aws:CurrentTime": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "aws:EpochTime": str(int(self.now)),
            "aws:SecureTransport": "true",
            "aws:RequestedRegion": self.region,
            "aws:UserAgent": self.user_agent or None,
            "aws:SourceIp": self.source_ip,
            "aws:SourceVpc": None,
            "aws:SourceVpce": None,
            "aws:VpcSourceIp": None,
            "aws:ViaAWSService": "false",
            "aws:ViaAWSMCPService": "false",
            **self.extra,
        }


def case(world: World, caller: Credentials, request: Request, circumstances: Circumstances) -> Case:
    """Everything that takes part when ``caller`` sends ``request``, as this world has it."""
    context = {
        **circumstances.context(),
        **caller_context(caller, circumstances.now),
        **organization_context(world, caller.account, request.role_arn),
    }
    return Case(
        request=with_context(request, context),
        caller=caller_side(world, caller),
        role=role_side(world, request.role_arn),
        vpc_endpoint_policies=(),
    )


def with_context(request: Request, context: Mapping[str, ContextValue]) -> Request:
    """The request with these condition keys; the ones it carries already win."""
    return replace(request, context={**context, **request.context})


def organization_context(world: World, caller_account: str | None, resource_arn: str) -> dict[str, ContextValue]:
    """The condition keys that tell the organization of either side."""
    organization = world.organization
    target = world.account_of(resource_arn)
    keys: dict[str, ContextValue] = {
        "aws:PrincipalOrgPaths": None,
        "aws:ResourceOrgID": None,
        "aws:ResourceOrgPaths": None,
    }
    if organization is None:
        return keys
    if caller_account is not None and (path := organization.path(caller_account)):
        keys["aws:PrincipalOrgPaths"] = (path,)
    if target is not None and (path := organization.path(target.id)):
        keys["aws:ResourceOrgID"] = organization.id
        keys["aws:ResourceOrgPaths"] = (path,)
    return keys


def caller_context(caller: Credentials, now: float) -> dict[str, ContextValue]:
    """The condition keys that the credentials bring: MFA and the age of a session. None comes from a service here."""
    keys: dict[str, ContextValue] = {
        **dict.fromkeys(OF_SERVICES),
        "aws:SignInSessionArn": None,
        "aws:TokenIssueTime": _iso(caller.issued) if caller.temporary else None,
        "aws:FederatedProvider": caller.provider,
    }
    if caller.mfa_at is not None:
        keys["aws:MultiFactorAuthPresent"] = "true"
        keys["aws:MultiFactorAuthAge"] = str(int(now - caller.mfa_at))
    else:
        keys["aws:MultiFactorAuthPresent"] = "false" if caller.temporary and caller.kind != "federated_user" else None
        keys["aws:MultiFactorAuthAge"] = None
    return keys


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def caller_side(world: World, caller: Credentials) -> Caller:
    """The engine's picture of the caller and of every policy on its side."""
    owner = caller.owner(world)
    tags = {**(owner.tags if owner else {}), **caller.tags}
    organization = world.organization
    member = organization is not None and caller.account in organization.units
    return Caller(
        arn=caller.arn(world),
        role_arn=owner.arn if isinstance(owner, state.Role) else None,
        user_id=caller.user_id(),
        credentials=_kind(caller),
        tags=tags,
        organization_id=organization.id if organization and member else None,
        identity_policies=tuple(identity_policies(world, caller)),
        permissions_boundary=_boundary(world, owner),
        session_policies=tuple(
            Policy(f"session policy {number}", Document.from_text(text))
            for number, text in enumerate(caller.session_policies, 1)
        ),
        service_control_policies=guardrails(world, caller.account, "SERVICE_CONTROL_POLICY"),
        transitive_tags=caller.transitive_tags,
        source_identity=caller.source_identity,
    )


def _kind(caller: Credentials) -> Literal["long_term", "temporary", "federation_token"]:
    if caller.kind == "federated_user":
        return "federation_token"
    return "temporary" if caller.temporary else "long_term"


def identity_policies(world: World, caller: Credentials) -> Iterator[Policy]:
    """The inline and managed policies of the user, of its groups, or of the role behind the session."""
    owner = caller.owner(world)
    if owner is None:
        return
    source: Literal["user", "role"] = "user" if isinstance(owner, state.User) else "role"
    yield from _policies_of(world, owner, source, None)
    if isinstance(owner, state.User):
        groups = world.accounts[caller.account].groups
        for name in owner.groups:
            if name in groups:
                yield from _policies_of(world, groups[name], "group", name)


def _policies_of(
    world: World, principal: state.Principal, source: Literal["user", "group", "role"], group: str | None
) -> Iterator[Policy]:
    for name, text in principal.inline.items():
        yield Policy(name, Document.from_text(text), kind="inline", source=source, group=group)
    for arn in principal.attached:
        policy = world.policy(arn)
        if policy is not None:
            yield Policy(policy.name, Document.from_text(policy.document), arn, "managed", source, group)


def _boundary(world: World, owner: state.User | state.Role | None) -> Policy | None:
    policy = world.policy(owner.boundary) if owner and owner.boundary else None
    return Policy(policy.name, Document.from_text(policy.document), policy.arn) if policy else None


def guardrails(world: World, account: str, kind: str) -> Levels:
    """The organization's policies of one kind that bear on an account, level by level."""
    if world.organization is None:
        return ()
    return tuple(
        tuple(Policy(policy.name, Document.from_text(policy.document), policy.id) for policy in level)
        for level in world.organization.levels(account, kind)
    )


def role_side(world: World, role_arn: str) -> Role:
    """The engine's picture of the role that is to be assumed, and of what protects it."""
    role = world.role(role_arn)
    account = world.account_of(role_arn)
    if role is None or account is None:
        return Role(exists=False, resource_control_policies=(), tags={})
    return Role(
        exists=True,
        arn=role.arn,
        role_id=role.id,
        max_session_duration=role.max_session_duration,
        tags=role.tags,
        trust_policy=Document.from_text(principals.to_names(world, role.trust)),
        resource_control_policies=guardrails(world, account.id, "RESOURCE_CONTROL_POLICY"),
    )
