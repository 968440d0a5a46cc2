"""A change as it is told: its heading, what it is made to, its text before and after, and the difference."""

from __future__ import annotations

import difflib

from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProviderChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.principal_target import issuer_name, organization_policy
from wizard.text_lines import text_lines


def title(change: Change) -> str:
    """What the change does, as a heading."""
    match change:
        case TrustPolicyChange():
            return "Replace the trust policy"
        case InlinePolicyChange(after=None):
            return f"Delete the inline policy {change.policy_name}"
        case InlinePolicyChange(before=None):
            return f"Put the inline policy {change.policy_name}"
        case InlinePolicyChange():
            return f"Replace the inline policy {change.policy_name}"
        case ManagedPolicyChange() if organization_policy(change.policy_arn) is not None:
            return f"Replace the organization's policy {change.policy_arn.rpartition('/')[2]}"
        case ProviderChange():
            verb = "Remove" if change.after is None else "Register" if change.before is None else "Change"
            return f"{verb} the identity provider {issuer_name(change.provider_arn)}"
        case ManagedPolicyChange():
            return f"Make a new default version of {change.policy_arn.rpartition('/')[2]}"
        case AttachmentChange():
            verb = "Attach" if change.attach else "Detach"
            return f"{verb} {change.policy_arn.rpartition('/')[2]}"
        case RoleSettingChange():
            return f"Set the role's {change.setting.replace('_', ' ')}"
        case _:
            return "Change"


def subject(change: Change) -> str:
    """What the change is about, as the heading of its text."""
    match change:
        case InlinePolicyChange(principal_arn, policy_name):
            return f"{policy_name}, inline policy of {principal_arn.rpartition(':')[2]}"
        case ManagedPolicyChange(policy_arn):
            return f"{policy_arn.rpartition('/')[2]}, a new version"
        case AttachmentChange(principal_arn, policy_arn):
            return f"attach {policy_arn.rpartition('/')[2]} to {principal_arn.rpartition(':')[2]}"
        case ProviderChange(provider_arn):
            return f"identity provider {issuer_name(provider_arn)}: its client ids"
        case RoleSettingChange(role_arn):
            return f"a setting of {role_arn.rpartition(':')[2]}"
        case Ask(who):
            return f"for {who}"
        case _:
            return "Policy"


def target(change: Change) -> str:
    """The ARN of what is changed."""
    for name in ("role_arn", "policy_arn", "provider_arn", "principal_arn"):
        if isinstance(change, AttachmentChange) and name == "policy_arn":
            continue
        found = getattr(change, name, None)
        if isinstance(found, str):
            return found
    return ""


def texts(change: Change) -> tuple[str, str]:
    """The text before and after."""
    match change:
        case TrustPolicyChange() | InlinePolicyChange() | ManagedPolicyChange() | ProviderChange():
            return change.before or "", change.after or ""
        case AttachmentChange():
            attached = f"{change.policy_arn}\n"
            return ("", attached) if change.attach else (attached, "")
        case RoleSettingChange():
            return f"{change.setting} = {change.before}\n", f"{change.setting} = {change.after}\n"
        case Ask():  # what its document replaces, the case knows: `asks.texts`
            return "", change.document or change.what
        case _:
            return "", ""


def diff(before: str, after: str) -> tuple[str, ...]:
    """A unified diff without file names."""
    lines = difflib.unified_diff(text_lines(before), text_lines(after), "as it is", "as it would be", lineterm="", n=3)
    return tuple(lines)[2:]
