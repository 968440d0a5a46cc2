"""What every test gets: a state folder and a home of its own, no AWS_* variable of whoever runs the tests, and at its
end a search through all it produced for the secrets it used.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from itertools import compress, islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import secrets_known


def pytest_configure() -> None:
    secrets_known.remember()
    settings.register_profile("busy", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy")  # how long an example takes says only how busy the machine is


def pytest_xdist_auto_num_workers() -> int:
    """Three workers for two cores: every third second a test waits for a terminal, a server or a screen."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first: worksteal gives each worker a stretch of the tests, and each begins with its share of those in
    a pseudo-terminal.
    """
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if workers == 1:
        return
    in_terminal = [hasattr(item, "module") and hasattr(item.module, "Terminal") for item in items]
    long = list(compress(items, in_terminal))
    others = iter([item for item, is_long in zip(items, in_terminal, strict=True) if not is_long])
    stretches = [(long[first::workers], len(items[first::workers])) for first in range(workers)]
    items[:] = [item for own, length in stretches for item in (*own, *islice(others, length - len(own)))]


def pytest_collection_finish() -> None:
    """What is loaded stays to the end: searched for garbage as often as usual, it costs a fifth of the processor time.
    Garbage is collected as ever, in larger lots.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


@pytest.fixture
def nothing_secret_left(tmp_path: Path) -> Iterator[None]:
    """At the end no file of the test holds a secret, but those that secrets belong into."""
    yield
    assert not list(secrets_known.kept_in(tmp_path))


@pytest.fixture(autouse=True)
def own_surroundings(nothing_secret_left: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the person's own is read or written by a test."""
    for variable in list(os.environ):
        if variable.startswith(("AWS_", "ROLE_WIZARD_")) and variable != "ROLE_WIZARD_LIVE":
            monkeypatch.delenv(variable)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("TERM", "xterm-256color")  # where CI runs there may be none
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", str(tmp_path / "state"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test whose output or log holds a secret has failed."""
    report = yield
    told = [secret for _, text in report.sections for secret in secrets_known.told_in(text)]
    if told:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} printed or logged a secret: {told[0]}"
    return report
