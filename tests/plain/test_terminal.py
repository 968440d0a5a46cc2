"""The program itself in plain mode: in a dumb terminal, without a terminal, interrupted, with a transcript."""

from __future__ import annotations

import fcntl
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.terminal import Terminal, role_wizard
from wizard.cli import main

both = pytest.mark.parametrize("kind", ["dumb", "xterm-256color"])


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    home = tmp_path / "person"
    home.mkdir(exist_ok=True)
    return {"HOME": str(home), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state"), **more}


def walk_mfa_lesson(terminal: Terminal) -> list[str]:
    """Repair the lesson that wants a code; the codes that were typed."""
    codes: list[str] = []

    def answer(below: str, words: str) -> None:
        terminal.wait_for_prompt("Your choice", below)
        terminal.press(words, "enter")

    def code() -> None:
        terminal.wait_for_prompt("Code:", "Enter the MFA code")
        shown = re.findall(r"Phone: (\d{6})", terminal.text)[-1]
        codes.append(shown)
        terminal.press(shown, "enter")

    answer("Your choice [1]:", "corrected")
    answer("Your choice [2]:", "go on")
    answer("2 Trust policy (step 2", "go on")
    answer("3 Permissions (step 3", "go on")
    answer("4 Test (step 4", "assume")
    code()
    answer("You are now", "go on")
    answer("5 Profile (step 5", "preview and write")
    answer("Apply this change?", "apply")
    answer("Use it once now", "yes")
    code()
    answer("Used once: through it you are", "leave")
    return codes


def test_a_dumb_terminal_selects_plain_mode_and_gets_plain_lines_alone(tmp_path: Path) -> None:
    transcript = tmp_path / "talk.txt"
    command = role_wizard("practice", "mfa-required", "--transcript", str(transcript))
    with Terminal(command, lines=60, env=environment(tmp_path, TERM="dumb")) as terminal:
        codes = walk_mfa_lesson(terminal)
        assert terminal.wait_for_end() == 0
        said = terminal.raw.decode()
    assert "Solved: The door that wants a second key. 3 of 3 stars." in said
    assert "\x1b" not in said
    assert not re.search("[\u2500-\u257f\u2580-\u259f\u2800-\u28ff\b]", said)
    kept = transcript.read_text()
    assert "Solved: The door that wants a second key." in kept
    assert "You are now arn:aws:sts::555566667777:assumed-role/Emergency/nadia" in kept
    assert not any(code in kept for code in codes)
    assert not re.search(r"(AKIA|ASIA)[A-Z0-9]{12}", kept + said)


@pytest.mark.parametrize("kind", ["unknown", "emacs", ""])
def test_whatever_cannot_move_its_cursor_selects_plain_mode(kind: str, tmp_path: Path) -> None:
    with Terminal(role_wizard("practice", "cross-account"), env=environment(tmp_path, TERM=kind)) as terminal:
        terminal.wait_for("What next?")
        assert b"\x1b" not in terminal.raw


@pytest.mark.parametrize("kind", ["xterm-256color", "vt100"])
def test_a_capable_terminal_gets_no_control_sequence_either(kind: str, tmp_path: Path) -> None:
    """Numbers, words and codes are typed on bare lines: nothing is drawn again, and nothing moves the cursor."""
    command = role_wizard("practice", "mfa-required", "--plain")
    with Terminal(command, lines=60, env=environment(tmp_path, TERM=kind)) as terminal:
        walk_mfa_lesson(terminal)
        assert terminal.wait_for_end() == 0
        said = bytes(terminal.raw)
    assert b"Solved:" in said
    assert b"\x1b" not in said and b"\b" not in said


@pytest.mark.parametrize(
    ("locale", "spelt"),
    [
        ({"LC_ALL": "C.UTF-8", "LANG": ""}, b"aws --profile emergency \xe2\x80\xa6"),
        ({"LC_ALL": "C"}, b"aws --profile emergency ..."),
        ({"LC_ALL": "POSIX", "LANG": "C.UTF-8"}, b"aws --profile emergency ..."),
        ({"LANG": "C"}, b"aws --profile emergency ..."),
        ({"LANG": ""}, b"aws --profile emergency ..."),
        ({"PYTHONIOENCODING": "latin-1"}, b"aws --profile emergency ..."),
    ],
    ids=["UTF-8", "LC_ALL=C", "POSIX", "LANG=C", "no locale", "latin-1"],
)
def test_the_locale_says_which_characters_there_are(locale: dict[str, str], spelt: bytes, tmp_path: Path) -> None:
    command = role_wizard("practice", "mfa-required", "--plain")
    with Terminal(command, lines=60, env=environment(tmp_path, TERM="dumb", **locale)) as terminal:
        for question, answer in (("What next?", "more"), ("Which?", "5 profile"), ("5 Profile", "preview and write")):
            terminal.wait_for_prompt("Your choice", question)
            terminal.press(answer, "enter")
        terminal.wait_for("Apply this change?")
        assert spelt in terminal.raw
        assert b"\xe2" in spelt or max(terminal.raw) < 128


def test_a_serial_line_has_no_size(tmp_path: Path) -> None:
    """A getty on ttyS0 often knows neither rows nor columns."""
    with Terminal(role_wizard("--plain"), lines=40, env=environment(tmp_path, TERM="vt220")) as terminal:
        fcntl.ioctl(terminal.master, termios.TIOCSWINSZ, struct.pack("HHHH", 0, 0, 0, 0))
        terminal.wait_for_prompt("Your choice", "How shall we begin?")
        terminal.press("type the role", "enter")
        terminal.wait_for("The role's ARN, or its name")
        terminal.press("enter")
        terminal.wait_for_prompt("Your choice")
        terminal.press("leave", "enter")
        assert terminal.wait_for_end() == 0


@both
def test_ctrl_c_ends_the_program_with_130_and_no_traceback(kind: str, tmp_path: Path) -> None:
    with Terminal(role_wizard("practice", "--plain"), lines=60, env=environment(tmp_path, TERM=kind)) as terminal:
        terminal.wait_for_prompt("Your choice")
        terminal.press("ctrl+c")
        assert terminal.wait_for_end() == 130
        assert "Traceback" not in terminal.text


@both
def test_ctrl_d_leaves_with_the_verdict(kind: str, tmp_path: Path) -> None:
    with Terminal(role_wizard("practice", "--plain"), lines=60, env=environment(tmp_path, TERM=kind)) as terminal:
        terminal.wait_for_prompt("Your choice")
        terminal.press("ctrl+d")
        assert terminal.wait_for_end() == 1
        assert "Traceback" not in terminal.text


def test_the_start_asks_how_to_begin_without_credentials_or_network(tmp_path: Path) -> None:
    with Terminal(role_wizard("--plain"), lines=40, env=environment(tmp_path, TERM="dumb")) as terminal:
        terminal.wait_for("How shall we begin?", "Paste the error", "Practise, without any account")
        terminal.press("leave", "enter")
        assert terminal.wait_for_end() == 0


def test_practice_is_reached_from_the_start(tmp_path: Path) -> None:
    with Terminal(role_wizard("--plain"), lines=60, env=environment(tmp_path, TERM="dumb")) as terminal:
        terminal.wait_for("How shall we begin?")
        terminal.press("practise", "enter")
        terminal.wait_for("1 Inspect (step 1", "What next?")
        terminal.press("leave", "enter")
        assert terminal.wait_for_end() == 1


@pytest.mark.parametrize("words", [["--plain", "arn:aws:iam::444455556666:role/Deploy"], ["practice", "--plain"]])
def test_without_a_terminal_it_says_what_is_missing(words: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        role_wizard(*words), stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment(tmp_path)
    )
    assert done.returncode == 3
    assert "terminal" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert done.stdout == ""


@pytest.mark.parametrize("words", [["--plain", "Deploy"], ["practice", "--plain"]], ids=" ".join)
@pytest.mark.parametrize(
    ("stdin", "stdout", "missing"),
    [
        (False, True, "standard input is none"),
        (True, False, "standard output is none"),
        (False, False, "this is none"),
    ],
)
def test_it_says_which_side_is_no_terminal(
    stdin: bool,
    stdout: bool,
    missing: str,
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: stdin, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: stdout, raising=False)
    assert main(words) == 3
    what, to_do = capsys.readouterr().err.splitlines()
    assert what.endswith(f"needs a terminal, and {missing}")
    assert "--transcript FILE" in to_do


def test_a_transcript_that_cannot_be_written_is_said_first(tmp_path: Path) -> None:
    command = role_wizard("practice", "--plain", "--transcript", str(tmp_path / "no" / "talk.txt"))
    with Terminal(command, lines=40, env=environment(tmp_path, TERM="dumb")) as terminal:
        assert terminal.wait_for_end() == 2
        assert "cannot be written: No such file or directory" in terminal.text.replace("\n", "")


@pytest.mark.parametrize(("place", "why"), [("folder", "Is a directory"), ("full", "No space left")])
def test_a_transcript_that_cannot_be_written_is_named(place: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "full").symlink_to("/dev/full")
    command = role_wizard("--plain", "--transcript", place)
    with Terminal(command, env=environment(tmp_path), cwd=tmp_path) as terminal:
        assert terminal.wait_for_end() == 2
        assert f"the transcript {place} cannot be written: {why}" in terminal.text
        assert "leave --transcript out" in terminal.text


def test_practice_from_the_start_goes_on_in_plain_mode_and_in_the_same_transcript(tmp_path: Path) -> None:
    transcript = tmp_path / "talk.txt"
    with Terminal(role_wizard("--plain", "--transcript", str(transcript)), env=environment(tmp_path)) as terminal:
        terminal.wait_for("How shall we begin?", "Your choice [1]:")
        terminal.press("practise", "enter")
        terminal.wait_for("What next?", "Your choice")
        terminal.press("leave", "enter")
        terminal.wait_for_end()
        assert b"\x1b[?1049h" not in terminal.raw, "no screen was opened"
    kept = transcript.read_text()
    assert "How shall we begin?" in kept and "1 Inspect" in kept
