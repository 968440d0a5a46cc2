"""The keys that a person chose in the config file, held against the list of all keys."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

from textual.binding import Binding
from textual.keys import REPLACED_KEYS, Keys

from wizard.settings import SettingsError
from wizard.ui import keys

ACTIONS: Mapping[str, frozenset[str]] = {
    one.id: frozenset(one.key.split(","))
    for name, bindings in vars(keys).items()
    if name.isupper() and isinstance(bindings, list)
    for one in bindings
    if isinstance(one, Binding) and one.id
}
"""The id of every action, with its keys as they come."""

_MODIFIERS = {"ctrl", "shift", "alt", "super", "hyper", "meta"}
_NAMES = {key.value for key in Keys} | set(REPLACED_KEYS)
_SHORT = {name: short for short, name in REPLACED_KEYS.items()}


def checked(chosen: Mapping[str, str]) -> dict[str, str]:
    """The chosen keys as Textual takes them. Raises SettingsError for what is unknown, or used twice."""
    keymap = {action: _keys(action, written) for action, written in chosen.items()}
    now = {action: frozenset(keymap[action]) if action in keymap else usual for action, usual in ACTIONS.items()}
    for action in keymap:
        for other, others in now.items():
            both = sorted(now[action] & others)
            if other != action and both and not ACTIONS[action] & ACTIONS[other]:
                raise SettingsError(
                    f"keys.{action}: {both[0]} is the key of {other} already", f"Take another key, or move {other} too."
                )
    return {action: ",".join(one) for action, one in keymap.items()}


def _keys(action: str, written: str) -> list[str]:
    if action not in ACTIONS:
        near = get_close_matches(action, ACTIONS, 1)
        hint = f"Did you mean {near[0]}?" if near else f"The actions: {', '.join(ACTIONS)}."
        raise SettingsError(f"keys.{action}: there is no such action", hint)
    return [_key(action, key.strip()) for key in written.split(",")]


def _key(action: str, key: str) -> str:
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    if len(name) == 1 and not name.isalnum():  # Textual calls signs by their Unicode names, a few by shorter ones
        name = unicodedata.name(name, "").lower().replace("-", "_").replace(" ", "_")
        name = _SHORT.get(name, name)
    if not set(modifiers) <= _MODIFIERS or not (len(name) == 1 or name in _NAMES or _is_sign(name)):
        raise SettingsError(f"keys.{action}: there is no key {key!r}", "Write it as in f5, ctrl+n, alt+right or slash.")
    return "+".join((*modifiers, name))


def _is_sign(name: str) -> bool:
    try:
        unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return False
    return True
