"""The journal tells the truth: before the call, after it, and when the program died between the two."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard import state
from wizard.flow.journal import FILE, Journal, ProfileFileChange
from wizard.repair.change import (
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.target_state import reverse

WHEN = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ROLE = "arn:aws:iam::444455556666:role/Deploy"
TRUST = TrustPolicyChange(ROLE, before='{"Version": "2012-10-17"}', after='{"Version":  "2012-10-17"}')
CHANGES: list[Change] = [
    TRUST,
    InlinePolicyChange("arn:aws:iam::111122223333:user/alice", "Assume", None, "{}"),
    ManagedPolicyChange("arn:aws:iam::111122223333:policy/p", "arn:aws:iam::111122223333:user/alice", "{}", "{ }"),
    AttachmentChange(ROLE, "arn:aws:iam::aws:policy/ReadOnlyAccess", attach=True),
    RoleSettingChange(ROLE, "max_session_duration", 3600, 7200),
]


def intend(change: Change | ProfileFileChange) -> str:
    return Journal().intend(change, title="Repair", target=ROLE, identity="arn:aws:iam::1:user/a", when=WHEN)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
def test_a_change_comes_back_as_it_was(change: Change) -> None:
    entry_id = intend(change)
    Journal().applied(entry_id, "200")
    (entry,) = Journal().entries()
    assert (entry.change, entry.status, entry.when) == (change, "applied", WHEN)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
def test_the_way_back_of_the_way_back_is_the_change(change: Change) -> None:
    back = reverse(change)
    assert back is not None
    assert reverse(back) == change


def test_a_change_whose_outcome_nobody_saw_is_unknown_and_may_be_undone() -> None:
    intend(TRUST)
    (entry,) = Journal().entries()
    assert entry.status == "unknown"
    assert entry.undoable


def test_a_refused_change_is_kept_and_not_undoable() -> None:
    Journal().failed(intend(TRUST), "MalformedPolicyDocument")
    (entry,) = Journal().entries()
    assert (entry.status, entry.undoable, entry.detail) == ("failed", False, "MalformedPolicyDocument")


def test_an_undone_change_is_undone_once() -> None:
    entry_id = intend(TRUST)
    Journal().applied(entry_id, "200")
    Journal().undone(entry_id)
    (entry,) = Journal().entries()
    assert (entry.status, entry.undoable) == ("undone", False)


def test_a_profile_write_leads_to_its_backup() -> None:
    entry_id = intend(ProfileFileChange("/home/a/.aws/config", "dev", None, "0" * 64))
    Journal().applied(entry_id, "backup", backup="/home/a/.aws/config.bak")
    (entry,) = Journal().entries()
    assert isinstance(entry.change, ProfileFileChange)
    assert entry.change.backup == "/home/a/.aws/config.bak"


def test_a_line_torn_by_a_crash_harms_no_other() -> None:
    Journal().applied(intend(TRUST), "200")
    path = state.folder() / FILE
    path.write_bytes(path.read_bytes() + b'{"event": "intended", "id": "ab')
    second = intend(TRUST)
    entries = {entry.id: entry for entry in Journal().entries()}
    assert len(entries) == 2
    assert entries[second].status == "unknown"


def test_the_journal_is_for_its_owner_alone() -> None:
    intend(TRUST)
    folder = state.folder()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_the_folder_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", str(tmp_path / "elsewhere"))
    intend(TRUST)
    assert (tmp_path / "elsewhere" / FILE).is_file()


@pytest.mark.parametrize("mark", ["\u0085", "\u2028", "\u2029", "\x1c", "\x0b", "\r", "\udce9"], ids=ascii)
def test_a_mark_that_some_take_for_a_line_end_loses_no_record(mark: str) -> None:
    title = f"Repair{mark}this"
    kept = Journal().intend(TRUST, title=title, target=ROLE, identity="", when=WHEN)
    assert [(entry.id, entry.title) for entry in Journal().entries()] == [(kept, title)]


def test_a_record_of_an_older_version_with_such_a_mark_is_read() -> None:
    intend(TRUST)
    journal = state.folder() / FILE
    journal.write_text(journal.read_text().replace("Repair", "Re\u2028pair\x85"), encoding="utf-8")
    (entry,) = Journal().entries()
    assert entry.title == "Re\u2028pair\x85"


FILE_CHANGE = {"kind": "profile_file", "profile": "deploy", "backup": None, "after_sha256": "0"}


@pytest.mark.parametrize(
    "damage",
    [
        {"when": "0001-01-01T00:00:00"},
        {"when": 7},
        {"change": {"kind": "profile_file", "path": None}},
        {"change": FILE_CHANGE | {"path": "/home/\ud800"}},
        {"change": FILE_CHANGE | {"path": "/home/\0"}},
        {"change": FILE_CHANGE | {"path": "/home/config", "backup": "/home/\ud800"}},
        {"change": {"kind": "trust_policy", "role_arn": [], "before": None, "after": "{}"}},
    ],
    ids=str,
)
def test_a_damaged_record_is_passed_over(damage: dict[str, object]) -> None:
    intend(TRUST)
    journal = state.folder() / FILE
    record = json.loads(journal.read_text())
    journal.write_text(json.dumps(record | {"id": "damaged"} | damage) + "\n" + json.dumps(record) + "\n")
    assert [entry.change for entry in Journal().entries()] == [TRUST]
