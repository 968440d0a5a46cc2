"""What a user, group or role may do: inline policies, and managed policies attached to it.

IAM has each of these calls three times, once for each kind of principal; here they are written once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wizard.practice import policy_check
from wizard.practice.cloud import Call, Operation
from wizard.practice.fault import limit_exceeded, no_such_entity
from wizard.practice.iam import lookup
from wizard.practice.iam.lookup import Kind
from wizard.practice.protocol import Values

ATTACHED_LIMIT = 10


def put_policy(call: Call, kind: Kind) -> Values:
    """Write an inline policy."""
    principal = lookup.modifiable(call, kind)
    name, document = call.values["PolicyName"], call.values["PolicyDocument"]
    policy_check.permission_policy(document)
    inline = {**principal.inline, name: document}
    policy_check.inline_size(kind, principal.name, list(inline.values()))
    call.save(call.account.with_principal(replace(principal, inline=inline)))
    return {}


def get_policy(call: Call, kind: Kind) -> Values:
    """Read an inline policy."""
    principal = lookup.principal(call, kind)
    name = call.values["PolicyName"]
    if name not in principal.inline:
        raise no_such_entity(f"The {kind} policy with name {name} cannot be found.")
    return {f"{kind.title()}Name": principal.name, "PolicyName": name, "PolicyDocument": principal.inline[name]}


def delete_policy(call: Call, kind: Kind) -> Values:
    """Take an inline policy away."""
    principal = lookup.modifiable(call, kind)
    name = call.values["PolicyName"]
    if name not in principal.inline:
        raise no_such_entity(f"The {kind} policy with name {name} cannot be found.")
    inline = {other: text for other, text in principal.inline.items() if other != name}
    call.save(call.account.with_principal(replace(principal, inline=inline)))
    return {}


def list_policies(call: Call, kind: Kind) -> Values:
    """Names of the inline policies, page by page."""
    return lookup.page(call, "PolicyNames", sorted(lookup.principal(call, kind).inline))


def attach_policy(call: Call, kind: Kind) -> Values:
    """Attach a managed policy. Attaching it twice changes nothing."""
    principal = lookup.modifiable(call, kind)
    arn = call.values["PolicyArn"]
    if arn not in call.account.policies and arn not in call.cloud.world.aws_policies:
        raise no_such_entity(f"Policy {arn} does not exist or is not attachable.")
    if arn in principal.attached:
        return {}
    if len(principal.attached) >= ATTACHED_LIMIT:
        quota = f"PoliciesPer{kind.title()}"
        raise limit_exceeded(f"Cannot exceed quota for {quota}: {ATTACHED_LIMIT}")
    call.save(call.account.with_principal(replace(principal, attached=(*principal.attached, arn))))
    return {}


def detach_policy(call: Call, kind: Kind) -> Values:
    """Detach a managed policy."""
    principal = lookup.modifiable(call, kind)
    arn = call.values["PolicyArn"]
    if arn not in principal.attached:
        raise no_such_entity(f"Policy {arn} was not found.")
    attached = tuple(other for other in principal.attached if other != arn)
    call.save(call.account.with_principal(replace(principal, attached=attached)))
    return {}


def list_attached_policies(call: Call, kind: Kind) -> Values:
    """The managed policies attached, page by page."""
    principal = lookup.principal(call, kind)
    found = [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in principal.attached]
    return lookup.page(call, "AttachedPolicies", found)


def _for(kind: Kind, run: Callable[[Call, Kind], Values]) -> Operation:
    return lambda call: run(call, kind)


_CALLS: dict[str, Callable[[Call, Kind], Values]] = {
    "Put{}Policy": put_policy,
    "Get{}Policy": get_policy,
    "Delete{}Policy": delete_policy,
    "List{}Policies": list_policies,
    "Attach{}Policy": attach_policy,
    "Detach{}Policy": detach_policy,
    "ListAttached{}Policies": list_attached_policies,
}
_KINDS: tuple[Kind, ...] = ("user", "group", "role")

OPERATIONS: dict[str, Operation] = {
    name.format(kind.title()): _for(kind, run) for name, run in _CALLS.items() for kind in _KINDS
}
