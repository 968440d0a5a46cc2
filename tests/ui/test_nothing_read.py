"""Where nothing could be read: nothing sounds fine, one repair is recommended, no key is shown that does nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.ui.conftest import Open
from tests.ui.fake_aws import CALLER, ROLE, FakeAws, FakeCoach
from wizard.aws.gateway import WHO_CALLS, Gathered, Reading, Target
from wizard.engine.case import UNKNOWN, Caller, Case, Observed, Policy, Role
from wizard.flow.verdict import POLICIES

DENIAL = f"User: {CALLER} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"


class Unread(FakeAws):
    """An AWS that nobody may ask: all that is known is its answer, and the reason that it gives."""

    def __init__(self, reason: str = "") -> None:
        super().__init__()
        self.reason = reason

    def gather(self, target: Target, report: Callable[[Reading], None]) -> Gathered:
        found = super().gather(target, report)
        return replace(found, readings=tuple(Reading(layer, layer, "not_asked", "none") for layer in POLICIES))

    def case(self, target: Target) -> Case:
        unread = replace(super().case(target), caller=Caller(CALLER), role=Role(arn=ROLE))
        return replace(unread, observed=Observed("AccessDenied", DENIAL + self.reason))


async def test_a_repair_does_not_sound_as_if_it_were_enough(sit: Open) -> None:
    async with sit(aws=Unread()) as sitting:
        await sitting.press("3")
        assert "not proved; open: the trust policy" in sitting.text
        await sitting.press("tab", "tab", "enter")
        assert "as edited: hangs on the trust policy and" in sitting.text
        await sitting.press("ctrl+s", "right")
        await sitting.until("After: DEPENDS ? allowed by the caller's permissions; open: the trust")
        assert "everything that could be read" not in sitting.text


async def test_where_nothing_is_known_of_the_caller_the_policy_is_asked_for_and_nothing_recommended(sit: Open) -> None:
    async with sit(aws=Unread(), size=(80, 50)) as sitting:
        await sitting.press("3")
        await sitting.until("? 3 Permissions: not read")
        assert "★" not in sitting.text
        asked, offered = sitting.text.index("Paste the policy…"), sitting.text.index("Let user remote-user call")
        assert asked < offered
        assert "If nothing there allows it" in sitting.text
        assert "get-user-policy --user-name remote-user" in " ".join(sitting.text.replace("│", " ").split())
        await sitting.press("enter")
        await sitting.until("Paste the caller's permissions")


async def test_what_aws_names_is_asked_for(sit: Open) -> None:
    async with sit(aws=Unread(" with an explicit deny in a permissions boundary")) as sitting:
        await sitting.press("3")
        await sitting.until("AWS names the permissions boundary.")
        await sitting.press("enter")
        await sitting.until("Paste the permissions boundary")


async def test_where_aws_says_that_the_caller_s_policies_do_not_allow_it_the_repair_is_recommended(sit: Open) -> None:
    said = " because no identity-based policy allows the sts:AssumeRole action"
    async with sit(aws=Unread(said), size=(80, 50)) as sitting:
        await sitting.press("3")
        await sitting.until("! 3 Permissions: needs you")
        assert "★ Let user remote-user call sts:AssumeRole on MyCrossAccountRole" in sitting.text
        assert sitting.text.count("★") == 1


async def test_the_preview_s_key_is_shown_where_there_is_something_to_preview(sit: Open) -> None:
    async with sit(aws=Unread()) as sitting:
        await sitting.press("2")
        assert "Nothing to change yet" in sitting.text
        assert "^s Preview" not in sitting.text
        await sitting.press("ctrl+s")
        assert "Nothing to preview" in sitting.text, "in its own line, and over nothing"
        assert not sitting.notices
        await sitting.press("3")
        assert "^s Preview" not in sitting.text
        await sitting.press("tab", "tab", "enter")
        await sitting.until("^s Preview")


class SignedOut(FakeAws):
    """An AWS of which the caller's session has ended, while the role's side may read."""

    def gather(self, target: Target, report: Callable[[Reading], None]) -> Gathered:
        found = super().gather(target, report)
        detail = "the sign-in of profile dev has expired. Sign in again with `aws login --profile dev`."
        ended = Reading(WHO_CALLS, None, "failed", "sts:GetCallerIdentity", detail)
        return replace(found, caller=None, case=replace(found.case, caller=None), readings=(*found.readings, ended))


async def test_where_the_caller_is_signed_out_that_is_told_and_no_statement_is_blamed(sit: Open) -> None:
    async with sit(aws=SignedOut()) as sitting:
        await sitting.until("Who calls is not known: the sign-in of profile dev has expired.")
        assert "RW101" not in sitting.text


@pytest.mark.parametrize("coach", [None, FakeCoach()])
async def test_on_a_small_terminal_the_question_a_repair_and_all_buttons_are_seen(
    sit: Open, coach: FakeCoach | None
) -> None:
    async with sit(aws=Unread(), coach=coach) as sitting:
        await sitting.press("3")
        for words in ("Paste the policy…", "If nothing there allows it", "Attach managed…", "Write inline…"):
            await sitting.until(words)
        assert "not proved; open: the trust policy" in sitting.text, "the first repair, whole"
        rows = sitting.text.splitlines()
        assert sum(row.startswith("╭") for row in rows) == sum(row.startswith("╰") for row in rows) == 2


async def test_in_a_wide_terminal_the_buttons_below_the_repairs_are_seen(sit: Open) -> None:
    async with sit(aws=Unread(), size=(120, 36)) as sitting:
        await sitting.press("3")
        for words in ("Paste the policy…", "If nothing there allows it", "Attach managed…", "Write inline…"):
            assert words in sitting.text, sitting.text


async def test_the_palette_offers_pasting_once(sit: Open) -> None:
    async with sit(aws=Unread(), size=(120, 36)) as sitting:
        await sitting.press("ctrl+p")
        await sitting.until("Search for commands")
        await sitting.press(*"paste")
        await sitting.until("Paste a policy…")
        assert sum(line.strip().startswith("Paste") for line in sitting.text.splitlines()) == 1, sitting.text


async def test_many_policies_leave_room_for_both_halves(sit: Open) -> None:
    class Many(Unread):
        def case(self, target: Target) -> Case:
            found = super().case(target)
            assert found.caller is not None
            many = tuple(Policy(f"a-policy-with-a-long-name-{number}", UNKNOWN, kind="managed") for number in range(9))
            return replace(found, caller=replace(found.caller, identity_policies=many))

    async with sit(aws=Many()) as sitting:
        await sitting.press("3")
        await sitting.until("and 6 more")
        assert "Role's policies" in sitting.text and "Attach managed…" in sitting.text
