"""Roles that AWS keeps: IAM refuses every change to them but their owner's, with UnmodifiableEntity.

("UpdateAssumeRolePolicy", IAM API reference; "Permission sets", IAM Identity Center User Guide)
"""

from __future__ import annotations

import re

from wizard.engine.arn import parse_arn
from wizard.engine.frozen import replace
from wizard.repair.change import Ask, AttachmentChange, Change, InlinePolicyChange
from wizard.repair.option import Option
from wizard.repair.parties import SSO_PATH, SSO_PREFIX, Party, role_name

IDENTITY_CENTER = "IAM Identity Center"
_OWNERS = (
    ("/aws-service-role/", "the service it is linked to"),
    (SSO_PATH, IDENTITY_CENTER),
    ("/aws-reserved/", "AWS"),
)
"""By how the role's path begins."""

_PERMISSION_SET = rf"{SSO_PREFIX}(.+)_[0-9a-f]{{16}}"
"""The name that Identity Center gives a role: enough where the path could not be read."""

_ADMINISTRATOR = f"whoever administers {IDENTITY_CENTER}"


def owner_of(arn: str) -> str | None:
    """Who alone may change a role; ``None`` where its account may."""
    role = parse_arn(arn)
    if role is None or role.kind != "role":
        return None
    if role.name.startswith(SSO_PREFIX) and re.fullmatch(_PERMISSION_SET, role.name):
        return IDENTITY_CENTER
    return next((owner for path, owner in _OWNERS if role.path.startswith(path)), None)


def permission_set(name: str) -> str:
    """The permission set from which Identity Center made a role of that name."""
    found = re.fullmatch(_PERMISSION_SET, name)
    return found[1] if found else name


def way_in(arn: str) -> Option | None:
    """What to do where a role that AWS keeps does not let the caller in; ``None`` for any other role."""
    owner = owner_of(arn)
    if owner is None:
        return None
    if owner == IDENTITY_CENTER:
        what = f"Sign in with the permission set {permission_set(role_name(arn))}, or use another role"
        why = f"The role belongs to {owner}, which opens it only to whoever is assigned its permission set."
        return Option(what, why, (Ask("you", what, "trust_policy"),))
    what = f"Use another role than {role_name(arn)}"
    return Option(what, f"It belongs to {owner}: nobody else can change it.", (Ask("you", what, "trust_policy"),))


def by_its_owner(option: Option, caller: Party | None) -> Option:
    """A change of the caller's own policies as it can be made: by Identity Center, where the caller's role is its."""
    if caller is None or not caller.is_sso:
        return option
    changes = tuple(_asked(change, option.title) for change in option.changes)
    if changes == option.changes:
        return option
    why = f"The role belongs to {IDENTITY_CENTER}: what it may do stands in its permission set."
    return replace(option, changes=changes, why=why)


def _asked(change: Change, title: str) -> Change:
    if not isinstance(change, InlinePolicyChange | AttachmentChange) or owner_of(change.principal_arn) is None:
        return change
    what = f"{title}, in the permission set {permission_set(role_name(change.principal_arn))}"
    if isinstance(change, AttachmentChange):
        return Ask(_ADMINISTRATOR, what, "identity_policy")
    policy = change.policy_name if change.before is not None else None
    return Ask(_ADMINISTRATOR, what, "identity_policy", change.after, policy)
