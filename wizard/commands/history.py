"""`role-wizard history`: every change ever applied, oldest first."""

from __future__ import annotations

import json as json_format
from collections.abc import Iterator
from dataclasses import asdict

from wizard import exit_status
from wizard.flow.journal import Entry, Journal, to_json
from wizard.plain.render import prose

_BELOW = " " * 10


def run(*, json: bool) -> int:
    """List the journal: for people three lines a change, as JSON one array."""
    entries = Journal().entries()
    if json:
        print(json_format.dumps([_as_json(entry) for entry in entries], ensure_ascii=False))
        return exit_status.AS_WISHED
    if not entries:
        print("No change was ever applied on real AWS; what a practice lesson changed is not kept.")
        return exit_status.AS_WISHED
    for entry in entries:
        print("\n".join(_told(entry)))
    if any(entry.undoable for entry in entries):
        told = "`role-wizard undo ID` takes a change back; without an id the last one that stands."
        print("\n".join(["", *prose(told)]))
    return exit_status.AS_WISHED


def _told(entry: Entry) -> Iterator[str]:
    """What was changed, where and by whom, and what became of it."""
    yield from prose(
        f"{entry.id}  {entry.when.astimezone():%Y-%m-%d %H:%M}  {entry.status}  {entry.title}", hanging=_BELOW
    )
    yield f"{_BELOW}{entry.target}"
    if entry.identity:
        yield from prose(f"by {entry.identity}", _BELOW)
    if entry.dropped is not None and entry.made_room is not False:
        made = "made" if entry.made_room else "may have made"
        yield from prose(f"its version {entry.dropped.version_id} {made} room; --json has the text of it", _BELOW)
    if entry.status == "failed":
        yield from prose(entry.detail, _BELOW)
    if entry.status == "unknown":
        told = "it is certain that it was begun, and not what came of it; undo looks at what is there"
        yield from prose(told, _BELOW)


def _as_json(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "when": entry.when.isoformat(),
        "status": entry.status,
        "title": entry.title,
        "target": entry.target,
        "identity": entry.identity or None,
        "detail": entry.detail or None,
        "undoable": entry.undoable,
        "takes_back": entry.takes_back.id if entry.takes_back is not None else None,
        "change": to_json(entry.change),
        "dropped": asdict(entry.dropped) if entry.dropped is not None and entry.made_room is not False else None,
    }
