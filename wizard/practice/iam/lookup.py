"""Finding what an IAM call names, and IAM's answer when it is not there; pages of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from wizard.practice.cloud import Call
from wizard.practice.fault import Fault, no_such_entity, validation_error
from wizard.practice.protocol import Values
from wizard.practice.world import Group, ManagedPolicy, Principal, Role, User

Kind = Literal["user", "group", "role"]


def user(call: Call) -> User:
    """The user named, or the caller itself where IAM allows the name to be left out. Raises Fault."""
    name = call.values.get("UserName")
    if name is None:
        if call.signer.kind != "user":
            raise validation_error("Must specify userName when calling with non-User credentials")
        name = call.signer.name
    found = call.account.users.get(name)
    if found is None:
        raise no_such_entity(f"The user with name {name} cannot be found.")
    return found


def group(call: Call) -> Group:
    """The group named. Raises Fault."""
    name = call.values["GroupName"]
    found = call.account.groups.get(name)
    if found is None:
        raise no_such_entity(f"The group with name {name} cannot be found.")
    return found


def role(call: Call) -> Role:
    """The role named. Raises Fault."""
    name = call.values["RoleName"]
    found = call.account.roles.get(name)
    if found is None:
        raise no_such_entity(f"The role with name {name} cannot be found.")
    return found


def modifiable_role(call: Call) -> Role:
    """The role named, unless a service or Identity Center owns it. Raises Fault."""
    found = role(call)
    if found.path.startswith(("/aws-service-role/", "/aws-reserved/")):
        raise Fault(
            "UnmodifiableEntity",
            f"Cannot perform the operation on the protected role '{found.name}' - this role is only modifiable by AWS",
        )
    return found


def principal(call: Call, kind: Kind) -> Principal:
    """The user, group or role named. Raises Fault."""
    if kind == "user":
        return user(call)
    return group(call) if kind == "group" else role(call)


def modifiable(call: Call, kind: Kind) -> Principal:
    """The user, group or role named, if it may be changed at all. Raises Fault."""
    return modifiable_role(call) if kind == "role" else principal(call, kind)


def policy(call: Call) -> ManagedPolicy:
    """The managed policy named, of this account or of AWS. Raises Fault."""
    arn = call.values["PolicyArn"]
    found = call.cloud.world.policy(arn)
    if found is None or not (arn in call.account.policies or arn in call.cloud.world.aws_policies):
        raise no_such_entity(f"Policy {arn} was not found.")
    return found


def page(call: Call, key: str, items: Sequence[Any]) -> Values:
    """One page of a list: ``MaxItems`` from ``Marker`` on. Raises Fault for a marker that is not ours."""
    marker = call.values.get("Marker", "0")
    if not (isinstance(marker, str) and marker.isascii() and marker.isdigit()) or int(marker) > len(items):
        raise validation_error("Invalid Marker.")
    start = int(marker)
    end = start + int(call.values.get("MaxItems", 100))
    more = end < len(items)
    return {key: list(items[start:end]), "IsTruncated": more, "Marker": str(end) if more else None}


def under_path(call: Call, items: Sequence[Any]) -> list[Any]:
    """Those whose path begins with ``PathPrefix``, by name."""
    prefix = call.values.get("PathPrefix", "/")
    return sorted((item for item in items if item.path.startswith(prefix)), key=lambda item: item.name)


def tag_list(tags: Any) -> list[dict[str, str]]:
    """Tags as IAM lists them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
