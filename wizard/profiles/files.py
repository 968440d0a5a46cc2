"""Where the two files are, and their bytes. Expansion is botocore's: ``$VAR``, then ``~``."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from wizard.engine.frozen import frozen
from wizard.profiles.error import ProfileError
from wizard.profiles.reader import Profiles, Which, decode, merge, sound

_VARIABLE: Mapping[Which, str] = {"config": "AWS_CONFIG_FILE", "credentials": "AWS_SHARED_CREDENTIALS_FILE"}
_USUAL: Mapping[Which, str] = {"config": "~/.aws/config", "credentials": "~/.aws/credentials"}


@frozen
class File:
    """One of the two files as it is on disk. `data` is ``None`` where botocore would see no file."""

    which: Which
    path: str
    data: bytes | None

    @property
    def text(self) -> str | None:
        """The file's text. Raises ProfileError if it is not UTF-8."""
        return None if self.data is None else decode(self.data, self.path)


def path_of(which: Which) -> str:
    """The path that botocore would open; empty where the variable that moves it is empty."""
    # botocore expands with os.path too, and pathlib raises where it leaves the `~` alone
    named = os.environ.get(_VARIABLE[which], _USUAL[which])
    return os.path.expanduser(os.path.expandvars(named))  # noqa: PTH111


def moved() -> str:
    """Where the environment has the files, unless that is their usual place: a sentence each, or nothing."""
    told = []
    for which, variable in _VARIABLE.items():
        path = path_of(which)
        if path != os.path.expanduser(_USUAL[which]):  # noqa: PTH111 - as above
            lacking = "" if os.path.isfile(path) else ", and there is no file of that name"  # noqa: PTH113 - as below
            told.append(f"{variable} names {path}{lacking}." if path else f"{variable} is set and empty.")
    return " ".join(told)


def target(which: Which = "config") -> Path:
    """The file to write, named as the user names it.

    Raises ProfileError where there is none to write: no home folder, an empty variable, a directory, a device.
    """
    named = path_of(which)
    if not named:
        raise ProfileError(
            f"{_VARIABLE[which]} is set and empty",
            why="it names no file",
            next_step=f"Unset it: unset {_VARIABLE[which]}",
        )
    if named.startswith("~"):
        raise ProfileError(
            f"no home folder is known, so {named} cannot be found",
            next_step=f"Set HOME, or name the file with {_VARIABLE[which]}.",
        )
    path = Path(named)
    refuse_special(path)
    return path


def refuse_special(path: Path) -> None:
    """Raises ProfileError where `path` is something other than a file, or than nothing at all."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        why = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        raise ProfileError("it cannot be reached", why=why, next_step="Look at the path.", file=str(path)) from None
    if not stat.S_ISREG(mode):
        kind = "a directory" if stat.S_ISDIR(mode) else "no ordinary file"
        raise ProfileError(
            f"this is {kind}", why="a profile is written to a file", next_step="Name another file.", file=str(path)
        )


def load_file(which: Which) -> File:
    """The file, or one without data where botocore passes it over: missing, a directory, a device, a dangling link.

    Raises ProfileError where it is there and may not be read (botocore would silently take it for empty).
    """
    named = path_of(which)
    if not os.path.isfile(named):  # noqa: PTH113 - botocore's own question
        return File(which, named, None)
    try:
        return File(which, named, Path(named).read_bytes())
    except OSError as error:
        raise ProfileError(
            "the file cannot be read",
            why=f"{error.strerror}; botocore silently takes it for empty",
            next_step=f"Make it readable: chmod u+r {named}",
            file=named,
        ) from None


def load() -> Profiles:
    """The profiles of this user's two files. Raises ProfileError where a file is broken or unreadable."""
    config, credentials = load_file("config"), load_file("credentials")
    return merge(sound("config", config.text, config.path), sound("credentials", credentials.text, credentials.path))
