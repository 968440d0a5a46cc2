"""What every test gets: a state folder and a home of its own, and no AWS_* variable of whoever runs the tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the person's own is read or written by a test."""
    for variable in list(os.environ):
        if variable.startswith(("AWS_", "ROLE_WIZARD_")) and variable != "ROLE_WIZARD_LIVE":
            monkeypatch.delenv(variable)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", str(tmp_path / "state"))
