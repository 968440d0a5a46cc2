"""What an applied change has done, and how the call stands now: said after it, in both front ends."""

from __future__ import annotations

from wizard.aws.gateway import Applied
from wizard.flow.change_told import target
from wizard.flow.parts import step_of
from wizard.flow.session import Session, Step
from wizard.repair.change import (
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProviderChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.principal_target import issuer_name, target_of


def made_on(session: Session, step: Step) -> Applied | None:
    """The last change of a step that was made in this sitting, and stands."""
    return next((applied for applied in reversed(session.applied) if step_of(applied.change) == step), None)


def outcome(session: Session, change: Change) -> str:
    """What a change did, then whether AWS now allows the call."""
    verdict = session.verdict
    match verdict.word:
        case "ALLOWED":
            stands = "The call is allowed."
        case "DENIED":
            stands = f"The call is still denied: {verdict.sentence}."
        case _:
            stands = f"Whether the call is allowed is not known yet: {verdict.sentence}."
    return f"{did(change)} {stands}"


def did(change: Change) -> str:
    """A change that was made, as a sentence."""
    named = target_of(target(change))
    where = f"{named.kind} {named.name}"
    match change:
        case TrustPolicyChange():
            return f"The trust policy of {where} was replaced."
        case InlinePolicyChange(after=None):
            return f"The inline policy {change.policy_name} of {where} was deleted."
        case InlinePolicyChange(before=None):
            return f"The inline policy {change.policy_name} was put on {where}."
        case InlinePolicyChange():
            return f"The inline policy {change.policy_name} of {where} was replaced."
        case AttachmentChange():
            how = "attached to" if change.attach else "detached from"
            return f"The policy {change.policy_arn.rpartition('/')[2]} was {how} {where}."
        case ManagedPolicyChange():
            return f"The policy {named.name} was replaced."
        case ProviderChange():
            how = "removed" if change.after is None else "registered" if change.before is None else "changed"
            return f"The identity provider {issuer_name(change.provider_arn)} was {how}."
        case RoleSettingChange():
            settings = "tags of {} were" if change.setting == "tags" else "maximum session duration of {} was"
            return f"The {settings.format(where)} changed."
        case _:
            return "It was done."
