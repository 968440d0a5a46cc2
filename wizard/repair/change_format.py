"""A change as JSON and back: in a hand-over, and in the journal."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import get_args

from wizard.engine.case_error import CaseError
from wizard.engine.case_format import read_case
from wizard.engine.decision import Layer
from wizard.engine.typed import Any, TypeVar
from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProfileChange,
    ProviderChange,
    RequestChange,
    RoleSettingChange,
    TrustPolicyChange,
)

_KINDS: dict[str, type[Change]] = {
    "request": RequestChange,
    "trust_policy": TrustPolicyChange,
    "inline_policy": InlinePolicyChange,
    "managed_policy": ManagedPolicyChange,
    "attachment": AttachmentChange,
    "provider": ProviderChange,
    "role": RoleSettingChange,
    "profile": ProfileChange,
    "ask": Ask,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class ChangeError(ValueError):
    """What is no change of this program's: its place, and what is wrong with it."""


def change_to_json(change: Change) -> dict[str, Any]:
    """A change as an object: its kind and its fields."""
    values = {item.name: getattr(change, item.name) for item in fields(change)}
    plain = {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}
    return {"kind": _NAMES[type(change)], **plain}


def change_from_json(item: object, place: str = "change") -> Change:
    """The change that `change_to_json` wrote. Raises ChangeError."""
    kind = _KINDS.get(str(item.get("kind"))) if isinstance(item, Mapping) else None
    if kind is None or not isinstance(item, Mapping):
        raise ChangeError(f"{place}: its kind is none of {', '.join(_KINDS)}")
    change = fitted(kind, item, place)
    if isinstance(change, RequestChange):
        _check_request(change, f"{place}.set")
    return change


def _check_request(change: RequestChange, place: str) -> None:
    """Raises ChangeError where it sets what no request has."""
    given = {name: value for name, value in change.set.items() if value is not None}
    try:
        read_case({"request": {"role_arn": "arn:aws:iam::111122223333:role/Any", **given}})
    except CaseError as error:
        raise ChangeError(f"{place}: {error}") from None


T = TypeVar("T")


def fitted(kind: type[T], item: Mapping[str, object], place: str) -> T:
    """A value of a frozen class out of a JSON object. Raises ChangeError where a field is missing or does not fit."""
    given = {name: item[name] for name in kind.__annotations__ if name in item}
    for name, value in given.items():
        if not any(_FITS[each](value) for each in kind.__annotations__[name].split(" | ")):
            raise ChangeError(f"{place}.{name}: it cannot be {json.dumps(value)[:40]}")
    try:
        return kind(**given)
    except TypeError as error:
        raise ChangeError(f"{place}: {error}") from None


_FITS: Mapping[str, Callable[[object], bool]] = {
    "None": lambda value: value is None,
    "str": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: isinstance(value, int),
    "object": lambda value: True,
    "Layer": lambda value: value in get_args(Layer),
    "Mapping[str, object]": lambda value: isinstance(value, Mapping),
    "Mapping[str, str]": lambda value: isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values()),
}
"""What a field may hold, by its annotation."""
