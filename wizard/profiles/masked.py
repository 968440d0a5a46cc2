"""Both files as they may be kept in a case: line for line, no secret; and whether a profile works as they stand."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import which

from wizard.profiles.check import RoleSettings, examine
from wizard.profiles.diff import masked_text
from wizard.profiles.files import load_file
from wizard.profiles.problem import Problem
from wizard.profiles.reader import Which


def masked_files() -> tuple[str | None, str | None]:
    """The config and the credentials file, secrets masked. Raises ProfileError."""
    config, credentials = load_file("config").text, load_file("credentials").text
    return (
        masked_text(config) if config is not None else None,
        masked_text(credentials) if credentials is not None else None,
    )


def problems_of(name: str, role: RoleSettings | None = None) -> tuple[Problem, ...]:
    """What stops a profile, as the files are now. Raises ProfileError where they cannot be read."""
    config, credentials = load_file("config"), load_file("credentials")
    paths: dict[Which, str] = {"config": config.path, "credentials": credentials.path}
    return examine(name, config.data, credentials.data, os.environ, role=role, paths=paths, find=which).problems


def problems_with(path: Path, text: bytes, name: str) -> tuple[Problem, ...]:
    """What would stop a profile if the file at ``path`` held this text. Raises ProfileError."""
    files = load_file("config"), load_file("credentials")
    config, credentials = (text if Path(file.path) == path else file.data for file in files)
    paths: dict[Which, str] = {file.which: file.path for file in files}
    return examine(name, config, credentials, paths=paths, find=which).problems
