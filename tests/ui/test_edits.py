"""An edit that waits to be applied is not forgotten: stepper, verdict line, the way on and the way out say so."""

from __future__ import annotations

from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import FakeCoach
from wizard.ui.widgets.stepper import Stepper

LEFT = "Not applied: the edit in step 2. There ctrl+s previews it."


async def edited(sitting: Sitting) -> None:
    """Put the best repair into the editor of step 2."""
    await sitting.press("2", "enter")
    await sitting.until("as edited:")


async def test_it_is_told_on_every_step_and_on_leaving_its_own_once(sit: Open) -> None:
    async with sit() as sitting:
        await edited(sitting)
        assert "ALLOWED * as edited: once applied," in sitting.text
        assert "* 2 Trust policy: not applied" in sitting.text
        await sitting.press("ctrl+n")
        assert LEFT in sitting.text
        for step in "345":
            await sitting.press("1", step)
            assert "DENIED ✗ not allowed by the trust policy; an edit waits in 2" in sitting.text
            assert "* Trust policy: not applied" in sitting.text
            assert LEFT not in sitting.text


async def test_once_applied_nothing_waits(sit: Open) -> None:
    async with sit() as sitting:
        await edited(sitting)
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("a")
        await sitting.until("Nothing to change")
        assert "2 Trust policy: done" in sitting.text
        await sitting.press("ctrl+n")
        assert "waits" not in sitting.text and "ot applied" not in sitting.text
        await sitting.press("ctrl+q")
        assert sitting.app.return_value is not None


async def test_taken_back_in_the_editor_nothing_waits(sit: Open) -> None:
    async with sit() as sitting:
        await edited(sitting)
        await sitting.press("tab", "ctrl+z")
        assert "not applied" not in sitting.text


async def test_edits_of_both_steps_are_named(sit: Open) -> None:
    async with sit(coach=FakeCoach()) as sitting:
        await edited(sitting)
        await sitting.press("3", "enter", "1")
        assert "edits wait in 2 and 3" in sitting.text
        await sitting.press("ctrl+q")
        await sitting.until("not applied yet: step 2 (role MyCrossAccountRole) and step 3")


async def test_quitting_asks_on_any_step_and_leaves_when_asked_again(sit: Open) -> None:
    async with sit() as sitting:
        await edited(sitting)
        await sitting.press("4", "ctrl+q")
        await sitting.until("Edited and not applied yet: step 2 (role MyCrossAccountRole).")
        await sitting.press("escape")
        assert sitting.app.return_value is None
        await sitting.press("ctrl+q", "ctrl+q")
        assert sitting.app.return_value is not None


async def test_where_nothing_can_be_applied_a_repair_looked_at_waits_for_nothing(sit: Open) -> None:
    async with sit(read_only=True) as sitting:
        await edited(sitting)
        await sitting.press("ctrl+n", "ctrl+q")
        assert sitting.app.return_value is not None


async def test_each_mark_has_its_word_under_the_pointer(sit: Open) -> None:
    async with sit() as sitting:
        assert "– 3 Permissions: nothing to change" in str(sitting.app.screen.query_one(Stepper).tooltip)
