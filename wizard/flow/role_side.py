"""The role's side: whether anybody of its account was asked, and which profile could be, as far as the files tell."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.aws.gateway import Target
from wizard.engine.arn import parse_arn
from wizard.engine.frozen import frozen, replace
from wizard.flow import known
from wizard.flow.session import Session
from wizard.flow.start import Profiles


@frozen
class Candidate:
    """A profile that could ask for the role's side, and what the files tell of it."""

    name: str
    remark: str


def candidates(account: str | None, profiles: Profiles, caller: str | None = None) -> tuple[Candidate, ...]:
    """Every profile, the likeliest for an account first. Nothing is called.

    Those of the account come first, then those whose account the files do not tell, then the caller's own, which was
    asked already, and those of other accounts last.
    """

    def place(name: str) -> int:
        known = _account(profiles[name])
        if known is not None and account is not None:
            return 0 if known == account else 3
        return 2 if name == (caller or "default") else 1

    return tuple(Candidate(name, _remark(profiles[name])) for name in sorted(profiles, key=place))


def others(session: Session, profiles: Profiles) -> tuple[Candidate, ...]:
    """The profiles that may help once the role could not be read: not the one that asked, nor one that is this role's.

    All of them where no other is left.
    """
    found = candidates(account_of(session.role_arn), profiles, session.target.caller_profile)
    role, asked = session.role_arn, _asked(session)
    return tuple(one for one in found if one.name != asked and profiles[one.name].get("role_arn") != role) or found


def _asked(session: Session) -> str | None:
    """The profile whose credentials are the caller's; None where they come from elsewhere."""
    caller = session.gathered.caller if session.gathered is not None else None
    where = (caller.credentials_from if caller is not None else None) or ""
    named = where.removeprefix("profile ").partition(" in ")[0] if where.startswith("profile ") else None
    return session.target.caller_profile or named


def _remark(settings: Mapping[str, str]) -> str:
    account = _account(settings)
    return f"of account {account}" if account else ""


def account_of(role: str | None) -> str | None:
    """The account that a role's ARN names."""
    parsed = parse_arn(role or "")
    return parsed.account if parsed is not None and parsed.account else None


def unasked_account(session: Session) -> str | None:
    """The role's account, where no credentials of it were given; None where they were, or where none can be."""
    account, gathered = account_of(session.role_arn), session.gathered
    if account is None or gathered is None or session.captured:
        return None
    sides = (gathered.caller, gathered.role_side)
    return None if any(side is not None and side.account == account for side in sides) else account


def wanted_profile(session: Session) -> str | None:
    """The profile that would help, named by its account, where the role could not be read; None where it was."""
    account = unasked_account(session)
    if account is not None:
        return f"a profile of account {account}"
    account = account_of(session.role_arn)
    if account is None or session.captured or not any(one.layer == "trust_policy" for one in known.unread(session)):
        return None
    return f"another profile of account {account}"


def profile_is_missing(session: Session, profiles: Profiles) -> bool:
    """Whether the role could not be read, nobody was named for its side, and another than the caller's could be.

    Then naming one is what leads on.
    """
    others = profiles.keys() - {session.target.caller_profile or "default"}
    return wanted_profile(session) is not None and session.target.role_profile is None and bool(others)


def named(session: Session, profile: str) -> Target:
    """The target with a profile named for the role's side."""
    return replace(session.target, role_profile=profile)


def way_in(session: Session, profiles: Profiles) -> str | None:
    """How to give credentials that may read the role, with a profile known to be of its account; None where it was."""
    profile, gathered = wanted_profile(session), session.gathered
    if profile is None or gathered is None or (gathered.caller is None and gathered.role_side is None):
        return None
    account = account_of(session.role_arn)
    role = session.role_arn  # whoever needs the role itself to read it comes no further
    names = [name for name, each in profiles.items() if _account(each) == account and each.get("role_arn") != role]
    of_it = f" {' and '.join(names[:3])} {'are' if len(names) > 1 else 'is'} of that account." if names else ""
    if unasked_account(session) is not None:
        return f"Nothing of account {account} could be asked: give a profile of it with --role-profile.{of_it}"
    return f"The role could not be read: give {profile} with --role-profile.{of_it}"


def _account(settings: Mapping[str, str]) -> str | None:
    """The account of a profile's credentials, as far as the file tells it."""
    told = (settings.get("role_arn"), settings.get("login_session"))
    return next((account for arn in told if (account := account_of(arn))), settings.get("sso_account_id"))
