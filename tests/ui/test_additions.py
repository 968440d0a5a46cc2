"""What a person can add to what was read: a pasted policy, an MFA session; and how the waiting is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Paste as Pasted

from tests.ui.calm import until
from tests.ui.conftest import Sitting
from tests.ui.test_small_terminal import lesson
from wizard.flow import trust
from wizard.ui.dialogs.paste import Paste
from wizard.ui.widgets.policy_editor import PolicyEditor


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", str(tmp_path / "state"))


async def closed(sitting: Sitting) -> str:
    """Close the role's account to a sitting, which has read it; the trust policy that cannot be read any more."""
    wizard = sitting.app.wizard
    text = trust.current_text(wizard.session) or ""
    wizard.retarget(replace(wizard.session.target, role_profile="default"))
    await sitting.press("ctrl+r")
    await sitting.until("DEPENDS")
    return text


@asynccontextmanager
async def pasting(sitting: Sitting) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """A sitting that may not read the trust policy, in the dialog that takes it; what comes gives the policy."""
    text = await closed(sitting)
    await sitting.press("ctrl+p")
    await sitting.press(*"paste a policy")
    await sitting.until("it counts as known")
    await sitting.press("down", "enter")
    await sitting.until("what the AWS CLI answers of it")

    async def given() -> None:
        sitting.app.screen.query_one(PolicyEditor).text = text
        await sitting.settle()
        # a press so soon after another counts once
        assert await until(lambda: not sitting.app.screen.query_one("#use").has_class("-active"))
        await sitting.pilot.click("#use")

    yield given


async def test_a_policy_that_could_not_be_read_is_pasted() -> None:
    async with lesson("cross-account") as sitting, pasting(sitting) as give:
        sitting.app.screen.query_one(PolicyEditor).text = "no policy"
        await sitting.pilot.click("#use")
        await sitting.until("That is no JSON")
        await give()
        await sitting.until("DENIED")
        assert not isinstance(sitting.app.screen, Paste)
        gathered = sitting.app.wizard.session.gathered
        assert gathered is not None and any(each.outcome == "pasted" for each in gathered.readings)


async def test_what_is_pasted_where_a_policy_is_unread_opens_the_dialog_with_it() -> None:
    async with lesson("cross-account") as sitting:
        text = await closed(sitting)
        await sitting.press("2")
        await sitting.until("Nothing to change yet")
        assert not sitting.app.screen.query_one(PolicyEditor).display
        sitting.app.post_message(Pasted(text.replace("\n", "\r")))
        await sitting.until("Use it ctrl+s")
        assert "Cancel esc" in sitting.text
        assert sitting.app.screen.query_one(PolicyEditor).text == text
        await sitting.press("ctrl+s")
        await sitting.until("Repairs, best first")
        assert sitting.app.screen.query_one(PolicyEditor).display
        assert "as edited" not in sitting.text
        await sitting.press("enter")  # the button that opened the dialog is gone, and takes no key
        await sitting.until("as edited:")
        assert "* 2 Trust policy: not applied" in sitting.text
        await sitting.press("tab")
        sitting.app.post_message(Pasted(text))
        await sitting.settle()
        assert not isinstance(sitting.app.screen, Paste)


CALLER = "arn:aws:iam::210987654321:user/remote-user"


def dialog(sitting: Sitting) -> str:
    """What stands in the dialog alone."""
    return sitting.text.partition("Which policy is it?")[2].partition("╰")[0]


async def nothing_readable(sitting: Sitting) -> str:
    """Close both accounts to a sitting; the trust policy that it had read."""
    wizard = sitting.app.wizard
    text = trust.current_text(wizard.session) or ""
    denial = f"User: {CALLER} is not authorized to perform: sts:AssumeRole on resource: {wizard.session.role_arn}"
    wizard.retarget(replace(wizard.session.target, role_profile=None, caller_profile="nobody", error_text=denial))
    await sitting.press("ctrl+r")
    await sitting.until("AWS denied it")
    return text


async def test_what_is_pasted_on_step_1_is_taken_for_what_it_is() -> None:
    async with lesson("cross-account") as sitting:
        text = await nothing_readable(sitting)
        sitting.app.post_message(Pasted(text))
        await sitting.until("Resource: a trust policy. It is")
        await sitting.press("ctrl+s")
        await sitting.until("DENIED")


async def test_what_may_be_of_several_kinds_is_asked_for() -> None:
    async with lesson("cross-account") as sitting:
        await nothing_readable(sitting)
        await sitting.press("p")
        await sitting.until("Paste a policy that could not be read")
        sitting.app.post_message(Pasted('{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'))
        await sitting.until("and so no trust policy. Which one is")
        await sitting.press("ctrl+s")
        await sitting.until("Which policy is it?")
        assert "the caller's permissions" in sitting.text and "the trust policy" not in dialog(sitting)


async def test_another_kind_than_the_one_asked_for_is_said_before_it_is_taken() -> None:
    async with lesson("cross-account") as sitting:
        text = await nothing_readable(sitting)
        await sitting.press("3", "enter")
        await sitting.until("Paste the caller's permissions")
        sitting.app.post_message(Pasted(text))
        await sitting.until("Resource: a trust policy. It is")
        await sitting.press("ctrl+s")
        await sitting.until("ctrl+s again")
        assert isinstance(sitting.app.screen, Paste)
        await sitting.press("ctrl+s")
        await sitting.until("DENIED")
        gathered = sitting.app.wizard.session.gathered
        assert gathered is not None
        assert [each.layer for each in gathered.readings if each.outcome == "pasted"] == ["trust_policy"]


async def test_a_policy_in_one_line_is_laid_out_and_its_fault_told_where_it_is_seen() -> None:
    async with lesson("cross-account") as sitting:
        text = " ".join((await closed(sitting)).split()).replace('"Effect"', "Effect", 1)
        await sitting.press("2", "enter")
        sitting.app.post_message(Pasted(text))
        await sitting.press("ctrl+s")
        await sitting.until("That is no JSON: line 5, column 13")
        assert sitting.app.screen.query_one(PolicyEditor).document.get_line(4).strip().startswith("Effect")


async def test_an_mfa_session_is_opened_from_the_palette() -> None:
    async with lesson("mfa-required") as sitting:
        await sitting.press("ctrl+p")
        await sitting.press(*"mfa session")
        await sitting.until("every later call of the caller carries MFA")
        await sitting.press("down", "enter")
        await sitting.until("Enter the MFA code")
        coach = sitting.app.wizard.coach
        assert coach is not None
        await sitting.press(*(coach.phone() or ""), "enter")
        await sitting.until("ALLOWED")


@pytest.mark.parametrize(
    ("name", "hint"),
    [("scp-wants-mfa", "Enter shows it, ctrl+s hands it over"), ("group-deny", "Enter puts it into the editor")],
)
async def test_the_list_says_what_enter_does_with_a_repair(name: str, hint: str) -> None:
    async with lesson(name) as sitting:
        await sitting.press("3")
        await sitting.until(hint)


async def test_what_is_asked_of_somebody_else_is_no_edit_and_goes_once_nobody_needs_to_be_asked() -> None:
    async with lesson("scp-wants-mfa") as sitting:
        await sitting.press("3", "enter")
        await sitting.until("for whoever administers the organization")
        assert "as edited:" not in sitting.text
        await sitting.press("u")
        await sitting.until("Nothing to change")
        assert "Look into" not in sitting.text and "for whoever" not in sitting.text
