"""Who makes a change here, by which profile, and who else keeps what it is made to."""

from __future__ import annotations

import re
import shlex

from wizard.aws.gateway import Gathered, Identity, ManagedBy
from wizard.flow.change_told import target
from wizard.flow.session import Session
from wizard.repair.applied import belongs
from wizard.repair.change import Change
from wizard.repair.parties import party


def owner(session: Session, change: Change) -> ManagedBy | None:
    """Whatever manages the principal that a change is made to."""
    gathered, arn = session.gathered, target(change)
    if gathered is None:
        return None
    caller, role = gathered.case.caller, gathered.case.role
    if arn in (session.role_arn, role.arn if role is not None else None):
        return gathered.managed_by
    if caller is not None and ":group/" not in arn and belongs(caller, arn):
        return gathered.caller_managed_by
    return None


def side(session: Session, target_arn: str) -> Identity | None:
    """Whose credentials make a change: those of the account that owns its target, and no others."""
    sides = _sides(session.gathered) if session.gathered is not None else []
    account = party(target_arn).account
    return next((one for one in sides if account in ("", one.account)), None)


def named(session: Session, makes: Identity | None) -> str | None:
    """Who makes a change; before the first one of a sitting also the account, as people call it."""
    if makes is None or session.changed_at is not None:
        return makes.arn if makes is not None else None
    alias = f" ({makes.account_alias})" if makes.account_alias else ""
    return f"{makes.arn} in account {makes.account}{alias}"


_COMMAND = re.compile(r"^(#.*: )?(aws (?:iam|organizations) \S+)", re.MULTILINE)


def with_profile(commands: str, profile: str | None) -> str:
    """The commands with the profile of whoever makes the change here."""
    return _COMMAND.sub(rf"\g<0> --profile {shlex.quote(profile)}", commands) if profile else commands


def _sides(gathered: Gathered) -> list[Identity]:
    return [one for one in (gathered.role_side, gathered.caller) if one is not None]
