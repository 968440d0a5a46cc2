"""Roles: reading them, their trust policy, their settings."""

from __future__ import annotations

from dataclasses import replace

from wizard.practice import identifiers, policy_check, principals
from wizard.practice.cloud import Call, Operation
from wizard.practice.fault import Fault, no_such_entity
from wizard.practice.iam import lookup
from wizard.practice.protocol import Values
from wizard.practice.world import Role, World


def shown(world: World, role: Role, listed: bool = False) -> Values:
    """A role as IAM shows it. A list leaves tags, boundary and last use out."""
    values = {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": principals.to_names(world, role.trust),
        "Description": role.description or None,
        "MaxSessionDuration": role.max_session_duration,
    }
    if not listed:
        values["Tags"] = lookup.tag_list(role.tags) or None
        values["PermissionsBoundary"] = boundary(role.boundary)
        values["RoleLastUsed"] = {}
    return values


def boundary(arn: str | None) -> Values | None:
    """A permissions boundary as IAM shows it."""
    return {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn} if arn else None


def get_role(call: Call) -> Values:
    """Read one role."""
    return {"Role": shown(call.cloud.world, lookup.role(call))}


def list_roles(call: Call) -> Values:
    """Read all roles, page by page."""
    found = lookup.under_path(call, list(call.account.roles.values()))
    page = lookup.page(call, "Roles", found)
    return {**page, "Roles": [shown(call.cloud.world, role, listed=True) for role in page["Roles"]]}


def create_role(call: Call) -> Values:
    """Make a role; its trust policy is checked as on every save."""
    name, path = call.values["RoleName"], call.values.get("Path", "/")
    if name in call.account.roles:
        raise Fault("EntityAlreadyExists", f"Role with name {name} already exists.", 409)
    trust = principals.to_ids(call.cloud.world, policy_check.trust_policy(call.values["AssumeRolePolicyDocument"]))
    account, unique = identifiers.unique_id(call.account, "role", name)
    role = Role(
        name,
        identifiers.entity_arn(account.id, "role", path, name),
        unique,
        call.now,
        trust,
        path,
        call.values.get("Description", ""),
        call.values.get("MaxSessionDuration", 3600),
        boundary=call.values.get("PermissionsBoundary"),
        tags={tag["Key"]: tag["Value"] for tag in call.values.get("Tags", [])},
    )
    call.save(account.with_role(role))
    return {"Role": shown(call.cloud.world, role)}


def delete_role(call: Call) -> Values:
    """Remove a role that holds no policy any more."""
    role = lookup.modifiable_role(call)
    if role.inline or role.attached:
        raise Fault("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409)
    roles = {name: other for name, other in call.account.roles.items() if name != role.name}
    call.save(replace(call.account, roles=roles))
    return {}


def update_assume_role_policy(call: Call) -> Values:
    """Replace the trust policy."""
    role = lookup.modifiable_role(call)
    trust = principals.to_ids(call.cloud.world, policy_check.trust_policy(call.values["PolicyDocument"]))
    call.save(call.account.with_role(replace(role, trust=trust)))
    return {}


def update_role(call: Call) -> Values:
    """Change description or longest session (seconds)."""
    role = lookup.modifiable_role(call)
    changed = replace(
        role,
        description=call.values.get("Description", role.description),
        max_session_duration=call.values.get("MaxSessionDuration", role.max_session_duration),
    )
    call.save(call.account.with_role(changed))
    return {}


def list_role_tags(call: Call) -> Values:
    """Read a role's tags."""
    return lookup.page(call, "Tags", lookup.tag_list(lookup.role(call).tags))


def tag_role(call: Call) -> Values:
    """Add or change tags."""
    role = lookup.modifiable_role(call)
    tags = {**role.tags, **{tag["Key"]: tag["Value"] for tag in call.values["Tags"]}}
    call.save(call.account.with_role(replace(role, tags=tags)))
    return {}


def untag_role(call: Call) -> Values:
    """Take tags away."""
    role = lookup.modifiable_role(call)
    tags = {key: value for key, value in role.tags.items() if key not in call.values["TagKeys"]}
    call.save(call.account.with_role(replace(role, tags=tags)))
    return {}


def put_role_permissions_boundary(call: Call) -> Values:
    """Set the permissions boundary."""
    role = lookup.modifiable_role(call)
    arn = call.values["PermissionsBoundary"]
    if call.cloud.world.policy(arn) is None:
        raise no_such_entity(f"Policy {arn} does not exist or is not attachable.")
    call.save(call.account.with_role(replace(role, boundary=arn)))
    return {}


def delete_role_permissions_boundary(call: Call) -> Values:
    """Take the permissions boundary away."""
    call.save(call.account.with_role(replace(lookup.modifiable_role(call), boundary=None)))
    return {}


OPERATIONS: dict[str, Operation] = {
    "GetRole": get_role,
    "ListRoles": list_roles,
    "CreateRole": create_role,
    "DeleteRole": delete_role,
    "UpdateAssumeRolePolicy": update_assume_role_policy,
    "UpdateRole": update_role,
    "ListRoleTags": list_role_tags,
    "TagRole": tag_role,
    "UntagRole": untag_role,
    "PutRolePermissionsBoundary": put_role_permissions_boundary,
    "DeleteRolePermissionsBoundary": delete_role_permissions_boundary,
}
