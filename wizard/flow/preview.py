"""The preview: one change, shown in every form before it is applied. The same value behind every dialog."""

from __future__ import annotations

import difflib

from wizard.aws.gateway import ManagedBy
from wizard.engine.frozen import field, frozen
from wizard.flow.judgement import Judgement
from wizard.flow.request import settings_shown
from wizard.flow.verdict import Verdict
from wizard.repair import handoff
from wizard.repair.change import (
    AttachmentChange,
    Change,
    Grant,
    InlinePolicyChange,
    ManagedPolicyChange,
    Plan,
    ProviderChange,
    RequestChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.principal_target import issuer_name, organization_policy

WIDE = 3
"""From this breadth of a grant on (a whole account), the role's name must be typed."""


@frozen
class Preview:
    """What the dialog shows, and what `apply` will send."""

    change: Change | None  # None: a profile, written by step 5
    title: str
    target: str
    diff: tuple[str, ...]
    before_text: str
    after_text: str
    cli: str = ""
    terraform: str = ""
    cloudformation: str = ""
    handover: str = ""
    before: Verdict | None = None
    after: Verdict | None = None
    grants: tuple[Grant, ...] = ()
    type_to_confirm: str | None = None
    warning: str | None = None
    identity: str | None = None
    refused: str | None = None  # AWS would refuse to save it, and why
    request: RequestChange | None = None  # how the plan then calls: taken over once the change is applied
    effect: tuple[str, ...] = field(default=())
    undoes: str | None = None  # the journal's entry that is taken back by it


def preview(
    change: Change,
    *,
    now: Judgement,
    then: Judgement,
    grants: tuple[Grant, ...] = (),
    managed_by: ManagedBy | None = None,
    identity: str | None = None,
    refused: str | None = None,
    request: RequestChange | None = None,
) -> Preview:
    """Everything about one change: ``now`` and ``then`` are the request before and after it."""
    before, after = texts(change)
    return Preview(
        change=change,
        title=title(change),
        target=target(change),
        diff=diff(before, after),
        before_text=before,
        after_text=after,
        cli=handoff.aws_cli(change),
        terraform=handoff.terraform(change),
        cloudformation=handoff.cloudformation(change),
        handover=handoff.message(_plan(change, request, then, grants), now.diagnosis, now.case),
        before=now.verdict,
        after=then.verdict,
        grants=grants,
        type_to_confirm=_role_name(change) if any(grant.breadth >= WIDE for grant in grants) else None,
        warning=_warning(managed_by),
        identity=identity,
        refused=refused,
        request=request,
        effect=_effect(now, then, grants, request),
    )


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
        case _:
            return "", ""


def diff(before: str, after: str) -> tuple[str, ...]:
    """A unified diff without file names."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "as it is", "as it would be", lineterm="", n=3
    )
    return tuple(lines)[2:]


def _plan(change: Change, request: RequestChange | None, then: Judgement, grants: tuple[Grant, ...]) -> Plan:
    """The change as a plan, for whoever it is handed over to: its proof is the request after it."""
    changes = (change,) if request is None else (change, request)
    open_ = then.decision.depends_on if then.decision.outcome == "depends" else ()
    return Plan(title(change), "", changes, verified=then.decision.allowed, verified_if=open_, grants=grants)


def _role_name(change: Change) -> str:
    return target(change).rpartition("/")[2]


def _warning(managed_by: ManagedBy | None) -> str | None:
    if managed_by is None:
        return None
    if managed_by.refuses:
        return f"{managed_by.tool} owns this role ({managed_by.sign}): AWS refuses the edit. Hand it over instead."
    return (
        f"{managed_by.tool} manages this role ({managed_by.sign}): a repair here is undone by its next run. "
        "Change its source instead; the other tabs hold the text."
    )


def _effect(
    now: Judgement, then: Judgement, grants: tuple[Grant, ...], request: RequestChange | None
) -> tuple[str, ...]:
    lines = [f"Now:   {now.verdict}", f"After: {then.verdict}"]
    if request is not None:
        lines += ["", "The call is then made with:", *(f"• {line}" for line in settings_shown(request))]
    if grants:
        lines += ["", "What it newly lets others do:", *(f"• {grant}" for grant in grants)]
    else:
        lines += ["", "It lets nobody else do anything new."]
    return tuple(lines)
