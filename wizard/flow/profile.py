"""Step 5, the profile: a form filled from what worked, the block it becomes, and the file it goes into."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from shutil import which

from wizard.aws.gateway import AwsFailure
from wizard.engine.frozen import field, frozen
from wizard.flow import captured_profile
from wizard.flow.assume_call import DEFAULT_SESSION_NAME
from wizard.flow.entrance import entrance
from wizard.flow.profile_preview import cli_commands
from wizard.flow.profile_source import lacking, source
from wizard.flow.request import call
from wizard.flow.session import ProfileWritten, Session
from wizard.flow.without_profile import usage
from wizard.profiles.check import RoleSettings
from wizard.profiles.editor import MANAGED, edited, refuse_name, refuse_value
from wizard.profiles.error import ProfileError
from wizard.profiles.files import load, load_file
from wizard.profiles.masked import problems_of
from wizard.profiles.mend import Mending, plan_mending
from wizard.profiles.problem import Problem
from wizard.profiles.sources import Source, sources
from wizard.profiles.write import SOURCES, ProfileEdit, plan_write
from wizard.repair.profile_repairs import role_settings
from wizard.repair.redacted import NOT_THE_TRUE_NAMES

NEW_CODE = "A code works once, so this needs a new one: wait until the device shows another."
"""Said where the profile is used after a test that took a code."""

FIELDS = MANAGED
"""The keys of the form, in the order in which they are written."""

_OF_KEYS = ("source_profile", "credential_source", "mfa_serial", "external_id")
_OF_A_TOKEN = ("web_identity_token_file",)


@frozen
class Found:
    """What the profile's files say, as they were when they were read."""

    sources: tuple[Source, ...] | None = ()  # None: nobody has looked yet
    problems: tuple[Problem, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)  # of a captured profile, once repaired


NOT_READ = Found(None)


@frozen
class ProfileView:
    """All that screen 5 shows."""

    name: str
    fields: tuple[str, ...]  # those of `FIELDS` that such a caller can use; none where no profile can hold it
    settings: Mapping[str, str]
    sources: tuple[Source, ...]
    devices: tuple[str, ...]
    written: str  # `Profile written`, or that it was there already; or nothing
    used_as: str
    problems: tuple[str, ...] = ()  # what stops the profile now: code, sentence, place, repair
    mendable: bool = False  # whether files can be repaired, and may be
    advice: tuple[str, ...] = ()  # what is done in place of a profile, and what the form still lacks
    lacks: str = ""  # what step 4 passed and no profile can, in a sentence
    captured: str = ""  # in a captured case: that nothing is written, and what can be copied
    block: str = ""  # the section that can be copied there

    @property
    def ready(self) -> bool:
        """Whether it can be written as it is proposed: nothing has to be filled in first."""
        return bool(self.fields) and not self.captured and any(key in self.settings for key in SOURCES)


def look(session: Session) -> Found:
    """Read the files. *Blocks.* Raises ProfileError where they cannot be read, or are broken."""
    if session.captured:
        if session.judgement is None:
            return Found()
        case = session.judgement.case
        return Found((), captured_profile.problems(case), captured_profile.settings(case))
    named, by_files = session.target.profile, entrance(session) != "saml"
    if by_files and not named:
        load()  # of a file that is broken nothing can be said but that
    return Found(sources() if by_files else (), problems_of(named, _role(session)) if named else ())


def view(session: Session, found: Found | None = None) -> ProfileView:
    """Step 5 as it stands; without what was ``found`` in the files they are read now. Raises ProfileError."""
    found = look(session) if found is None else found
    devices = session.gathered.mfa_devices if session.gathered else ()
    written = session.written
    name = written.name if written else suggested_name(session)
    wanted = settings(session, found)
    fields = _fields(session, wanted) if wanted.get("role_arn") or not session.captured else ()
    copied = _copied(session, name, wanted) if session.captured and fields else ""
    told = (usage(session).sentence, lacking(session, found.sources) if fields and found.sources is not None else "")
    return ProfileView(
        name=name,
        fields=fields,
        settings=wanted,
        sources=found.sources or (),
        devices=tuple(device.serial_number for device in devices) if isinstance(devices, tuple) else (),
        written=headline(written) if written else "",
        used_as=written.used_as.arn if written and written.used_as else "",
        problems=tuple(_told(problem) for problem in found.problems),
        mendable=not session.only_reads and any(problem.fix is not None for problem in found.problems),
        advice=() if found.settings else tuple(sentence for sentence in told if sentence),
        lacks=_lacks(session),
        captured=_captured(session, found, copied) if session.captured else "",
        block=copied,
    )


def _copied(session: Session, name: str, wanted: Mapping[str, str]) -> str:
    try:
        return block(session, name, wanted)
    except ProfileError:  # its name or a value is none that a file can hold, as its faults say
        return ""


def _captured(session: Session, found: Found, copied: str) -> str:
    only = "This is a captured case, which is only looked at: nothing is written."
    if session.redacted:
        only = f"{only} {NOT_THE_TRUE_NAMES}"
    repaired = ", repaired" if found.problems and found.settings else ""
    return f"{only} The profile{repaired}, to be copied:" if copied else only


def _fields(session: Session, wanted: Mapping[str, str]) -> tuple[str, ...]:
    way = entrance(session)
    if way == "saml":
        return ()
    unused = _OF_KEYS if way == "token" or "web_identity_token_file" in wanted else _OF_A_TOKEN
    return tuple(key for key in FIELDS if key not in unused)


def headline(written: ProfileWritten) -> str:
    """What came of the write, in two or three words before the profile's name."""
    return "Profile written" if written.changed else "Profile there already"


def export(written: ProfileWritten) -> str:
    """What makes a shell use the written profile."""
    return f"export AWS_PROFILE={shlex.quote(written.name)}"


def to_use(written: ProfileWritten) -> tuple[str, ...]:
    """What to type into a shell to use the written profile, and to see whom it becomes where the AWS CLI is at hand."""
    return (export(written), *(("aws sts get-caller-identity",) if which("aws") else ()))


def settings(session: Session, found: Found | None = None) -> dict[str, str]:
    """The profile's keys as what worked suggests them; empty ones left out. ``found``: in the files, if looked at."""
    found = found if found is not None else look(session) if session.captured else Found(sources())
    if found.settings:
        return dict(found.settings)
    sent = call(session)
    wanted: dict[str, str] = {"role_arn": sent.role_arn} | source(session, found.sources)
    by_keys = entrance(session) != "token"
    optional = {
        "mfa_serial": (sent.serial_number or session.mfa_session) if by_keys else None,
        "external_id": sent.external_id if by_keys else None,
        "duration_seconds": str(sent.duration_seconds) if sent.duration_seconds else None,
        "role_session_name": sent.role_session_name if sent.role_session_name != DEFAULT_SESSION_NAME else None,
        "region": session.target.region,
    }
    return wanted | {key: value for key, value in optional.items() if value}


def block(session: Session, name: str, wanted: Mapping[str, str]) -> str:
    """The profile's section as it would stand in a config file. Raises ProfileError for what none can hold."""
    refuse_name(name)
    for key, value in wanted.items():
        if value:
            refuse_value(key, value)
    return edited(b"", name, complete(session, {key: wanted[key] for key in FIELDS if wanted.get(key)})).decode()


def complete(session: Session, wanted: Mapping[str, str]) -> dict[str, str]:
    """The settings with a word in capitals where the source of the credentials is still to be named."""
    filled = dict(wanted)
    if not any(key in filled for key in SOURCES):
        token = entrance(session) == "token"
        filled |= {"web_identity_token_file": "TOKEN_FILE"} if token else {"source_profile": "PROFILE"}
    return {key: filled[key] for key in FIELDS if key in filled}


def by_hand(session: Session) -> tuple[str, ...]:
    """What step 5 does, as commands; before it, what is done where a profile is not the usual way. *Blocks.*"""
    usual, way = usage(session).by_hand, entrance(session)
    if way in ("saml", "service"):
        return usual
    name = suggested_name(session)
    commands = (
        *cli_commands(name, complete(session, settings(session))),
        f"aws sts get-caller-identity --profile {shlex.quote(name)}",
    )
    return ("# In place of a profile:", *usual, "# As a profile:", *commands) if usual else commands


def not_used(session: Session, failure: AwsFailure) -> AwsFailure:
    """Why the written profile could not be used: a denial that hangs on what no profile passes is told as that."""
    if failure.kind == "denied" and (without := _without(session)):
        failure.why = f"a profile passes {without}, and AWS denies it what step 4 got"
        failure.next_step, failure.again, failure.further = _PASSES_ALL, False, ()
    return failure


def _lacks(session: Session) -> str:
    without = _without(session)
    return f"A profile passes {without}: AWS may deny it what step 4 got. {_PASSES_ALL}" if without else ""


_PASSES_ALL = "The command of step 4 passes all."


def _without(session: Session) -> str:
    """What step 4 passed and no profile can."""
    sent = call(session)
    passed = {"source identity": sent.source_identity, "session tags": sent.tags, "session policy": sent.session_policy}
    return " and ".join(f"no {name}" for name, value in passed.items() if value)


def mending(session: Session) -> Mending:
    """All repairs of the profile's files that can be made here. Raises ProfileError."""
    files = load_file("config"), load_file("credentials")
    return plan_mending(session.target.profile, files, os.environ, which, _role(session))


def _role(session: Session) -> RoleSettings | None:
    """What the role asks for, so that the profile is held against it."""
    return role_settings(session.judgement.case) if session.judgement is not None else None


def _told(problem: Problem) -> str:
    place = f" ({problem.file}, line {problem.line})" if problem.line else f" ({problem.file})"
    return f"{problem.code} {problem.message}{place} {problem.repair}"


def suggested_name(session: Session) -> str:
    """The lesson's or the user's wish, a captured profile's, else the role's own name."""
    captured = session.judgement.case.profile if session.captured and session.judgement is not None else None
    if captured is not None:
        return captured.name
    if session.target.profile:
        return session.target.profile
    if session.profile_name:
        return session.profile_name
    return (session.role_arn or "role").rpartition("/")[2]


def edit(session: Session, name: str, wanted: Mapping[str, str]) -> ProfileEdit:
    """What would be written. Raises ProfileError where the file or a value refuses it, or no source is named."""
    if entrance(session) == "saml":
        raise ProfileError("no profile can hold this", why=usage(session).sentence)
    filled = {key: wanted[key] for key in FIELDS if wanted.get(key)}
    if not any(filled.get(key) for key in SOURCES):
        raise ProfileError("the profile names no credentials", next_step=lacking(session, sources()) or _NAME_ONE)
    try:
        return plan_write(name, filled, replace=True)
    except ProfileError as refused:
        if name == session.target.profile and not session.only_reads and _mended_in(session, refused.file):
            refused.next_step = "Repair the files first."
        raise


def _mended_in(session: Session, path: str | None) -> bool:
    """Whether the repairs of the profile's files reach this one."""
    try:
        return any(file.path == path for file in mending(session).changed)
    except ProfileError:
        return False


_NAME_ONE = "Name a profile in source_profile."
