"""Keys for the people of a lesson: their profiles' access keys, and what a probe would hold."""

from __future__ import annotations

from dataclasses import replace

from wizard.practice import identifiers
from wizard.practice.credentials import Credentials
from wizard.practice.lesson import Profile
from wizard.practice.world import World
from wizard.secret import Secret

SESSION_SECONDS = 12 * 3600
"""How long the temporary keys of a lesson are good for."""


def principal(world: World, arn: str, now: float) -> Credentials:
    """Credentials, without keys yet, of a user, a role session or an account's root user.

    Raises:
        LookupError: there is no such principal in this world.
    """
    parts = arn.split(":", 5)
    account = world.accounts.get(parts[4]) if len(parts) == 6 else None
    if account is None:
        raise LookupError(f"{arn}: there is no such account")
    blank = Credentials("", Secret(""), account.id, "root", "", account.id, now)
    kind, _, rest = parts[5].partition("/")
    if parts[5] == "root":
        return blank
    if kind == "user" and (user := account.users.get(rest.rpartition("/")[2])):
        return replace(blank, kind="user", name=user.name, id=user.id)
    if kind == "assumed-role":
        name, _, session = rest.partition("/")
        if role := account.roles.get(name):
            token = Secret(identifiers.session_token())
            return replace(blank, kind="role", name=name, id=role.id, session_name=session, token=token)
    raise LookupError(f"{arn}: there is no such user or role")


def issue(world: World, profile: Profile, now: float) -> Credentials | None:
    """The keys of a lesson's profile; None where it has none of its own. Raises LookupError."""
    if profile.principal is None:
        return None
    owner = principal(world, profile.principal, now)
    temporary = profile.mfa or owner.kind == "role"
    return replace(
        owner,
        access_key_id=identifiers.access_key_id(temporary),
        secret=Secret(identifiers.secret_key()),
        token=Secret(identifiers.session_token()) if temporary else None,
        expires=now + SESSION_SECONDS if temporary else None,
        mfa_at=now if profile.mfa else None,
        session_policies=(profile.session_policy,) if profile.session_policy else (),
        tags=profile.tags,
        source_identity=profile.source_identity,
    )
