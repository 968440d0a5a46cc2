"""The settings file: look, keys and default profiles of one person. Alone knows where it is and what it may hold.

Read before the first frame, so it costs next to nothing where there is none.
"""

from __future__ import annotations

import os
import sys

from wizard.engine.frozen import frozen
from wizard.engine.typed import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS: Final[Mapping[str, tuple[type, str]]] = {
    "theme": (str, "dark, light, ansi, or one of Textual's; --theme wins"),
    "plain": (bool, "true: questions and answers instead of screens, like --plain"),
    "profile": (str, "the caller's profile where neither --profile, START nor an AWS_* variable says who calls"),
    "role_profile": (str, "the profile that may read and repair the role's account; --role-profile wins"),
    "keys": (dict, "a table: an action's id = its keys, separated by commas"),
}
"""What may stand in the file, and what each is for."""

_KINDS: Final = {str: "a text in quotation marks", bool: "true or false", dict: "a table: write [keys]"}
_CALLERS: Final = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)
"""Variables that say who calls."""


@frozen
class Settings:
    """What the file says; what it leaves out is None, False or empty."""

    theme: str | None = None
    plain: bool = False
    profile: str | None = None
    role_profile: str | None = None
    keys: Mapping[str, str] = {}

    @property
    def caller_profile(self) -> str | None:
        """The default caller, unless the environment says who calls."""
        return None if any(os.environ.get(name) for name in _CALLERS) else self.profile


class SettingsError(Exception):
    """The file cannot be used as it is; the message names the place, ``next_step`` the way out."""

    kind = "configuration"

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(f"{place()}: {what}")
        self.next_step = next_step


def place() -> str:
    """Where the file is, if there is one; ``ROLE_WIZARD_CONFIG`` moves it."""
    chosen = os.environ.get("ROLE_WIZARD_CONFIG")
    if chosen:
        return os.path.expanduser(chosen)  # noqa: PTH111 - pathlib takes as long to import as all the rest
    if sys.platform == "linux":  # as platformdirs has it, which takes longer to import than the first frame may wait
        home = os.environ.get("XDG_CONFIG_HOME", "").strip() or os.path.expanduser("~/.config")  # noqa: PTH111
        return f"{home}/role-wizard/config.toml"
    import platformdirs

    return os.path.join(platformdirs.user_config_dir("role-wizard"), "config.toml")  # noqa: PTH118


_MOST = 1 << 20


def load() -> Settings:
    """Read the file; all defaults where there is none. Raises SettingsError."""
    try:
        with open(place(), "rb") as file:  # noqa: PTH123
            content = file.read(_MOST + 1)
    except FileNotFoundError:
        if os.environ.get("ROLE_WIZARD_CONFIG"):
            raise SettingsError("there is no such file", "Make it, or unset ROLE_WIZARD_CONFIG.") from None
        return Settings()
    except OSError as error:
        raise SettingsError(f"it cannot be read: {error.strerror}", "Make it readable, or move it away.") from error
    if len(content) > _MOST:  # a device has no end
        raise SettingsError(f"it has more than {_MOST >> 20} MiB", "Name a file that holds settings alone.")
    import tomllib

    try:
        found = tomllib.loads(content.decode("utf-8-sig"))  # some editors begin with a mark that TOML does not know
    except UnicodeDecodeError as error:
        raise SettingsError(f"it is not UTF-8 text (byte {error.start})", "Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"it is not TOML: {error}", 'Mend that line, for example: theme = "light"') from error
    except RecursionError as error:
        raise SettingsError("it is nested too deeply", "Keep the settings alone in it.") from error
    return _checked(found)


def _checked(found: dict[str, Any]) -> Settings:
    for name, value in found.items():
        if name not in SETTINGS:
            raise SettingsError(f"there is no setting {name}", _near(name, SETTINGS))
        kind, _ = SETTINGS[name]
        if not isinstance(value, kind):
            raise SettingsError(f"{name} is {value!r}", f"It is {_KINDS[kind]}.")
    for action, keys in found.get("keys", {}).items():
        if not isinstance(keys, str) or not keys.strip():
            raise SettingsError(f"keys.{action} is {keys!r}", 'Name its keys, for example: next = "f5,ctrl+n"')
    return Settings(**found)


def _near(name: str, known: Mapping[str, Any]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), 1)
    return f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
