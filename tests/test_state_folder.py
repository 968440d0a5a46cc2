"""A state folder that cannot be used: two lines and exit status 4 where it is needed, and no matter elsewhere."""

from __future__ import annotations

import io
import resource
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.terminal import Terminal, role_wizard
from wizard import state
from wizard.aws.gateway import AwsFailure
from wizard.cli import main
from wizard.flow.journal import Journal, ProfileFileChange
from wizard.flow.recent import recent

WHEN = datetime(2026, 11, 24, tzinfo=UTC)
CASE = '{"request": {"role_arn": "arn:aws:iam::444455556666:role/Deploy"}}'
CHANGE = ProfileFileChange("/home/a/.aws/config", "dev", None, "0" * 64)


@pytest.fixture(params=["a file", "below a file", "nobody's home"])
def unusable(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The state folder's name, and there can be no such folder."""
    (tmp_path / "file").write_text("")
    monkeypatch.chdir(tmp_path)
    place = {
        "a file": str(tmp_path / "file"),
        "below a file": str(tmp_path / "file" / "state"),
        "nobody's home": "~there-is-no-such-user/state",
    }[request.param]
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", place)
    return place


@pytest.mark.parametrize(
    "words",
    [("practice", "cross-account", "--serve"), ("practice", "--reset")],
    ids=" ".join,
)
def test_what_keeps_something_says_why_it_cannot(
    words: tuple[str, ...], unusable: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 4
    out, error = capsys.readouterr()
    what, to_do = error.splitlines()
    assert unusable in what and "cannot be used: " in what
    assert to_do == "Make it writable for you and make room, or name another folder in ROLE_WIZARD_STATE_DIR."
    assert not out


@pytest.mark.parametrize(
    "words", [("history",), ("history", "--json"), ("undo",), ("practice", "--list"), ("practice",)], ids=" ".join
)
def test_a_file_in_its_place_holds_no_records(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", str(tmp_path / "file"))
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("wizard.front_end.missing_terminal", lambda: None)
    assert main(words) == 4
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("check", "-"), 6),
        (("explain", "RW110"), 0),
        (("--version", "-v"), 0),
        (("diagnose",), 4),
        (("resume", "x"), 2),
    ],
    ids=lambda words: str(words),
)
def test_what_keeps_nothing_does_without(
    words: tuple[str, ...],
    status: int,
    unusable: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(CASE))
    assert main(words) == status
    assert "cannot be used" not in capsys.readouterr().err
    assert not recent()


@pytest.mark.parametrize("words", [(), ("--plain",), ("practice", "--plain"), ("practice",)], ids=" ".join)
def test_the_wizard_is_not_begun(words: tuple[str, ...], unusable: str, tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": unusable}
    with Terminal(role_wizard(*words), env=env, cwd=tmp_path, columns=200) as terminal:
        assert terminal.wait_for_end() == 4
        assert "cannot be used: " in terminal.text
        assert "Make it writable" in terminal.text


def test_a_wizard_that_only_reads_does_without(unusable: str, tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": unusable}
    with Terminal(role_wizard("--plain", "--read-only"), env=env, cwd=tmp_path) as terminal:
        terminal.wait_for("How shall we begin?")


def test_a_version_makes_no_folder(tmp_path: Path) -> None:
    main(["--version", "-v"])
    assert not (tmp_path / "state").exists()


def test_what_cannot_be_recorded_is_not_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (state.folder() / "journal.jsonl").symlink_to("/dev/full")
    with pytest.raises(AwsFailure, match=r"Nothing was changed: .*No space left") as failure:
        Journal().intend(CHANGE, title="", target="", identity="", when=WHEN)
    assert failure.value.kind == "configuration"


def test_a_disk_with_room_for_half_a_record_records_nothing() -> None:
    """Such a disk takes what fits and reports no error: the change would be made, and no record would tell of it."""
    Journal().intend(CHANGE, title="", target="", identity="", when=WHEN)
    size = (state.folder() / "journal.jsonl").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 60, hard))
    try:
        with pytest.raises(AwsFailure, match=r"Nothing was changed: .*No space left"):
            Journal().intend(CHANGE, title="", target="", identity="", when=WHEN)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    Journal().intend(CHANGE, title="", target="", identity="", when=WHEN)
    assert len(Journal().entries()) == 2


def test_what_came_of_a_change_is_unknown_where_it_cannot_be_recorded() -> None:
    entry = Journal().intend(CHANGE, title="", target="", identity="", when=WHEN)
    journal = state.folder() / "journal.jsonl"
    journal.rename(kept := journal.with_name("kept"))
    journal.symlink_to("/dev/full")
    Journal().applied(entry, "200")
    kept.replace(journal)
    assert [each.status for each in Journal().entries()] == ["unknown"]
