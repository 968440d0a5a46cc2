"""A policy's text from the person's editor or from a file, looked at until it can be previewed or is dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from wizard import named_file, own_editor
from wizard.plain import telling
from wizard.plain.asker import Option
from wizard.plain.step import Talk

Look = Callable[[str], telling.Draft]
"""What the flow says of a text."""

Next = Literal["preview", "edit", "file", "drop"]


def edited(talk: Talk, text: str, look: Look, limit: int) -> str | None:
    """The text after the editor, once it can be previewed; None where it was dropped."""
    return _settled(talk, text, "edit", look, limit)


def from_file(talk: Talk, look: Look, limit: int) -> str | None:
    """The text of a file, once it can be previewed; None where it was dropped."""
    return _settled(talk, "", "file", look, limit)


def looked_at(talk: Talk, text: str, look: Look, limit: int) -> str | None:
    """A text that is there already, once it can be previewed; None where it was dropped."""
    draft = look(text)
    if draft.savable:
        return text
    talk.tell(telling.draft(draft, limit))
    following = _next(talk, savable=False)
    return _settled(talk, text, following, look, limit) if following != "drop" else None


def can_edit() -> bool:
    """Whether there is an editor to offer."""
    return own_editor.command() is not None


def _settled(talk: Talk, text: str, first: Next, look: Look, limit: int) -> str | None:
    following: Next = first
    while following in ("edit", "file"):
        new = _edited(talk, text) if following == "edit" else _read(talk)
        if new is not None:
            text = new
        elif not text:
            return None
        draft = look(text)
        talk.tell(telling.draft(draft, limit))
        following = _next(talk, draft.savable)
    return text if following == "preview" else None


def _next(talk: Talk, savable: bool) -> Next:
    options: list[Option[Next]] = [Option("Preview it", "preview")] if savable else []
    if can_edit():
        options.append(Option("Edit it again", "edit"))
    options += [Option("Take the text from a file", "file"), Option("Drop it", "drop")]
    return talk.ask.choose("What next with this text?", options)


def _edited(talk: Talk, text: str) -> str | None:
    try:
        return talk.ask.edit(text)
    except own_editor.EditorFailed as failed:
        talk.say(str(failed))
    return None


def _read(talk: Talk) -> str | None:
    name = talk.ask.text("File")
    if not name:
        return None
    try:
        return named_file.text_of(name)
    except named_file.Unreadable as unreadable:
        talk.say(f"{unreadable}.")
    return None
