"""GetAccountAuthorizationDetails: the whole account in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.practice.cloud import Call, Operation
from wizard.practice.iam import lookup, policies, roles, users
from wizard.practice.protocol import Values
from wizard.practice.world import Principal


def get_account_authorization_details(call: Call) -> Values:
    """Users, groups, roles and managed policies with their documents, page by page."""
    account, world = call.account, call.cloud.world
    wanted = call.values.get("Filter") or ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"]
    rows: list[tuple[str, dict[str, Any]]] = []
    if "User" in wanted:
        for user in account.users.values():
            more = {"UserPolicyList": _inline(user), "GroupList": list(user.groups)}
            rows.append(("UserDetailList", {**users.shown(user), **more, **_attached(user)}))
    if "Group" in wanted:
        for group in account.groups.values():
            found = {**users.shown_group(group), "GroupPolicyList": _inline(group), **_attached(group)}
            rows.append(("GroupDetailList", found))
    if "Role" in wanted:
        for role in account.roles.values():
            found = {**roles.shown(world, role), "RolePolicyList": _inline(role), **_attached(role)}
            rows.append(("RoleDetailList", {**found, "InstanceProfileList": []}))
    local = account.policies.values() if "LocalManagedPolicy" in wanted else ()
    aws = world.aws_policies.values() if "AWSManagedPolicy" in wanted else ()
    for policy in (*local, *aws):
        versions = [
            {
                "Document": version.document,
                "VersionId": name,
                "IsDefaultVersion": name == policy.default,
                "CreateDate": version.created,
            }
            for name, version in policy.versions.items()
        ]
        rows.append(("Policies", {**policies.shown(call, policy), "PolicyVersionList": versions}))
    page = lookup.page(call, "rows", rows)
    lists: dict[str, list[Any]] = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
    for kind, row in page["rows"]:
        lists[kind].append(row)
    return {**lists, "IsTruncated": page["IsTruncated"], "Marker": page["Marker"]}


def _inline(principal: Principal) -> list[dict[str, str]]:
    return [{"PolicyName": name, "PolicyDocument": text} for name, text in principal.inline.items()]


def _attached(principal: Principal) -> Mapping[str, Any]:
    names = [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in principal.attached]
    return {"AttachedManagedPolicies": names}


OPERATIONS: dict[str, Operation] = {"GetAccountAuthorizationDetails": get_account_authorization_details}
