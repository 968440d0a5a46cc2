"""The house's import rules, seen at run time: what each command really loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

CASE = {
    "request": {"role_arn": "arn:aws:iam::444455556666:role/Deploy"},
    "caller": {"arn": "arn:aws:iam::111122223333:user/alice", "identity_policies": []},
    "role": {"exists": True, "trust_policy": {"Version": "2012-10-17", "Statement": []}},
}
HEAVY = (
    "boto3",
    "botocore",
    "textual",
    "rich",
    "questionary",
    "prompt_toolkit",
    "argcomplete",
    "platformdirs",
    "dataclasses",
    "typing",
    "locale",
    "inspect",
    "ast",
    "importlib.resources",
    "pathlib",
    "shutil",
    "bz2",
    "lzma",
    "urllib",
    "ipaddress",
    "difflib",
)


def loaded_by(words: list[str], tmp_path: Path, stdin: str = "") -> set[str]:
    """The modules in memory after a command ran in a fresh interpreter."""
    script = (
        "import sys, json\n"
        "from wizard.cli import main\n"
        "try:\n    main(json.loads(sys.argv[1]))\n"
        "except SystemExit:\n    pass\n"
        "sys.stdout.flush()\n"
        "print('\\n#', *sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(words)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
            "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state"),
        },
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return set(done.stdout.rpartition("\n#")[2].split())


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (["check", "--json", "-"], json.dumps(CASE)),
        (["check", "--error", "An error occurred (AccessDenied)", "--json"], ""),
        (["explain", "RW110"], ""),
        (["--version"], ""),
        (["--help"], ""),
    ],
    ids=["check", "check --error", "explain", "--version", "--help"],
)
def test_quick_commands_load_neither_textual_nor_boto3(words: list[str], stdin: str, tmp_path: Path) -> None:
    """What answers at once loads nothing that takes time."""
    assert loaded_by(words, tmp_path, stdin).isdisjoint(HEAVY)


def test_the_first_screen_needs_no_boto3(tmp_path: Path) -> None:
    """The front end is imported, ready to paint, before boto3 is."""
    script = "import sys, wizard.ui.app, wizard.flow.wizard, wizard.aws.connection; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert {"boto3", "botocore", "questionary"}.isdisjoint(name.partition(".")[0] for name in done.stdout.split())
