"""What comes after a change: a reading that fails, a bug in drawing, a folder that is gone. It is made all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ui.conftest import Open
from tests.ui.fake_aws import FakeAws
from tests.ui.test_apply import previewed
from wizard.aws.gateway import AwsFailure
from wizard.ui.screens.trust import TrustScreen

NETWORK = AwsFailure("network", "AWS could not be reached", "no answer came", "ctrl+r reads again.")


class CutOff(FakeAws):
    """Takes a change, and is not to be reached afterwards."""

    def apply(self, *change: object) -> object:  # type: ignore[override]
        applied = super().apply(*change)  # type: ignore[arg-type]
        self.failure = NETWORK
        return applied


async def test_a_change_that_could_not_be_read_afterwards_was_made(sit: Open) -> None:
    async with sit(aws=CutOff()) as sitting:
        await previewed(sitting)
        await sitting.press("a")
        await sitting.until("The change was made")
        assert "no answer came" in sitting.text
        assert "That did not work" not in sitting.text
        await sitting.press("escape")
        assert "2 Trust policy: done" in sitting.text
        assert "ALLOWED ✓" in sitting.text
        assert "Nothing to change" in sitting.text
        await sitting.press("ctrl+s")
        assert "Nothing to preview: nothing in the editor differs." in " ".join(sitting.text.split())
        await sitting.press("3")
        assert not sitting.notices
        await sitting.press("2")
        sitting.aws.failure = None
        await sitting.press("ctrl+r")
        await sitting.until("ALLOWED ✓")
        assert len(sitting.aws.changes) == 1


async def test_the_preview_closes_where_the_step_below_cannot_be_drawn(
    sit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sit() as sitting:
        await previewed(sitting)

        def broken(screen: TrustScreen) -> None:
            raise ZeroDivisionError

        with monkeypatch.context() as patched:
            patched.setattr(TrustScreen, "after_change", broken)
            await sitting.press("a")
            await sitting.until("Something went wrong inside role-wizard")
        told = " ".join(sitting.text.replace("│", " ").split())
        assert "the change may have been made all the same" in told
        assert "You may go on. Then read again with ctrl+r" in told
        await sitting.press("escape")
        assert not sitting.app.screen.is_modal
        await sitting.until("Nothing to change")
        assert len(sitting.aws.changes) == 1


async def test_saving_says_where_the_working_folder_is_gone(
    sit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    async with sit() as sitting:
        await previewed(sitting)
        folder.rmdir()
        await sitting.press("w")
        assert "Not saved: the folder in which the wizard was started: No such file or directory" in sitting.notices
        assert "Apply this change?" in sitting.text
    os.chdir(tmp_path)
