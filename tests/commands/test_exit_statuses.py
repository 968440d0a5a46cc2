"""Each exit status of the reference, met once in the real program; and what a misspelt option is answered with."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.docs.parsers import commands
from tests.patience import PATIENCE
from wizard import exit_status

CASES = Path(__file__).parents[1] / "cases"
ROLE = "arn:aws:iam::444455556666:role/Deploy"


def _ran(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The program without any AWS configuration, and without a terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    apart = {
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "ROLE_WIZARD_STATE_DIR": str(folder / "state"),
    }
    return subprocess.run(
        [sys.executable, "-m", "wizard", *words],
        env=kept | apart | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        start_new_session=True,
    )


def _undecided() -> str:
    cases = json.loads((CASES / "unknowns.json").read_text(encoding="utf-8"))
    case = next(case for case in cases if case["expected"]["decision"] == "depends")
    return json.dumps({name: value for name, value in case.items() if name != "expected"})


def test_usage(tmp_path: Path) -> None:
    assert _ran(tmp_path, "check").returncode == exit_status.USAGE


def test_as_wished(tmp_path: Path) -> None:
    assert _ran(tmp_path, "explain", "permissions").returncode == exit_status.AS_WISHED


def test_the_answer_is_no(tmp_path: Path) -> None:
    (tmp_path / "config").write_text(f"[profile a]\nrole_arn = {ROLE}\nsource_profile = none\n")
    assert _ran(tmp_path, "profile", "check", "a").returncode == exit_status.ANSWER_IS_NO


def test_a_terminal_is_needed(tmp_path: Path) -> None:
    assert _ran(tmp_path, ROLE).returncode == exit_status.NEEDS_TERMINAL


def test_no_credentials(tmp_path: Path) -> None:
    assert _ran(tmp_path, "diagnose", ROLE).returncode == exit_status.NO_CREDENTIALS


def test_the_network_failed(tmp_path: Path) -> None:
    with socket.socket() as bound:  # bound and not listening: a refused connection
        bound.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{bound.getsockname()[1]}"
        done = _ran(
            tmp_path,
            *("diagnose", ROLE, "--endpoint-url", address, "--region", "us-east-1"),
            AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE",
            AWS_SECRET_ACCESS_KEY="not-a-key",
            AWS_MAX_ATTEMPTS="1",
        )
    assert done.returncode == exit_status.AWS_FAILED, done.stderr
    assert "run this again." in done.stderr and "ctrl+r" not in done.stderr, "a shell has no keys of the screens"


def test_undecided(tmp_path: Path) -> None:
    (tmp_path / "case.json").write_text(_undecided(), encoding="utf-8")
    assert _ran(tmp_path, "check", str(tmp_path / "case.json")).returncode == exit_status.UNDECIDED


def test_interrupted(tmp_path: Path) -> None:
    pipe = tmp_path / "case.json"
    os.mkfifo(pipe)
    with subprocess.Popen([sys.executable, "-m", "wizard", "check", str(pipe)], stderr=subprocess.DEVNULL) as running:
        with pipe.open("w"):  # opens when the program has opened it, too, and now waits for the case
            running.send_signal(signal.SIGINT)
            assert running.wait(PATIENCE) == exit_status.INTERRUPTED


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("--profle", "dev"), "--profile"),
        (("check", "--jsn"), "--json"),
        (("profile", "check", "--fxi"), "--fix"),
    ],
)
def test_a_misspelt_option_is_answered_with_the_one_meant(tmp_path: Path, words: tuple[str, ...], meant: str) -> None:
    done = _ran(tmp_path, *words)
    assert done.returncode == exit_status.USAGE
    assert f"Did you mean `{meant}`?" in done.stderr


def test_an_option_like_no_other_is_only_refused(tmp_path: Path) -> None:
    assert "Did you mean" not in _ran(tmp_path, "--zzzzz").stderr


def test_every_help_shows_an_example(tmp_path: Path) -> None:
    for command in commands():
        shown = _ran(tmp_path, *command.name.split()[1:], "--help").stdout
        assert "example" in shown, command.name


def test_ctrl_c_while_the_program_is_being_loaded_is_an_interruption_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(name: str, *_: object) -> None:
        if name == "wizard.cli":
            raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "wizard.cli", raising=False)
    monkeypatch.setattr(sys, "meta_path", [SimpleNamespace(find_spec=interrupted), *sys.meta_path])
    from wizard.__main__ import main

    assert main() == 130
