"""Step 5 on the screen: whole values, where a closed preview leaves the focus, captured cases, slow files under f1."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.flow.captured import case_file
from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import FakeAws
from wizard.aws.gateway import AwsFailure, Identity, Target
from wizard.aws.recorded import Recorded
from wizard.commands.case_file import read
from wizard.flow import guide
from wizard.flow.session import Session, Step
from wizard.flow.wizard import Wizard
from wizard.secret import Secret
from wizard.ui.app import WizardApp

LONG = "arn:aws:iam::123456789012:role/service-role/a-path/AVeryLongRoleNameThatNobodyCanReadInAnEntryField"


@asynccontextmanager
async def captured(name: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Sitting]:
    """What `--case FILE` opens."""
    case = read(str(case_file(name)))
    target = Target(role=case.request.role_arn if case.request is not None else None)
    app = WizardApp(lambda: Wizard(lambda _: Recorded(case), target, captured=True), role=target.role or "")
    async with app.run_test(size=size) as pilot:
        yield Sitting(app, pilot, FakeAws())


async def write(sitting: Sitting) -> None:
    """Go to step 5, and write the profile as it is proposed."""
    await sitting.press("5")
    await sitting.until("ctrl+s previews")
    await sitting.press("ctrl+s")
    await sitting.until("Apply this change?")
    await sitting.press("a")


def unfolded(sitting: Sitting) -> str:
    """The left part of the screen, without its line ends and blanks."""
    return "".join("".join(line[:69].split()) for line in sitting.text.splitlines())


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_whole_arn_can_be_read(sit: Open, size: tuple[int, int]) -> None:
    async with sit(target=Target(role=LONG, caller_profile="default"), size=size) as sitting:
        await sitting.press("5")
        await sitting.until("role_arn")
        await sitting.until("service-role")
        assert LONG in unfolded(sitting)
        assert "ctrl+s previews" in sitting.text


async def test_a_value_that_fits_is_not_shown_twice(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("5")
        await sitting.until("ctrl+s previews")
        assert sitting.app.would_be_lost() == ""
        await sitting.press("x", "ctrl+q")
        await sitting.until("Quit?")
        assert "Edited and not applied yet: step 5 (profile MyCrossAccountRolex)." in sitting.text
        await sitting.press("escape", "backspace")
        assert sitting.app.would_be_lost() == "", "it is as it was proposed"
        assert sitting.text.count("MyCrossAccountRole") == 3, "above, as the name, and in the field"


async def test_after_a_closed_preview_no_key_is_typed_into_the_form(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("5")
        await sitting.until("ctrl+s previews")
        await sitting.press("ctrl+s")
        await sitting.until("Apply this change?")
        assert "5 Profile" in sitting.text, "a short preview leaves in sight where one is"
        await sitting.press("escape", "a")
        assert sitting.app.screen.query_one("#name", Input).value == "MyCrossAccountRole"
        assert sitting.app.focused is not None and sitting.app.focused.id == "preview"
        await sitting.press("enter")
        await sitting.until("Apply this change?")


async def test_a_profile_that_was_taken_back_is_not_said_to_be_written(sit: Open, tmp_path: Path) -> None:
    async with sit() as sitting:
        await write(sitting)
        await sitting.until("Profile written")
        assert "[profile MyCrossAccountRole]" in (tmp_path / "config").read_text()
        await sitting.press("f9")
        await sitting.until("Take back: Write the profile")
        await sitting.press("a")
        await sitting.until("ctrl+s previews")
        assert "Profile written" not in sitting.text and "AWS_PROFILE" not in sitting.text
        assert not (tmp_path / "config").exists()


async def test_a_captured_case_writes_nothing_and_gives_the_profile_to_copy(sit: Open, tmp_path: Path) -> None:
    async with captured("irsa-two-clusters-one-statement") as sitting:
        await sitting.until("Causes")
        await sitting.press("5")
        await sitting.until("nothing is written")
        await sitting.until("[profile Deploy]")
        assert "Preview" not in sitting.text and str(tmp_path) not in sitting.text
        await sitting.press("ctrl+s")
        assert "Apply this change?" not in sitting.text
        sitting.app.screen.query_one("#name", Input).value = "in a pod"
        await sitting.until("[profile 'in a pod']")
        sitting.app.screen.query_one("#copy").focus()
        await sitting.press("y")
        assert sitting.app.clipboard.startswith(
            "[profile 'in a pod']\nrole_arn = arn:aws:iam::444455556666:role/Deploy\n"
        )
        assert "web_identity_token_file = /var/run/secrets/" in sitting.app.clipboard


async def test_a_case_that_holds_only_a_profile_opens_at_step_5_with_its_fault() -> None:
    async with captured("profile-source-unknown") as sitting:
        await sitting.until("5 Profile")
        await sitting.until("There is no profile 'bse'")
        await sitting.until("source_profile = base")
        await sitting.until("Copy")
        await sitting.press("enter")
        assert "source_profile = base" in sitting.app.clipboard
        for step in ("1", "2", "3", "4", "5"):
            await sitting.press(step)
        await sitting.until("There is no profile 'bse'")


async def test_saml_shows_no_form_but_what_is_done_instead() -> None:
    async with captured("saml-audience", size=(120, 36)) as sitting:
        await sitting.until("Causes")
        await sitting.press("5")
        await sitting.until("No profile key takes a SAML assertion")
        await sitting.until("saml2aws login")
        assert "source_profile" not in sitting.text and "Copy" not in sitting.text


async def test_f1_reads_no_file_on_the_event_loop(sit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    by_hand = guide._by_hand

    def watched(session: Session, step: Step, now: datetime | None) -> tuple[str, ...]:
        threads.append(threading.current_thread())
        return by_hand(session, step, now)

    async with sit() as sitting:
        monkeypatch.setattr(guide, "_by_hand", watched)
        await sitting.press("5", "f1")
        await sitting.until("By hand")
        assert threads and threading.main_thread() not in threads


async def test_what_is_still_to_be_named_is_said_again_with_the_refusal(sit: Open, tmp_path: Path) -> None:
    async with sit() as sitting:
        (tmp_path / "credentials").unlink()
        await sitting.press("5")
        await sitting.until("There is no profile default. Make one with `aws configure --profile")
        await sitting.press("ctrl+s")
        await sitting.until("names no credentials")
        await sitting.until("There is no profile default. Make one")
        assert "Apply this change?" not in sitting.text


async def test_what_names_no_device_is_refused_and_stays_to_be_corrected(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("5")
        await sitting.until("can be a source: default")
        sitting.app.screen.query_one("#mfa_serial").focus()
        await sitting.press(*"my phone", "ctrl+s")
        await sitting.until("mfa_serial cannot be 'my phone'")
        told = " ".join(sitting.text.split())
        assert "A device is named by its ARN (arn:aws:iam::ACCOUNT:mfa/NAME), or by the number" in told
        assert "Apply this change?" not in sitting.text
        await sitting.press(*["backspace"] * 8, *"GAHT12345678", "ctrl+s")
        await sitting.until("mfa_serial = GAHT12345678")


async def test_a_profile_that_is_like_that_already_is_used_and_no_change(sit: Open) -> None:
    async with sit() as sitting:
        await write(sitting)
        await sitting.until("Used once: it becomes")
        before = len(sitting.app.wizard.journal.entries())
        await sitting.press("ctrl+s")
        await sitting.until("Profile there already")
        await sitting.until("Used once: it becomes")
        assert "Apply this change?" not in sitting.text, "there is none"
        assert len(sitting.app.wizard.journal.entries()) == before, "else `undo` would find what cannot be taken back"


class Refusing(FakeAws):
    """An AWS that refuses the first call through the profile, as it does a code that is spent."""

    refused = False

    def use_profile(self, name: str, ask_code: Callable[[str], Secret | None]) -> Identity:
        if not self.refused:
            self.refused = True
            raise AwsFailure(
                "denied", "The profile does not work", "the MFA code is wrong or spent", "Enter a new one."
            )
        return super().use_profile(name, ask_code)


async def test_after_a_use_that_was_refused_enter_tries_again(sit: Open) -> None:
    async with sit(aws=Refusing()) as sitting:
        await write(sitting)
        await sitting.until("Written, but not used")
        await sitting.press("enter")
        await sitting.until("Used once: it becomes")
        assert "Copied" not in sitting.notices
