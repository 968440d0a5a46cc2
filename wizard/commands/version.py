"""`role-wizard --version -v`: the versions and files in use, for a bug report. Imports none of what it names."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Final, TextIO

from wizard import __version__, exit_status, settings, state
from wizard.profiles.files import path_of

PACKAGES: Final = ("textual", "boto3", "questionary")


def run(stdout: TextIO) -> int:
    """Print the versions, then the paths; a file that is not there is said to be missing."""
    print(f"role-wizard {__version__}", file=stdout)
    rows = [("python", platform.python_version()), *((name, _version(name)) for name in PACKAGES)]
    rows += [
        ("settings", _shown(settings.place())),
        ("config file", _shown(path_of("config"))),
        ("credentials", _shown(path_of("credentials"))),
        ("state folder", str(state.place())),
    ]
    for name, told in rows:
        print(f"{name:<13}{told}", file=stdout)
    return exit_status.AS_WISHED


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def _shown(path: str) -> str:
    return path if os.path.exists(path) else f"{path} (missing)"  # noqa: PTH110
