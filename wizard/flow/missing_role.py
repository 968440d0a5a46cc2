"""A role that does not exist: there is nothing to change about it, and that is not as it should be."""

from __future__ import annotations

from wizard.flow.session import Session
from wizard.repair.change_named import who


def missing_role(session: Session) -> str:
    """That there is no such role, as the beginning of a sentence; empty where it exists, or nobody knows."""
    role = session.judgement.case.role if session.judgement is not None else None
    if role is None or role.exists is not False or session.role_arn is None:
        return ""
    return f"There is no {who(session.role_arn)}"
