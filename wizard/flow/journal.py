"""The append-only record of every change, written before the call it records, and the way back.

A change is two lines: `intended` before the call, then `applied` or `failed` after it. A line without a second one
is a change whose outcome nobody saw: it is shown as `unknown`, and undo looks at what is really there.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from wizard import state
from wizard.aws.gateway import AwsFailure, DroppedVersion
from wizard.engine.frozen import frozen, replace
from wizard.repair.change import Change, RequestChange
from wizard.repair.change_format import ChangeError, change_from_json, change_to_json, fitted

FILE = "journal.jsonl"
Status = Literal["applied", "failed", "unknown", "undone"]
NEVER_MADE = "AWS was looked at afterwards: the change was never made"


@frozen
class ProfileFileChange:
    """A config file written by step 5: the backup is the way back."""

    path: str
    profile: str
    backup: str | None
    after_sha256: str
    existed: bool = True  # False: the file was made, so the way back is to remove it
    before_sha256: str | None = None  # of the file as it was: tells a write that never came about


Recorded = Change | ProfileFileChange


@frozen
class Entry:
    """One change ever intended, and what became of it."""

    id: str
    when: datetime
    title: str
    target: str
    identity: str
    change: Recorded
    status: Status
    detail: str = ""
    endpoint: str | None = None  # of another AWS than the real one
    role: str | None = None  # the request that it was about: the way back is decided for it
    caller: str | None = None
    caller_profile: str | None = None  # with which profiles it was made: the way back takes them, too
    role_profile: str | None = None
    request: RequestChange | None = None  # what that request carried
    mfa_serial: str | None = None
    dropped: DroppedVersion | None = None  # of a managed policy, to make room: its text is kept here alone
    takes_back: Entry | None = None  # as it was when this way back was made

    @property
    def undoable(self) -> bool:
        """Whether there is anything to take back."""
        return self.status in ("applied", "unknown")

    @property
    def made_room(self) -> bool | None:
        """Whether ``dropped`` is really gone: a change may fail before that, or after; None where nobody knows."""
        if self.dropped is None:
            return False
        if self.status == "unknown" or self.detail == NEVER_MADE:
            return None
        return self.status != "failed" or self.dropped.gone in self.detail


class Journal:
    """Writes and reads the record.

    ``endpoint`` (by default the one that the environment names) marks changes made on another AWS than the real one;
    ``folder`` keeps practice apart from real life.
    """

    def __init__(self, endpoint: str | None = None, folder: Path | None = None) -> None:
        self.endpoint = endpoint or os.environ.get("AWS_ENDPOINT_URL_IAM") or os.environ.get("AWS_ENDPOINT_URL")
        self._folder = folder

    def intend(
        self,
        change: Recorded,
        *,
        title: str,
        target: str,
        identity: str,
        when: datetime,
        role: str | None = None,
        caller: str | None = None,
        caller_profile: str | None = None,
        role_profile: str | None = None,
        request: RequestChange | None = None,
        mfa_serial: str | None = None,
        dropped: DroppedVersion | None = None,
        takes_back: str | None = None,
    ) -> str:
        """Record a change right before it is made; returns its id. On disk when this returns.

        Raises AwsFailure where it cannot be recorded, since such a change may not be made.
        """
        record = {
            "event": "intended",
            "id": (entry_id := secrets.token_hex(4)),
            "when": when.isoformat(),
            "title": title,
            "target": target,
            "identity": identity,
            "endpoint": self.endpoint,
            "role": role,
            "caller": caller,
            "caller_profile": caller_profile,
            "role_profile": role_profile,
            "request": None if request is None else change_to_json(request),
            "mfa_serial": mfa_serial,
            "dropped": None if dropped is None else {"version_id": dropped.version_id, "document": dropped.document},
            "takes_back": takes_back,
            "change": to_json(change),
        }
        try:
            state.append(FILE, record, self._folder)
        except state.StateError as error:
            raise AwsFailure("configuration", "Nothing was changed", str(error), error.next_step) from error
        return entry_id

    def applied(self, entry_id: str, detail: str, backup: str | None = None, identity: str | None = None) -> None:
        """Record that it was done. ``backup``: the copy of the file as it was before. ``identity``: who did it, where
        it was not the one who was to do it."""
        self._follow({"event": "applied", "id": entry_id, "detail": detail, "backup": backup, "identity": identity})

    def failed(self, entry_id: str, detail: str) -> None:
        """Record that AWS refused it."""
        self._follow({"event": "failed", "id": entry_id, "detail": detail})

    def undone(self, entry_id: str) -> None:
        """Record that a change was taken back."""
        self._follow({"event": "undone", "id": entry_id})

    def _follow(self, record: Mapping[str, object]) -> None:
        """The second line. Where it cannot be written the change stays `unknown`, which is true."""
        with contextlib.suppress(state.StateError):
            state.append(FILE, record, self._folder)

    def entries(self) -> tuple[Entry, ...]:
        """Every change, oldest first. Raises StateError."""
        found: dict[str, Entry] = {}
        for line in state.lines(FILE, self._folder):
            entry_id = str(line.get("id"))
            event = line.get("event")
            if event == "intended":
                entry = _entry(entry_id, line)
                if entry is not None:
                    found[entry_id] = replace(entry, takes_back=found.get(str(line.get("takes_back"))))
            elif entry_id in found and event in ("applied", "failed", "undone"):
                found[entry_id] = _followed(found[entry_id], event, line)
        return tuple(found.values())


_FILE_KIND = "profile_file"


def to_json(change: Recorded) -> dict[str, object]:
    """A change as JSON."""
    if isinstance(change, ProfileFileChange):
        return {"kind": _FILE_KIND, **{name: getattr(change, name) for name in change.__match_args__}}
    return change_to_json(change)


def from_json(record: Mapping[str, object]) -> Recorded | None:
    """The change behind `to_json`; None where the record is not one of ours."""
    try:
        if record.get("kind") == _FILE_KIND:
            change = fitted(ProfileFileChange, record, _FILE_KIND)
            return change if _can_be_there(change.path) and _can_be_there(change.backup or "") else None
        return change_from_json(record)
    except ChangeError:
        return None


def _can_be_there(path: str) -> bool:
    """Whether a file can have that path: a damaged record may hold what no file system takes."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def _followed(entry: Entry, event: Status, line: Mapping[str, object]) -> Entry:
    change = entry.change
    backup = line.get("backup")
    if isinstance(change, ProfileFileChange) and isinstance(backup, str) and _can_be_there(backup):
        change = replace(change, backup=backup)
    detail = str(line.get("detail", "")) or entry.detail
    identity = line.get("identity")
    by = identity if isinstance(identity, str) else entry.identity
    return replace(entry, status=event, detail=detail, change=change, identity=by)


def _entry(entry_id: str, line: Mapping[str, object]) -> Entry | None:
    record = line.get("change")
    change = from_json(record) if isinstance(record, dict) else None
    try:
        when = datetime.fromisoformat(str(line.get("when"))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if change is None:
        return None

    def text(key: str) -> str | None:
        value = line.get(key)
        return value if isinstance(value, str) else None

    return Entry(
        id=entry_id,
        when=when,
        title=str(line.get("title", "")),
        target=str(line.get("target", "")),
        identity=str(line.get("identity", "")),
        change=change,
        status="unknown",
        endpoint=text("endpoint"),
        role=text("role"),
        caller=text("caller"),
        caller_profile=text("caller_profile"),
        role_profile=text("role_profile"),
        request=_request(line.get("request")),
        mfa_serial=text("mfa_serial"),
        dropped=_dropped(line.get("dropped")),
    )


def _request(record: object) -> RequestChange | None:
    try:
        change = change_from_json(record) if isinstance(record, dict) else None
    except ChangeError:
        return None
    return change if isinstance(change, RequestChange) else None


def _dropped(record: object) -> DroppedVersion | None:
    try:
        return fitted(DroppedVersion, record, "dropped") if isinstance(record, dict) else None
    except ChangeError:
        return None
