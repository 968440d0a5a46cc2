"""The file that a hand-over is kept in: changes as JSON and back, alone or in a comment of the Markdown."""

from __future__ import annotations

import json
import re
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

FORMAT = "role-wizard-handover/1"
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


class HandoverError(ValueError):
    """A file that is no hand-over, or one that was damaged: what is wrong with it."""


def read(text: str) -> dict[str, Any]:
    """The JSON object in a hand-over file, Markdown or JSON. Raises HandoverError."""
    match = _EMBEDDED.search(text)
    try:
        document = json.loads(match[1] if match else text)
    except (ValueError, RecursionError):
        raise HandoverError("this file is no hand-over: it holds no JSON that begins with its format") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise HandoverError(f'this file is no hand-over: its format is not "{FORMAT}"')
    return document


def changes(document: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes that a hand-over asks for, in its order. Raises HandoverError."""
    listed = document.get("changes")
    if not isinstance(listed, list):
        raise HandoverError("changes: a list is wanted")
    return tuple(change_from_json(item, f"changes[{number}]") for number, item in enumerate(listed))


def change_to_json(change: Change) -> dict[str, Any]:
    """A change as an object: its kind and its fields."""
    values = {item.name: getattr(change, item.name) for item in fields(change)}
    plain = {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}
    return {"kind": _NAMES[type(change)], **plain}


def change_from_json(item: object, place: str = "change") -> Change:
    """The change that `change_to_json` wrote. Raises HandoverError."""
    kind = _KINDS.get(str(item.get("kind"))) if isinstance(item, Mapping) else None
    if kind is None or not isinstance(item, Mapping):
        raise HandoverError(f"{place}: its kind is none of {', '.join(_KINDS)}")
    names = [field.name for field in fields(kind)]
    try:
        return kind(**{name: item[name] for name in names if name in item})
    except TypeError as error:
        raise HandoverError(f"{place}: {error}") from None


def embedded(document: Mapping[str, Any]) -> str:
    """The JSON as an HTML comment, in which neither ``--`` nor ``>`` may stand; `read` finds it there."""
    text = json.dumps(document, ensure_ascii=True).replace("--", "-\\u002d").replace(">", "\\u003e")
    return f"<!-- role-wizard {text} -->"


_EMBEDDED = re.compile(r"<!-- role-wizard (\{.*?\}) -->", re.DOTALL)
