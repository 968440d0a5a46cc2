"""Users, groups and roles: which call reads, puts or attaches a policy of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from wizard.aws import calls
from wizard.aws.calls import Call
from wizard.engine.arn import parse_arn
from wizard.engine.frozen import frozen

Kind = Literal["user", "group", "role"]


@frozen
class PolicyCalls:
    """The calls for one kind of principal. ``parameter`` names the principal in each of them."""

    parameter: str
    list_inline: Call
    get_inline: Call
    list_attached: Call
    put: Call
    delete: Call
    attach: Call
    detach: Call


POLICY_CALLS: Final[Mapping[Kind, PolicyCalls]] = {
    "user": PolicyCalls(
        "UserName",
        calls.LIST_USER_POLICIES,
        calls.GET_USER_POLICY,
        calls.LIST_ATTACHED_USER_POLICIES,
        calls.PUT_USER_POLICY,
        calls.DELETE_USER_POLICY,
        calls.ATTACH_USER_POLICY,
        calls.DETACH_USER_POLICY,
    ),
    "group": PolicyCalls(
        "GroupName",
        calls.LIST_GROUP_POLICIES,
        calls.GET_GROUP_POLICY,
        calls.LIST_ATTACHED_GROUP_POLICIES,
        calls.PUT_GROUP_POLICY,
        calls.DELETE_GROUP_POLICY,
        calls.ATTACH_GROUP_POLICY,
        calls.DETACH_GROUP_POLICY,
    ),
    "role": PolicyCalls(
        "RoleName",
        calls.LIST_ROLE_POLICIES,
        calls.GET_ROLE_POLICY,
        calls.LIST_ATTACHED_ROLE_POLICIES,
        calls.PUT_ROLE_POLICY,
        calls.DELETE_ROLE_POLICY,
        calls.ATTACH_ROLE_POLICY,
        calls.DETACH_ROLE_POLICY,
    ),
}


def policy_holder(arn: str) -> tuple[Kind, str] | None:
    """The kind and name of a user, group or role; ``None`` for whatever else has no policies of its own."""
    parsed = parse_arn(arn)
    if parsed is None or parsed.service != "iam" or not parsed.name:
        return None
    kind = parsed.resource_type
    return (kind, parsed.name) if kind in ("user", "group", "role") else None  # type: ignore[return-value]
