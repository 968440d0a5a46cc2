"""What a step explains of itself: why it exists, what AWS checks there, and how to do it by hand with the AWS CLI."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import datetime

from wizard.engine.arn import parse_arn
from wizard.engine.frozen import frozen
from wizard.flow import profile
from wizard.flow.assume import opens_session
from wizard.flow.entrance import Entrance, entrance
from wizard.flow.request import as_commands
from wizard.flow.session import Session, Step


@frozen
class Guide:
    """One step's page."""

    why: str
    checks: str
    by_hand: tuple[str, ...]


_WHY: dict[Step, tuple[str, str]] = {
    "inspect": (
        (
            "A role is assumed when two sides agree: the role's trust policy says who may come in, and the "
            "caller's own policies say where the caller may go. AWS's message seldom tells which side said no, "
            "so both are read here."
        ),
        (
            "From another account both sides must allow sts:AssumeRole. Within one account a trust policy that "
            "names the caller itself is enough; one that names the account leaves the answer to the caller's "
            "policies. A Deny anywhere wins, and guardrails of the organization may forbid what both sides "
            "allow."
        ),
    ),
    "trust": (
        (
            "The trust policy is the role's door: it alone decides who may ask at all. Its mistakes are the "
            "commonest ones: another account's number, a name that is not the caller's, a condition that the "
            "call does not fulfil."
        ),
        (
            "A statement counts when its Principal names the caller (or the caller's account), its Action "
            "covers the call, and every one of its conditions holds. When it is saved, IAM looks each principal"
            " up and refuses a name that does not exist."
        ),
    ),
    "permissions": (
        (
            "Two questions that are easily mixed up: may the caller call sts:AssumeRole on this role, and what "
            "may the role itself do once it is assumed. The first belongs to the denial, the second does not."
        ),
        (
            "The caller's inline and managed policies, those of its groups, its permissions boundary and its "
            "session policy take part in the call. The role's own policies take no part in it; they count "
            "afterwards."
        ),
    ),
    "test": (
        "Only the real call proves the repair. It is sent exactly as shown.",
        (
            "STS checks the signature and the parameters, then every policy. A change in IAM takes some seconds"
            " to arrive everywhere, so a denial right after one may only be too early. A one-time code is good "
            "for one use."
        ),
    ),
    "profile": (
        "A profile in the config file lets every tool assume the role by name, without copying keys.",
        (
            "The AWS CLI and the SDKs take the credentials of source_profile, call AssumeRole with the other "
            "settings, and keep the new credentials until they expire."
        ),
    ),
}


_FILE = "file://policy.json"
_TRUST = "aws iam get-role{reads} --role-name {role} --query Role.AssumeRolePolicyDocument"

_BY_OTHERS: Mapping[Entrance, str] = {
    "token": (
        "The AWS CLI and the SDKs read the token from its file for each call, call AssumeRoleWithWebIdentity without "
        "any keys, and keep the new credentials until they expire."
    ),
    "saml": "This role takes a SAML assertion, which a sign-in hands out, and no profile can hold.",
    "service": "This role is for a service of AWS, which hands its credentials to whatever runs there.",
}
"""What takes the place of AssumeRole in step 5, where it is not keys that make the call."""


def guide(session: Session, step: Step, now: datetime | None = None) -> Guide:
    """The page of a step, its commands filled in for this very request as it would be sent ``now``."""
    why, checks = _WHY[step]
    if step == "profile":
        checks = _BY_OTHERS.get(entrance(session), checks)
    return Guide(why, checks, _by_hand(session, step, now))


def _by_hand(session: Session, step: Step, now: datetime | None) -> tuple[str, ...]:
    target = session.target
    reads, calls = _profile(target.role_profile or target.caller_profile), _profile(target.caller_profile)
    role = shlex.quote((session.role_arn or "ROLE").rpartition("/")[2] or "ROLE")
    match step:
        case "inspect":
            return (
                f"aws sts get-caller-identity{calls}",
                _TRUST.format(reads=reads, role=role),
                *_caller_policies(session, calls),
            )
        case "trust":
            return (
                f"{_TRUST.format(reads=reads, role=role)} --output json > trust.json",
                "${EDITOR:-vi} trust.json",
                f"aws iam update-assume-role-policy{reads} --role-name {role} --policy-document file://trust.json",
            )
        case "permissions":
            return (
                *_caller_change(session, calls),
                f"aws iam put-role-policy{reads} --role-name {role} --policy-name NAME --policy-document {_FILE}",
            )
        case "test":
            return as_commands(session, opens_session=now is not None and opens_session(session, now))
        case "profile":
            return profile.by_hand(session)


def _profile(name: str | None) -> str:
    """The option that names a profile: what is looked at or changed stands in one account, and not in the other."""
    return f" --profile {shlex.quote(name)}" if name else ""


def _caller_policies(session: Session, calls: str) -> tuple[str, ...]:
    kind, name = _caller(session)
    if kind is None:
        return ()
    return (
        f"aws iam list-{kind}-policies{calls} --{kind}-name {name}",
        f"aws iam list-attached-{kind}-policies{calls} --{kind}-name {name}",
    )


def _caller_change(session: Session, calls: str) -> tuple[str, ...]:
    kind, name = _caller(session)
    if kind is None:
        return ()
    return (f"aws iam put-{kind}-policy{calls} --{kind}-name {name} --policy-name NAME --policy-document {_FILE}",)


def _caller(session: Session) -> tuple[str | None, str]:
    """Whose policies the caller's are: a user's, or those of the role behind a session."""
    caller = parse_arn(session.caller_arn or "")
    if caller is not None and caller.kind == "user":
        return "user", shlex.quote(caller.name)
    if caller is not None and caller.session_role_name:
        return "role", shlex.quote(caller.session_role_name)
    return None, ""
