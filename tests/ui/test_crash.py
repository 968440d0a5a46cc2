"""A bug never shows a traceback, nor a value that a variable held."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

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


def test_a_crash_whose_report_cannot_be_written_names_the_place_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_text("")
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", str(tmp_path / "state"))
    with pytest.raises(ZeroDivisionError) as error:
        _ = 1 / 0
    told = Crash(error.value).next_step
    assert "test_crash.py:" in told and "please report it" in told
