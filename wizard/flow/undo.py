"""Taking a change back: which one, what the way back would change, and the refusal where somebody changed it since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wizard.aws.gateway import AwsFailure, Target
from wizard.engine.frozen import frozen, replace
from wizard.flow import change_told, profile_files
from wizard.flow.journal import NEVER_MADE, Entry, Journal, ProfileFileChange
from wizard.flow.preview import Preview
from wizard.flow.request import corrected
from wizard.flow.taken_back import took_back, way_back_title
from wizard.flow.wizard import Wizard
from wizard.profiles import files
from wizard.profiles.atomic import locked, remove
from wizard.profiles.error import ProfileError
from wizard.profiles.write import ProfileEdit, commit
from wizard.repair import handoff, target_state
from wizard.repair.change import Change, RoleSettingChange, TrustPolicyChange
from wizard.repair.saved_form import same_policy
from wizard.repair.way_back import shortfall, way_back
from wizard.text_lines import text_lines


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
    """The entry of that id, by default the last change that stands: not one that took another back.

    Raises UndoRefused.
    """
    if entry_id is None:
        for entry in reversed(entries):
            if entry.undoable and not took_back(entry):
                return entry
        told = "`role-wizard history` lists them all." if entries else "No change was ever applied."
        raise UndoRefused("there is no change that could be taken back", told)
    begun = [entry for entry in entries if entry.id.startswith(entry_id) and len(entry_id) >= SHORTEST_ID]
    if len(begun) != 1:
        what = f"{len(begun)} changes begin with {entry_id}" if begun else f"there is no change {entry_id}"
        raise UndoRefused(what, "`role-wizard history` lists them with their ids.", "usage")
    (entry,) = begun
    if not entry.undoable:
        again = [each.id for each in entries if each.takes_back is not None and each.takes_back.id == entry.id]
        told = f"`role-wizard undo {again[-1]}` makes it again." if again else "There is nothing to take back."
        raise UndoRefused(f"the change {entry.id} is {entry.status}", told)
    return entry


SHORTEST_ID = 4
"""As many letters of an id as are enough where no other change begins with them."""


def offline(entry: Entry) -> Preview:
    """The way back as the journal alone shows it. Raises UndoRefused where nothing leads back."""
    if isinstance(entry.change, ProfileFileChange):
        return _file_preview(entry, entry.change, _file_edit(entry.change))
    back = _back(entry)
    before, after = change_told.texts(back)
    return Preview(
        change=back,
        title=way_back_title(entry),
        target=change_told.target(back),
        diff=change_told.diff(before, after),
        before_text=before,
        after_text=after,
        cli=handoff.aws_cli(back),
        effect=(f"It becomes what it was before {entry.when:%Y-%m-%d %H:%M} UTC.",),
        warning=shortfall(entry.change),
    )


def asked_as(target: Target, entry: Entry) -> Target:
    """Whom to be for the way back: who made the change, unless the user names somebody.

    Raises UndoRefused where a profile that made it is no longer there.
    """
    named = target.caller_profile is not None or target.role_profile is not None
    if named or isinstance(entry.change, ProfileFileChange):
        return target
    for option, made_with in (("--role-profile", entry.role_profile), ("--profile", entry.caller_profile)):
        if made_with is not None and _gone(made_with):
            raise UndoRefused(
                f"the change {entry.id} was made with the profile {made_with}, which is no longer there",
                f"Name another of the same account: `role-wizard undo {entry.id} {option} NAME`.",
                "configuration",
            )
    return replace(target, caller_profile=entry.caller_profile, role_profile=entry.role_profile)


def _gone(profile: str) -> bool:
    """Whether the config files, as far as they can be read, have no such profile."""
    try:
        return profile not in files.load().named
    except ProfileError:
        return False  # whoever uses the files says what is wrong with them


def plan(wizard: Wizard, entry: Entry) -> Undo:
    """The way back, held against what is there now. *Blocks.*

    Raises UndoRefused where what is there is not what the wizard wrote, AwsFailure where AWS cannot be asked.
    """
    if isinstance(entry.change, ProfileFileChange):
        return _file_undo(wizard, entry, entry.change)
    if entry.endpoint != wizard.journal.endpoint:
        made = entry.endpoint or "the real AWS"
        elsewhere = f"This goes to {wizard.journal.endpoint}: leave --endpoint-url out, and unset AWS_ENDPOINT_URL."
        option = f"Give --endpoint-url {entry.endpoint}." if entry.endpoint else elsewhere
        raise UndoRefused(f"the change {entry.id} was made at {made}", option, "usage")
    back = _back(entry)
    _refuse_changed(wizard, entry, back)
    role = back.role_arn if isinstance(back, TrustPolicyChange | RoleSettingChange) else entry.role
    preview = _judged(wizard, entry, role)
    preview = replace(preview, title=way_back_title(entry), undoes=entry.id)
    return Undo(entry, preview, lambda: wizard.make(preview).answer)


def _judged(wizard: Wizard, entry: Entry, role: str | None) -> Preview:
    """The preview of the way back, decided for the request that the change was about."""
    assert not isinstance(entry.change, ProfileFileChange)
    if role is None:
        return wizard.allowed_here(offline(entry))
    if wizard.session.judgement is None or role != wizard.session.role_arn:
        about = replace(wizard.session.target, role=role, caller_arn=entry.caller)
        if entry.request is not None:
            about = corrected(about, entry.request, entry.mfa_serial)
        aws = wizard.aws
        wizard = Wizard(lambda _: aws, about, journal=wizard.journal, read_only=wizard.read_only, now=wizard.now)
        wizard.read()
    return wizard.preview_undo(entry.change) or wizard.allowed_here(offline(entry))


def _back(entry: Entry) -> Change:
    assert not isinstance(entry.change, ProfileFileChange)
    back = way_back(entry.change)
    if back is None and shortfall(entry.change) is not None:
        raise UndoRefused(
            "what was there before named a deleted principal, and IAM does not save that again",
            "Edit the trust policy in the wizard.",
        )
    if back is None:
        raise UndoRefused("nothing leads back from this change", "Change it by hand.")
    return back


_FURTHER_BACK = "An earlier change is taken back by its id: `role-wizard history` lists them."


def _refuse_changed(wizard: Wizard, entry: Entry, back: Change) -> None:
    """Raises UndoRefused unless AWS still has what the change made.

    Where it has what was there before, the journal hears of it, so that the next undo goes further back.
    """
    try:
        there = wizard.aws.current(back)
    except AwsFailure as failure:
        if failure.kind != "not_found":
            raise
        what = f"{change_told.target(back)} is no longer there"
        raise UndoRefused(what, f"There is nothing to take back. {_FURTHER_BACK}") from failure
    if same_policy(there, target_state.before(back)):
        return
    if not same_policy(there, target_state.after(back)):
        raise UndoRefused(
            f"what {change_told.target(back)} has now is not what the wizard wrote: somebody has changed it since",
            f"Look at it in the wizard, and edit it there. {_FURTHER_BACK}",
        )
    if entry.status == "unknown":
        wizard.journal.failed(entry.id, NEVER_MADE)
        what = "AWS never made this change: what was there before still is"
    else:
        wizard.journal.undone(entry.id)
        what = f"this change was taken back already: {change_told.target(back)} has again what it had before"
    raise UndoRefused(what, "There is nothing to take back.")


# The config file


def _file_undo(wizard: Wizard, entry: Entry, change: ProfileFileChange) -> Undo:
    _refuse_as_before(wizard.journal, entry, change)
    there, edit = _written(change), _file_edit(change)
    path = Path(change.path)
    preview = _file_preview(entry, change, edit)

    def put_back() -> tuple[Path | None]:
        if edit is not None:
            return (commit(edit).backup,)
        with locked(path) as real:
            remove(real, there)
        return (None,)

    def take() -> str:
        after = edit.after if edit is not None else b""
        back = profile_files.change(path, change.profile, there, after)
        gone = "the file is gone, as before"
        ((made, _),) = profile_files.recorded(
            wizard.journal, (back,), preview.title, wizard.now(), put_back, gone, takes_back=entry.id
        )
        wizard.journal.undone(entry.id)
        wizard.unwrite_profile(change.profile, change.path)
        if edit is not None:
            return f"{path} is as it was."
        wizard.journal.undone(made)  # nothing leads back from a removal
        return f"{path} is gone, as it was before."

    return Undo(entry, wizard.allowed_here(preview), take)


def _refuse_as_before(journal: Journal, entry: Entry, change: ProfileFileChange) -> None:
    """Raises UndoRefused where the file is as it was: the program ended before the write, or it was taken back."""
    path = Path(change.path)
    there = profile_files.digest(_bytes(path)) if path.exists() else None
    if there != change.before_sha256:
        return
    if entry.status == "unknown":
        journal.failed(entry.id, "the file was looked at afterwards: it was never written")
        what = f"{path} was never written: it is as it was before"
    else:
        journal.undone(entry.id)
        what = f"this change was taken back already: {path} is as it was before"
    raise UndoRefused(what, "There is nothing to take back.")


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
    if profile_files.digest(there) != change.after_sha256:
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
        title=way_back_title(entry),
        target=str(edit.path),
        diff=tuple(text_lines(edit.diff)),
        before_text="",
        after_text=edit.diff,
        effect=(effect,),
    )
