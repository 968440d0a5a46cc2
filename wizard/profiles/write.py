"""Write one profile: plan it (and prove the plan), show it, commit it.

`plan_write` and `commit` are apart for a preview; `write` does both under one lock, so that of many writers none is
lost. Neither asks anything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from wizard.engine.arn import role_arn_mistake
from wizard.engine.frozen import frozen
from wizard.engine.mfa_device import device_mistake
from wizard.profiles.atomic import locked
from wizard.profiles.atomic import replace as replace_file
from wizard.profiles.editor import KEPT_UNLESS_NAMED, MANAGED, edited, refuse_name, refuse_value
from wizard.profiles.error import ProfileError
from wizard.profiles.files import File, load_file, target
from wizard.profiles.prove import Claim, prove
from wizard.profiles.reader import Profile, Setting, inherited, merge, sound

SOURCES = ("source_profile", "credential_source", "web_identity_token_file")
"""Where the credentials come from that assume the role: one of them."""

CREDENTIAL_SOURCES = ("Environment", "Ec2InstanceMetadata", "EcsContainer")
SHORTEST_SECONDS, LONGEST_SECONDS = 900, 43200


@frozen
class ProfileEdit:
    """A planned write. `before` is what the plan rests on; ``None``: there was no file."""

    name: str
    settings: Mapping[str, str]
    path: Path
    before: bytes | None
    after: bytes
    existed: bool

    @property
    def changed(self) -> bool:
        """Whether anything is to be written at all."""
        return (self.before or b"") != self.after

    @property
    def diff(self) -> str:
        """What changes, as a unified diff with secrets masked."""
        from wizard.profiles.diff import masked_diff

        before = None if self.before is None else self.before.decode()
        return masked_diff(before, self.after.decode(), str(self.path))


@frozen
class Written:
    """What was done: the file, whether it changed, and the copy of what it was."""

    name: str
    path: Path
    changed: bool
    backup: Path | None


def refuse_setting(key: str, value: str) -> None:
    """Raises ProfileError, as bad usage, for a value that its setting cannot have, whatever the others are."""
    refuse_value(key, value)
    if key == "role_arn" and (mistake := role_arn_mistake(value)) is not None:
        raise ProfileError(
            "the role ARN is not one of a role",
            why=mistake,
            next_step="Write it as arn:aws:iam::123456789012:role/NAME, with the path if the role has one.",
            usage=True,
        )
    if key == "mfa_serial" and (mistake := device_mistake(value)) is not None:
        raise ProfileError(
            f"mfa_serial cannot be {value!r}",
            why=mistake,
            next_step="`aws iam list-mfa-devices` tells the devices of a user.",
            usage=True,
        )
    if key == "credential_source" and value not in CREDENTIAL_SOURCES:
        raise ProfileError(
            "credential_source is none that botocore knows",
            next_step=f"Write it exactly so: {', '.join(CREDENTIAL_SOURCES)}.",
            usage=True,
        )
    if key == "duration_seconds" and not (
        re.fullmatch(r"[0-9]{1,9}", value) and SHORTEST_SECONDS <= int(value) <= LONGEST_SECONDS
    ):
        raise ProfileError(
            f"duration_seconds cannot be {value!r}",
            why=f"a session lasts from {SHORTEST_SECONDS} to {LONGEST_SECONDS} seconds",
            next_step="Give a whole number in that range.",
            usage=True,
        )


def refuse_settings(name: str, settings: Mapping[str, str]) -> None:
    """Raises ProfileError, as bad usage, for a name or a setting that must not be written."""
    refuse_name(name)
    for key, value in settings.items():
        if key not in MANAGED:
            raise ProfileError(f"{key} is no setting of a role's profile", usage=True)
        refuse_value(key, value)
    refuse_setting("role_arn", settings.get("role_arn", ""))
    if sum(source in settings for source in SOURCES) != 1:
        raise ProfileError(
            "the credentials need one source",
            why=f"{', '.join(SOURCES[:-1])} and {SOURCES[-1]} exclude each other, and one of them is needed",
            next_step="Give --source-profile, --credential-source or --web-identity-token-file.",
            usage=True,
        )
    ignored = [key for key in ("mfa_serial", "external_id") if key in settings and SOURCES[-1] in settings]
    if ignored:
        raise ProfileError(
            f"{' and '.join(ignored)} would not be used",
            why="a call with a web identity token passes neither an MFA code nor an external id",
            next_step="Leave it out, or name another source.",
            usage=True,
        )
    for key, value in settings.items():
        refuse_setting(key, value)


def plan_write(name: str, settings: Mapping[str, str], *, replace: bool = False) -> ProfileEdit:
    """What would be written, proved with botocore. Nothing is touched.

    `replace` allows an existing profile with other settings to be changed. Raises ProfileError where it is refused.
    """
    refuse_settings(name, settings)
    path = target()
    config, credentials = load_file("config"), load_file("credentials")
    ordered = {key: _as_written(key, settings[key]) for key in MANAGED if key in settings}
    before = config.data or b""
    scanned = sound("config", config.text, str(path))
    known = merge(scanned, sound("credentials", credentials.text, credentials.path))
    after = edited(before, name, ordered, str(path))
    if name in known and not _differing(known[name], ordered):
        after = before
    edit = ProfileEdit(name, ordered, path, config.data, after, existed=name in known)
    if not edit.changed:
        return edit
    if edit.existed and not replace:
        _refuse_existing(known[name], ordered, config, credentials)
    shared = inherited(scanned, "config")
    _refuse_overridden(known[name] if edit.existed else None, shared, credentials, edit)
    besides = {key: setting.value for key, setting in shared.items()}
    prove(before, after, credentials.data, Claim(name, ordered, besides), str(path))
    return edit


def _as_written(key: str, value: str) -> str:
    """A token's path as the SDKs open it wherever they are started: they expand no ``~``, and quotes belong to it."""
    if key != SOURCES[-1]:
        return value
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return os.path.abspath(os.path.expanduser(value))  # noqa: PTH100, PTH111 - pathlib raises on ~nobody


def commit(edit: ProfileEdit) -> Written:
    """Write a planned edit. Raises ProfileError if the file is not what the plan rests on, or refuses the write."""
    if not edit.changed:
        return Written(edit.name, edit.path, False, None)
    with locked(edit.path) as real:
        return Written(edit.name, edit.path, True, replace_file(real, edit.before, edit.after))


Put = Callable[[ProfileEdit, Callable[[], Path | None]], Path | None]
"""Does what writes an edit, and answers the backup that it made: room for a record before and after."""


def write(
    name: str, settings: Mapping[str, str], *, replace: bool = False, put: Put = lambda edit, do: do()
) -> Written:
    """Plan and commit under one lock. Raises ProfileError where it is refused."""
    refuse_settings(name, settings)
    try:
        with locked(target()) as real:
            edit = plan_write(name, settings, replace=replace)
            backup = put(edit, lambda: replace_file(real, edit.before, edit.after)) if edit.changed else None
            return Written(name, edit.path, edit.changed, backup)
    except ProfileError as refused:
        edit = plan_write(name, settings, replace=replace)
        if edit.changed:
            raise refused from None
        return Written(name, edit.path, False, None)  # a folder may be read-only where there is nothing to write


def _refuse_existing(profile: Profile, wanted: Mapping[str, str], config: File, credentials: File) -> None:
    if not profile.config and profile.credentials and wanted.get("source_profile") == profile.name:
        return  # the keys of the credentials file are the role's source: that is the point of such a profile
    place = config if profile.config_line is not None else credentials
    raise ProfileError(
        f"the profile {profile.name} exists with other settings",
        why=f"{', '.join(_differing(profile, wanted))} would change",
        next_step="See what would change with --dry-run; replace it with --yes.",
        file=place.path,
        line=profile.line,
    )


def _differing(profile: Profile, wanted: Mapping[str, str]) -> list[str]:
    """The managed keys whose effective value is not the wanted one."""
    settings = profile.settings
    values = {key: settings[key].value for key in MANAGED if key in settings}
    return [
        key
        for key in MANAGED
        if values.get(key) != wanted.get(key) and not (key in KEPT_UNLESS_NAMED and key not in wanted)
    ]


def _refuse_overridden(
    profile: Profile | None, shared: Mapping[str, Setting], credentials: File, edit: ProfileEdit
) -> None:
    """Raises ProfileError where the written settings would not be the effective ones."""
    stronger = profile.credentials if profile is not None else {}
    token = profile.settings.get(SOURCES[-1]) if profile is not None else None
    if token is not None and SOURCES[-1] not in edit.settings:
        raise ProfileError(
            f"the profile {edit.name} would not be what is written",
            why="its web_identity_token_file wins over every other source",
            next_step="Remove web_identity_token_file there first, or give --web-identity-token-file.",
            file=credentials.path if token.file == "credentials" else str(edit.path),
            line=token.line,
        )
    for key in MANAGED:
        wanted = edit.settings.get(key)
        setting = stronger.get(key) or (shared.get(key) if wanted is None else None)
        if setting is None or setting.value == wanted or (wanted is None and key in KEPT_UNLESS_NAMED):
            continue
        if setting.file == "credentials":
            why = f"the credentials file sets {key} for this profile, and it wins"
        else:
            why = f"[DEFAULT] gives {key} to every section"
        raise ProfileError(
            f"the profile {edit.name} would not be what is written",
            why=why,
            next_step=f"Remove {key} there first.",
            file=credentials.path if setting.file == "credentials" else str(edit.path),
            line=setting.line,
        )
