"""Completion as a person at a real shell gets it: what `tab` offers, and that the answer loads nothing heavy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.terminal import role_wizard

LINES: Mapping[str, set[str]] = {
    "role-wizard pra": {"practice"},
    "role-wizard run": {"run"},
    "role-wizard diagnose --role-p": {"--role-profile"},
    "role-wizard diagnose --profile de": {"dev", "deploy"},
    "role-wizard --profile dep": {"deploy"},
    "role-wizard run --profile dep": {"deploy"},
    "role-wizard --profile dev diagnose --js": {"--json"},
    "role-wizard practice mfa-req": {"mfa-required"},
    "role-wizard explain RW10": {"RW101", "RW102"},
    "role-wizard diagnose --known perm": {"permissions_boundary="},
    "role-wizard completion f": {"fish"},
    "role-wizard profile ch": {"check"},
}
"""A line, and some of what it may go on with."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """`role-wizard` on the PATH, and two profiles."""
    program = tmp_path / "bin" / "role-wizard"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m wizard "$@"\n')
    program.chmod(0o755)
    config = tmp_path / "config"
    config.write_text("[profile dev]\nregion = eu-west-1\n[profile deploy]\nregion = eu-west-1\n")
    return {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state"),
    }


def asked(shell: list[str], script: str, environment: Mapping[str, str]) -> set[str]:
    """What a shell found, a line each."""
    done = subprocess.run([*shell, script], env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert not done.stderr
    return {line.split("\t")[0].strip() for line in done.stdout.splitlines()}


@pytest.mark.parametrize("line", LINES)
def test_bash_completes(line: str, environment: Mapping[str, str]) -> None:
    script = (
        'eval "$(role-wizard completion bash)"\n'
        f'COMP_LINE="{line}" COMP_POINT={len(line)} COMP_TYPE=9\n'
        '_role_wizard role-wizard\nprintf "%s\\n" "${COMPREPLY[@]}"'
    )
    assert LINES[line] <= asked(["bash", "--norc", "-c"], script, environment)


@pytest.mark.skipif(not shutil.which("fish"), reason="there is no fish on this machine")
@pytest.mark.parametrize("line", LINES)
def test_fish_completes(line: str, environment: Mapping[str, str]) -> None:
    script = f'role-wizard completion fish | source; complete --do-complete "{line}"'
    assert LINES[line] <= asked(["fish", "--no-config", "-c"], script, environment)


@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh on this machine")
@pytest.mark.parametrize("line", LINES)
def test_zsh_completes(line: str, environment: Mapping[str, str]) -> None:
    prefix = line.rpartition(" ")[2]
    script = (
        "compdef() { : }\n_describe() { print -rl -- ${(P)2} }\n"
        'eval "$(role-wizard completion zsh)"\n'
        f"words=({line}) CURRENT=$#words PREFIX={prefix!r}\n_role_wizard"
    )
    found = asked(["zsh", "-f", "-c"], script, environment)
    assert LINES[line] <= {word.split(":")[0] for word in found}


def test_an_answer_loads_neither_boto3_nor_textual(tmp_path: Path) -> None:
    for line in LINES:
        done = subprocess.run(
            [sys.executable, "-X", "importtime", *role_wizard()[1:]],
            env={
                "HOME": str(tmp_path),
                "PATH": os.environ["PATH"],
                "_ARGCOMPLETE": "1",
                "_ARGCOMPLETE_STDOUT_FILENAME": str(tmp_path / "answer"),
                "COMP_LINE": line,
                "COMP_POINT": str(len(line)),
            },
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        loaded = {told.rpartition("|")[2].strip() for told in done.stderr.splitlines()}
        assert "argcomplete" in loaded
        assert not {"boto3", "botocore", "textual", "questionary"} & loaded, line
