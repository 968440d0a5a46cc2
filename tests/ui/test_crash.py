"""A bug never shows a traceback, nor a value that a variable held."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

from wizard.cli import main
from wizard.ui.app import WizardApp
from wizard.ui.crash import Crash


async def test_a_crash_prints_nothing_and_reports_places_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", str(tmp_path))

    def broken() -> None:
        secret = "wJalrXUtnFEMI"
        raise ZeroDivisionError(secret)

    def never() -> object:
        raise AssertionError("never called")

    app = WizardApp(never, role="Deploy")  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        async with app.run_test() as pilot:
            assert isinstance(pilot, Pilot)
            app.call_later(broken)
            await pilot.pause()
    assert app.crash is not None
    told = Crash(app.crash)
    written = (tmp_path / "crash.txt").read_text()
    shown = "".join(capfd.readouterr()) + str(told) + told.next_step + written
    assert "wJalrXUtnFEMI" not in shown
    assert "broken" in written
    assert "/" not in written, "a path tells the person's name"


def test_a_crash_whose_report_cannot_be_written_names_the_place_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_text("")
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", str(tmp_path / "state"))
    with pytest.raises(ZeroDivisionError) as error:
        _ = 1 / 0
    told = Crash(error.value).next_step
    assert "test_crash:" in told and "please report it" in told


def test_a_bug_outside_the_screens_is_told_in_two_lines_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Plain mode and every command end by it."""

    def broken(*_: object, **__: object) -> int:
        raise ZeroDivisionError("wJalrXUtnFEMI")

    monkeypatch.setattr("wizard.commands.explain.run", broken)
    assert main(["explain"]) == 5
    out, error = capsys.readouterr()
    what, to_do = error.splitlines()
    written = (tmp_path / "state" / "crash.txt").read_text()
    assert "ZeroDivisionError" in what and "crash.txt says where it happened; please report it" in to_do
    assert "broken" in written
    assert "wJalrXUtnFEMI" not in out + error + written


@pytest.mark.parametrize(
    ("lacking", "what", "to_do"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "no further file", "ulimit -n"),
        (MemoryError(), "no memory left", "ulimit -v"),
        (RuntimeError("can't start new thread"), "no further thread", "ulimit -u"),
    ],
    ids=["files", "memory", "threads"],
)
def test_what_the_system_gives_no_more_of_is_no_bug(
    lacking: Exception,
    what: str,
    to_do: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In the screens and out of them, and no module is read from the disk for it."""

    def broken(*_: object, **__: object) -> int:
        raise lacking

    monkeypatch.setattr("wizard.commands.explain.run", broken)
    monkeypatch.delitem(sys.modules, "wizard.crash_report")
    assert main(["explain"]) == 4
    told, way_out = capsys.readouterr().err.splitlines()
    assert what in told and to_do in way_out
    assert "wizard.crash_report" not in sys.modules
    assert what in str(Crash(lacking)) and to_do in Crash(lacking).next_step
    assert not (tmp_path / "state" / "crash.txt").exists()
