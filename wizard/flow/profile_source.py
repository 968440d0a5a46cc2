"""Whose credentials the profile of step 5 assumes the role with: a profile that exists, or what the machine has."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sequence

from wizard.engine.arn import parse_arn
from wizard.flow.entrance import entrance
from wizard.flow.session import Session
from wizard.flow.without_profile import projected_token
from wizard.profiles.sources import Source

_METHODS = (
    ("the environment's ", "Environment"),
    ("the EC2 instance's ", "Ec2InstanceMetadata"),
    ("the container's ", "EcsContainer"),
)
"""How it begins what says where the caller's credentials came from, and the credential_source of that."""

_MACHINES = ((r"i-(?:[0-9a-f]{8}|[0-9a-f]{17})", "Ec2InstanceMetadata"), (r"[0-9a-f]{32}", "EcsContainer"))
"""By what a session is called that EC2 or ECS opened."""


def source(session: Session, known: Sequence[Source] | None) -> dict[str, str]:
    """The key that names the credentials, with its value; nothing where it is not known. ``known``: the profiles."""
    if entrance(session) == "token":
        return _token(session)
    if entrance(session) == "saml":
        return {}
    machine = _machine(session)
    if machine is not None:
        return {"credential_source": machine}
    name = _profile(session, known or ())
    if name is None or (known is not None and name not in [each.name for each in known]):
        return {}
    return {"source_profile": name}


def lacking(session: Session, known: Sequence[Source]) -> str:
    """What is to be done where no source is known, in a sentence or two; nothing where one is."""
    if entrance(session) == "saml" or source(session, known):
        return ""
    if entrance(session) == "token":
        return "The profile needs the path of the token's file: name it in web_identity_token_file."
    if session.captured:
        who = session.caller_arn or "the caller"
        return f"Whoever writes it names in source_profile the profile with the credentials of {who}."
    if _by_the_environments_token(session):
        words = ("--role-arn", os.environ.get("AWS_ROLE_ARN", "ROLE_ARN"), "--web-identity-token-file")
        write = shlex.join((*words, os.environ.get("AWS_WEB_IDENTITY_TOKEN_FILE", "TOKEN_FILE")))
        return f"The caller is a token's. Write its profile first (role-wizard profile write NAME {write}) and name it."
    wanted = _chosen(session)
    missing = (
        f"There is no profile {wanted}." if wanted else "It is not known which profile has the caller's credentials."
    )
    if any(each.works for each in known):
        return f"{missing} Name one that exists in source_profile."
    option = f" --profile {shlex.quote(wanted)}" if wanted else ""
    none = missing if wanted else "No profile has credentials yet."
    return (
        f"{none} Make one with `aws configure{option}` (access keys) or `aws configure sso{option}`, and name it in"
        " source_profile."
    )


def _by_the_environments_token(session: Session) -> bool:
    return _came_from(session).startswith("AWS_WEB_IDENTITY_TOKEN_FILE")


def _token(session: Session) -> dict[str, str]:
    file = session.gathered.token_file if session.gathered is not None else None
    here = None if session.captured else os.environ.get("AWS_WEB_IDENTITY_TOKEN_FILE")
    path = file or here or projected_token(session)
    return {"web_identity_token_file": path} if path else {}


def _machine(session: Session) -> str | None:
    """The credential_source, where the caller's credentials are the environment's or the machine's own."""
    if _chosen(session):
        return None
    if session.captured:
        arn = parse_arn(session.caller_arn or "")
        name = arn.name if arn is not None and arn.kind == "session" else ""
        return next((kind for pattern, kind in _MACHINES if re.fullmatch(pattern, name)), None)
    return next((kind for words, kind in _METHODS if _came_from(session).startswith(words)), None)


def _came_from(session: Session) -> str:
    caller = session.gathered.caller if session.gathered is not None else None
    return (caller.credentials_from or "") if caller is not None else ""


def _chosen(session: Session) -> str | None:
    """The caller's profile, where somebody named one."""
    caller = session.gathered.caller if session.gathered is not None else None
    return session.target.caller_profile or (caller.profile if caller is not None else None)


def _profile(session: Session, known: Sequence[Source]) -> str | None:
    """The caller's profile: the chosen one, the environment's, `default`, or else the only one that works."""
    if session.captured or _by_the_environments_token(session):
        return None
    own = session.target.profile
    chosen = _chosen(session)
    others = [each.name for each in known if each.works and each.name != own]
    if own is not None and (session.gathered is None or session.gathered.caller is None or chosen in (None, own)):
        return next(iter(others), chosen)
    named = chosen or os.environ.get("AWS_DEFAULT_PROFILE") or os.environ.get("AWS_PROFILE")
    if named:
        return named
    exists = any(each.name == "default" for each in known)
    return "default" if exists else others[0] if len(others) == 1 else None
