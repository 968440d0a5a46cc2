"""Which profile was meant, or could be named, as the source of credentials.

Thousands of profiles may all lack the same source: what is said of them is looked up once.
"""

from __future__ import annotations

from functools import lru_cache

from wizard.profiles.problem import Files
from wizard.profiles.providers import STATIC, assumes_role, has_static
from wizard.profiles.spelling import nearest

_SHOWN = 6
"""So many profiles are named at most where any of them would do."""


@lru_cache(maxsize=256)
def near(files: Files, name: str, *, sound: bool = False) -> str | None:
    """The profile whose name looks most like one that is not there; ``sound``: of those that lead on."""
    return nearest(name, _sound(files) if sound else files.profiles.named)


@lru_cache(maxsize=4)
def some(files: Files) -> str:
    """A few of those that lead on to credentials, as a sentence names them."""
    return named(_sound(files))


@lru_cache(maxsize=4)
def _sound(files: Files) -> tuple[str, ...]:
    """The profiles that lead on to credentials, not to a missing profile or round in a circle."""
    return tuple(name for name in files.profiles.named if dead_end(files, name) is None)


def dead_end(files: Files, name: str) -> str | None:
    """Where the source profiles from this one on come to a dead end: a missing profile, or one met twice."""
    seen: set[str] = set()
    while name in files.profiles:
        settings = files.profiles[name].settings
        if has_static(settings) or not assumes_role(settings) or "source_profile" not in settings:
            return None
        if name in seen:
            return name
        seen.add(name)
        name = settings["source_profile"].text
    return name


@lru_cache(maxsize=4)
def with_keys(files: Files) -> tuple[str, ...]:
    """The profiles with keys of their own."""
    profiles = files.profiles.named.values()
    return tuple(profile.name for profile in profiles if all(key in profile.settings for key in STATIC))


def named(names: tuple[str, ...]) -> str:
    """The first few names, for the end of a sentence; nothing where there are none."""
    shown = sorted(names)[:_SHOWN]
    return f" ({', '.join(shown)}{', …' if len(names) > _SHOWN else ''})" if shown else ""
