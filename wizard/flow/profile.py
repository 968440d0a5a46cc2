"""Step 5, the profile: a form filled from what worked, the block it becomes, and the file it goes into."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from shutil import which

from wizard.engine.frozen import frozen
from wizard.flow.preview import Preview
from wizard.flow.request import DEFAULT_SESSION_NAME, call
from wizard.flow.session import ProfileWritten, Session
from wizard.profiles.check import RoleSettings
from wizard.profiles.editor import MANAGED
from wizard.profiles.error import ProfileError
from wizard.profiles.files import load_file
from wizard.profiles.masked import problems_of, problems_with
from wizard.profiles.mend import Mending, plan_mending
from wizard.profiles.problem import Problem
from wizard.profiles.sources import Source, sources
from wizard.profiles.write import ProfileEdit, plan_write
from wizard.repair.profile_repairs import role_settings
from wizard.text_lines import text_lines

FIELDS = MANAGED
"""The keys of the form, in the order in which they are written."""

_OF_KEYS = ("source_profile", "credential_source", "mfa_serial", "external_id")
_OF_A_TOKEN = ("web_identity_token_file",)


@frozen
class Found:
    """What the profile's files say, as they were when they were read."""

    sources: tuple[Source, ...] = ()
    problems: tuple[Problem, ...] = ()


@frozen
class ProfileView:
    """All that screen 5 shows."""

    name: str
    fields: tuple[str, ...]  # those of `FIELDS` that such a caller can use
    settings: Mapping[str, str]
    sources: tuple[Source, ...]
    devices: tuple[str, ...]
    written: str  # `Profile written`, or nothing
    used_as: str
    problems: tuple[str, ...] = ()  # what stops the profile now: code, sentence, place, repair
    mendable: bool = False  # whether `preview_mending` has something to show
    lacks: str = ""  # what step 4 passed and no profile can, in a sentence


def look(session: Session) -> Found:
    """Read the files. *Blocks.* Raises ProfileError where they cannot be read, or are broken."""
    named = session.target.profile
    return Found(sources() if token_file(session) is None else (), problems_of(named, _role(session)) if named else ())


def view(session: Session, found: Found | None = None) -> ProfileView:
    """Step 5 as it stands; without what was ``found`` in the files they are read now. Raises ProfileError."""
    found = look(session) if found is None else found
    devices = session.gathered.mfa_devices if session.gathered else ()
    written = session.written
    return ProfileView(
        name=written.name if written else suggested_name(session),
        fields=tuple(
            field for field in FIELDS if field not in (_OF_A_TOKEN if token_file(session) is None else _OF_KEYS)
        ),
        settings=settings(session, found.sources),
        sources=found.sources,
        devices=tuple(device.serial_number for device in devices) if isinstance(devices, tuple) else (),
        written="Profile written" if written else "",
        used_as=written.used_as.arn if written and written.used_as else "",
        problems=tuple(_told(problem) for problem in found.problems),
        mendable=any(problem.fix is not None for problem in found.problems),
        lacks=_lacks(session),
    )


def export(written: ProfileWritten) -> str:
    """What makes a shell use the written profile."""
    return f"export AWS_PROFILE={shlex.quote(written.name)}"


def settings(session: Session, known: tuple[Source, ...] | None = None) -> dict[str, str]:
    """The profile's keys as what worked suggests them; empty ones left out. ``known``: the sources, if looked at."""
    sent = call(session)
    found: dict[str, str] = {"role_arn": sent.role_arn} | _credentials(session, known)
    by_keys = token_file(session) is None
    optional = {
        "mfa_serial": (sent.serial_number or session.mfa_session) if by_keys else None,
        "external_id": sent.external_id if by_keys else None,
        "duration_seconds": str(sent.duration_seconds) if sent.duration_seconds else None,
        "role_session_name": sent.role_session_name if sent.role_session_name != DEFAULT_SESSION_NAME else None,
        "region": session.target.region,
    }
    return found | {key: value for key, value in optional.items() if value}


def token_file(session: Session) -> str | None:
    """Where the token lies that makes the call, if one does."""
    return session.gathered.token_file if session.gathered is not None else None


def _credentials(session: Session, known: tuple[Source, ...] | None) -> dict[str, str]:
    """Where the profile's credentials come from: the token, the caller's profile, or the environment."""
    token = token_file(session)
    if token is not None:
        return {"web_identity_token_file": token}
    source = session.target.caller_profile
    if source is None and session.gathered is not None and session.gathered.caller is not None:
        source = session.gathered.caller.profile
    own = session.target.profile
    if own is not None and (session.gathered is None or session.gathered.caller is None or source in (None, own)):
        others = sources() if known is None else known
        source = next((each.name for each in others if each.works and each.name != own), source)
    if source:
        return {"source_profile": source}
    if any(word in _credentials_from(session) for word in ("environment", "Environment")):
        return {"credential_source": "Environment"}
    return {"source_profile": "default"}


def _lacks(session: Session) -> str:
    sent = call(session)
    passed = {"source identity": sent.source_identity, "session tags": sent.tags, "session policy": sent.session_policy}
    missing = [f"no {name}" for name, value in passed.items() if value]
    if not missing:
        return ""
    return (
        f"A profile passes {' and '.join(missing)}: AWS may deny it what step 4 got. The command of step 4 passes all."
    )


def mending(session: Session) -> Mending:
    """All repairs of the profile's files that can be made here. Raises ProfileError."""
    files = load_file("config"), load_file("credentials")
    return plan_mending(session.target.profile, files, os.environ, which, _role(session))


def mending_preview(planned: Mending) -> Preview:
    """The same dialog as for any other change."""
    diff = planned.diff()
    return Preview(
        change=None,
        title="Repair the profile's files",
        target=", ".join(file.path for file in planned.changed),
        diff=tuple(text_lines(diff)),
        before_text="",
        after_text=diff,
        cli="role-wizard profile check --fix",
        effect=tuple(f"{problem.code} {problem.message}" for problem in planned.repaired),
    )


def _role(session: Session) -> RoleSettings | None:
    """What the role asks for, so that the profile is held against it."""
    return role_settings(session.judgement.case) if session.judgement is not None else None


def _told(problem: Problem) -> str:
    place = f" ({problem.file}, line {problem.line})" if problem.line else f" ({problem.file})"
    return f"{problem.code} {problem.message}{place} {problem.repair}"


def suggested_name(session: Session) -> str:
    """The lesson's or the user's wish, else the role's own name."""
    if session.target.profile:
        return session.target.profile
    if session.profile_name:
        return session.profile_name
    return (session.role_arn or "role").rpartition("/")[2]


def edit(name: str, wanted: Mapping[str, str]) -> ProfileEdit:
    """What would be written. Raises ProfileError where the file or a value refuses it."""
    filled = {key: wanted[key] for key in FIELDS if wanted.get(key)}
    return plan_write(name, filled, replace=True)


def preview(session: Session, planned: ProfileEdit) -> Preview:
    """The same dialog as for a change in AWS."""
    return Preview(
        change=None,
        title=f"Write the profile {planned.name}",
        target=str(planned.path),
        diff=tuple(text_lines(planned.diff)),
        before_text="",
        after_text=planned.diff,
        cli="\n".join(cli_commands(planned.name, planned.settings)),
        warning=_stopped(planned),
        effect=(
            f"Afterwards `aws --profile {shlex.quote(planned.name)} …` assumes the role.",
            "Every other byte of the file stays; a backup is left beside it.",
        ),
    )


def _stopped(planned: ProfileEdit) -> str | None:
    """What would stop the profile once it is written, such as a source that does not exist."""
    try:
        problems = problems_with(planned.path, planned.after, planned.name)
    except ProfileError:  # the other file cannot be read: whoever uses the profile is told
        return None
    told = " ".join(f"{problem.message} {problem.repair}" for problem in problems)
    return f"Once written, the profile cannot be used yet. {told}" if told else None


def cli_commands(name: str, wanted: Mapping[str, str]) -> tuple[str, ...]:
    """The same settings by `aws configure set`."""
    return tuple(
        f"aws configure set {key} {shlex.quote(value)} --profile {shlex.quote(name)}" for key, value in wanted.items()
    )


def _credentials_from(session: Session) -> str:
    caller = session.gathered.caller if session.gathered else None
    return (caller.credentials_from or "") if caller else ""
