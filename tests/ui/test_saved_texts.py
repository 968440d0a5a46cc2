"""What `w` in a preview saves is called what it is: the text that the change leads to, or a difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import Open


async def test_a_policy_that_is_saved_is_called_no_difference(
    sit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with sit() as sitting:
        await sitting.press("2", "enter", "ctrl+s", "w")
        (file,) = tmp_path.glob("role-wizard-*.json")
        assert f"Saved: New text: {file}" in sitting.notices


async def test_of_a_profile_the_difference_is_saved(sit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with sit() as sitting:
        await sitting.press("5", "ctrl+s", "w")
        (file,) = tmp_path.glob("role-wizard-*.diff")
        assert f"Saved: Difference: {file}" in sitting.notices
