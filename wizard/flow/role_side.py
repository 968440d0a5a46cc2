"""Who could look at the role's side where no credentials of its account were given."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.engine.arn import parse_arn
from wizard.flow.session import Session


def way_in(session: Session, profiles: Mapping[str, Mapping[str, str]]) -> str | None:
    """How to give them, with a profile known to be of that account; None where that account was asked.

    ``profiles``: each one's merged settings.
    """
    role, gathered = parse_arn(session.role_arn or ""), session.gathered
    if role is None or not role.account or gathered is None:
        return None
    sides = [side for side in (gathered.caller, gathered.role_side) if side is not None]
    if not sides or any(side.account == role.account for side in sides):
        return None
    names = [name for name, settings in profiles.items() if _account(settings) == role.account]
    known = f" {' and '.join(names[:3])} {'are' if len(names) > 1 else 'is'} of that account." if names else ""
    return f"Nothing of account {role.account} could be asked: give a profile of it with --role-profile.{known}"


def _account(settings: Mapping[str, str]) -> str | None:
    """The account of a profile's credentials, as far as the file tells it."""
    arn = parse_arn(settings.get("role_arn", ""))
    return arn.account if arn is not None else settings.get("sso_account_id")
