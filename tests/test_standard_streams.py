"""The streams as a shell may give them: closed, full, without a reader, short of letters. Never a bug, never 120."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.patience import PATIENCE
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
        timeout=PATIENCE,
        start_new_session=True,
    )


@pytest.mark.parametrize("words", [*COMMANDS, "practice cross-account --serve"])
def test_a_full_disk_is_named(words: str, tmp_path: Path) -> None:
    done = ran(tmp_path, words, "> /dev/full")
    assert done.returncode == 2
    what, to_do = done.stderr.splitlines()
    assert what == "role-wizard: the output cannot be written: No space left on device"
    assert to_do == "Make room, or send it elsewhere."


@pytest.mark.parametrize(
    "words",
    [
        "-",
        "diagnose -",
        "resume -",
        "check --error -",
        "claims - --role arn:aws:iam::444455556666:role/A",
        "claims token.jwt --trust -",
    ],
)
def test_an_input_without_end_is_not_waited_for(words: str, tmp_path: Path) -> None:
    (tmp_path / "token.jwt").write_text('{"iss": "https://example.com"}')
    done = ran(tmp_path, words, "< <(yes 'An error occurred')")
    assert done.returncode == 2
    what, to_do = done.stderr.splitlines()
    assert what == "role-wizard: standard input has more than 16 MiB, and may have no end"
    assert to_do == "Pipe in only what counts, such as the end of a log: tail -c 100000 LOG | role-wizard …"


def test_an_error_piped_in_by_another_shell_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(
        "\ufeffAn error occurred (AccessDenied) when calling the AssumeRole operation: User: "
        "arn:aws:iam::111122223333:user/ana is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::444455556666:role/Deploy\r\n".encode("utf-16-le")
    )
    (tmp_path / "token").write_bytes(b'\xef\xbb\xbf{"iss": "https://example.com", "sub": "a", "aud": "b"}\r\n')
    (tmp_path / "trust.json").write_text('{"Version": "2012-10-17", "Statement": []}')
    assert "role/Deploy" in ran(tmp_path, "check --error -", "< log").stdout
    assert "trust.json" in ran(tmp_path, "claims - --trust trust.json", "< token").stderr, "the token was understood"


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
