"""What the role itself may do: its own policies, changes of them, and what a lesson wishes for it."""

from __future__ import annotations

import json

from wizard.aws.gateway import RolePermissions
from wizard.engine.document import Document
from wizard.flow.cards import Card
from wizard.flow.missing_role import missing_role
from wizard.flow.session import Session
from wizard.repair.change import AttachmentChange, InlinePolicyChange
from wizard.repair.parties import role_arn_of


def inline_policy(session: Session, policy_name: str, text: str) -> InlinePolicyChange:
    """Put an inline policy on the role."""
    return InlinePolicyChange(_arn(session), policy_name, inline_text(session, policy_name), text)


def attachment(session: Session, policy_arn: str) -> AttachmentChange:
    """Attach a managed policy to the role."""
    return AttachmentChange(_arn(session), policy_arn, attach=True)


def inline_text(session: Session, policy_name: str, unread: str | None = None) -> str | None:
    """The role's inline policy of that name, as it was read; None: there is none. ``unread``: where nobody knows."""
    own = _read(session)
    if own is None:
        return unread
    found = next((policy for policy in own.inline if policy.name == policy_name), None)
    if found is None:
        return None
    return found.document.text if isinstance(found.document, Document) else unread


def names(session: Session) -> tuple[str, ...]:
    """The role's policies, as a list shows them."""
    if missing_role(session):
        return ("there is no such role",)
    own = _read(session)
    if own is None:
        return ("a case holds none of them" if session.captured else "could not be read",)
    inline = tuple(f"{policy.name} (inline)" for policy in own.inline)
    return inline + tuple(f"{policy.name} (attached)" for policy in own.attached)


def wish_granted(session: Session) -> bool:
    """Whether the role has the inline policy that was wished for (as JSON, layout apart)."""
    wish = session.wish
    if wish is None:
        return True
    text = inline_text(session, wish.policy_name)
    return text is not None and Document.from_text(text).value == json.loads(wish.document)


def wish_cards(session: Session) -> tuple[Card, ...]:
    """The wish as a repair, until it is granted."""
    wish = session.wish
    if wish is None or wish_granted(session) or session.role_arn is None:
        return ()
    return (
        Card(
            title=f"Give the role its permissions: {wish.policy_name}",
            why="The role may be assumed, and may then do only what its own policies allow.",
            change=inline_policy(session, wish.policy_name, wish.document),
            proof="the role's own permissions take no part in assuming it",
            grants=(),
        ),
    )


def _arn(session: Session) -> str:
    """The role as it really is, else as it was asked for."""
    return role_arn_of(session.judgement.case) if session.judgement is not None else session.role_arn or ""


def _read(session: Session) -> RolePermissions | None:
    own = session.gathered.role_permissions if session.gathered is not None else None
    return own if isinstance(own, RolePermissions) else None
