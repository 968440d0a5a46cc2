"""A policy's text from the person's editor or from a file, looked at until it can be previewed or is dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from wizard import named_file, own_editor
from wizard.flow.draft import Draft
from wizard.plain import telling
from wizard.plain.asker import Option
from wizard.plain.talk import Talk
from wizard.text_lines import text_lines

Look = Callable[[str], Draft]
"""What the flow says of a text."""

Next = Literal["preview", "edit", "show", "line", "file", "drop"]


def edited(talk: Talk, text: str, look: Look) -> str | None:
    """The text after the editor, once it can be previewed; None where it was dropped."""
    return _settled(talk, text, "edit", look)


def from_file(talk: Talk, look: Look) -> str | None:
    """The text of a file, once it can be previewed; None where it was dropped."""
    return _settled(talk, "", "file", look)


def by_line(talk: Talk, text: str, look: Look) -> str | None:
    """The text with lines written anew, once it can be previewed; None where it was dropped."""
    talk.tell(["", *telling.numbered(text), ""])
    return _settled(talk, text, "line", look)


def looked_at(talk: Talk, text: str, look: Look) -> str | None:
    """A text that is there already, once it can be previewed; None where it was dropped."""
    draft = look(text)
    if draft.savable:
        return text
    talk.tell(telling.draft(draft))
    following = _next(talk, savable=False)
    return _settled(talk, text, following, look) if following != "drop" else None


def can_edit() -> bool:
    """Whether there is an editor to offer."""
    return own_editor.command() is not None


def _settled(talk: Talk, text: str, first: Next, look: Look) -> str | None:
    following: Next = first
    while following not in ("preview", "drop"):
        if following == "show":
            talk.tell(["", *telling.numbered(text), ""])
            following = _next(talk, look(text).savable)
            continue
        new = _edited(talk, text) if following == "edit" else _read(talk) if following == "file" else _line(talk, text)
        if new is not None:
            text = new
        elif not text:
            return None
        draft = look(text)
        talk.tell(telling.draft(draft))
        following = _next(talk, draft.savable)
    return text if following == "preview" else None


def _next(talk: Talk, savable: bool) -> Next:
    options: list[Option[Next]] = [Option("Preview it", "preview")] if savable else []
    if can_edit():
        options.append(Option("Edit it again", "edit"))
    options += [
        Option("Show the text with line numbers", "show"),
        Option("Replace a line", "line"),
        Option("Take the text from a file", "file"),
        Option("Drop it", "drop"),
    ]
    return talk.ask.choose("What next with this text?", options)


def _line(talk: Talk, text: str) -> str | None:
    """The text with one line written anew; None where it stays."""
    lines = text_lines(text)
    typed = talk.ask.text(f"Which line, 1 to {len(lines)} (nothing cancels)")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= len(lines)):
        talk.say(f"There is no line {typed}. Nothing was replaced.")
        return None
    at = int(typed) - 1
    talk.say(f"Line {typed} is: {lines[at].strip()}")
    new = talk.ask.text("Its new text (nothing keeps it, - takes the line out)", lines[at].strip(), told=False)
    blank = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    lines[at : at + 1] = [blank + new] if new else []
    return "\n".join(lines) + "\n"


def _edited(talk: Talk, text: str) -> str | None:
    try:
        return talk.ask.edit(text)
    except own_editor.EditorFailed as failed:
        talk.say(str(failed))
    return None


def _read(talk: Talk) -> str | None:
    name = talk.ask.text("File (nothing cancels)")
    if not name:
        return None
    if talk.wizard.coach is not None and (home := named_file.in_home(name)) is not None:
        talk.say(f"There is no {name} here. It was taken from the lesson's home folder: {home}")
        name = str(home)
    try:
        return named_file.text_of(name)
    except named_file.Unreadable as unreadable:
        talk.say(f"{unreadable}.")
    return None
