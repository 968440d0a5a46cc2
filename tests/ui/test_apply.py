"""Between a change that is applied and the step below the dialog there is no frame, and no key, of the old step."""

from __future__ import annotations

import asyncio
import threading

from textual.events import Key

from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import FakeAws


async def previewed(sitting: Sitting) -> None:
    """Preview the best repair of step 2."""
    await sitting.press("ctrl+n", "enter", "ctrl+s")
    await sitting.until("Apply this change?")


def burst(sitting: Sitting, *keys: str) -> None:
    """Send keys as fast as a pasted line comes: nothing is waited for in between."""
    for key in keys:
        sitting.app.post_message(Key(key, key if len(key) == 1 else None))


async def until_closed(sitting: Sitting) -> None:
    """Until the very instant in which the dialog is gone."""
    while sitting.app.screen.is_modal:
        await asyncio.sleep(0)


async def test_the_first_frame_without_the_dialog_shows_the_step_as_it_now_is(sit: Open) -> None:
    for size in ((80, 24), (120, 36), (200, 60)):
        async with sit(size=size) as sitting:
            await previewed(sitting)
            burst(sitting, "a")
            await until_closed(sitting)
            assert "Nothing to change" in sitting.text
            assert "ALLOWED ✓" in sitting.text
            assert "★" not in sitting.text
            assert "2 Trust policy: done" in sitting.text


async def test_a_key_in_the_instant_of_closing_meets_the_new_step(sit: Open) -> None:
    async with sit() as sitting:
        await previewed(sitting)
        burst(sitting, "a")
        await until_closed(sitting)
        burst(sitting, "enter")  # the button that goes on has the focus; the repairs are gone
        await sitting.until("3 Permissions")
        assert len(sitting.aws.changes) == 1


async def test_keys_while_a_change_is_under_way_begin_nothing(sit: Open) -> None:
    gate = threading.Event()
    gate.set()
    async with sit(aws=FakeAws(hang=lambda: gate.wait(10) and None)) as sitting:
        await previewed(sitting)
        gate.clear()
        burst(sitting, "a", "a", "enter", "h", "ctrl+n", "ctrl+s", "escape")
        await sitting.until("Applying")
        gate.set()
        await sitting.until("Nothing to change")
        assert len(sitting.aws.changes) == 1
        assert "2 Trust policy" in sitting.text


async def test_a_repair_and_its_preview_in_one_burst_are_taken_in_that_order(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("ctrl+n")
        await sitting.until("2 Trust policy")
        burst(sitting, "enter", "ctrl+s")
        await sitting.until("Apply this change?")
