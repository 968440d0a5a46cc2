"""The two keyboards in a real pseudo-terminal: what reaches the terminal, byte by byte."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import Terminal

SCRIPT = """
from wizard.plain.asker import Asker, Option
from wizard.plain.keyboard import keyboard, show

ask = Asker(keyboard(), show, show)
print("chosen", ask.choose("Which one?", [Option("Apple", "a"), Option("Pear", "p")]))
print("typed", ask.text("Name", "old"))
print("pasted", len(ask.paste("Paste.")))
code = ask.code("Enter the MFA code", lambda: None)
print("code", code)
"""


@pytest.fixture(params=["dumb", "xterm-256color"])
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    with Terminal([sys.executable, "-c", SCRIPT], env={"TERM": request.param, "HOME": str(tmp_path)}) as terminal:
        yield terminal


def test_both_keyboards_ask_the_same(terminal: Terminal) -> None:
    terminal.wait_for("1. Apple", "2. Pear", "Your choice [1]:")
    terminal.settle()  # the prompt stands there before the line is read
    os.killpg(terminal.process.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, terminal.process.pid, os.WSTOPPED)
    os.killpg(terminal.process.pid, signal.SIGCONT)
    terminal.wait_for("Your choice [1]: Your choice [1]:")  # a shell has written in between
    terminal.press("pear", "enter")
    terminal.wait_for("chosen p", "Name [old]:")
    terminal.press("ctrl+z", "enter")  # stops the program where a shell can let it go on, and is never part of a text
    terminal.wait_for("typed old", "Paste.")
    terminal.press("An error", "enter", "enter")
    terminal.wait_for_prompt("Code:", "pasted 8", "Enter the MFA code")
    terminal.press("123456", "enter")
    assert terminal.wait_for_end() == 0
    assert "code ***" in terminal.text
    assert b"123456" not in terminal.raw


def test_a_dumb_terminal_gets_no_control_sequence(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", SCRIPT], env={"TERM": "dumb", "HOME": str(tmp_path)}) as terminal:
        for text, keys in (("Your choice", "1"), ("Name", "x"), ("Paste.", ""), ("Code:", "")):
            terminal.wait_for(text)
            terminal.press(keys, "enter")
        terminal.wait_for_end()
        assert b"\x1b" not in terminal.raw


def test_a_long_paste_arrives_whole_on_a_capable_terminal(tmp_path: Path) -> None:
    text = "An error occurred (AccessDenied): Encoded authorization failure message: " + "x" * 6000
    with Terminal([sys.executable, "-c", SCRIPT], env={"HOME": str(tmp_path)}, lines=40) as terminal:
        for wanted in ("Your choice", "Name"):
            terminal.wait_for(wanted)
            terminal.press("enter")
        terminal.wait_for("Paste.")
        terminal.paste(text)
        terminal.press("enter", "enter")
        terminal.wait_for(f"pasted {len(text)}", "MFA code")


def test_ctrl_c_at_a_question_interrupts(terminal: Terminal) -> None:
    terminal.wait_for_prompt("Your choice")
    terminal.press("ctrl+c")
    assert terminal.wait_for_end() != 0
    assert "KeyboardInterrupt" in terminal.text


def test_a_stray_byte_is_a_wrong_answer_and_no_more(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", SCRIPT], env={"TERM": "dumb", "HOME": str(tmp_path)}) as terminal:
        terminal.wait_for("Your choice")
        os.write(terminal.master, b"\xff\xfe\n")
        terminal.wait_for("Type a number from 1 to 2")
        assert "Traceback" not in terminal.text


def test_an_arrow_key_is_no_answer(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", SCRIPT], env={"HOME": str(tmp_path)}) as terminal:
        terminal.wait_for("Your choice")
        terminal.press("up", "f1", "2", "left", "enter")
        terminal.wait_for("chosen p")


def test_a_line_that_the_terminal_driver_cut_is_said(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", SCRIPT], env={"TERM": "dumb", "HOME": str(tmp_path)}, lines=80) as terminal:
        terminal.wait_for("Your choice")
        terminal.press("enter")
        terminal.wait_for("Name")
        terminal.press("x" * 5000, "enter")
        terminal.wait_for("The terminal cuts a line at 4096 characters")
