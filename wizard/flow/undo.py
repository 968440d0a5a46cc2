"""Taking a change back: which one, what the way back would change, and the refusal where somebody changed it since."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from wizard.aws.gateway import Aws, AwsFailure, Target
from wizard.engine.frozen import frozen, replace
from wizard.flow import preview as previews
from wizard.flow.journal import Entry, Journal, ProfileFileChange, inverse
from wizard.flow.preview import Preview
from wizard.flow.wizard import Wizard, apply_recorded
from wizard.profiles.atomic import locked, remove
from wizard.profiles.write import ProfileEdit, commit
from wizard.repair import handoff
from wizard.repair.change import (
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.saved_form import same_policy


class UndoRefused(Exception):
    """A change that cannot be taken back, and what to do instead."""

    def __init__(self, what: str, next_step: str, kind: str = "refused") -> None:
        super().__init__(what)
        self.kind = kind
        self.next_step = next_step


@frozen
class Undo:
    """A way back: its preview, and the act that takes it (it answers what came of it)."""

    entry: Entry
    preview: Preview
    take: Callable[[], str]


def pick(entries: tuple[Entry, ...], entry_id: str | None) -> Entry:
    """The entry of that id, by default the last that can be taken back. Raises UndoRefused."""
    if entry_id is None:
        for entry in reversed(entries):
            if entry.undoable:
                return entry
        raise UndoRefused("there is no change that could be taken back", "`role-wizard history` lists them all.")
    for entry in entries:
        if entry.id == entry_id:
            if not entry.undoable:
                raise UndoRefused(f"the change {entry_id} is {entry.status}", "There is nothing to take back.")
            return entry
    raise UndoRefused(f"there is no change {entry_id}", "`role-wizard history` lists them with their ids.", "usage")


def offline(entry: Entry) -> Preview:
    """The way back as the journal alone shows it. Raises UndoRefused where nothing leads back."""
    if isinstance(entry.change, ProfileFileChange):
        return _file_preview(entry, entry.change, _file_edit(entry.change))
    back = _back(entry)
    before, after = previews.texts(back)
    return Preview(
        change=back,
        title=_title(entry),
        target=previews.target(back),
        diff=previews.diff(before, after),
        before_text=before,
        after_text=after,
        cli=handoff.aws_cli(back),
        effect=(f"It becomes what it was before {entry.when:%Y-%m-%d %H:%M} UTC.",),
    )


def plan(
    entry: Entry, target: Target, connect: Callable[[Target], Aws], journal: Journal, now: Callable[[], datetime]
) -> Undo:
    """The way back, held against what is there now. *Blocks.*

    Raises UndoRefused where what is there is not what the wizard wrote, AwsFailure where AWS cannot be asked.
    """
    if isinstance(entry.change, ProfileFileChange):
        return _file_undo(entry, entry.change, journal, now)
    if entry.endpoint != target.endpoint_url:
        made = entry.endpoint or "the real AWS"
        option = f"Give --endpoint-url {entry.endpoint}." if entry.endpoint else "Leave --endpoint-url out."
        raise UndoRefused(f"the change {entry.id} was made at {made}", option, "usage")
    back = _back(entry)
    role = back.role_arn if isinstance(back, TrustPolicyChange | RoleSettingChange) else entry.role
    wizard = Wizard(connect, replace(target, role=role, caller_arn=entry.caller), journal=journal, now=now)
    _refuse_changed(wizard.aws, back)
    preview = offline(entry)
    if role is not None:
        wizard.read()
        seen = wizard.preview_undo(entry.change)
        preview = replace(seen, title=preview.title) if seen is not None else preview
    preview = replace(preview, undoes=entry.id)

    def take() -> str:
        return apply_recorded(wizard.aws, journal, preview, now, role=role, caller=entry.caller).answer

    return Undo(entry, preview, take)


def _back(entry: Entry) -> Change:
    assert not isinstance(entry.change, ProfileFileChange)
    back = inverse(entry.change)
    if back is None:
        raise UndoRefused("nothing leads back from this change", "Change it by hand.")
    return back


def _refuse_changed(aws: Aws, back: Change) -> None:
    if not isinstance(back, TrustPolicyChange | InlinePolicyChange | ManagedPolicyChange):
        return  # the guard of `apply` looks at these
    try:
        there = aws.current(back)
    except AwsFailure as failure:
        if failure.kind != "not_found":
            raise
        raise UndoRefused(f"{previews.target(back)} is no longer there", "There is nothing to take back.") from failure
    if not same_policy(there, back.before):
        raise UndoRefused(
            "what is there now is not what the wizard wrote: somebody has changed it since",
            "Look at it in the wizard, and edit it there.",
        )


def _title(entry: Entry) -> str:
    return f"Take back: {entry.title}"


# The config file


def _file_undo(entry: Entry, change: ProfileFileChange, journal: Journal, now: Callable[[], datetime]) -> Undo:
    edit = _file_edit(change)
    preview = _file_preview(entry, change, edit)

    def take() -> str:
        if edit is None:
            return _remove(entry, change, preview, journal, now)
        made = ProfileFileChange(change.path, change.profile, None, hashlib.sha256(edit.after).hexdigest())
        back = journal.intend(made, title=preview.title, target=change.path, identity="", when=now())
        try:
            written = commit(edit)
        except Exception as failure:
            journal.failed(back, str(failure))
            raise
        journal.applied(back, f"backup: {written.backup}", str(written.backup) if written.backup else None)
        journal.undone(entry.id)
        return f"{written.path} is as it was."

    return Undo(entry, preview, take)


def _remove(
    entry: Entry, change: ProfileFileChange, preview: Preview, journal: Journal, now: Callable[[], datetime]
) -> str:
    """Take away a file that the wizard made, while it is still what the wizard wrote."""
    path = Path(change.path)
    written = _written(change)
    gone = ProfileFileChange(change.path, change.profile, None, hashlib.sha256(b"").hexdigest())
    back = journal.intend(gone, title=preview.title, target=change.path, identity="", when=now())
    try:
        with locked(path) as real:
            remove(real, written)
    except Exception as failure:
        journal.failed(back, str(failure))
        raise
    journal.applied(back, "the file is gone, as before")
    journal.undone(entry.id)
    journal.undone(back)
    return f"{path} is gone, as it was before."


def _file_edit(change: ProfileFileChange) -> ProfileEdit | None:
    """The file's way back; None where there was no file, so that it goes. Raises UndoRefused."""
    there = _written(change)
    if not change.existed:
        return None
    if change.backup is None:
        raise UndoRefused(
            f"the program ended before it could name the copy of {change.path} as it was",
            "Look beside the file for its latest backup, and compare.",
        )
    return ProfileEdit(change.profile, {}, Path(change.path), there, _bytes(Path(change.backup)), existed=True)


def _written(change: ProfileFileChange) -> bytes:
    """The file as it is, which must be what the wizard wrote. Raises UndoRefused."""
    path = Path(change.path)
    there = _bytes(path)
    if hashlib.sha256(there).hexdigest() != change.after_sha256:
        raise UndoRefused(
            f"{path} is not what the wizard wrote: somebody has changed it since",
            f"Take the profile {change.profile} out by hand"
            + (f", or compare the file with {change.backup}." if change.backup else "."),
        )
    return there


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UndoRefused(f"{path} cannot be read: {error.strerror}", "Change the profile by hand.") from error


def _file_preview(entry: Entry, change: ProfileFileChange, edit: ProfileEdit | None) -> Preview:
    effect = "Every byte of the file becomes what it was; a backup is left beside it."
    if edit is None:  # there was no file
        edit = ProfileEdit(change.profile, {}, Path(change.path), _written(change), b"", existed=True)
        effect = "There was no such file before, so it is removed."
    return Preview(
        change=None,
        title=_title(entry),
        target=str(edit.path),
        diff=tuple(edit.diff.splitlines()),
        before_text="",
        after_text=edit.diff,
        effect=(effect,),
    )
