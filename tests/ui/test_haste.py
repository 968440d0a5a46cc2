"""Keys and answers that come faster than screens are made, and dialogs that close while another lies above them."""

from __future__ import annotations

import threading

import pytest

from tests.ui.calm import until
from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import FakeAws
from tests.ui.test_apply import burst
from wizard.aws.gateway import AwsFailure, Target
from wizard.ui.dialogs.confirm import Confirm
from wizard.ui.dialogs.line import AskLine
from wizard.ui.palette import Palette

NETWORK = AwsFailure("network", "AWS could not be reached", "no answer came", "Try again.")


async def nothing_broke(sitting: Sitting) -> None:
    """Let everything happen, and see that nothing broke."""
    await sitting.settle()
    assert sitting.app.crash is None
    assert "Something went wrong" not in sitting.text


@pytest.mark.parametrize("key", ["ctrl+p", "f1", "ctrl+s", "f9", "e", "f8"])
async def test_a_key_in_the_instant_in_which_the_first_reading_ends(sit: Open, gate: threading.Event, key: str) -> None:
    async with sit(aws=FakeAws(hang=gate.wait), wait=False) as sitting:
        await sitting.until("1 Inspect")
        burst(sitting, key)
        gate.set()
        burst(sitting, key, key)
        await nothing_broke(sitting)
        await sitting.press("escape", "escape")
        await sitting.until("DENIED")


async def test_the_palette_is_open_when_what_the_start_screen_asked_for_comes_in(
    sit: Open, gate: threading.Event
) -> None:
    async with sit(aws=FakeAws(hang=gate.wait), target=Target()) as sitting:
        await sitting.until("Paste an error")
        await sitting.strike(*"Deploy", "enter")
        await sitting.until("… Reading AWS")
        gate.set()
        burst(sitting, "ctrl+p")
        await sitting.until("1 Inspect")
        await nothing_broke(sitting)
        await sitting.press("ctrl+n")
        await sitting.until("2 Trust policy")


@pytest.mark.parametrize(
    "keys",
    [
        ("2", "enter", "ctrl+s", "right", "down", "c", "a"),
        ("2", "ctrl+s", "e", "f8", "f9"),
        ("4", "enter", "escape", "ctrl+r", "escape", "5", "ctrl+s", "left"),
        ("ctrl+p", "pagedown", "pageup", "pagedown", "escape", "escape", "escape"),
        ("f1", "escape", "f1", "escape", "escape", "pagedown"),
    ],
    ids=" ".join,
)
async def test_keys_that_overtake_the_screens_break_nothing(sit: Open, keys: tuple[str, ...]) -> None:
    async with sit() as sitting:
        burst(sitting, *keys)
        await nothing_broke(sitting)
        for _ in range(4):
            await sitting.press("escape")
        assert not sitting.app.screen.is_modal
        await sitting.strike("ctrl+n")
        await nothing_broke(sitting)


async def test_a_dialog_below_another_closes_after_it(sit: Open) -> None:
    answers: list[str | None] = []
    async with sit() as sitting:
        below = AskLine("Below", "")
        sitting.app.push_screen(below, answers.append)
        await sitting.until("Below")
        sitting.app.push_screen(Confirm("Above?", "", yes="Yes", no="No"))
        await sitting.until("Above?")
        below.dismiss("the answer")
        below.dismiss("another one")
        await nothing_broke(sitting)
        assert "Above?" in sitting.text
        await sitting.press("escape")
        await sitting.until("1 Inspect")
        assert await until(lambda: not sitting.app.screen.is_modal)
        await nothing_broke(sitting)
        assert answers == ["the answer"]
        assert "DENIED" in sitting.text


async def test_a_failure_above_the_palette_closes_alone(sit: Open, gate: threading.Event) -> None:
    gate.set()
    async with sit(aws=FakeAws(hang=gate.wait)) as sitting:
        gate.clear()
        sitting.aws.failure = NETWORK
        await sitting.strike("ctrl+r", "ctrl+p")
        await sitting.until("Search for commands")
        palette = sitting.app.screen
        assert isinstance(palette, Palette)
        gate.set()
        await sitting.until("AWS could not be reached")
        palette.dismiss()  # as after a command that was chosen in that instant
        await nothing_broke(sitting)
        assert "AWS could not be reached" in sitting.text
        await sitting.press("escape")
        assert await until(lambda: not sitting.app.screen.is_modal)
        await sitting.press("escape", "escape")
        await nothing_broke(sitting)
        assert "1 Inspect" in sitting.text


async def test_a_dialog_whose_answer_nobody_awaits_closes_all_the_same(sit: Open) -> None:
    async with sit() as sitting:

        async def ask() -> None:
            await sitting.app.push_screen_wait(AskLine("Nobody listens", ""))

        worker = sitting.app.screen.run_worker(ask(), exit_on_error=False)
        await sitting.until("Nobody listens")
        worker.cancel()
        await nothing_broke(sitting)
        await sitting.press(*"x", "enter")
        await nothing_broke(sitting)
        assert "Nobody listens" not in sitting.text
        assert "1 Inspect" in sitting.text
