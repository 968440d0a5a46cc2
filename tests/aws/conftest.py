"""Every test here has a home, a config file and an environment of its own, and no network but loopback."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.aws.stand_in import ALICE, StandIn, identity
from tests.patience import PATIENCE
from wizard.aws import live

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYTHESECRET"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    (tmp_path / ".aws").mkdir()
    return tmp_path


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause before a throttled call is sent again; and a server that is slow, as the machine is, is waited for."""
    monkeypatch.setattr(live, "READ_SECONDS", PATIENCE)
    monkeypatch.setattr(live, "THROTTLE_WAITS", (0, 0, 0))


@pytest.fixture
def impatient(brisk: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a server that says nothing: it is soon given up."""
    monkeypatch.setattr(live, "READ_SECONDS", 1)


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    server = StandIn({"GetCallerIdentity": identity(ALICE)})
    yield server
    server.close()


@pytest.fixture
def write_profile(home: Path) -> Callable[..., None]:
    """Writes a profile with keys; further settings go to the config file."""

    def write(name: str, key: str = "alicekey", **settings: str) -> None:
        with (home / ".aws" / "credentials").open("a") as file:
            file.write(f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = {SECRET}\n")
        header = "default" if name == "default" else f"profile {name}"
        with (home / ".aws" / "config").open("a") as file:
            file.write(f"[{header}]\nregion = eu-west-1\n")
            file.writelines(f"{key} = {value}\n" for key, value in settings.items())

    return write
