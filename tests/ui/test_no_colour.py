"""NO_COLOR: not one colour is sent to the terminal, and what has the focus is seen all the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal import Terminal, role_wizard

SGR = re.compile(rb"\x1b\[([\d;:]*)m")
COLOURS = {*range(30, 50), 58, *range(90, 108)}


def colours(raw: bytes) -> set[bytes]:
    """The sequences that set a colour, or set one back."""
    return {
        found[0]
        for found in SGR.finditer(raw)
        if COLOURS & {int(part) for part in re.split(rb"[;:]", found[1]) if part}
    }


def reversed_text(terminal: Terminal) -> str:
    """What stands out by being reversed, a line per row."""
    rows = (terminal.screen.buffer[row] for row in range(terminal.screen.lines))
    return "\n".join("".join(cell.data for _, cell in sorted(row.items()) if cell.reverse) for row in rows)


def underlined_text(terminal: Terminal) -> str:
    """What is underlined, a line per row."""
    rows = (terminal.screen.buffer[row] for row in range(terminal.screen.lines))
    return "\n".join("".join(cell.data for _, cell in sorted(row.items()) if cell.underscore) for row in rows)


def chosen_colours(terminal: Terminal) -> set[str]:
    """The colours of what is reversed below the line of steps."""
    rows = (terminal.screen.buffer[row] for row in range(3, terminal.screen.lines))
    return {cell.fg for row in rows for cell in row.values() if cell.reverse}


@pytest.mark.parametrize(
    "options", [[], pytest.param(["--theme", "dark"], marks=pytest.mark.slow), ["--theme", "ansi"]], ids=" ".join
)
def test_no_colour_is_sent_and_the_focus_is_seen(options: list[str], tmp_path: Path) -> None:
    env = {"NO_COLOR": "1", "COLORTERM": "truecolor", "HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path)}
    with Terminal(role_wizard("practice", "cross-account", *options), env=env) as terminal:
        terminal.wait_for("1 Inspect", "DENIED ✗")
        terminal.settle()
        assert "1 Inspect: done" in reversed_text(terminal)
        assert "RW102, line 7" in reversed_text(terminal), "the cause under the cursor"
        terminal.press("ctrl+n")
        terminal.wait_for("2 Trust policy", "Trust account")
        terminal.settle()
        assert "★ Trust user remote-user" in reversed_text(terminal)
        terminal.press("down")
        terminal.settle()
        assert "Trust account 210987654321" in reversed_text(terminal)
        assert "★ Trust user remote-user" not in reversed_text(terminal)
        terminal.press("up", "enter")
        terminal.wait_for("as edited:")
        terminal.press("ctrl+s")
        terminal.wait_for("Apply this change?")
        terminal.settle()
        assert "Cancel esc" in reversed_text(terminal) and "Apply a" not in reversed_text(terminal)
        terminal.press("tab")
        terminal.settle()
        assert "Apply a" in reversed_text(terminal) and "Cancel esc" not in reversed_text(terminal)
        assert len(SGR.findall(bytes(terminal.raw))) > 100
        assert not colours(bytes(terminal.raw))


def cursor_stands_on(terminal: Terminal, letter: str) -> bool:
    """Whether it is seen there, in no colours that it would swap for those of the text; it blinks."""
    return any((letter, "default", "default") in reversed_cells(terminal) for _ in range(9) if terminal.settle())


def reversed_cells(terminal: Terminal) -> set[tuple[str, str, str]]:
    """The characters that are reversed, with their colours."""
    rows = (terminal.screen.buffer[row] for row in range(terminal.screen.lines))
    return {(cell.data, cell.fg, cell.bg) for row in rows for cell in row.values() if cell.reverse}


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {}], ids=["NO_COLOR", "ansi"])
def test_the_cursor_is_seen_where_text_is_typed(env: dict[str, str], tmp_path: Path) -> None:
    env = {**env, "HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path)}
    with Terminal(role_wizard("--theme", "ansi"), env=env) as terminal:
        terminal.wait_for("Paste an error", "Denied calls")
        terminal.press(*"Deploy", "left")
        assert cursor_stands_on(terminal, "y")
        terminal.press("tab")
        terminal.settle()  # by then what stands in the field is selected
        terminal.press("right", "left")
        assert cursor_stands_on(terminal, "y")


def test_the_theme_of_sixteen_colours_shows_the_cursor_too(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "ROLE_WIZARD_STATE_DIR": str(tmp_path)}
    with Terminal(role_wizard("practice", "cross-account", "--theme", "ansi"), env=env) as terminal:
        terminal.wait_for("1 Inspect", "DENIED ✗")
        terminal.settle()
        assert "RW102, line 7" in reversed_text(terminal)
        assert not chosen_colours(terminal) & {"red", "green"}, "no patches of colour in the cause under the cursor"
        terminal.press("ctrl+p")
        terminal.wait_for("Search for commands", "Filter")
        terminal.settle()
        assert "Filter" in underlined_text(terminal), "the line at hand of the palette"
        assert b"\x1b[38;2" not in bytes(terminal.raw), "no colour but the terminal's sixteen"
