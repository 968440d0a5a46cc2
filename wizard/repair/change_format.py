"""A change as JSON and back: in a hand-over, and in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from wizard.engine.typed import Any
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
    names = [field.name for field in fields(kind)]
    try:
        return kind(**{name: item[name] for name in names if name in item})
    except TypeError as error:
        raise ChangeError(f"{place}: {error}") from None
