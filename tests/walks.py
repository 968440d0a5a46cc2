"""The shortest path through a lesson, walked by someone who only reads the screen and knows the documented keys."""

from __future__ import annotations

import re
import time

from tests.patience import PATIENCE
from tests.terminal import Terminal


def walk(terminal: Terminal) -> None:
    """From `1 Inspect` to `Profile written`, taking the best repair everywhere."""
    inspect(terminal)
    terminal.press("ctrl+n")
    repair(terminal, "2 Trust policy")
    terminal.press("ctrl+n")
    repair(terminal, "3 Permissions")
    terminal.press("ctrl+n")
    assume(terminal)
    terminal.press("ctrl+n")
    write_profile(terminal)


def inspect(terminal: Terminal) -> None:
    """Read the causes; use the corrected request where one is offered."""
    terminal.wait_for("1 Inspect")
    verdict(terminal, "DENIED", "DEPENDS")
    offered = either(terminal, "! 1 Inspect", "✓ 1 Inspect", "? 1 Inspect") == "! 1 Inspect"
    terminal.wait_for("Use it" if offered else "Next")  # the keys stand below a screen that is ready
    terminal.settle()
    if offered:
        terminal.press("u")
        terminal.wait_until_gone("Use it")


def repair(terminal: Terminal, heading: str) -> None:
    """Put the best repair into the editor, preview and apply it, as long as the step asks for one."""
    terminal.wait_for(heading)
    for _ in range(3):
        if either(terminal, "Nothing to change", "★") == "Nothing to change":
            return
        terminal.press("enter")
        terminal.wait_for("as edited:")
        terminal.press("ctrl+s")
        apply(terminal)
    raise AssertionError(f"{heading} is never done:\n{terminal.text}")


def assume(terminal: Terminal) -> None:
    """Assume the role, with the code from the phone where one is asked for."""
    terminal.wait_for("4 Test", "Assume the role")
    terminal.press("enter")
    shown = answered(terminal, "You are now")
    assert "You are now" in shown


def write_profile(terminal: Terminal) -> None:
    """Preview and write the profile, and let it be used once; first repair the files where the step says so."""
    terminal.wait_for("5 Profile")
    terminal.settle()
    if "Repair the files" in terminal.text:
        terminal.press("enter")
        apply(terminal)
        if "5 Profile: done" in terminal.text:
            return
    terminal.press("ctrl+s")
    apply(terminal)


def apply(terminal: Terminal) -> None:
    """Say yes to the preview; below it the step is then drawn anew."""
    terminal.wait_for("Apply this change?")
    terminal.press("a")
    terminal.wait_until_gone("Apply this change?")
    terminal.settle(0.4)  # less than a cursor stands before it blinks, in the question for a code


def answered(terminal: Terminal, wanted: str) -> str:
    """Wait for a text, and enter the code when the dialog asks for it meanwhile."""
    asked = 0
    end = time.monotonic() + 3 * PATIENCE  # a change takes its time to arrive, and is waited for
    while wanted not in terminal.text:
        if "Enter the MFA code" in terminal.text and not asked:
            asked += 1
            terminal.wait_for("Phone: ")
            terminal.press(phone(terminal), "enter")
            terminal.wait_until_gone("Enter the MFA code")
        if "did not work" in terminal.text:
            raise AssertionError(f"denied:\n{terminal.text}")
        look_again(terminal, end, wanted)
    return terminal.text


def either(terminal: Terminal, *texts: str) -> str:
    """Wait for the first of some texts."""
    end = time.monotonic() + PATIENCE
    while True:
        for text in texts:
            if text in terminal.text:
                return text
        look_again(terminal, end, *texts)


def look_again(terminal: Terminal, end: float, *wanted: str) -> None:
    """Read on for a moment, unless the program or the patience has ended."""
    terminal.settle(0.1, 0.2)
    if terminal.process.poll() is not None:
        raise AssertionError(f"the program ended:\n{terminal.text}")
    if time.monotonic() > end:
        raise AssertionError(f"waited in vain for {wanted}; the screen is:\n{terminal.text}")


def phone(terminal: Terminal) -> str:
    """The code that the practice phone shows."""
    found = re.search(r"Phone: (\d{6})", terminal.text)
    assert found, terminal.text
    return found.group(1)


def verdict(terminal: Terminal, *words: str) -> str:
    """Wait for one of the verdict's words."""
    pattern = re.compile(rf"\b({'|'.join(words)})\b")
    end = time.monotonic() + PATIENCE
    while not (found := pattern.search(terminal.text)):
        look_again(terminal, end, *words)
    return found.group(1)
