"""`--version`, and with `-v` what a bug report needs."""

from __future__ import annotations

import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.terminal import role_wizard


@pytest.mark.parametrize("words", [("--version", "-v"), ("-v", "-V"), ("-Vv",)])
def test_the_versions_and_the_files_in_use_are_told(words: tuple[str, ...], tmp_path: Path) -> None:
    config = tmp_path / "aws-config"
    config.write_text("")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *role_wizard(*words)[1:]],
        env={"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state"), "AWS_CONFIG_FILE": str(config)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0
    told = dict(line.split(None, 1) for line in done.stdout.splitlines())
    assert told["python"] == platform.python_version()
    assert all(told[package] == version(package) for package in ("textual", "boto3", "questionary"))
    assert f"config file  {config}\n" in done.stdout
    assert f"{tmp_path}/.aws/credentials (missing)" in done.stdout
    assert f"state folder {tmp_path}/state\n" in done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not {"textual", "boto3", "questionary"} & loaded
