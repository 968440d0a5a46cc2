"""What a change is called in a line, and whom it is made to: as a hand-over and everything beside it tell them."""

from __future__ import annotations

from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProfileChange,
    ProviderChange,
    RequestChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.principal_target import issuer_name, organization_policy, target_of


def in_a_line(change: Change) -> str:
    """What changes, of whom, in which account."""
    match change:
        case TrustPolicyChange():
            return f"the trust policy of {who(change.role_arn)}"
        case InlinePolicyChange():
            verb = "delete the inline policy" if change.after is None else "the inline policy"
            return f"{verb} {change.policy_name} of {who(change.principal_arn)}"
        case ManagedPolicyChange() if organization_policy(change.policy_arn) is not None:
            return f"the policy {change.policy_arn.rpartition('/')[2]} of the organization"
        case ManagedPolicyChange():
            return f"a new default version of {who(change.policy_arn)}"
        case AttachmentChange():
            verb, to = ("attach", "to") if change.attach else ("detach", "from")
            return f"{verb} {change.policy_arn} {to} {who(change.principal_arn)}"
        case ProviderChange():
            return f"the identity provider {issuer_name(change.provider_arn)}"
        case RoleSettingChange():
            return f"the {change.setting.replace('_', ' ')} of {who(change.role_arn)}"
        case RequestChange():
            return "the call itself; nothing changes in AWS"
        case ProfileChange():
            return f"[{change.section}] in the caller's config file; nothing changes in AWS"
        case Ask():
            return f"{change.layer.replace('_', ' ')}, by {change.who}"


def who(arn: str) -> str:
    """A user, group, role or policy in words: "role Deploy in account 444455556666"."""
    named = target_of(arn)
    account = f" in account {named.account}" if named.account else ""
    return f"{named.kind} {named.name}{account}"
