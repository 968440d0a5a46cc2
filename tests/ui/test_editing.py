"""The editor of step 2: problems at their line, the verdict following, undo, and nothing lost."""

from __future__ import annotations

from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import TRUST, FakeAws
from wizard.ui.widgets.policy_editor import PolicyEditor


async def at_step_2(sitting: Sitting) -> PolicyEditor:
    await sitting.until("DENIED")
    await sitting.press("ctrl+n")
    return sitting.app.screen.query_one(PolicyEditor)


async def test_a_mistake_is_named_with_its_line(sit: Open) -> None:
    async with sit() as sitting:
        editor = await at_step_2(sitting)
        editor.focus()
        editor.fill(TRUST.replace('"sts:AssumeRole"', '"sts:AssumeRole'))
        await sitting.settle()
        assert "line 10:" in sitting.text
        assert any(name == "problem" for row in editor._highlights.values() for _, _, name in row)


async def test_the_verdict_follows_what_is_typed(sit: Open) -> None:
    async with sit() as sitting:
        editor = await at_step_2(sitting)
        editor.fill(TRUST.replace("123456789012:user", "210987654321:user"))
        await sitting.settle()
        assert "ALLOWED * as edited: once applied," in sitting.text


async def test_undo_brings_the_text_back(sit: Open) -> None:
    async with sit() as sitting:
        editor = await at_step_2(sitting)
        await sitting.press("enter")
        assert editor.text != TRUST
        editor.focus()
        await sitting.press("ctrl+z", "ctrl+z")
        assert editor.text == TRUST  # and not the empty text from before it was read
        await sitting.press("ctrl+y")
        assert editor.text != TRUST
        editor.fill("{\n  2\n}", over="{\n  1\n}")
        assert editor.cursor_location[0] == 1, "where a repair of another text changes it"


async def test_a_line_that_is_laid_out_for_another_width_is_drawn_anew(sit: Open) -> None:
    """As on a wide terminal, where the editor is laid out twice before it has its place."""
    async with sit() as sitting:
        editor = await at_step_2(sitting)
        for width, rows in ((70, 13), (55, 14)):
            editor.wrapped_document.wrap(width)
            editor._line_cache.clear()
            drawn = [editor.render_line(row).text for row in range(editor.wrapped_document.height)]
            assert len(drawn) == rows
            assert sum(row.count("user/remote-user") for row in drawn) == 1, drawn


async def test_enter_in_the_editor_never_applies(sit: Open) -> None:
    async with sit() as sitting:
        editor = await at_step_2(sitting)
        editor.focus()
        await sitting.press("enter")
        assert "Apply this change?" not in sitting.text
        assert sitting.aws.changes == []


async def test_a_policy_changed_by_somebody_else_is_not_overwritten(sit: Open) -> None:
    async with sit() as sitting:
        editor = await at_step_2(sitting)
        await sitting.press("enter", "ctrl+s")
        await sitting.until("Apply this change?")
        sitting.aws.trust = TRUST + "\n"
        await sitting.press("a")
        await sitting.until("somebody else changed it")
        assert sitting.aws.changes == []
        await sitting.press("escape")
        assert "210987654321" in editor.text


async def test_escape_cancels_and_enter_takes_the_default_which_is_cancel(sit: Open) -> None:
    async with sit() as sitting:
        await at_step_2(sitting)
        await sitting.press("enter", "ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("enter")
        assert "Apply this change?" not in sitting.text
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("escape")
        assert sitting.aws.changes == []


async def test_a_wide_change_wants_the_roles_name(sit: Open) -> None:
    async with sit() as sitting:
        editor = await at_step_2(sitting)
        editor.fill(TRUST.replace("123456789012:user/remote-user", "210987654321:root"))
        await sitting.settle()
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("a")
        assert sitting.aws.changes == []
        await sitting.press(*"MyCrossAccountRole")
        await sitting.press("a")
        await sitting.until("Nothing to change")
        assert len(sitting.aws.changes) == 1


async def test_quitting_asks_only_when_an_edit_would_be_lost(sit: Open) -> None:
    async with sit() as sitting:
        editor = await at_step_2(sitting)
        await sitting.press("enter")
        editor.focus()
        await sitting.press("x", "ctrl+q")
        await sitting.until("not applied yet")
        await sitting.press("enter")
        assert sitting.app.is_running
        assert "not applied yet" not in sitting.text
    async with sit(aws=FakeAws()) as sitting:
        await at_step_2(sitting)
        await sitting.press("ctrl+q")
        assert sitting.app.return_value is not None


async def test_format_keeps_a_text_that_does_not_parse(sit: Open) -> None:
    async with sit() as sitting:
        editor = await at_step_2(sitting)
        editor.fill("{nope")
        await sitting.press("f8")
        assert editor.text == "{nope"


async def test_an_empty_editor_says_once_what_it_is_for(sit: Open) -> None:
    async with sit(size=(80, 24)) as sitting:
        editor = await at_step_2(sitting)
        editor.placeholder = (
            "A sentence that is longer than the editor is wide, so that its end wraps into a line of its own"
        )
        editor.fill("")
        await sitting.settle()
        assert sitting.text.count("own") == 1
