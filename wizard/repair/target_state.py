"""What a change finds at its target and what it leaves there, as one text, and the change that leads back.

It is the form in which AWS is compared with it.

A policy is its document, an attachment the policy's ARN, a setting its value as JSON; ``None``: nothing is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from wizard.engine.frozen import replace
from wizard.repair.change import (
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProviderChange,
    RoleSettingChange,
    TrustPolicyChange,
)


def before(change: Change) -> str | None:
    """What was there when the change was previewed."""
    match change:
        case TrustPolicyChange() | InlinePolicyChange() | ManagedPolicyChange() | ProviderChange():
            return change.before
        case AttachmentChange():
            return None if change.attach else change.policy_arn
        case RoleSettingChange():
            return setting_text(change.before)
    return None


def after(change: Change) -> str | None:
    """What is there once it is made."""
    match change:
        case TrustPolicyChange() | InlinePolicyChange() | ManagedPolicyChange() | ProviderChange():
            return change.after
        case AttachmentChange():
            return change.policy_arn if change.attach else None
        case RoleSettingChange():
            return setting_text(change.after)
    return None


def reverse(change: Change) -> Change | None:
    """The change that takes another one back; ``None`` where nothing in AWS can be taken back."""
    match change:
        case TrustPolicyChange(before=str()) | ManagedPolicyChange(before=str()):
            return replace(change, before=change.after, after=change.before)  # type: ignore[arg-type]
        case InlinePolicyChange() | ProviderChange():
            return replace(change, before=change.after, after=change.before)
        case RoleSettingChange():
            return replace(change, before=change.after, after=change.before)
        case AttachmentChange():
            return replace(change, attach=not change.attach)
        case _:
            return None


def setting_text(value: object) -> str:
    """A role's setting as a text that can be compared: tags sorted by key."""
    plain = dict(value) if isinstance(value, Mapping) else value
    return json.dumps(plain, sort_keys=True, ensure_ascii=False)
