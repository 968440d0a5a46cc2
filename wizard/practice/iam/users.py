"""Users and groups, who is in which, and the boundary of a user."""

from __future__ import annotations

from dataclasses import replace

from wizard.practice import identifiers
from wizard.practice.cloud import Call, Operation
from wizard.practice.fault import Fault, no_such_entity
from wizard.practice.iam import lookup
from wizard.practice.iam.roles import boundary
from wizard.practice.protocol import Values
from wizard.practice.world import Group, User


def shown(user: User, listed: bool = False) -> Values:
    """A user as IAM shows it. A list leaves tags and boundary out."""
    values = {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user.arn,
        "CreateDate": user.created,
    }
    if not listed:
        values["Tags"] = lookup.tag_list(user.tags) or None
        values["PermissionsBoundary"] = boundary(user.boundary)
    return values


def shown_group(group: Group) -> Values:
    """A group as IAM shows it."""
    return {
        "Path": group.path,
        "GroupName": group.name,
        "GroupId": group.id,
        "Arn": group.arn,
        "CreateDate": group.created,
    }


def get_user(call: Call) -> Values:
    """Read one user; without a name, the caller."""
    return {"User": shown(lookup.user(call))}


def list_users(call: Call) -> Values:
    """Read all users, page by page."""
    found = lookup.under_path(call, list(call.account.users.values()))
    return lookup.page(call, "Users", [shown(user, listed=True) for user in found])


def create_user(call: Call) -> Values:
    """Make a user. A name that was deleted before gets a new unique id."""
    name, path = call.values["UserName"], call.values.get("Path", "/")
    if name in call.account.users:
        raise Fault("EntityAlreadyExists", f"User with name {name} already exists.", 409)
    account, unique = identifiers.unique_id(call.account, "user", name)
    arn = identifiers.entity_arn(account.id, "user", path, name)
    tags = {tag["Key"]: tag["Value"] for tag in call.values.get("Tags", [])}
    user = User(name, arn, unique, call.now, path, boundary=call.values.get("PermissionsBoundary"), tags=tags)
    call.save(account.with_user(user))
    return {"User": shown(user)}


def delete_user(call: Call) -> Values:
    """Remove a user that has no policies, groups, keys or devices left."""
    user = lookup.user(call)
    held = any(key.kind == "user" and key.id == user.id and not key.temporary for key in call.cloud.keys.values())
    for there, words in (
        (held, "must delete access keys first"),
        (user.mfa_devices, "must delete MFA device first"),
        (user.inline, "must delete policies first"),
        (user.attached, "must detach all policies first"),
        (user.groups, "must remove users from group first"),
    ):
        if there:
            raise Fault("DeleteConflict", f"Cannot delete entity, {words}.", 409)
    users = {name: other for name, other in call.account.users.items() if name != user.name}
    call.save(replace(call.account, users=users))
    return {}


def list_user_tags(call: Call) -> Values:
    """Read a user's tags."""
    return lookup.page(call, "Tags", lookup.tag_list(lookup.user(call).tags))


def tag_user(call: Call) -> Values:
    """Add or change tags."""
    user = lookup.user(call)
    tags = {**user.tags, **{tag["Key"]: tag["Value"] for tag in call.values["Tags"]}}
    call.save(call.account.with_user(replace(user, tags=tags)))
    return {}


def untag_user(call: Call) -> Values:
    """Take tags away."""
    user = lookup.user(call)
    tags = {key: value for key, value in user.tags.items() if key not in call.values["TagKeys"]}
    call.save(call.account.with_user(replace(user, tags=tags)))
    return {}


def put_user_permissions_boundary(call: Call) -> Values:
    """Set the permissions boundary."""
    user, arn = lookup.user(call), call.values["PermissionsBoundary"]
    if call.cloud.world.policy(arn) is None:
        raise no_such_entity(f"Policy {arn} does not exist or is not attachable.")
    call.save(call.account.with_user(replace(user, boundary=arn)))
    return {}


def delete_user_permissions_boundary(call: Call) -> Values:
    """Take the permissions boundary away."""
    call.save(call.account.with_user(replace(lookup.user(call), boundary=None)))
    return {}


def get_group(call: Call) -> Values:
    """Read one group and its users."""
    group = lookup.group(call)
    members = [shown(user, listed=True) for user in call.account.users.values() if group.name in user.groups]
    return {"Group": shown_group(group), **lookup.page(call, "Users", members)}


def list_groups(call: Call) -> Values:
    """Read all groups, page by page."""
    found = lookup.under_path(call, list(call.account.groups.values()))
    return lookup.page(call, "Groups", [shown_group(group) for group in found])


def list_groups_for_user(call: Call) -> Values:
    """Read which groups a user is in."""
    user = lookup.user(call)
    found = [shown_group(call.account.groups[name]) for name in user.groups if name in call.account.groups]
    return lookup.page(call, "Groups", found)


def create_group(call: Call) -> Values:
    """Make a group."""
    name, path = call.values["GroupName"], call.values.get("Path", "/")
    if name in call.account.groups:
        raise Fault("EntityAlreadyExists", f"Group with name {name} already exists.", 409)
    account, unique = identifiers.unique_id(call.account, "group", name)
    group = Group(name, identifiers.entity_arn(account.id, "group", path, name), unique, call.now, path)
    call.save(account.with_group(group))
    return {"Group": shown_group(group)}


def add_user_to_group(call: Call) -> Values:
    """Put a user into a group."""
    group, user = lookup.group(call), lookup.user(call)
    if group.name not in user.groups:
        call.save(call.account.with_user(replace(user, groups=(*user.groups, group.name))))
    return {}


def remove_user_from_group(call: Call) -> Values:
    """Take a user out of a group."""
    group, user = lookup.group(call), lookup.user(call)
    groups = tuple(name for name in user.groups if name != group.name)
    call.save(call.account.with_user(replace(user, groups=groups)))
    return {}


OPERATIONS: dict[str, Operation] = {
    "GetUser": get_user,
    "ListUsers": list_users,
    "CreateUser": create_user,
    "DeleteUser": delete_user,
    "ListUserTags": list_user_tags,
    "TagUser": tag_user,
    "UntagUser": untag_user,
    "PutUserPermissionsBoundary": put_user_permissions_boundary,
    "DeleteUserPermissionsBoundary": delete_user_permissions_boundary,
    "GetGroup": get_group,
    "ListGroups": list_groups,
    "ListGroupsForUser": list_groups_for_user,
    "CreateGroup": create_group,
    "AddUserToGroup": add_user_to_group,
    "RemoveUserFromGroup": remove_user_from_group,
}
