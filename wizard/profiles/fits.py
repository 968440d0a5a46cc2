"""Whether each hop's settings fit who one is at that hop, and the role, where the role is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wizard.engine.arn import parse_arn, role_arn_mistake
from wizard.engine.frozen import frozen
from wizard.profiles.chain import Chain, Hop
from wizard.profiles.problem import Files, Fix, Problem
from wizard.profiles.providers import Identity, assumes_role
from wizard.profiles.reader import Profile, Setting
from wizard.profiles.spelling import without_extras

SHORTEST_SECONDS, LONGEST_SECONDS = 900, 43200
CHAIN_SECONDS = 3600
"""The longest session of a role assumed from a role's session."""

_PARTITIONS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("us-iso-", "aws-iso"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
)
_REGION = re.compile(r"[a-z]{2}-[a-z]+-\d+")


@frozen
class RoleSettings:
    """What is known of the role that the profile is for. ``None`` is unknown."""

    arn: str | None = None
    requires_mfa: bool | None = None
    external_ids: tuple[str, ...] | None = None  # any of them is accepted; empty: none is asked for
    max_session_duration: int | None = None


def misfits(files: Files, chain: Chain, env: Mapping[str, str], role: RoleSettings | None) -> Iterator[Problem]:
    """Problems of what each hop sets, the profile's own held against the role."""
    for profile in chain.assuming:
        yield from _role_arn(files, profile)
        yield from _duration(files, profile, _source_of(chain, profile))
    for hop in chain.hops:
        if hop.assumes:
            yield from _partition(files, hop)
    if chain.assuming and chain.assuming[0].name == chain.visited[0]:
        top = chain.assuming[0]
        yield from _region(files, top, env)
        if role is not None:
            yield from _role(files, top, role)


def notes(hop: Hop) -> Iterator[str]:
    """What is worth knowing about a hop, and stops nothing by itself."""
    settings = hop.profile.settings
    if hop.assumes and "mfa_serial" in settings:
        if hop.source is not None and hop.source.session:
            yield "mfa_serial names a device, and a role's session has none: AWS will refuse the code"
        else:
            yield f"asks for a code of {settings['mfa_serial'].text}"
    if "endpoint_url" in settings:
        yield f"sends its calls to {settings['endpoint_url'].text}"
    if not hop.assumes and assumes_role(settings):
        yield "has keys, so as a source its own role_arn is not used"


def _source_of(chain: Chain, profile: Profile) -> Identity | None:
    """Who calls AssumeRole for a profile, where the walk got that far."""
    return next((hop.source for hop in chain.hops if hop.profile is profile and hop.assumes), None)


def _role_arn(files: Files, profile: Profile) -> Iterator[Problem]:
    setting = profile.settings["role_arn"]
    mistake = role_arn_mistake(setting.text)
    if mistake is None:
        return
    bare = without_extras(setting.text)
    compact = re.sub(r"\s+", "", bare)
    better = next((text for text in (bare, compact) if role_arn_mistake(text) is None), None)
    fix: Fix | None = None
    repair = "Write arn:aws:iam::ACCOUNT:role/NAME, with the role's path if it has one."
    if better is not None:
        repair = f"Write role_arn = {better}."
        fix = files.setting(setting, "Leave only the ARN in role_arn", {"role_arn": better})
    message = f"role_arn is not the ARN of a role. {mistake}"
    yield Problem("RW002", profile.name, files.paths[setting.file], setting.line, message, repair, fix)


def _duration(files: Files, profile: Profile, source: Identity | None) -> Iterator[Problem]:
    setting = profile.settings.get("duration_seconds")
    if setting is None or "web_identity_token_file" in profile.settings:
        return
    longest = CHAIN_SECONDS if source is not None and source.session else LONGEST_SECONDS
    try:
        seconds = int(setting.text)
    except ValueError:
        message = f"duration_seconds {setting.text!r} is no whole number, so it is silently ignored."
        yield _duration_problem(files, profile, setting, message, CHAIN_SECONDS)
        return
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        message = f"duration_seconds is {seconds}; AWS takes {SHORTEST_SECONDS} to {LONGEST_SECONDS}."
    elif seconds > longest:
        message = f"duration_seconds is {seconds}; a role assumed from a role's session gets {longest} at most."
    else:
        return
    yield _duration_problem(files, profile, setting, message, min(max(seconds, SHORTEST_SECONDS), longest))


def _duration_problem(files: Files, profile: Profile, setting: Setting, message: str, best: int) -> Problem:
    fix = files.setting(setting, f"Set duration_seconds to {best}", {"duration_seconds": str(best)})
    path = files.paths[setting.file]
    return Problem("RW510", profile.name, path, setting.line, message, f"Write duration_seconds = {best}.", fix)


def _partition(files: Files, hop: Hop) -> Iterator[Problem]:
    settings = hop.profile.settings
    own = hop.identity.partition
    before = hop.source.partition if hop.source is not None else None
    if own and before and own != before:
        at = settings["role_arn"]
        message = f"The role lies in the partition {own}, and its source is {hop.source.how if hop.source else ''}."
        yield _partition_problem(files, hop.profile, at, message)
    serial = settings.get("mfa_serial")
    device = parse_arn(serial.text) if serial is not None else None
    if serial is not None and device is not None and own and device.partition != own:
        message = f"The MFA device lies in the partition {device.partition}, and the role in {own}."
        yield _partition_problem(files, hop.profile, serial, message)


def _region(files: Files, profile: Profile, env: Mapping[str, str]) -> Iterator[Problem]:
    setting = profile.settings.get("region")
    arn = parse_arn(profile.settings["role_arn"].text)
    if setting is None or arn is None or "AWS_DEFAULT_REGION" in env or "endpoint_url" in profile.settings:
        return
    partition = next((name for prefix, name in _PARTITIONS if setting.text.startswith(prefix)), None)
    if partition is None and _REGION.fullmatch(setting.text):
        partition = "aws"
    if partition is not None and partition != arn.partition:
        message = f"The region {setting.text} lies in the partition {partition}, and the role in {arn.partition}."
        yield _partition_problem(files, profile, setting, message)


def _partition_problem(files: Files, profile: Profile, at: Setting, message: str) -> Problem:
    repair = "Use an identity, a region and a role of one partition: no role can be assumed across."
    return Problem("RW004", profile.name, files.paths[at.file], at.line, message, repair)


def _role(files: Files, profile: Profile, role: RoleSettings) -> Iterator[Problem]:
    yield from _name_of_role(files, profile, role)
    yield from _mfa(files, profile, role)
    yield from _external_id(files, profile, role)
    yield from _longer_than_role(files, profile, role)


def _name_of_role(files: Files, profile: Profile, role: RoleSettings) -> Iterator[Problem]:
    at = profile.settings["role_arn"]
    written, real = parse_arn(at.text), parse_arn(role.arn or "")
    if written is None or real is None or written.resource_type != "role":
        return
    if written.partition != real.partition and written.resource == real.resource:
        yield _partition_problem(files, profile, at, f"The role's ARN is {role.arn}.")
    elif written.account == real.account and written.name == real.name and written.path != real.path:
        fix = files.setting(at, "Write the role's path", {"role_arn": str(real)})
        message = f"The role has the path {real.path}, and role_arn says {written.path}."
        yield Problem("RW003", profile.name, files.paths[at.file], at.line, message, f"Write role_arn = {real}.", fix)


def _mfa(files: Files, profile: Profile, role: RoleSettings) -> Iterator[Problem]:
    at = profile.settings["role_arn"]
    if role.requires_mfa and "mfa_serial" not in profile.settings:
        message = "The role asks for MFA, and the profile names no device."
        repair = "Add mfa_serial with your device's ARN (aws iam list-mfa-devices)."
        yield Problem("RW508", profile.name, files.paths[at.file], at.line, message, repair)


def _external_id(files: Files, profile: Profile, role: RoleSettings) -> Iterator[Problem]:
    given = profile.settings.get("external_id")
    if not role.external_ids or (given is not None and given.text in role.external_ids):
        return
    at, wanted = given or profile.settings["role_arn"], role.external_ids[0]
    message = f"The role asks for an external id, and the profile has {'none' if given is None else 'another'}."
    fix = files.setting(at, "Set the external id that the role asks for", {"external_id": wanted})
    yield Problem("RW509", profile.name, files.paths[at.file], at.line, message, f"Write external_id = {wanted}.", fix)


def _longer_than_role(files: Files, profile: Profile, role: RoleSettings) -> Iterator[Problem]:
    duration, limit = profile.settings.get("duration_seconds"), role.max_session_duration
    if duration is not None and limit is not None and duration.text.isdecimal() and int(duration.text) > limit:
        message = f"duration_seconds is {duration.text}, and the role's maximum is {limit}."
        yield _duration_problem(files, profile, duration, message, limit)
