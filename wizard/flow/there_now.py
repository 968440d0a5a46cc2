"""A change taken up some time ago, as one of what was read last: somebody may have changed the same policy since.

Else the guard would refuse it for good, however often AWS is read again.
"""

from __future__ import annotations

from collections.abc import Iterator

from wizard.engine.case import Case, Policy
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.flow import role_permissions
from wizard.flow.session import Session
from wizard.repair.applied import belongs
from wizard.repair.change import Change, InlinePolicyChange, ManagedPolicyChange


def as_there_now(session: Session, change: Change) -> Change:
    """The change with the text that its policy has now; as it was taken up where that was not read."""
    case = session.judgement.case if session.judgement is not None else Case()
    match change:
        case InlinePolicyChange():
            return replace(change, before=_inline(session, case, change))
        case ManagedPolicyChange():
            texts = (_text(policy) for policy in _with_arns(case) if policy.arn == change.policy_arn)
            return replace(change, before=next(filter(None, texts), change.before))
        case _:
            return change


def _inline(session: Session, case: Case, change: InlinePolicyChange) -> str | None:
    caller = case.caller
    if caller is None or not belongs(caller, change.principal_arn):
        return role_permissions.inline_text(session, change.policy_name, unread=change.before)
    if not isinstance(caller.identity_policies, tuple):
        return change.before
    group = change.principal_arn.rpartition("/")[2] if ":group/" in change.principal_arn else None
    for policy in caller.identity_policies:
        if policy.name == change.policy_name and policy.kind != "managed" and policy.group == group:
            return _text(policy) or change.before
    return None


def _with_arns(case: Case) -> Iterator[Policy]:
    """Every policy of a case that may have an ARN."""
    caller, role = case.caller, case.role
    held: list[object] = []
    if caller is not None:
        held += [caller.identity_policies, (caller.permissions_boundary,), caller.service_control_policies]
    if role is not None:
        held.append(role.resource_control_policies)
    for some in held:
        for one in some if isinstance(some, tuple) else ():
            yield from (each for each in (one if isinstance(one, tuple) else (one,)) if isinstance(each, Policy))


def _text(policy: Policy) -> str | None:
    return policy.document.text if isinstance(policy.document, Document) else None
