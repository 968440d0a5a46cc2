"""The command line's options as a target: START understood, files read, tags split."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import sys
from collections.abc import Callable, Collection
from functools import cache
from typing import TYPE_CHECKING

from wizard import settings
from wizard.aws.gateway import Target
from wizard.aws.pasted import document_text
from wizard.commands.mistaken import no_role_but_a_path
from wizard.engine.arn import is_account_id, parse_arn
from wizard.engine.decision import Layer
from wizard.engine.frozen import replace
from wizard.engine.mfa_device import device_mistake
from wizard.flow.start import understand
from wizard.flow.verdict import POLICIES
from wizard.named_file import Unreadable, text_of
from wizard.profiles import files
from wizard.profiles.error import ProfileError
from wizard.profiles.reader import Profiles
from wizard.profiles.spelling import nearest
from wizard.settings import Settings, SettingsError
from wizard.standard_streams import everything

if TYPE_CHECKING:
    from wizard.flow.recognised import Recognised


class UsageError(Exception):
    """An option that cannot be used as given."""

    def __init__(self, what: str, next_step: str, kind: str = "usage") -> None:
        super().__init__(what)
        self.kind = kind
        self.next_step = next_step


def target(arguments: argparse.Namespace) -> Target:
    """The target of a command line. Raises UsageError for a file, profile or option that cannot be used."""
    if not hasattr(arguments, "profile"):
        return Target()
    there = cache(_profiles)  # read at most once, and only where it is asked for
    _refuse_unknown_profiles(arguments, there)
    tags = _tags(arguments.tag)
    base = Target(
        caller_profile=arguments.profile,
        role_profile=arguments.role_profile,
        region=arguments.region,
        endpoint_url=arguments.endpoint_url,
        session_name=arguments.session_name,
        external_id=arguments.external_id,
        duration_seconds=_seconds(arguments.duration),
        mfa_serial=_device(arguments.mfa_serial),
        source_identity=arguments.source_identity,
        tags=tags,
        session_policy=_session_policy(arguments.policy) if arguments.policy is not None else None,
        source_ip=_address(arguments.source_ip),
        known=_known(arguments.known),
    )
    chosen = settings.load() if getattr(arguments, "case", None) is None else Settings()  # a case asks nobody
    start = getattr(arguments, "start", None)
    if start is None:
        return _with_defaults(base, chosen, there)
    if start == "-":
        start = everything(sys.stdin)
    profiles = there()
    understood = understand(start, base, profiles.settings if profiles else {})
    if understood.dead_end is not None:
        raise UsageError(understood.dead_end.what, understood.dead_end.to_do, "refused")
    if understood.form == "arn":
        _refuse_account(understood.target.role or "")
    if understood.form == "role" and (mistaken := no_role_but_a_path(start)) is not None:
        raise UsageError(*mistaken)
    return understood.target if understood.form == "profile" else _with_defaults(understood.target, chosen, there)


def refuse_profile_without_role(target: Target, start: str | None, command: str) -> None:
    """Refuse a START that is a profile and names no role: the role is what is asked about. Raises UsageError."""
    if start is not None and start == target.caller_profile and target.role is None:
        raise UsageError(
            f"the profile {start} names no role",
            f"Give the role, too: `role-wizard {command} --profile {shlex.quote(start)} ARN`.",
        )


def no_role(command: str) -> UsageError:
    """What is said where nothing names a role."""
    return UsageError(
        "no role is named", f"Give the role's ARN or name, or paste the whole error: `role-wizard {command} ARN`."
    )


There = Callable[[], Profiles | None]
"""The profiles that there are; None where a file is broken: whoever uses it says what is wrong with it."""


def _profiles() -> Profiles | None:
    try:
        return files.load()
    except ProfileError:
        return None


def _others(name: str, there: There) -> Collection[str] | None:
    """The profiles that there are in place of one that is not there; None where it is there, or nobody can tell."""
    profiles = there()
    return profiles.named if profiles is not None and name not in profiles.named else None


def _refuse_unknown_profiles(arguments: argparse.Namespace, there: There) -> None:
    """Both sides alike: with one that is not there, the other's credentials would answer in its place."""
    for option, name in (("--profile", arguments.profile), ("--role-profile", arguments.role_profile)):
        if name is not None and (profiles := _others(name, there)) is not None:
            near = nearest(name, profiles)
            way = f"Did you mean {near}?" if near else "See the names with `aws configure list-profiles`."
            raise UsageError(
                f"there is no profile {name} in the config or credentials file, which {option} names",
                f"{way} {files.moved()}".rstrip(),
                "configuration",
            )


def _refuse_account(arn: str) -> None:
    """AWS has no such account, so that nobody need be asked."""
    parsed = parse_arn(arn)
    if parsed is not None and parsed.service == "iam" and not is_account_id(parsed.account):
        raise UsageError(
            f"the account in {arn} is {parsed.account or 'missing'}, and an account has twelve digits",
            "Correct it: arn:aws:iam::ACCOUNT:role/NAME.",
        )


def _with_defaults(asked: Target, chosen: Settings, there: There) -> Target:
    """The target with the settings file's profiles where nothing else names one. Raises SettingsError."""
    caller, role = asked.caller_profile, asked.role_profile
    return replace(
        asked,
        caller_profile=caller or _default("profile", chosen.caller_profile, "--profile", there),
        role_profile=role or _default("role_profile", chosen.role_profile, "--role-profile", there),
    )


def _default(setting: str, name: str | None, option: str, there: There) -> str | None:
    """The profile that the settings file names. Raises SettingsError where there is none of that name."""
    if name is not None and (profiles := _others(name, there)) is not None:
        near = nearest(name, profiles)
        way = f"Write {setting} = {json.dumps(near)} there" if near else "Correct or remove that line"
        raise SettingsError(
            f"{setting} = {json.dumps(name)}, and the config and credentials files have no such profile",
            f"{way}, or name another with {option}.",
        )
    return name


def _tags(pairs: list[str]) -> dict[str, str]:
    tags: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"--tag {pair} is not KEY=VALUE", "Write --tag Team=platform.")
        if key in tags:
            raise UsageError(f"--tag {key} was given twice", "A session has one value of each tag.")
        tags[key] = value
    return tags


def _seconds(duration: str | None) -> int | None:
    if duration is None:
        return None
    if not re.fullmatch("[0-9]{3,5}", duration) or not 900 <= int(duration) <= 43200:
        raise UsageError(
            f"--duration {duration} is no number of seconds from 900 to 43200", "Write --duration 3600 for an hour."
        )
    return int(duration)


def _device(serial: str | None) -> str | None:
    wrong = device_mistake(serial) if serial is not None else None
    if wrong is not None:
        raise UsageError(f"--mfa-serial {serial} names no device", f"{wrong} `aws iam list-mfa-devices` lists yours.")
    return serial


def _address(text: str | None) -> str | None:
    if text is None:
        return None
    from ipaddress import ip_address

    try:
        ip_address(text)
    except ValueError:
        raise UsageError(
            f"--source-ip {text} is no address",
            "Write --source-ip 203.0.113.7: four numbers from 0 to 255, or an IPv6 address.",
        ) from None
    return text


def _known(pairs: list[str]) -> dict[Layer, str]:
    known: dict[Layer, str] = {}
    for pair in pairs:
        layer, equals, file = pair.partition("=")
        if not equals or layer not in POLICIES:
            raise UsageError(f"--known {pair} is not LAYER=FILE", f"LAYER is one of {', '.join(POLICIES)}.")
        if layer in known:
            raise UsageError(f"--known {layer} was given twice", "Put all its statements into one file.")
        known[layer] = _policy(layer, file)
    return known


def _session_policy(file: str) -> str:
    """The text of a file that may be passed as a session policy. Raises UsageError."""
    text, found = _recognised(file)
    if "session_policy" not in found.layers:
        raise UsageError(f"{file} is no session policy: it is {found.what}", "Name a policy without a Principal.")
    return document_text(text)


def _recognised(file: str) -> tuple[str, Recognised]:
    """The text of a file that holds a policy, and which. Raises UsageError."""
    from wizard.flow.recognised import recognised

    text = _text(file)
    found = recognised(text)
    if not found.layers:
        raise UsageError(f"{file} holds no policy", found.what)
    return text, found


def _policy(layer: Layer, file: str) -> str:
    """The text of a file that may be a policy of a layer. Raises UsageError."""
    text, found = _recognised(file)
    if layer not in found.layers:
        raise UsageError(
            f"{file} holds no {layer}: it is {found.what}", f"Give it as --known {found.layers[0]}={file}."
        )
    return text


def _text(file: str) -> str:
    try:
        return text_of(file)
    except Unreadable as error:
        raise UsageError(str(error), "Name a file that holds one policy as JSON.") from None
