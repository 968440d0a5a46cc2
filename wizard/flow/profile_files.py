"""The config and credentials files, changed: the journal knows of it before the write, and what came of it after."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from wizard.flow.journal import Journal, ProfileFileChange
from wizard.flow.session import ProfileWritten
from wizard.profiles.mend import Mending, mend
from wizard.profiles.write import ProfileEdit, Written, commit, write


def written(journal: Journal, planned: ProfileEdit, when: datetime) -> ProfileWritten:
    """Write a profile; one that is like that already is no change, to be taken back or to be told as one.

    *Blocks.* Raises ProfileError, the file then untouched.
    """
    if not planned.changed:
        return ProfileWritten(planned.name, str(planned.path), None, changed=False)
    backup = _written(journal, planned, when, lambda: commit(planned).backup)
    return ProfileWritten(planned.name, str(planned.path), str(backup) if backup else None)


def written_at_once(
    journal: Journal, name: str, settings: Mapping[str, str], when: datetime, *, replace: bool
) -> Written:
    """Plan and write a profile with nobody else between. *Blocks.* Raises ProfileError, AwsFailure."""
    return write(name, settings, replace=replace, put=lambda edit, put: _written(journal, edit, when, put))


def _written(journal: Journal, planned: ProfileEdit, when: datetime, put: Callable[[], Path | None]) -> Path | None:
    made = change(planned.path, planned.name, planned.before, planned.after)
    ((_, backup),) = recorded(journal, (made,), f"Write the profile {planned.name}", when, lambda: (put(),))
    return backup


def mended(
    journal: Journal, planned: Mending, profile: str, when: datetime
) -> tuple[tuple[ProfileFileChange, Path | None], ...]:
    """Write the repaired files; answers each with its backup. *Blocks.* Raises ProfileError, AwsFailure."""
    changes = tuple(change(file.path, profile, file.data, planned.after[file.which] or b"") for file in planned.changed)
    done = recorded(journal, changes, "Repair the profile's files", when, lambda: mend(planned))
    return tuple((each, backup) for each, (_, backup) in zip(changes, done, strict=False))


def change(path: Path | str, profile: str, before: bytes | None, after: bytes) -> ProfileFileChange:
    """What the journal keeps of a write: the texts themselves only as sums, since a file may hold keys."""
    was = digest(before) if before is not None else None
    return ProfileFileChange(str(path), profile, None, digest(after), before is not None, was)


def digest(text: bytes) -> str:
    """The sum by which a file is known again."""
    return hashlib.sha256(text).hexdigest()


def recorded(
    journal: Journal,
    changes: Sequence[ProfileFileChange],
    title: str,
    when: datetime,
    make: Callable[[], Sequence[Path | None]],
    without_backup: str = "the file is new",
    takes_back: str | None = None,
) -> list[tuple[str, Path | None]]:
    """Do what changes these files, recorded before and after: each entry's id with the backup that ``make`` made."""
    entries = [
        journal.intend(each, title=title, target=each.path, identity="", when=when, takes_back=takes_back)
        for each in changes
    ]
    try:
        backups = make()
    except Exception as failure:
        for entry in entries:
            journal.failed(entry, str(failure))
        raise
    done = list(zip(entries, backups, strict=False))
    for entry, backup in done:
        journal.applied(entry, f"backup: {backup}" if backup else without_backup, str(backup) if backup else None)
    return done
