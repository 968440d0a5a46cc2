"""The program itself in plain mode: in a dumb terminal, without a terminal, interrupted, with a transcript."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal, role_wizard

both = pytest.mark.parametrize("kind", ["dumb", "xterm-256color"])


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    home = tmp_path / "person"
    home.mkdir(exist_ok=True)
    return {"HOME": str(home), "ROLE_WIZARD_STATE_DIR": str(tmp_path / "state"), **more}


def walk_mfa_lesson(terminal: Terminal) -> list[str]:
    """Repair the lesson that wants a code; the codes that were typed."""
    codes: list[str] = []

    def answer(after: str, *keys: str) -> None:
        terminal.wait_for(after)
        terminal.settle(0.1)
        terminal.press(*keys, "enter")

    def code() -> None:
        terminal.wait_for("Enter the MFA code", "Code:")
        terminal.settle(0.1)
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
    answer("And now?", "leave")
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


def test_plain_on_a_capable_terminal_edits_the_line_and_nothing_above_it(tmp_path: Path) -> None:
    command = role_wizard("practice", "mfa-required", "--plain")
    with Terminal(command, lines=60, env=environment(tmp_path)) as terminal:
        walk_mfa_lesson(terminal)
        assert terminal.wait_for_end() == 0
        raw = bytes(terminal.raw)
    assert b"Solved:" in raw
    assert not re.search(rb"\x1b\[\d*A|\x1b\[2J|\x1b\[\?1049h|\x1b\[6n", raw)  # cursor up, clear, other screen, cursor?


@both
def test_ctrl_c_ends_the_program_with_130_and_no_traceback(kind: str, tmp_path: Path) -> None:
    with Terminal(role_wizard("practice", "--plain"), lines=60, env=environment(tmp_path, TERM=kind)) as terminal:
        terminal.wait_for("Your choice")
        terminal.settle(0.1)
        terminal.press("ctrl+c")
        assert terminal.wait_for_end() == 130
        assert "Traceback" not in terminal.text


@both
def test_ctrl_d_leaves_with_the_verdict(kind: str, tmp_path: Path) -> None:
    with Terminal(role_wizard("practice", "--plain"), lines=60, env=environment(tmp_path, TERM=kind)) as terminal:
        terminal.wait_for("Your choice")
        terminal.settle(0.1)
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


@pytest.mark.parametrize(("stdin", "stdout"), [(False, True), (True, False)], ids=["no input", "no output"])
def test_plain_itself_says_which_side_is_no_terminal(
    stdin: bool, stdout: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from wizard.plain.walk import missing_terminal

    monkeypatch.setattr(sys.stdin, "isatty", lambda: stdin, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: stdout, raising=False)
    missing = missing_terminal()
    assert missing is not None
    assert ("standard output" if stdin else "standard input") in missing


def test_a_transcript_that_cannot_be_written_is_said_first(tmp_path: Path) -> None:
    command = role_wizard("practice", "--plain", "--transcript", str(tmp_path / "no" / "talk.txt"))
    with Terminal(command, lines=40, env=environment(tmp_path, TERM="dumb")) as terminal:
        assert terminal.wait_for_end() == 2
        assert "cannot be written: No such file or directory" in terminal.text.replace("\n", "")
