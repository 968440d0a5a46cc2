"""The file that a hand-over is kept in: JSON, alone or in a comment of the Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from wizard.engine.typed import Any
from wizard.repair.change import Change
from wizard.repair.change_format import ChangeError, change_from_json

FORMAT = "role-wizard-handover/1"


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
    try:
        return tuple(change_from_json(item, f"changes[{number}]") for number, item in enumerate(listed))
    except ChangeError as error:
        raise HandoverError(str(error)) from None


def embedded(document: Mapping[str, Any]) -> str:
    """The JSON as an HTML comment, in which neither ``--`` nor ``>`` may stand; `read` finds it there."""
    text = json.dumps(document, ensure_ascii=True).replace("--", "-\\u002d").replace(">", "\\u003e")
    return f"<!-- role-wizard {text} -->"


_EMBEDDED = re.compile(r"<!-- role-wizard (\{.*?\}) -->", re.DOTALL)


def readable(text: str) -> str:
    """The message as it is shown to people: without the comment, which the saved file keeps for `resume`."""
    return _EMBEDDED.sub("", text).rstrip("\n") + "\n" if _EMBEDDED.search(text) else text
