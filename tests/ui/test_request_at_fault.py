"""A request that is at fault is corrected from whichever step one has come to."""

from __future__ import annotations

from tests.ui.test_small_terminal import lesson

OFFER = "Use the corrected request"


async def test_step_1_tells_what_is_asked_for_and_what_the_request_carries() -> None:
    async with lesson("external-id-mismatch") as sitting:
        await sitting.until("asked for acme-7241-blue")
        await sitting.until("carried   acme-7214-blue")


async def test_u_corrects_the_request_on_step_2() -> None:
    async with lesson("external-id-mismatch") as sitting:
        await sitting.press("2", "u")
        await sitting.until("ALLOWED ✓")
        await sitting.until("Nothing to change. The trust policy lets the caller in.")
        await sitting.press("1")
        await sitting.until("1 Inspect: done")
        await sitting.until("Nothing stands in the way of the corrected request (external id:")


async def test_a_refused_test_leads_to_the_corrected_request() -> None:
    async with lesson("external-id-mismatch") as sitting:
        await sitting.press("4")
        sitting.app.screen.query_one("#assume").focus()
        await sitting.press("enter")
        await sitting.until("4 Test: needs you")
        await sitting.until(OFFER)
        assert "Back to" not in sitting.text
        await sitting.press("enter")  # the focus is on it
        await sitting.until("ALLOWED ✓")
        await sitting.until("External id   acme-7241-blue")
        assert OFFER not in sitting.text
        await sitting.press("enter")
        await sitting.until("You are now")


async def test_a_wanted_name_that_is_longer_stands_whole() -> None:
    async with lesson("role-name-typo") as sitting:
        await sitting.until("wanted  arn:aws:iam::888899990000:role/AuditReader")


async def test_enter_takes_the_code_from_the_practice_phone() -> None:
    async with lesson("mfa-required") as sitting:
        await sitting.press("u")
        await sitting.until("ALLOWED ✓")
        await sitting.press("4", "enter")
        await sitting.until("six digits; enter or a click on the phone types them")
        await sitting.press("enter", "enter")
        await sitting.until("You are now")
        await sitting.until("Solved, 3 of 3 stars.")


async def test_the_focus_on_step_2_is_on_the_corrected_request() -> None:
    async with lesson("external-id-mismatch") as sitting:
        await sitting.press("2")
        await sitting.until("To change the policy all the same")
        await sitting.press("enter")
        await sitting.until("Nothing to change. The trust policy lets the caller in.")
