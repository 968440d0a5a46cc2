"""What a recorded case holds at a change's target, and what it becomes once the change is made.

The role's own permissions take no part in a case, so they are kept beside it.
"""

from __future__ import annotations

from wizard.aws.gateway import RolePermissions
from wizard.engine.case import UNKNOWN, Case, Policies, Policy, Unknown
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.repair.applied import apply_changes
from wizard.repair.change import (
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProviderChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.principal_target import issuer_name
from wizard.repair.target_state import setting_text

Own = RolePermissions | Unknown


def current(case: Case, own: Own, change: Change) -> str | None:
    """What is there now, in the form of `repair.target_state`; ``None``: nothing, or it is not known."""
    match change:
        case TrustPolicyChange():
            return _text(case.role.trust_policy if case.role else UNKNOWN)
        case InlinePolicyChange():
            held = _held_by(case, own, change.principal_arn)
            inline = (each for each in held if each.name == change.policy_name and each.kind != "managed")
            return next((_text(policy.document) for policy in inline), None)
        case ManagedPolicyChange():
            known = (each.document for each in policies(case, own) if each.arn == change.policy_arn)
            return _text(next(known, UNKNOWN))
        case ProviderChange():
            return _client_ids(case, change.provider_arn)
        case AttachmentChange():
            attached = any(each.arn == change.policy_arn for each in _held_by(case, own, change.principal_arn))
            return change.policy_arn if attached else None
        case RoleSettingChange():
            return setting_text(getattr(case.role, change.setting))
    return None


def after(case: Case, own: Own, change: Change) -> tuple[Case, Own]:
    """The case with the change made, and the role's own permissions. What AWS once answered stays what it was."""
    return replace(apply_changes(case, (change,)), observed=case.observed), _own_after(case, own, change)


def policies(case: Case, own: Own) -> Policies:
    """The caller's policies, and the managed ones of the role itself."""
    held = case.caller.identity_policies if case.caller else ()
    of_caller = held if isinstance(held, tuple) else ()
    return (*of_caller, *(own.attached if isinstance(own, RolePermissions) else ()))


def _held_by(case: Case, own: Own, principal_arn: str) -> Policies:
    """The policies of the caller, one of its groups, or the role itself."""
    role = case.role
    if role is not None and principal_arn == (role.arn or (case.request and case.request.role_arn)):
        return (*own.inline, *own.attached) if isinstance(own, RolePermissions) else ()
    caller = case.caller
    if caller is None or not isinstance(caller.identity_policies, tuple):
        return ()
    group = principal_arn.rpartition("/")[2] if ":group/" in principal_arn else None
    return tuple(policy for policy in caller.identity_policies if policy.group == group)


def _client_ids(case: Case, provider_arn: str) -> str | None:
    held = case.role.oidc_providers if case.role is not None else ()
    listed = held if isinstance(held, tuple) else ()
    found = next((one for one in listed if one.url.removeprefix("https://") == issuer_name(provider_arn)), None)
    return "\n".join(found.client_ids) if found is not None else None


def _own_after(case: Case, own: Own, change: Change) -> Own:
    if not isinstance(own, RolePermissions) or case.request is None:
        return own
    if isinstance(change, InlinePolicyChange) and change.principal_arn == case.request.role_arn:
        kept = tuple(policy for policy in own.inline if policy.name != change.policy_name)
        if change.after is not None:
            document = Document.from_text(change.after)
            kept = (*kept, Policy(change.policy_name, document, kind="inline", source="role"))
        return replace(own, inline=kept)
    if isinstance(change, AttachmentChange) and change.principal_arn == case.request.role_arn:
        kept = tuple(policy for policy in own.attached if policy.arn != change.policy_arn)
        if change.attach:
            name = change.policy_arn.rpartition("/")[2]
            kept = (*kept, Policy(name, UNKNOWN, change.policy_arn, kind="managed", source="role"))
        return replace(own, attached=kept)
    return own


def _text(document: Document | Unknown) -> str | None:
    return document.text if isinstance(document, Document) else None
