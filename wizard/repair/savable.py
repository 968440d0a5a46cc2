"""Whether AWS would save the documents that changes write: a repair that it refuses to store repairs nothing.

("IAM JSON policy grammar", "IAM and AWS STS quotas")
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from wizard.engine.case import Case, Policy
from wizard.engine.decision import Layer
from wizard.engine.document import Document
from wizard.engine.policy_check import size
from wizard.engine.typed import TYPE_CHECKING
from wizard.repair.applied import belongs
from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.parties import role_name
from wizard.repair.principal_target import organization_policy
from wizard.repair.protected_roles import owner_of

if TYPE_CHECKING:
    from wizard.engine.policy_check import DocumentKind, Problem

_KINDS: dict[Layer, DocumentKind] = {
    "trust_policy": "trust",
    "identity_policy": "identity",
    "permissions_boundary": "boundary",
    "session_policy": "session",
    "service_control_policy": "scp",
    "resource_control_policy": "rcp",
    "vpc_endpoint_policy": "endpoint",
}

_RAISED = "Service Quotas raises that to up to 8,192 on request: IAM, Role trust policy length."

INLINE = {"user": 2048, "group": 5120, "role": 10240}
"""How long the inline policies of one principal may be together."""


def refusal(case: Case, changes: tuple[Change, ...]) -> str | None:
    """Why AWS would refuse to save what the changes write, as a sentence; None where it would not."""
    return next((said for change in changes for said in _refusals(case, change)), None)


def errors(text: str, kind: DocumentKind, before: str | None = None) -> tuple[Problem, ...]:
    """What AWS refuses in a document that takes the place of what is there ``before``."""
    return _without_size(_errors(text, kind)) if _within(text, before) else _errors(text, kind)


@lru_cache(maxsize=128)
def _errors(text: str, kind: DocumentKind) -> tuple[Problem, ...]:
    return tuple(one for one in Document.from_text(text).problems_as(kind) if one.severity == "error")


def problems(document: Document, kind: DocumentKind, before: str | None = None) -> tuple[Problem, ...]:
    """The same, and what only deserves a warning."""
    found = document.problems_as(kind)
    return _without_size(found) if _within(document.text, before) else found


def _within(text: str, before: str | None) -> bool:
    """Whether the quota holds a text for certain: a raised one shows in what is there, if that is no shorter."""
    return before is not None and size(text) <= size(before)


def _without_size(found: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(one for one in found if one.name != "too_large")


def inline_problems(document: Document) -> tuple[Problem, ...]:
    """Those of an inline policy, which has its quota together with the others of its principal."""
    return _without_size(document.problems_as("identity"))


def _refusals(case: Case, change: Change) -> Iterator[str]:
    match change:
        case TrustPolicyChange():
            found = errors(change.after, "trust", change.before)
            yield from (f"{one.message} {_RAISED}" for one in found[:1] if one.name == "too_large")
        case ManagedPolicyChange():
            found = errors(change.after, _kind_of(change.policy_arn), change.before)
        case Ask(document=str() as document):
            from wizard.repair.held_policies import replaced  # when it is needed, so that `check` starts sooner

            found = errors(document, _KINDS.get(change.layer, "identity"), replaced(case, change))
        case InlinePolicyChange(after=None):
            found = ()
        case InlinePolicyChange(after=str() as after):
            found = _without_size(errors(after, "identity"))
            yield from _too_long_together(case, change, after)
        case AttachmentChange() | RoleSettingChange():
            found = ()
        case _:
            return
    yield from _protected(change)
    yield from (one.message for one in found)


def _protected(change: Change) -> Iterator[str]:
    arn = change.role_arn if isinstance(change, TrustPolicyChange | RoleSettingChange) else ""
    if isinstance(change, InlinePolicyChange | AttachmentChange):
        arn = change.principal_arn
    if owner := owner_of(arn):
        yield f"{role_name(arn)} belongs to {owner}, and nobody else can change it."


def _kind_of(policy_arn: str) -> DocumentKind:
    kinds: dict[str | None, DocumentKind] = {"SERVICE_CONTROL_POLICY": "scp", "RESOURCE_CONTROL_POLICY": "rcp"}
    return kinds.get(organization_policy(policy_arn), "identity")


def inline_length(case: Case, change: InlinePolicyChange, after: str) -> int:
    """How long the inline policies of the change's principal are together, with a text in the place of its own."""
    kind = inline_kind(change)
    group = change.principal_arn.rpartition("/")[2] if kind == "group" else None
    caller = case.caller
    held = caller.identity_policies if caller is not None and belongs(caller, change.principal_arn) else ()
    others = [
        one
        for one in (held if isinstance(held, tuple) else ())
        if one.kind == "inline" and one.group == group and one.name != change.policy_name
    ]
    return size(after) + sum(map(_length, others))


def _too_long_together(case: Case, change: InlinePolicyChange, after: str) -> Iterator[str]:
    kind, length = inline_kind(change), inline_length(case, change, after)
    grows = size(after) > size(change.before or "")
    if grows and length > INLINE[kind]:
        yield f"The {kind}'s inline policies have {length:,} characters together; {INLINE[kind]:,} are allowed."


def inline_kind(change: InlinePolicyChange) -> str:
    """Whose inline policy it is: a user's, a group's or a role's."""
    return next((one for one in INLINE if f":{one}/" in change.principal_arn), "role")


def _length(policy: Policy) -> int:
    return size(policy.document.text) if isinstance(policy.document, Document) else 0
