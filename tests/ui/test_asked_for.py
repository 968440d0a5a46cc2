"""What the screens offer on request: codes, choices, second opinions, trials, lessons, what others must change."""

from __future__ import annotations

from pathlib import Path

from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import DEVICE, ROLE, TRUST, FakeAws, FakeCoach
from wizard.aws.gateway import AwsFailure, Target
from wizard.flow.session import Leave
from wizard.ui.background import in_background
from wizard.ui.widgets.coach import Phone

REPAIRED = TRUST.replace("123456789012:user", "210987654321:user")


async def code_of(sitting: Sitting) -> object:
    """Ask for a code as a profile does that is being read: in a thread, through the sitting."""
    return await in_background(lambda: sitting.app.wizard.ask_code(DEVICE))


async def test_a_profile_may_ask_for_a_code_on_any_screen(sit: Open) -> None:
    async with sit(coach=FakeCoach()) as sitting:
        worker = sitting.app.run_worker(code_of(sitting))
        await sitting.until("Enter the MFA code")
        await sitting.until(DEVICE)
        await sitting.until("Phone: 123456")
        await sitting.press(*"123456", "enter")
        assert (await worker.wait()).reveal() == "123456"
        await sitting.until("1 Inspect")


async def test_the_phone_in_the_dialog_and_the_one_below_show_one_code(sit: Open) -> None:
    coach = FakeCoach()
    asks = Target(role=ROLE, caller_profile="default", mfa_serial=DEVICE)
    async with sit(aws=FakeAws(trust=REPAIRED), coach=coach, target=asks) as sitting:
        await sitting.press("4", "enter")
        await sitting.until("Enter the MFA code")
        assert sitting.text.count("Phone: 123456") == 2
        coach.code = "654321"
        sitting.app.screen.query_one(Phone).look()
        await sitting.settle()
        assert sitting.text.count("Phone: 654321") == 2, sitting.text


async def test_no_code_is_an_answer_too_and_one_that_is_copied_stands_in_no_file(sit: Open, tmp_path: Path) -> None:
    async with sit(target=Target(), notifications=True) as sitting:
        await sitting.until("Paste an error")
        worker = sitting.app.run_worker(code_of(sitting))
        await sitting.until("Enter the MFA code")
        await sitting.press(*"123456", "shift+home", "ctrl+c")
        await sitting.until("Copied 6 characters")
        assert not (tmp_path / "state" / "copied.txt").exists()
        await sitting.press("escape")
        assert await worker.wait() is None


async def test_the_source_of_a_profile_is_chosen_from_those_there_are(sit: Open) -> None:
    async with sit(aws=FakeAws(trust=REPAIRED)) as sitting:
        await sitting.press("5")
        field = sitting.app.screen.query_one("#source_profile")
        field.value = ""  # type: ignore[attr-defined]
        field.focus()
        await sitting.press("down")
        await sitting.until("✓ default")
        await sitting.press("enter")
        await sitting.until("source_profile ▾     default")
        assert field.value == "default"  # type: ignore[attr-defined]


async def test_an_action_is_tried_with_the_new_credentials(sit: Open) -> None:
    async with sit(aws=FakeAws(trust=REPAIRED)) as sitting:
        await sitting.press("4", "enter")
        await sitting.until("You are now")
        await sitting.until("Try an action")


async def test_a_lesson_is_chosen_from_the_palette(sit: Open) -> None:
    async with sit(coach=FakeCoach()) as sitting:
        await sitting.press("ctrl+p")
        await sitting.press(*"lessons")
        await sitting.until("All lessons with their stars")
        await sitting.press("enter")
        if "★★☆" not in sitting.text:  # the first key took the cursor into the list
            await sitting.press("enter")
        await sitting.until("★★☆ The role next door")
        await sitting.press(*"locks", "enter")
        assert sitting.app.return_value == Leave(practise="two-locks")


async def test_a_target_that_may_not_be_looked_up_says_so(sit: Open) -> None:
    async with sit(target=Target(caller_profile="default")) as sitting:
        await sitting.until("Paste an error")
        sitting.app.screen.query_one("#denied-calls").focus()
        await sitting.press("enter")
        await sitting.until("cloudtrail:LookupEvents")
        assert ROLE not in sitting.text


async def test_texts_and_buttons_name_the_keys_that_the_person_chose(sit: Open) -> None:
    async with sit(aws=FakeAws(trust=REPAIRED)) as sitting:
        sitting.app.chosen_keys = {"next": "f5", "preview": "f7", "read-again": "f4", "take-back": "f12"}
        sitting.app.set_keymap(sitting.app.chosen_keys)
        sitting.aws.failure = AwsFailure("network", "AWS could not be reached", "no answer came", "", again=True)
        await sitting.press("f4")
        await sitting.until("Read again with f4.")
        await sitting.press("escape")
        await sitting.press("f5")
        await sitting.until("Next step f5")
        await sitting.press("5")
        await sitting.until("f7 previews the profile")
        await sitting.press("f7")
        await sitting.until("Apply this change?")
        await sitting.press("f1")
        await sitting.until("taken back (f12)")


async def test_the_command_that_uses_a_profile_is_quoted_for_the_shell(sit: Open, tmp_path: Path) -> None:
    async with sit(aws=FakeAws(trust=REPAIRED)) as sitting:
        await sitting.press("5")
        sitting.app.screen.query_one("#name").value = "my team"  # type: ignore[attr-defined]
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("a")
        await sitting.until("export AWS_PROFILE='my team'")
        sitting.app.screen.query_one("#copy").focus()
        await sitting.press("enter")
        assert "export AWS_PROFILE='my team'\n" in (tmp_path / "state" / "copied.txt").read_text()
