"""The two files → profiles, merged as botocore merges them, with the place of every header and key.

Botocore itself is not imported, so that checking stays light; the tests hold this file against botocore's loader.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Literal

from wizard.engine.frozen import field, frozen
from wizard.profiles.error import ProfileError as ProfileError
from wizard.profiles.scan import DEFAULTS, Fault, Option, Scan, Section, scan

Which = Literal["config", "credentials"]
Value = str | Mapping[str, str]

# two words in which shlex finds nothing to do; it is slow, and files have thousands of them
_PLAIN = re.compile(r"[A-Za-z0-9-]+[ \t]+([A-Za-z0-9_.@+=,:/-]+)")


@frozen
class Setting:
    """A value and where it stands. A nested block is a mapping."""

    key: str
    value: Value
    file: Which
    line: int

    @property
    def text(self) -> str:
        """The value where one word is wanted; a nested block is none."""
        return self.value if isinstance(self.value, str) else ""


Settings = Mapping[str, Setting]


@frozen
class Profile:
    """One profile: what each file says of it. A line is that of the header that counts."""

    name: str
    config: Settings = field(default_factory=dict)
    credentials: Settings = field(default_factory=dict)
    config_line: int | None = None
    credentials_line: int | None = None

    @property
    def settings(self) -> Settings:
        """Key by key, the credentials file wins."""
        return {**self.config, **self.credentials}

    @property
    def file(self) -> Which:
        """The file to name for the profile as a whole."""
        return "config" if self.config_line is not None else "credentials"

    @property
    def line(self) -> int | None:
        """The line of its header."""
        return self.config_line if self.config_line is not None else self.credentials_line


@frozen
class Stray:
    """A section of the config file that is no profile, and is nothing else either."""

    name: str
    line: int
    keys: tuple[str, ...]


@frozen
class Replaced:
    """A profile's section that a later one in the same file replaces whole."""

    name: str
    line: int
    by: int


@frozen
class Profiles:
    """Everything that botocore would load from the two files."""

    named: Mapping[str, Profile] = field(default_factory=dict)
    sso_sessions: Mapping[str, Settings] = field(default_factory=dict)
    strays: tuple[Stray, ...] = ()
    replaced: tuple[Replaced, ...] = ()

    @property
    def settings(self) -> Mapping[str, Mapping[str, str]]:
        """Every profile's merged settings as plain text; nested blocks are left out."""
        return {
            name: {key: setting.text for key, setting in profile.settings.items() if isinstance(setting.value, str)}
            for name, profile in self.named.items()
        }

    def __contains__(self, name: str) -> bool:
        return name in self.named

    def __getitem__(self, name: str) -> Profile:
        return self.named[name]


def read(config_text: str | None, credentials_text: str | None) -> Profiles:
    """The profiles of the two files; ``None`` is a file that does not exist.

    Raises ProfileError, with the line, where botocore refuses a file.
    """
    return merge(sound("config", config_text), sound("credentials", credentials_text))


def sound(file: Which, text: str | None, path: str | None = None) -> Scan:
    """The scan of a file that botocore can parse. Raises ProfileError, with the line, if it cannot."""
    scanned = scan(text or "")
    if scanned.fault is not None:
        raise malformed(scanned.fault, path or file)
    return scanned


def malformed(fault: Fault, path: str) -> ProfileError:
    """The fault as an error."""
    return ProfileError(
        "botocore refuses the whole file",
        why=fault.what,
        next_step="Repair that line, or let `role-wizard profile check --fix` propose it.",
        file=path,
        line=fault.line,
    )


def decode(data: bytes, path: str) -> str:
    """The text of a file. Raises ProfileError with the line of the first byte that is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = encoding_fault(data, error)
        raise malformed(fault, path) from None


def encoding_fault(data: bytes, error: UnicodeDecodeError) -> Fault:
    """Where the text stops being UTF-8."""
    before = data[: error.start].decode("utf-8")
    line = before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    return Fault("encoding", line, f"the byte 0x{data[error.start]:02x} is not UTF-8")


def merge(config: Scan, credentials: Scan) -> Profiles:
    """What two sound files say together."""
    named: dict[str, Profile] = {}
    sso_sessions: dict[str, Settings] = {}
    strays: list[Stray] = []
    replaced: list[Replaced] = []
    shared = inherited(config, "config")
    for section in config.sections:
        if section.name == DEFAULTS:
            continue
        settings = _settings(section, shared, "config")
        name = profile_name(section.name)
        if name is not None:
            if name in named:
                replaced.append(Replaced(name, named[name].config_line or 0, section.line))
            named[name] = Profile(name, settings, config_line=section.line)
        elif section.name.startswith("profile") or not section.name.startswith(("sso-session", "services")):
            strays.append(Stray(section.name, section.line, tuple(option.key for option in section.options)))
        elif section.name.startswith("sso-session") and (session := _second_word(section.name)) is not None:
            sso_sessions[session] = settings
    shared = inherited(credentials, "credentials")
    for section in credentials.sections:
        if section.name == DEFAULTS:
            continue
        settings = _settings(section, shared, "credentials")
        known = named.get(section.name, Profile(section.name))
        named[section.name] = Profile(
            section.name, known.config, settings, known.config_line, credentials_line=section.line
        )
    return Profiles(named, sso_sessions, tuple(strays), tuple(replaced))


def profile_name(section: str) -> str | None:
    """The profile that a config file's section defines, if any."""
    if section == "default":
        return section
    return _second_word(section) if section.startswith("profile") else None


def section_name(profile: str) -> str:
    """The config file's section for a new profile; quoted only where it must be."""
    if profile == "default":
        return profile
    plain = f"profile {profile}"
    return plain if _second_word(plain) == profile else f"profile {shlex.quote(profile)}"


def nested(value: str) -> dict[str, str]:
    """A nested block's keys and values."""
    pairs = (line.partition("=") for line in value.splitlines() if line.strip())
    return {key.strip(): text.strip() for key, _, text in pairs}


def _second_word(section: str) -> str | None:
    plain = _PLAIN.fullmatch(section)
    if plain is not None:
        return plain[1]
    try:
        words = shlex.split(section)
    except ValueError:
        return None
    return words[1] if len(words) == 2 else None


def inherited(scanned: Scan, file: Which) -> dict[str, Setting]:
    """The settings that ``[DEFAULT]`` gives to every section."""
    return {
        option.key: _setting(option, file)
        for section in scanned.sections
        if section.name == DEFAULTS
        for option in section.options
    }


def _settings(section: Section, shared: dict[str, Setting], file: Which) -> dict[str, Setting]:
    own = {option.key: _setting(option, file) for option in section.options}
    return {**shared, **own} if shared else own


def _setting(option: Option, file: Which) -> Setting:
    return Setting(option.key, nested(option.value) if option.nested else option.value, file, option.line)
