"""Between a change that is applied and the step below the dialog there is no frame, and no key, of the old step."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest
from textual.events import Key

from tests.ui.calm import until
from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import NOW, FakeAws, FakeCoach
from wizard.flow import assume
from wizard.ui.screens import test as test_screen


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
            assert "Applied. Nothing to change here any more." in sitting.text
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


async def test_keys_while_a_change_is_under_way_begin_nothing(sit: Open, gate: threading.Event) -> None:
    gate.set()
    async with sit(aws=FakeAws(hang=gate.wait)) as sitting:
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


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Countdowns of three seconds, each of which takes no time to speak of."""
    monkeypatch.setattr(assume, "PAUSES", (3.0,))
    monkeypatch.setattr(test_screen, "SECOND", 0.2)


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Countdowns that stand still."""
    monkeypatch.setattr(test_screen, "SECOND", threading.TIMEOUT_MAX)


async def in_the_test_of_a_young_change(sitting: Sitting) -> None:
    """Apply the best repair, and test while AWS does not know of it everywhere."""
    await previewed(sitting)
    await sitting.press("a")
    await sitting.until("Nothing to change")
    await sitting.press("4")
    await sitting.strike("enter")


@pytest.mark.usefixtures("quick")
async def test_a_young_change_is_tried_again_with_a_countdown(sit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    say = test_screen.TestScreen.say

    def heard(screen: test_screen.TestScreen, text: str) -> None:
        say(screen, text)
        lines.append(text)

    monkeypatch.setattr(test_screen.TestScreen, "say", heard)
    async with sit(aws=FakeAws(lag=2)) as sitting:
        await in_the_test_of_a_young_change(sitting)
        await sitting.until("You are now")
        until = (NOW + timedelta(minutes=2)).astimezone().strftime("%H:%M:%S %Z")
        waited = [f"Try 2 in {left} s, until {until}" for left in (3, 2, 1)]
        told = [line for line in lines if "Still denied; the change may be on its way." in line]
        assert [line.partition("way. ")[2] for line in told][:3] == waited
        assert any("Try 3 in 3 s" in line for line in told)
        assert max(map(len, told)) <= 78
        assert sitting.aws.calls == 3
        assert "Still denied" not in sitting.text


@pytest.mark.usefixtures("endless")
@pytest.mark.parametrize("way", ["escape", "the button"])
async def test_the_countdown_can_be_cancelled(sit: Open, way: str) -> None:
    async with sit(aws=FakeAws(lag=9)) as sitting:
        await in_the_test_of_a_young_change(sitting)
        await sitting.until("Still denied; the change may be on its way. Try 2 in 1 s, until ")
        assert "has not been made yet" not in sitting.text
        if way == "escape":
            await sitting.press("escape")
        else:
            await sitting.pilot.click("#stop")
        await sitting.until("The test was cancelled")
        await sitting.until("Assume the role")
        assert "Try 2" not in sitting.text
        assert "Cancel" not in sitting.text
        sitting.aws.lag = 0
        assume = sitting.app.screen.query_one("#assume")
        assert await until(lambda: not assume.has_class("-active"))  # a button takes no second press for 0.2 s
        await sitting.press("enter")
        await sitting.until("You are now")


async def test_an_old_change_is_not_waited_for(sit: Open) -> None:
    async with sit(aws=FakeAws(lag=9)) as sitting:
        await previewed(sitting)
        await sitting.press("a")
        await sitting.until("Nothing to change")
        sitting.app.wizard.now = lambda: NOW + timedelta(minutes=2)
        await sitting.press("4", "enter")
        await sitting.until("By what was read")
        assert sitting.aws.calls == 1


@pytest.mark.usefixtures("endless")
async def test_only_one_test_is_under_way(sit: Open) -> None:
    async with sit(aws=FakeAws(lag=9)) as sitting:
        await in_the_test_of_a_young_change(sitting)
        await sitting.until("Try 2 in 1 s")
        burst(sitting, "enter", "enter")
        await sitting.pilot.click("#assume")
        assert sitting.aws.calls == 1
        assert "Try 2 in 1 s" in sitting.text
        await sitting.strike("1", "4")  # going to look elsewhere leaves it as it is
        await sitting.until("Try 2 in 1 s")
        await sitting.until("Cancel")


@pytest.mark.usefixtures("endless")
async def test_reading_again_ends_the_test(sit: Open) -> None:
    async with sit(aws=FakeAws(lag=9)) as sitting:
        others = set(threading.enumerate())
        await in_the_test_of_a_young_change(sitting)
        await sitting.until("Try 2 in 1 s")
        await sitting.press("ctrl+r")
        assert "Try 2" not in sitting.text
        assert await until(lambda: set(threading.enumerate()) <= others), "the countdown's thread has ended"
        assert sitting.aws.calls == 1
        assert "Cancel" not in sitting.text


async def test_reading_can_be_cancelled_on_step_4_too(sit: Open, gate: threading.Event) -> None:
    gate.set()
    async with sit(aws=FakeAws(hang=gate.wait)) as sitting:
        await sitting.press("4")
        gate.clear()
        await sitting.strike("ctrl+r")
        await sitting.until("… Reading AWS")
        await sitting.press("escape")
        assert "… Reading AWS" not in sitting.text
        gate.set()


@pytest.mark.parametrize("way", ["escape", "enter"])
@pytest.mark.parametrize("step", ["2", "3"])
async def test_a_cancelled_preview_says_that_nothing_was_changed_and_leads_back_to_where_one_was(
    sit: Open, step: str, way: str
) -> None:
    async with sit(coach=FakeCoach()) as sitting:
        await sitting.press(step, "enter")
        await sitting.until("as edited:")
        before = sitting.app.focused
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press(way)  # Enter: Cancel is the button that has the focus
        await sitting.until("Nothing was changed.")
        assert not sitting.notices, "which would cover a card"
        below = sitting.text.partition("a valid policy")[2]
        assert "Nothing was changed." in below
        assert sitting.app.focused is before and before is not None
        assert not sitting.aws.changes
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        assert "Nothing was changed." not in sitting.text, "it was said of the last time"


async def test_what_was_put_on_a_role_is_said_and_not_what_the_caller_may_do(sit: Open) -> None:
    async with sit(coach=FakeCoach()) as sitting:
        await sitting.press("3", "enter", "ctrl+s", "a")
        await sitting.until("Applied. Nothing to change here any more.")
        told = " ".join(sitting.text.replace("│", " ").split())
        assert "The inline policy S3Access was put on role MyCrossAccountRole." in told
        assert "The call is still denied: not allowed by the trust policy. Still to do: step 2." in told
