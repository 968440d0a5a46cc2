"""The shortest path, by keyboard: every step opens with the focus where the next thing happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import Open
from tests.ui.fake_aws import CALLER, DEVICE, ROLE, FakeAws, FakeCoach
from wizard.aws.gateway import Target


@pytest.mark.parametrize(
    "size", [(80, 24), pytest.param((200, 60), marks=pytest.mark.slow)], ids=lambda size: "x".join(map(str, size))
)
async def test_the_default_lesson_ends_in_a_profile(sit: Open, size: tuple[int, int], tmp_path: Path) -> None:
    async with sit(coach=FakeCoach(), size=size) as sitting:
        await sitting.until("DENIED")
        await sitting.press("ctrl+n")
        await sitting.until("2 Trust policy")
        await sitting.press("enter")
        await sitting.until("as edited")
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("a")
        await sitting.until("Nothing to change")
        assert f'"{CALLER}"' in sitting.aws.trust
        await sitting.press("ctrl+n")
        await sitting.until("3 Permissions")
        await sitting.press("enter", "ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("a")
        await sitting.until("Nothing to change")
        assert "S3Access" in sitting.aws.role_policies
        await sitting.press("ctrl+n")
        await sitting.until("Assume the role")
        await sitting.press("enter")
        await sitting.until("You are now")
        await sitting.press("ctrl+n")
        await sitting.until("5 Profile")
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("a")
        await sitting.until("Profile written")
        assert f"role_arn = {ROLE}" in (tmp_path / "config").read_text()


async def test_only_the_open_dialogs_show_their_headings(sit: Open) -> None:
    async with sit(target=Target(role=ROLE, caller_profile="default", mfa_serial=DEVICE), coach=FakeCoach()) as sitting:
        for step in "1234":
            await sitting.press(step)
            assert "Apply this change?" not in sitting.text
            assert "Enter the MFA code" not in sitting.text
        await sitting.press("enter")
        await sitting.until("Enter the MFA code")
        assert "Phone: 123456" in sitting.text
        await sitting.press("escape")
        assert "Enter the MFA code" not in sitting.text


async def test_each_screen_bears_its_heading_and_no_other(sit: Open) -> None:
    headings = ["1 Inspect", "2 Trust policy", "3 Permissions", "4 Test", "5 Profile"]
    async with sit() as sitting:
        for at, heading in enumerate(headings):
            assert heading in sitting.text
            assert not [other for other in headings if other != heading and other in sitting.text], sitting.text
            if at < 4:
                await sitting.press("ctrl+n")


async def test_the_verdict_line_begins_with_the_word(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.until("DENIED")
        assert any(line.strip().startswith("DENIED ✗") for line in sitting.text.splitlines())


async def test_a_pasted_code_may_have_a_blank(sit: Open) -> None:
    target = Target(role=ROLE, caller_profile="default", mfa_serial=DEVICE)
    fixed = FakeAws()
    fixed.trust = fixed.trust.replace("123456789012:user", "210987654321:user")
    async with sit(aws=fixed, target=target, coach=FakeCoach(wish=None)) as sitting:
        await sitting.press("4")
        await sitting.press("enter")
        await sitting.until("Enter the MFA code")
        await sitting.press(*"123 456".replace(" ", "\0").replace("\0", " "))
        await sitting.press("enter")
        await sitting.until("You are now")


async def test_alt_arrows_and_numbers_go_to_steps(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("alt+right")
        assert "2 Trust policy" in sitting.text
        await sitting.press("alt+left")
        assert "1 Inspect" in sitting.text
        await sitting.press("4")
        assert "4 Test" in sitting.text


async def test_u_without_an_offer_does_nothing(sit: Open) -> None:
    async with sit() as sitting:
        before = sitting.app.wizard.session
        await sitting.press("u")
        assert sitting.app.wizard.session is before
