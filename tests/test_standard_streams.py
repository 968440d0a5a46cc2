"""The streams as a shell may give them: closed, full, without a reader, short of letters. Never a bug, never 120."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.terminal import role_wizard

CASE = json.dumps({"request": {"role_arn": "arn:aws:iam::444455556666:role/Für\u2028"}}, ensure_ascii=False)
COMMANDS = ["--version", "--help", "explain", "history", "practice --list", "check case.json", "profile check"]


def ran(folder: Path, words: str, redirected: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command in a shell, its streams redirected; its status is the program's own."""
    (folder / "case.json").write_text(CASE, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG"))}
    line = f"set -o pipefail; {' '.join(role_wizard(*words.split()))} {redirected}"
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env={**environment, "LANG": "C.UTF-8", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        start_new_session=True,
    )


@pytest.mark.parametrize("words", [*COMMANDS, "practice cross-account --serve"])
def test_a_full_disk_is_named(words: str, tmp_path: Path) -> None:
    done = ran(tmp_path, words, "> /dev/full")
    assert done.returncode == 2
    what, to_do = done.stderr.splitlines()
    assert what == "role-wizard: the output cannot be written: No space left on device"
    assert to_do == "Make room, or send it elsewhere."


@pytest.mark.parametrize("words", COMMANDS)
def test_a_reader_who_leaves_is_no_fault(words: str, tmp_path: Path) -> None:
    assert not ran(tmp_path, words, "| true").stderr


@pytest.mark.parametrize(
    ("words", "closed", "status"),
    [
        ("check -", "<&-", 2),
        ("check --error -", "<&-", 1),
        ("", "<&-", 3),
        ("practice", "<&-", 3),
        ("explain RW110", ">&-", 0),
        ("check case.json", ">&-", 1),
        ("--version", "<&- >&- 2>&-", 0),
        ("run -- true", "<&- >&- 2>&-", 0),
        ("practise", "2>&-", 2),
        ("practise", "2> /dev/full", 2),
    ],
)
def test_a_closed_stream_is_as_good_as_an_empty_one(words: str, closed: str, status: int, tmp_path: Path) -> None:
    done = ran(tmp_path, words, closed)
    assert done.returncode == status
    assert "bug" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize("words", ["--help", "check case.json", "check --json case.json"])
def test_a_letter_that_the_encoding_lacks_is_respelt(words: str, encoding: str, tmp_path: Path) -> None:
    done = ran(tmp_path, words, "| iconv -f latin1 -t utf-8", PYTHONIOENCODING=encoding)
    assert not done.stderr and done.stdout
    if "--json" in words:
        assert json.loads(done.stdout)
