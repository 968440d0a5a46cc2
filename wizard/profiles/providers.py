"""The ways to credentials that need no AssumeRole, in botocore's order: token, SSO, keys, login, process.

Nothing is run, fetched or asked: what is looked at is whether botocore would go this way, and where it would stop.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable

from wizard.engine.arn import parse_arn
from wizard.engine.frozen import frozen
from wizard.profiles.problem import Files, Fix, Problem
from wizard.profiles.reader import Profile, Setting, Settings
from wizard.profiles.spelling import nearest, without_extras

STATIC = ("aws_access_key_id", "aws_secret_access_key")

Finder = Callable[[str], str | None]
"""Where a program is, or None: ``shutil.which``, where there is a machine to ask."""


def assumes_role(settings: Settings) -> bool:
    """Whether botocore's AssumeRole provider takes the profile on."""
    return "role_arn" in settings and "web_identity_token_file" not in settings


def has_static(settings: Settings) -> bool:
    """Whether either half of a pair of keys is there; botocore then looks no further than this profile."""
    return any(key in settings for key in STATIC)


@frozen
class Identity:
    """Who one is after a hop. `session`: with a role's credentials, from which AssumeRole is chaining."""

    how: str
    session: bool | None
    partition: str | None = None


class Stopped(Exception):
    """Botocore would raise here, for these reasons."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems


def stopped(
    files: Files, code: str, profile: Profile, at: Setting, message: str, repair: str, fix: Fix | None = None
) -> Stopped:
    """The end of a walk at one setting."""
    return Stopped(Problem(code, profile.name, files.paths[at.file], at.line, message, repair, fix))


def provide(files: Files, profile: Profile, find: Finder | None) -> Identity | None:
    """Who a profile makes one without AssumeRole, in botocore's order; None where it yields nothing.

    Raises Stopped where botocore would raise.
    """
    return (
        _web_identity(files, profile)
        or _sso(files, profile)
        or _keys(files, profile, profile.credentials)
        or _login(files, profile)
        or _process(files, profile, find)
        or _keys(files, profile, profile.config)
        or _lone_secret(files, profile)
    )


def _web_identity(files: Files, profile: Profile) -> Identity | None:
    settings = profile.settings
    token = settings.get("web_identity_token_file")
    if token is None or not token.value:
        return None
    role_arn = settings.get("role_arn")
    if role_arn is None or not role_arn.value:
        raise stopped(
            files,
            "RW507",
            profile,
            token,
            "The profile has web_identity_token_file and no role_arn.",
            "Add the role_arn that the token is meant for.",
        )
    arn = parse_arn(role_arn.text)
    return Identity(f"a session of {role_arn.text}, by a web identity token", True, arn.partition if arn else None)


def _sso(files: Files, profile: Profile) -> Identity | None:
    settings = profile.settings
    begins = settings.get("sso_account_id") or settings.get("sso_role_name")
    if begins is None:
        return None
    session = settings.get("sso_session")
    needed = ["sso_role_name", "sso_account_id", "sso_start_url", "sso_region"]
    known = settings if session is None else {**settings, **_of_sso_session(files, profile, session)}
    missing = [key for key in needed if key not in known]
    if missing:
        raise stopped(
            files,
            "RW513",
            profile,
            begins,
            f"The profile uses SSO and lacks {', '.join(missing)}.",
            f"Run: aws configure sso --profile {shlex.quote(profile.name)}",
        )
    return Identity(f"the SSO role {known['sso_role_name'].text} in {known['sso_account_id'].text}", True)


def _of_sso_session(files: Files, profile: Profile, session: Setting) -> Settings:
    """What the section says that sso_session names. Raises Stopped where there is none, or the profile contradicts."""
    if session.text not in files.profiles.sso_sessions:
        near = nearest(without_extras(session.text), files.profiles.sso_sessions)
        fix = near and files.setting(session, f"Set sso_session to {near}", {"sso_session": near})
        raise stopped(
            files,
            "RW513",
            profile,
            session,
            f"There is no section [sso-session {session.text}].",
            f"Write sso_session = {near}." if near else "Add that section, or name an existing one.",
            fix or None,
        )
    section = files.profiles.sso_sessions[session.text]
    for key, setting in section.items():
        own = profile.settings.get(key)
        if own is not None and own.value != setting.value:
            raise stopped(
                files,
                "RW513",
                profile,
                own,
                f"{key} differs from the one of [sso-session {session.text}] on line {setting.line}.",
                f"Remove {key} from the profile.",
                files.setting(own, f"Remove {key}, which the sso-session has", {}, (key,)),
            )
    return section


def _keys(files: Files, profile: Profile, settings: Settings) -> Identity | None:
    key, secret = settings.get(STATIC[0]), settings.get(STATIC[1])
    if key is None:
        return None
    if secret is None or not secret.value or not key.value:
        elsewhere = profile.settings.get(STATIC[1]) if secret is None else None
        where = f" (the one in the {elsewhere.file} file does not count here)" if elsewhere else ""
        lacking = STATIC[1] if key.value else STATIC[0]
        raise stopped(
            files,
            "RW506",
            profile,
            key,
            f"The {key.file} file has half a pair of access keys: {lacking} is missing{where}.",
            f"Put both keys into one file: aws configure --profile {shlex.quote(profile.name)}",
        )
    temporary = any(token in settings for token in ("aws_session_token", "aws_security_token"))
    return Identity("temporary access keys" if temporary else "access keys", None if temporary else False)


def _login(files: Files, profile: Profile) -> Identity | None:
    return Identity("the session of `aws login`", None) if "login_session" in profile.settings else None


def _process(files: Files, profile: Profile, find: Finder | None) -> Identity | None:
    command = profile.settings.get("credential_process")
    if command is None:
        return None
    try:
        words = shlex.split(command.text)
    except ValueError:
        words = []
    if not words:
        what = "is empty" if not command.text else "has a quote that is not closed"
        raise stopped(files, "RW513", profile, command, f"credential_process {what}.", "Write the command in full.")
    if find is not None and find(words[0]) is None:
        raise stopped(
            files,
            "RW513",
            profile,
            command,
            f"The program of credential_process, {words[0]}, is not on this machine.",
            "Install it, or give its full path.",
        )
    return Identity("what credential_process prints", None)


def _lone_secret(files: Files, profile: Profile) -> Identity | None:
    secret = profile.settings.get(STATIC[1])
    if secret is not None:
        raise stopped(
            files,
            "RW506",
            profile,
            secret,
            "The profile has aws_secret_access_key without aws_access_key_id, so botocore passes it over.",
            f"Put both keys into one file: aws configure --profile {shlex.quote(profile.name)}",
        )
    return None
