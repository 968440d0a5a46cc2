"""Lessons on a terminal of 80×24: what is to be done stands on the screen without scrolling."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from textual.widgets import Input

from tests.ui.conftest import Sitting
from tests.ui.fake_aws import FakeAws
from wizard.aws.connection import connect
from wizard.commands.lesson_coach import LessonCoach
from wizard.commands.practice import target
from wizard.flow import resume
from wizard.flow.journal import Journal
from wizard.flow.wizard import Wizard
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load
from wizard.repair.change import Ask
from wizard.ui.app import WizardApp
from wizard.ui.widgets.policy_editor import PolicyEditor


@asynccontextmanager
async def lesson(name: str) -> AsyncIterator[Sitting]:
    """A lesson at 80×24, read."""
    with PracticeEnvironment(load(name), delay=0) as environment, environment.in_process():
        wizard = Wizard(
            connect,
            target(environment.lesson),
            coach=LessonCoach(environment),
            journal=Journal(environment.endpoint_url, environment.home),
        )
        app = WizardApp(lambda: wizard, role=wizard.session.target.role or "")
        async with app.run_test(size=(80, 24)) as pilot:
            sitting = Sitting(app, pilot, cast(FakeAws, wizard.aws))
            await sitting.until("Other policies")
            yield sitting


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", str(tmp_path / "state"))


async def test_two_causes_and_the_whole_offer_are_visible() -> None:
    async with lesson("three-locks") as sitting:
        for words in (
            "the caller is", "MFA is asked for", "Part of it is the request", "board-2025", "board-2026",
            "Use the corrected request u", "Phone: ",
        ):  # fmt: skip
            await sitting.until(words)
        assert "f3 whole story, f2 hint" in sitting.text, "the phone shortens the lesson's title, and not its keys"
        await sitting.pilot.resize_terminal(60, 18)
        await sitting.settle()
        assert "Other policies" not in sitting.text
        await sitting.press("tab")
        assert "Use the corrected request" in sitting.text, "what has no room comes into sight with the focus"
        await sitting.press("tab")
        assert "Other policies" in sitting.text
        await sitting.press("2")
        assert "f1 Explain" in sitting.text.splitlines()[-1], "the key that explains the others is always there"


async def test_a_setting_of_the_role_is_repaired_in_step_3() -> None:
    async with lesson("too-long") as sitting:
        await sitting.press("3")
        await sitting.until("Let the role's sessions last 7200 seconds")
        await sitting.press("enter", "ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("a")
        await sitting.until("ALLOWED")


async def test_what_only_others_can_change_is_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with lesson("principal-tag") as sitting:
        await sitting.press("3")
        await sitting.until("Somebody else must act")
        await sitting.pilot.resize_terminal(160, 60)
        await sitting.until("Why this step")
        assert "Nothing differs" not in sitting.text, "it has no text to compare"
        await sitting.pilot.resize_terminal(80, 24)
        await sitting.settle()
        await sitting.press("enter", "ctrl+s")
        await sitting.until("Not with your credentials")
        await sitting.press("a")
        await sitting.until("Hand this change over?")
        await sitting.press("h")
        await sitting.until("Hand over")
        await sitting.until("Tag user yara")
        await sitting.press("w")
    (saved,) = tmp_path.glob("role-wizard-*.md")
    (change,) = resume.read(saved.read_text(encoding="utf-8")).changes
    assert isinstance(change, Ask), "`role-wizard resume` takes it up"


async def test_a_broken_profile_is_repaired_and_then_proved() -> None:
    async with lesson("profile-external-id") as sitting:
        await sitting.press("5")
        await sitting.until("RW509")
        await sitting.press("enter")
        await sitting.until("external_id = arch-19")
        await sitting.press("a")
        await sitting.until("ALLOWED")
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("a")
        await sitting.until("★★★ Solved")
        for away, there, back in (("f1", "Close esc", "escape"), ("f3", "Close esc", "escape"), ("1", "1 Insp", "5")):
            await sitting.press(away)
            await sitting.until(there)
            await sitting.press(back)
            await sitting.until("The rule behind it")
            assert "Next lesson ctrl+n" in sitting.text
            assert "^n Next lesson" in sitting.text
        region = sitting.app.screen.query_one("#region", Input)
        was, region.value = region.value, "eu-west-3"
        await sitting.until("5 Profile: to do")
        assert "Used once" not in sitting.text, "what is typed since was neither written nor used"
        region.value = was
        await sitting.until("Used once")
        await sitting.press("ctrl+n")
        assert sitting.app.return_value is not None
        assert sitting.app.return_value.practise is not None


async def test_a_second_opinion_is_asked_for_in_the_palette_and_may_be_denied() -> None:
    async with lesson("three-locks") as sitting:
        await sitting.press("ctrl+p")
        await sitting.press(*"sound")
        await sitting.until("ValidatePolicy costs nothing.")
        await sitting.press("down", "enter")
        await sitting.until("access-analyzer:ValidatePolicy")
        await sitting.until("Nothing here depends on it.")


async def test_a_step_whose_policy_is_right_needs_nothing_and_can_be_edited_all_the_same() -> None:
    async with lesson("mfa-required") as sitting:
        await sitting.until("1 Inspect: needs you")
        await sitting.press("2")
        await sitting.until("Nothing to change here once the request is corrected.")
        assert "– 2 Trust policy" in sitting.text
        assert "★" not in sitting.text
        assert not sitting.app.screen.query_one(PolicyEditor).read_only
        await sitting.press("tab", "enter")
        await sitting.until("as edited:")


async def test_a_repair_that_also_corrects_the_request_says_so_from_the_editor_to_the_preview() -> None:
    async with lesson("three-locks") as sitting:
        await sitting.press("2", "enter")
        await sitting.until("ALLOWED * as edited: once applied, every policy allows the corrected call")
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.until("called with  MFA: with a code from the device, external id: board-2026")


async def test_the_trace_keeps_its_depth_where_a_line_wraps() -> None:
    async with lesson("mfa-required") as sitting:
        await sitting.press("f6")
        await sitting.until("Principal: yes (policy:")
        first, second = re.search(r"^(.*)Principal: yes .*\n(.*)request: arn:", sitting.text, re.M).groups()  # type: ignore[union-attr]
        assert first == second


async def test_the_phone_is_there_only_where_mfa_has_a_part() -> None:
    async with lesson("cross-account") as sitting:
        assert "Phone: " not in sitting.text
        assert "f3 whole story" in sitting.text
        await sitting.press("f3")
        await sitting.until("still lacks the inline policy S3Access")  # the end of the story
    async with lesson("scp-wants-mfa") as sitting:
        await sitting.until("Phone: ")


@pytest.mark.parametrize("name", ["cross-account", "mfa-required", "broken-draft", "role-name-typo"])
async def test_a_lesson_begins_with_whole_sentences_of_its_story(name: str) -> None:
    async with lesson(name) as sitting:
        told = " ".join(sitting.text.partition(" Practice ")[2].splitlines()[1:-1])
        assert sitting.app.wizard.coach is not None
        story = " ".join(sitting.app.wizard.coach.story.split())
        told = " ".join(told.split())
        assert story.startswith(told) and told.endswith(".") and told.count(". ") >= 1
        await sitting.press("2")
        await sitting.until("…")  # one line, as the work needs the room
        await sitting.press("1")
        await sitting.until(told[-30:].rpartition(" ")[2])


async def test_after_a_denied_test_the_cause_and_the_way_back_stand_on_the_first_screen() -> None:
    async with lesson("external-id-mismatch") as sitting:
        await sitting.press("4")
        sitting.app.screen.query_one("#assume").focus()  # against the advice to use the corrected request
        await sitting.press("enter")
        await sitting.until("did not work")
        told = " ".join(sitting.text.split())
        assert "RW111" in told and "acme-7214-blue" in told
        assert "Use the corrected request u" in told and "Ask whoever" not in told


async def test_before_a_test_with_mfa_the_whole_sentence_about_the_code_can_be_read() -> None:
    async with lesson("mfa-required") as sitting:
        await sitting.press("u")
        await sitting.until("ALLOWED")
        await sitting.press("4")
        told = " ".join(sitting.text.split())
        assert "The code travels with the call itself." in told
        assert "Where several calls follow, open an MFA session first." in told
        assert "Assume the role Open an MFA session…" in told, "the way to it stands beside the sentence"
