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
    """A file that is no hand-over, or one that was damaged: what is wrong with it, and what to do."""

    def __init__(self, what: str, next_step: str | None = None) -> None:
        super().__init__(what)
        self.next_step = next_step or (
            "Give the whole file as it was saved: its last line is a comment that holds what is read here."
        )


def read(text: str) -> dict[str, Any]:
    """The JSON object in a hand-over file, Markdown or JSON. Raises HandoverError."""
    match = _EMBEDDED.search(text)
    try:
        document = json.loads(match[1] if match else text)
    except (ValueError, RecursionError):
        raise HandoverError("this file is no hand-over that role-wizard saved") from None
    form = document.get("format") if isinstance(document, dict) else None
    if isinstance(document, dict) and form == FORMAT:
        return document
    if isinstance(form, str) and form.startswith(FORMAT.rpartition("/")[0]):
        raise HandoverError(
            f'another role-wizard wrote this hand-over: its format is "{form}", and this one reads "{FORMAT}"',
            "Install that role-wizard's version (`role-wizard --version` tells it), or go by the file's own words.",
        )
    raise HandoverError(f'this file is no hand-over: its format is not "{FORMAT}"')


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
