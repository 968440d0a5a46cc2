"""What somebody new meets: hints that stay, marks that frighten nobody, a palette and a key line in a useful order."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.ui.conftest import Open
from tests.ui.fake_aws import MAY_ASSUME, TRUST, FakeAws, FakeCoach
from wizard.flow.session import Leave
from wizard.ui.widgets.listing import Listing

REPAIRED = TRUST.replace("123456789012:user", "210987654321:user")
HARMLESS = MAY_ASSUME.replace(
    '"Statement": [',
    '"Statement": [{"Sid": "Mail", "Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}, '
    '{"Sid": "NoKeys", "Effect": "Deny", "Action": "kms:*", "Resource": "*"}, ',
)


async def test_a_hint_goes_along_to_the_next_step(sit: Open) -> None:
    async with sit(coach=FakeCoach()) as sitting:
        await sitting.press("2", "1", "f2")
        assert "Look at the account id" in sitting.text
        for way in ("ctrl+n", "3", "1"):
            await sitting.press(way)
            assert "Look at the account id" in sitting.text
            assert "hint 1, f2 the next" in sitting.text
        await sitting.press("f2", "2")
        assert "The user lives in 210987654321." in sitting.text
        await sitting.press("f2")
        assert "no further hint" in sitting.text
        assert "The user lives in 210987654321." in sitting.text, "the last hint stays at hand"


async def test_once_it_is_solved_the_panel_gives_no_hint_any_more(sit: Open) -> None:
    coach = FakeCoach(solves=True)
    async with sit(coach=coach) as sitting:
        await sitting.press("f2")
        assert "hint 1" in sitting.text
        await sitting.press("5")
        await sitting.until("5 Profile")
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("a")
        await sitting.until("★★★ Solved")
        assert "Look at the account id" not in sitting.text
        preview = sitting.app.screen.query_one("#preview")
        assert not preview.display, "the lesson has no use for it any more"
        name = sitting.app.screen.query_one("#name", Input)
        before = name.value
        name.focus()
        await sitting.press("x")
        await sitting.settle()
        assert preview.display, "what was typed can be written all the same"
        name.value = before
        await sitting.settle()
        assert not preview.display
        sitting.app.screen.query_one("#next-lesson").focus()
        await sitting.press("1")
        assert "solved, f3 whole rule" in sitting.text and "hint" not in sitting.text.casefold()
        await sitting.press("f3")
        await sitting.until("The rule behind it")


async def test_what_does_no_harm_is_not_marked_as_wrong(sit: Open) -> None:
    async with sit(aws=FakeAws(trust=REPAIRED, caller_policy=HARMLESS), size=(120, 36)) as sitting:
        assert "ALLOWED ✓" in sitting.text
        listing = sitting.app.screen.query_one("#policies", Listing)
        sitting.app.screen.query_one("#tabs").active = "tab-policies"  # type: ignore[attr-defined]
        listing.focus()
        listing.highlighted = next(at for at, card in enumerate(listing.cards) if ": assume" in card.text)
        await sitting.settle()
        assert "✗" not in sitting.text
        await sitting.press("enter")
        await sitting.until("Statement 1 (Mail)")
        assert "· ┃ Statement 1 (Mail) does not apply" in sitting.text
        assert "· ┃ Statement 2 (NoKeys) does not apply" in sitting.text
        assert "✓ ┃ Statement 3 matches this request" in sitting.text
        assert "✗" not in sitting.text


async def test_what_stands_in_the_way_is_marked_as_wrong(sit: Open) -> None:
    policy = MAY_ASSUME.replace("sts:AssumeRole", "sts:GetCallerIdentity")
    async with sit(aws=FakeAws(trust=REPAIRED, caller_policy=policy), size=(120, 36)) as sitting:
        sitting.app.screen.query_one("#tabs").active = "tab-policies"  # type: ignore[attr-defined]
        await sitting.until("✗ the caller's permissions: assume  has no statement for this call")


async def test_the_palette_begins_with_what_is_done_here_and_ends_with_leaving(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("3", "ctrl+p")
        await sitting.until("Attach managed…")
        lines = [line.strip() for line in sitting.text.splitlines()]
        assert lines.index("Preview") < lines.index("Attach managed…")
        assert "Quit" not in lines
        await sitting.press("up")
        await sitting.until("Quit; asks only when an edit would be lost")


@pytest.mark.parametrize("width", [20, 40, 60, 73, 80, 120])
async def test_no_key_is_cut_in_the_middle(sit: Open, width: int) -> None:
    whole = ("^n Next", "^s Preview", "^q Quit", "^p Palette", "f1 Explain", "^r Read again", "f2 Hint")
    async with sit(coach=FakeCoach(), size=(width, 15), wait=False) as sitting:
        await sitting.until("Inspect")
        await sitting.press("2", "enter")
        for now in (width, 60):
            await sitting.pilot.resize_terminal(now, 15)
            await sitting.settle()
            keys = sitting.text.splitlines()[-1].strip()
            assert keys.endswith(whole), keys
        assert keys == "f2 Hint  ^n Next  ^s Preview  ^q Quit  f1 Explain", "the key that explains the others stays"


async def test_the_way_out_of_a_preview_is_in_sight_at_60_columns(sit: Open) -> None:
    async with sit(size=(60, 15)) as sitting:
        await sitting.press("2", "enter", "ctrl+s")
        await sitting.until("Apply this change?")
        assert "Cancel esc" in sitting.text


@pytest.mark.parametrize("hints", [0, 1])
async def test_a_lesson_says_that_it_goes_on_and_can_be_begun_anew(sit: Open, hints: int) -> None:
    coach = FakeCoach(continued=True)
    coach.taken = list(coach.hints[:hints])
    async with sit(coach=coach) as sitting:
        assert ("continued, hint 1" if hints else "This lesson goes on where you left it.") in sitting.text
        await sitting.press("ctrl+p", *"anew")
        await sitting.until("As if nothing had been done in it")
        await sitting.press("enter")
    assert sitting.app.return_value == Leave(practise="cross-account", anew=True)
