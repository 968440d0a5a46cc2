"""The proof before a write: botocore itself loads the bytes as they were and as they would be.

The only file of this room that imports botocore, and only its loader, when it is called.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from wizard.engine.frozen import frozen
from wizard.profiles.editor import KEPT_UNLESS_NAMED, MANAGED
from wizard.profiles.error import ProfileError


@frozen
class Claim:
    """What a write claims of a profile: its settings, and what it has besides from ``[DEFAULT]`` if it is new."""

    name: str
    settings: Mapping[str, str]
    inherited: Mapping[str, object]


def prove(before: bytes, after: bytes, credentials: bytes | None, claim: Claim, path: str) -> None:
    """Raises ProfileError unless botocore reads the wanted profile exactly, and everything else as before."""
    name = claim.name
    old, new = _load(before, path), _load(after, path)
    old_profile = old["profiles"].pop(name, claim.inherited)
    new_profile = new["profiles"].pop(name, None)
    if new_profile is None or not _as_wanted(old_profile, new_profile, claim.settings):
        raise _refused(f"botocore would not read the profile {name} as it is wanted", path)
    if old != new:
        raise _refused("botocore would read another section differently than before", path)
    if credentials is not None:
        merged = {**new_profile, **_sections(credentials, path).get(name, {})}
        if any(merged.get(key) != new_profile.get(key) for key in claim.settings):
            raise _refused(f"the credentials file overrides the profile {name}", path)


def prove_repair(
    config: tuple[bytes | None, bytes | None],
    credentials: tuple[bytes | None, bytes | None],
    touched: Collection[str],
    path: str,
) -> None:
    """Raises ProfileError unless botocore loads both files as they would be (each pair: before, after).

    Where it could load them before, every profile that was not `touched` must read the same.
    """
    after = _merged(config[1], credentials[1], path)
    try:
        before = _merged(config[0], credentials[0], path)
    except ProfileError:
        return
    for name in before.keys() | after.keys():
        if name not in touched and before.get(name) != after.get(name):
            raise _refused(f"botocore would read the profile {name} differently than before", path)


def _merged(config: bytes | None, credentials: bytes | None, path: str) -> dict[str, Any]:
    profiles: dict[str, Any] = _load(config, path)["profiles"] if config is not None else {}
    if credentials is not None:
        for name, settings in _sections(credentials, path).items():
            profiles[name] = {**profiles.get(name, {}), **settings}
    return profiles


def _as_wanted(old: Mapping[str, object], new: Mapping[str, object], settings: Mapping[str, str]) -> bool:
    kept = {key: value for key, value in old.items() if key not in MANAGED or key in KEPT_UNLESS_NAMED}
    return new == {**kept, **settings}


def _load(data: bytes, path: str) -> dict[str, Any]:
    import botocore.configloader

    with _readable(data, path) as copy:
        loaded: dict[str, Any] = botocore.configloader.load_config(copy)
    return loaded


def _sections(data: bytes, path: str) -> dict[str, Any]:
    import botocore.configloader

    with _readable(data, path) as copy:
        loaded: dict[str, Any] = botocore.configloader.raw_config_parse(copy)
    return loaded


@contextmanager
def _readable(data: bytes, path: str) -> Iterator[str]:
    """A path at which botocore finds the bytes: in memory where the system has such files, else a private one."""
    import botocore.exceptions

    try:
        if hasattr(os, "memfd_create"):
            with os.fdopen(os.memfd_create("config"), "wb") as file:
                file.write(data)
                file.flush()
                yield f"/proc/self/fd/{file.fileno()}"
        else:
            with tempfile.NamedTemporaryFile() as file:
                file.write(data)
                file.flush()
                yield file.name
    except OSError as error:
        raise _refused(f"the result could not be tried ({error.strerror})", path) from None
    except (botocore.exceptions.ConfigParseError, botocore.exceptions.ConfigNotFound):
        raise _refused("botocore could not load the result", path) from None


def _refused(what: str, path: str) -> ProfileError:
    return ProfileError(what, why="nothing was written", next_step="Edit the file by hand.", file=path)
