"""The mouse alone goes from the first screen to a written profile; dialogs outlive any change of the window's size."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import ROLE, TRUST, FakeAws, FakeCoach
from wizard.aws.gateway import Target


async def click(sitting: Sitting, text: str) -> None:
    """Click on the first place where a text stands, once it does."""
    await sitting.until(text)
    for row, line in enumerate(sitting.text.splitlines()):
        if text in line:
            await sitting.pilot.click(offset=(line.index(text) + len(text) // 2, row))
            await sitting.settle()
            return
    raise AssertionError(f"“{text}” is not on the screen:\n{sitting.text}")


async def test_the_mouse_alone_completes_the_lesson(sit: Open) -> None:
    async with sit(coach=FakeCoach()) as sitting:
        await click(sitting, "^n Next")
        await sitting.until("2 Trust policy")
        await click(sitting, "★")
        await sitting.until("as edited")
        await click(sitting, "^s Preview")
        await sitting.until("Apply this change?")
        await click(sitting, "Apply a")
        await sitting.until("Nothing to change")
        await click(sitting, "Next step")
        await sitting.until("3 Permissions")
        await click(sitting, "★")
        await sitting.until("S3Access, inline policy")
        await click(sitting, "^s Preview")
        await sitting.until("Apply this change?")
        await click(sitting, "Apply a")
        await sitting.until("Nothing to change")
        await click(sitting, "Next step")
        await sitting.until("4 Test")
        await click(sitting, "Assume the role")
        await sitting.until("You are now")
        await click(sitting, "Go on to the profile")
        await sitting.until("5 Profile")
        await click(sitting, "^s Preview")
        await sitting.until("Apply this change?")
        await click(sitting, "Apply a")
        await sitting.until("Profile written")


async def test_the_mouse_alone_enters_the_code_of_the_phone(sit: Open) -> None:
    asks = Target(role=ROLE, caller_profile="default", mfa_serial="arn:aws:iam::210987654321:mfa/phone")
    aws = FakeAws(trust=TRUST.replace("123456789012:user", "210987654321:user"))
    async with sit(aws=aws, coach=FakeCoach(), target=asks) as sitting:
        await click(sitting, "Test")
        await click(sitting, "Assume the role")
        await sitting.until("Enter the MFA code")
        await click(sitting, "Phone: ")
        await click(sitting, "Use it")
        await sitting.until("You are now")


async def test_the_key_under_the_pointer_is_marked_and_told_of(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.until("^n Next")
        rows = sitting.text.splitlines()
        row = next(number for number, line in enumerate(rows) if "^n Next" in line)
        for words, tells in (("^r Read again", "Read AWS again"), ("^n Next", "The next step")):
            at = rows[row].index(words)
            await sitting.pilot.hover(offset=(at + 4, row))
            await sitting.settle()
            widget, _ = sitting.app.screen.get_widget_at(at + 4, row)
            assert widget.tooltip == tells
            marked = sitting.app.screen.get_style_at(at, row).bgcolor
            assert marked == sitting.app.screen.get_style_at(at + len(words) - 1, row).bgcolor
            assert marked != sitting.app.screen.get_style_at(at - 4, row).bgcolor


@pytest.mark.parametrize(
    "opened",
    [
        ("2", "enter", "ctrl+s"),
        *(pytest.param(keys, marks=pytest.mark.slow) for keys in (("f1",), ("4", "enter"), ("enter",), ("ctrl+p",))),
    ],
)
async def test_a_dialog_outlives_any_size(sit: Open, opened: tuple[str, ...]) -> None:
    asks = Target(role=ROLE, caller_profile="default", mfa_serial="arn:aws:iam::210987654321:mfa/phone")
    async with sit(coach=FakeCoach(), target=asks) as sitting:
        await sitting.press(*opened)
        await sitting.settle()
        dialog = sitting.app.screen
        assert dialog.is_modal
        for size in ((40, 10), (300, 100), (20, 5), (200, 60), (80, 24)):
            await sitting.pilot.resize_terminal(*size)
            await sitting.settle()
            assert sitting.app.screen is dialog
        await sitting.press("escape")
        await sitting.until("Practice")
