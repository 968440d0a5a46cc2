"""Whether a caller may make a call other than AssumeRole: iam:GetRole, organizations:ListRoots, s3:GetObject.

Such calls stay within one account: the caller's own policies decide, within its boundary, its session policies and its
organization's service control policies (Policy evaluation logic). The engine matches the statements.
"""

from __future__ import annotations

from collections.abc import Iterable

from wizard.engine.case import Caller, Case, Policy, Request, Unknown
from wizard.engine.context import Context
from wizard.engine.decision import Layer
from wizard.practice import situation
from wizard.practice.cloud import Call
from wizard.practice.credentials import Credentials
from wizard.practice.denial import forbidden, missing, sentence
from wizard.practice.fault import access_denied
from wizard.practice.situation import Circumstances
from wizard.practice.world import World


def authorize(call: Call, action: str) -> None:
    """Let a call pass, or refuse it in AWS's words.

    Raises:
        Fault: AccessDenied.
    """
    resource, described = _resource(call)
    world = call.cloud.settled()
    reason = refusal(world, call.signer, action, resource, call.circumstances)
    if reason is not None:
        raise access_denied(sentence(call.signer.arn(world), action, described, reason))


def refusal(world: World, caller: Credentials, action: str, resource: str, circumstances: Circumstances) -> str | None:
    """Why a caller may not do something in its own account, as AWS's sentence ends; None where it may."""
    side = situation.caller_side(world, caller)
    request = situation.with_context(
        Request(resource, mfa_authenticated=caller.mfa_at is not None),
        {
            **circumstances.context(),
            **situation.caller_context(caller, circumstances.now),
            **situation.organization_context(world, caller.account, f"arn:aws:iam::{caller.account}:root"),
        },
    )
    context = Context(Case(request=request, caller=side), request)
    layers = _layers(side, root=caller.kind == "root")
    verdicts = [(layer, *_ask(policies, action, context)) for layer, policies in layers]
    for layer, _, denies in verdicts:
        if denies:
            return forbidden(layer)
    for layer, allows, _ in verdicts:
        if not allows:
            return missing(layer, action)
    return None


def _layers(side: Caller, *, root: bool) -> list[tuple[Layer, Iterable[Policy]]]:
    """Every set of policies that must allow. The root user is limited by service control policies alone."""
    layers: list[tuple[Layer, Iterable[Policy]]] = []
    if not isinstance(side.service_control_policies, Unknown):
        layers += [("service_control_policy", level) for level in side.service_control_policies]
    if root:
        return layers
    if not isinstance(side.identity_policies, Unknown):
        layers.append(("identity_policy", side.identity_policies))
    if side.permissions_boundary is not None and not isinstance(side.permissions_boundary, Unknown):
        layers.append(("permissions_boundary", [side.permissions_boundary]))
    if side.session_policies and not isinstance(side.session_policies, Unknown):
        layers.append(("session_policy", side.session_policies))
    return layers


def _ask(policies: Iterable[Policy], action: str, context: Context) -> tuple[bool, bool]:
    """Whether a set of policies allows, and whether it denies."""
    allows = denies = False
    for policy in policies:
        if isinstance(policy.document, Unknown) or not policy.document.parses:
            continue
        for statement in policy.document.compiled:
            verdict = statement.match(action, context, needs_principal=False, needs_resource=True, complete=True)
            if verdict.matches:
                allows = allows or verdict.effect == "Allow"
                denies = denies or verdict.effect == "Deny"
    return allows, denies


def _resource(call: Call) -> tuple[str, str]:
    """What a call is about: the ARN that policies name, and AWS's way to say it in a sentence."""
    values, account = call.values, call.account
    base = f"arn:aws:iam::{account.id}"
    if name := values.get("RoleName"):
        role = account.roles.get(name)
        return (role.arn if role else f"{base}:role/{name}"), f"role {name}"
    if name := values.get("GroupName"):
        group = account.groups.get(name)
        return (group.arn if group else f"{base}:group/{name}"), f"group {name}"
    if name := values.get("UserName"):
        user = account.users.get(name)
        return (user.arn if user else f"{base}:user/{name}"), f"user {name}"
    for name in ("PolicyArn", "OpenIDConnectProviderArn", "SAMLProviderArn", "SerialNumber", "PolicySourceArn"):
        if arn := values.get(name):
            return arn, (f"policy {arn}" if name == "PolicyArn" else arn)
    return _without_name(call)


_LISTS = {"ListRoles": "role/", "ListUsers": "user/", "ListGroups": "group/", "ListPolicies": "policy/"}
_OF_ONESELF = {"GetUser", "ListAccessKeys", "ListMFADevices", "CreateAccessKey"}


def _without_name(call: Call) -> tuple[str, str]:
    base = f"arn:aws:iam::{call.signer.account}"
    operation = call.message.operation
    if operation in _OF_ONESELF and call.signer.kind == "user":
        arn = call.signer.arn(call.cloud.world)
        return arn, f"user {call.signer.name}"
    if operation == "CreatePolicy":
        arn = f"{base}:policy{call.values.get('Path', '/')}{call.values['PolicyName']}"
        return arn, f"policy {arn}"
    if operation in _LISTS:
        return f"{base}:{_LISTS[operation]}", f"{base}:{_LISTS[operation]}"
    return "*", "*"
