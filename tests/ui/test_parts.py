"""A repair of two parts in the screens: each card names its own, a preview tells of the other, both go at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import TRUST, FakeAws
from wizard.aws.gateway import Applied, AwsFailure, BeforeCall, Gathered, Reading, Target
from wizard.repair.change import Change, InlinePolicyChange, TrustPolicyChange

TRUST_PART, CALLER_PART = "Trust user remote-user of 210987654321", "call sts:AssumeRole on MyCrossAccountRole"


class Refusing(FakeAws):
    """An AWS that takes no policy of the caller."""

    def apply(self, change: Change, before_call: BeforeCall) -> Applied:
        if isinstance(change, InlinePolicyChange):
            before_call(None)
            raise AwsFailure("denied", "The change was not made", "iam:PutUserPolicy is missing", "Ask for it.")
        return super().apply(change, before_call)


async def test_each_card_names_its_own_part_and_where_the_other_is(sit: Open) -> None:
    async with sit(aws=FakeAws(caller_policy="")) as sitting:
        await sitting.press("2")
        assert TRUST_PART in sitting.text
        assert CALLER_PART not in sitting.text
        assert "proved: allowed after both; one of 2 parts, the other on step 3" in sitting.text
        await sitting.press("3")
        assert CALLER_PART in sitting.text
        assert TRUST_PART not in sitting.text
        assert "proved: allowed after both; one of 2 parts, the other on step 2" in sitting.text


async def test_a_preview_of_one_part_says_until_when_it_stays_denied(sit: Open) -> None:
    async with sit(aws=FakeAws(caller_policy="")) as sitting:
        await sitting.press("2", "enter", "ctrl+s")
        await sitting.until("DENIED ✗  →  DENIED ✗  until step 3 is applied, too")
        await sitting.press("right")
        await sitting.until("It stays so until step 3 is applied, too. Then: ALLOWED ✓")
        await sitting.press("a")
        await sitting.until("Applied. Nothing to change here any more")
        await sitting.press("3", "enter", "ctrl+s")
        await sitting.until("DENIED ✗  →  ALLOWED ✓")
        assert "until" not in sitting.text


async def test_all_parts_are_previewed_and_applied_at_once(sit: Open) -> None:
    async with sit(aws=FakeAws(caller_policy="")) as sitting:
        await sitting.press("2")
        assert "b Preview all" in sitting.text
        await sitting.press("b")
        await sitting.until("Apply both changes?")
        assert "DENIED ✗  →  ALLOWED ✓" in sitting.text
        assert "@@ Replace the trust policy: arn:aws:iam::123456789012:role/" in sitting.text
        assert "@@ Put the inline policy AllowAssumeMyCrossAccountRole:" in sitting.text
        await sitting.press("a")
        await sitting.until("Applied. Nothing to change here any more")
        assert [type(change) for change in sitting.aws.changes] == [TrustPolicyChange, InlinePolicyChange]
        assert "ALLOWED ✓" in sitting.text
        assert "Preview all" not in sitting.text


async def stopped(sitting: Sitting) -> None:
    """Apply both parts where AWS refuses the second."""
    await sitting.press("2", "b")
    await sitting.until("Apply both changes?")
    await sitting.press("a")
    await sitting.until("Take back what was done?")


async def test_where_a_part_fails_what_was_done_is_told_and_taken_back_on_request(sit: Open) -> None:
    async with sit(aws=Refusing(caller_policy="")) as sitting:
        await stopped(sitting)
        assert "It stopped at: Put the inline policy AllowAssumeMyCrossAccountRole." in sitting.text
        assert "iam:PutUserPolicy is missing" in sitting.text
        assert "• Replace the trust policy." in sitting.text
        assert sitting.aws.trust != TRUST
        await sitting.press("shift+tab", "enter")
        await sitting.until("★")
        assert sitting.aws.trust == TRUST


class Slow(Refusing):
    """The same, and it takes its time to take something back."""

    def apply(self, change: Change, before_call: BeforeCall) -> Applied:
        if isinstance(change, TrustPolicyChange) and change.after == TRUST:
            self.hang()
        return super().apply(change, before_call)

    def gather(self, target: Target, report: Callable[[Reading], None]) -> Gathered:
        hang, self.hang = self.hang, lambda: None
        try:
            return super().gather(target, report)
        finally:
            self.hang = hang


async def test_taking_back_goes_on_until_it_is_done_and_is_shown_then(sit: Open, gate: threading.Event) -> None:
    async with sit(aws=Slow(caller_policy="", hang=gate.wait)) as sitting:
        await stopped(sitting)
        await sitting.strike("shift+tab", "enter")
        await sitting.until("… Taking it back")
        await sitting.strike("escape")
        assert "… Taking it back" in sitting.text and "esc Cancel" not in sitting.text
        gate.set()
        await sitting.until("★")
        assert sitting.aws.trust == TRUST
        assert "DENIED" in sitting.text


async def test_what_was_done_before_a_failure_may_stay(sit: Open) -> None:
    async with sit(aws=Refusing(caller_policy="")) as sitting:
        await stopped(sitting)
        await sitting.press("escape")
        assert "It stays." in sitting.notices
        assert sitting.aws.trust != TRUST
        await sitting.press("f9")
        await sitting.until("Apply this change?")


async def test_a_repair_of_one_change_offers_nothing_at_once(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("2", "b")
        assert "Preview all" not in sitting.text
        assert "Apply" not in sitting.text


async def test_a_text_of_one_s_own_is_previewed_alone(sit: Open) -> None:
    async with sit(aws=FakeAws(caller_policy="")) as sitting:
        await sitting.press("2")
        sitting.app.screen.query_one("#editor").focus()
        await sitting.press("x")
        sitting.app.screen.query_one("#plans").focus()
        await sitting.until("^s Preview")
        assert "Preview all" not in sitting.text
        await sitting.press("b")
        assert "Apply both" not in sitting.text
