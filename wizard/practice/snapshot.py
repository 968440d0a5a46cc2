"""A lesson left in the middle, as JSON, and back again: its world, its config file, the hints that were taken.

Keys, tokens and the seeds of MFA devices are not in it: a lesson that goes on gets new keys, and a seed follows from
its device's serial number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from wizard import state
from wizard.practice import identifiers
from wizard.practice.world import MfaDevice, World


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where a learner left off."""

    lesson: str
    world: World
    config: str  # the text of the config file
    home: str  # the folder and the endpoint that the text speaks of
    endpoint_url: str
    hints_taken: int = 0
    touched: bool = True  # whether anything was done in it


def keep(snapshot: Snapshot) -> None:
    """Write a snapshot into the state folder, in place of an older one of that lesson. Raises StateError."""
    state.write(_file(snapshot.lesson), json.dumps(_encoded(snapshot)))


def kept(lesson: str) -> Snapshot | None:
    """The snapshot of a lesson; None where there is none, or one that cannot be read any more."""
    try:
        found = _decoded(Snapshot, json.loads(state.read(_file(lesson)) or ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return found if isinstance(found, Snapshot) and found.lesson == lesson else None


def forget(lesson: str) -> None:
    """Remove a lesson's snapshot, if there is one."""
    state.remove(_file(lesson))


def _file(lesson: str) -> str:
    return f"practice-{lesson}.json"


def _encoded(value: Any) -> Any:
    if is_dataclass(value):
        names = [field.name for field in fields(value) if not (isinstance(value, MfaDevice) and field.name == "seed")]
        return {name: _encoded(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {key: _encoded(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_encoded(item) for item in value]
    return value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _decoded(kind: Any, value: Any) -> Any:
    """A value of a declared type out of its JSON. Raises TypeError or KeyError where it does not fit."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        kinds = [one for one in inner if one is not NoneType]
        return None if value is None else _decoded(kinds[0], value)
    if origin is tuple:
        return tuple(_decoded(inner[0], item) for item in value)
    if origin is not None and origin is not Literal and issubclass(origin, Mapping):
        return {key: _decoded(inner[1], item) for key, item in value.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        known = _hints(kind)
        given = {name: _decoded(known[name], item) for name, item in value.items()}
        if kind is MfaDevice:
            given["seed"] = identifiers.mfa_seed(given["serial"])
        return kind(**given)
    return value
