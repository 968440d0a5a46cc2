"""The profile of a captured case: what stops it, and how it reads once repaired. Nothing of this machine is read."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.engine.case import Case
from wizard.profiles.editor import MANAGED
from wizard.profiles.error import ProfileError
from wizard.profiles.files import File
from wizard.profiles.mend import plan_mending
from wizard.profiles.problem import Problem
from wizard.profiles.reader import Which, read
from wizard.repair.profile_repairs import profile_problems, role_settings


def problems(case: Case) -> tuple[Problem, ...]:
    """What stops it, by the files that were captured."""
    return tuple(profile_problems(case))


def settings(case: Case) -> Mapping[str, str]:
    """The managed keys as the repairs leave them; none where no profile was captured, or it cannot be read."""
    captured = case.profile
    if captured is None:
        return {}
    files = _file("config", captured.config_file), _file("credentials", captured.credentials_file)
    try:
        after = plan_mending(captured.name, files, {}, role=role_settings(case)).after
        config, credentials = (
            None if data is None else data.decode() for data in (after["config"], after["credentials"])
        )
        profile = read(config, credentials).settings.get(captured.name, {})
    except ProfileError:
        return {}
    return {key: profile[key] for key in MANAGED if profile.get(key)}


def _file(which: Which, text: str | None) -> File:
    return File(which, which, None if text is None else text.encode())
