"""What each screen shows and how it behaves when things go wrong."""

from __future__ import annotations

import re
import threading

import pytest

from tests.ui.conftest import Open
from tests.ui.fake_aws import CALLER, DEVICE, ROLE, TRUST, FakeAws, FakeCoach
from wizard.aws.gateway import AwsFailure, Target
from wizard.ui.widgets.lines import Page

REPAIRED = TRUST.replace("123456789012:user", "210987654321:user")
NETWORK = AwsFailure(
    "network", "AWS could not be reached", "the name does not resolve", "Look at the network.",
    request_id="7a62c49f", again=True,
)  # fmt: skip


async def test_inspect_marks_the_statement_and_says_why(sit: Open) -> None:
    async with sit(size=(120, 36)) as sitting:
        assert "✗ ┃ Statement 1 (LetRemoteUserIn) does not match" in sitting.text
        await sitting.until("written")
        await sitting.until("wanted")
        await sitting.until("Why")
        assert sitting.text.count("The trust policy names") == 1, "the page beside the list does not tell it again"


async def test_what_could_not_be_read_names_the_missing_permission(sit: Open) -> None:
    async with sit(size=(120, 36)) as sitting:
        assert "Not read 1" in sitting.text
        page = sitting.app.screen.query_one("#unread", Page)
        assert "organizations:ListPoliciesForTarget" in page._text


async def test_a_failed_read_says_what_why_and_next_and_the_start_screen_follows(sit: Open) -> None:
    async with sit(aws=FakeAws(failure=NETWORK)) as sitting:
        await sitting.until("AWS could not be reached")
        assert "Look at the network. Then read again with ctrl+r." in sitting.text
        assert "7a62c49f" not in sitting.text
        await sitting.press("r")
        assert "7a62c49f" in sitting.text
        await sitting.press("escape")
        await sitting.until("Paste an error")
        sitting.app.screen.query_one("#inspect").focus()
        await sitting.press("enter")
        await sitting.until("AWS could not be reached")
        sitting.aws.failure = None
        await sitting.press("ctrl+r")
        await sitting.until("1 Inspect")
        await sitting.until("DENIED")


async def test_the_start_screen_understands_what_is_pasted(sit: Open) -> None:
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        text = f"User: {CALLER} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
        sitting.app.screen.query_one("#text").insert(  # type: ignore[attr-defined]
            f"An error occurred (AccessDenied) when calling the AssumeRole operation:\n{text}"
        )
        await sitting.settle()
        assert f"{CALLER} was refused" in " ".join(sitting.text.split())
        await sitting.press("enter")
        await sitting.until("1 Inspect")


async def test_keys_typed_ahead_of_the_first_read_are_kept(sit: Open, gate: threading.Event) -> None:
    async with sit(aws=FakeAws(hang=gate.wait), wait=False) as sitting:
        await sitting.until("1 Inspect")
        await sitting.strike("ctrl+n")
        gate.set()
        await sitting.until("2 Trust policy")


async def test_quitting_does_not_wait_for_a_call_that_hangs(sit: Open, gate: threading.Event) -> None:
    answered = threading.Event()

    def hang() -> None:
        gate.wait()
        answered.set()

    async with sit(aws=FakeAws(hang=hang), wait=False) as sitting:
        await sitting.until("1 Inspect")
        await sitting.strike("ctrl+q")
    assert not answered.is_set(), "the call was still hanging when the program had ended"


async def test_a_wrong_code_is_told_and_another_may_be_entered(sit: Open) -> None:
    target = Target(role=ROLE, caller_profile="default", mfa_serial=DEVICE)
    async with sit(aws=FakeAws(trust=REPAIRED), target=target, coach=FakeCoach(wish=None)) as sitting:
        await sitting.press("4")
        await sitting.press("enter")
        await sitting.until("Enter the MFA code")
        await sitting.press(*"000000", "enter")
        await sitting.until("AWS refused the code")
        assert "ALLOWED ✓ every policy allows the call; AWS refused the MFA code" in sitting.text
        sitting.app.screen.query_one("#assume").focus()
        await sitting.press("enter")
        await sitting.until("Enter the MFA code")
        await sitting.press(*"123456", "enter")
        await sitting.until("You are now")
        assert "--serial-number" in sitting.text, "the call by hand stays in sight"
        assert re.search(r"until \d\d:\d\d:\d\d [A-Z+-]", sitting.text), "with its time zone"


async def test_a_denied_test_leads_back_to_the_step_that_cures_it(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("4")
        await sitting.press("enter")
        await sitting.until("By what was read")
        await sitting.press("enter")
        assert "2 Trust policy" in sitting.text


async def test_hints_come_one_by_one_in_practice_alone(sit: Open) -> None:
    async with sit(coach=FakeCoach()) as sitting:
        await sitting.press("f2")
        assert "Look at the account id" in sitting.text
        await sitting.press("f2")
        assert "The user lives in 210987654321." in sitting.text
    async with sit() as sitting:
        assert "Hint" not in sitting.text


async def test_f1_explains_the_step_with_its_keys(sit: Open) -> None:
    async with sit(size=(120, 60)) as sitting:
        await sitting.press("2")
        await sitting.press("f1")
        assert "update-assume-role-policy" in sitting.text
        assert "Show the change before it is applied" in sitting.text
        _, *page = sitting.text.partition("╭─ 2 Trust policy ")[2].partition("╯")[0].splitlines()
        assert all(row[0] in "│╰" for row in page), "nothing of the step is cut beside it"
        assert "The marks of the steps: " in "".join(page[-5:]), "no row is empty below it but the one above the button"
        await sitting.press("escape", "f6")
        assert "step by step" in sitting.text
        await sitting.press("enter")
        assert "step by step" not in sitting.text


async def test_the_last_change_can_be_taken_back(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("ctrl+n")
        await sitting.press("enter", "ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.press("a")
        await sitting.until("Nothing to change")
        await sitting.press("f9")
        await sitting.until("Apply this change?")
        assert "Take back" in sitting.text
        await sitting.press("a")
        await sitting.until("DENIED ✗ not allowed")
        assert sitting.aws.trust == TRUST


async def test_a_managed_policy_is_found_by_its_letters_and_attached(sit: Open) -> None:
    async with sit(aws=FakeAws(trust=REPAIRED), size=(120, 36)) as sitting:
        await sitting.press("3")
        sitting.app.screen.query_one("#attach").focus()
        await sitting.press("enter")
        await sitting.until("AmazonS3ReadOnlyAccess")
        await sitting.press(*"s3read")
        await sitting.until("AmazonS3ReadOnlyAccess")
        assert "AdministratorAccess" not in sitting.text
        await sitting.press("enter")
        await sitting.until("\n╭─ Apply this change?")
        await sitting.press("a")
        await sitting.until("Nothing to change")
        assert len(sitting.aws.changes) == 1


async def test_a_click_on_a_step_goes_there(sit: Open) -> None:
    async with sit() as sitting:
        line = next(line for line in sitting.text.splitlines() if "Profile" in line)
        await sitting.pilot.click("#stepper", offset=(line.index("Profile") + 2, 0))
        await sitting.until("5 Profile")


@pytest.mark.parametrize(
    "size", [(20, 5), pytest.param((300, 100), marks=pytest.mark.slow)], ids=lambda size: "x".join(map(str, size))
)
async def test_any_size_walks_without_a_crash(sit: Open, size: tuple[int, int]) -> None:
    async with sit(coach=FakeCoach(), size=size, wait=False) as sitting:
        await sitting.until("1 Inspect" if size[0] > 30 else "Inspect")
        for _ in range(4):
            await sitting.press("ctrl+n")
        for step in "ctrl+s", "escape", "f1", "escape":
            await sitting.press(step)
        assert sitting.app.is_running


async def test_a_terminal_may_shrink_and_grow(sit: Open) -> None:
    async with sit(coach=FakeCoach()) as sitting:
        for size in ((40, 10), (200, 60), (80, 24)):
            await sitting.pilot.resize_terminal(*size)
            await sitting.settle()
            assert "DENIED" in sitting.text


async def test_a_policy_that_does_not_parse_is_marked_at_the_line_of_its_mistake(sit: Open) -> None:
    async with sit(aws=FakeAws(trust=TRUST.replace('"sts:AssumeRole"', '"sts:AssumeRole",'))) as sitting:
        await sitting.until("Line 10 is wrong: The comma before }")
        rows = sitting.text.splitlines()
        mark = next(number for number, row in enumerate(rows) if "✗ ┃ Line 10 is wrong" in row)
        assert "10 ┃▸" in rows[mark + 1]


async def test_what_to_harden_in_many_statements_is_said_once(sit: Open) -> None:
    statement = TRUST[TRUST.index("    {") : TRUST.index("    }\n  ]") + 5]
    many = ",\n".join(statement.replace("LetRemoteUserIn", f"Let{number}") for number in range(30))
    async with sit(aws=FakeAws(trust=TRUST.replace(statement, many))) as sitting:
        await sitting.until("Advice 1")
        assert "Advice 1 " in f"{sitting.text} ".replace("\n", " ")


async def test_a_bug_is_one_calm_page(sit: Open) -> None:
    async with sit() as sitting:

        def broken(*_: object) -> None:
            raise ZeroDivisionError("boom")

        sitting.aws.gather = broken  # type: ignore[assignment]
        await sitting.press("ctrl+r")
        await sitting.until("Something went wrong inside role-wizard")
        assert "ZeroDivisionError" in sitting.text
        assert "boom" not in sitting.text
        assert "Raw answer" not in sitting.text, "AWS was not asked"
        await sitting.press("escape")
        await sitting.press("ctrl+n")
        assert "2 Trust policy" in sitting.text


async def test_going_on_while_aws_is_read_shows_what_came_of_it(sit: Open, gate: threading.Event) -> None:
    gate.set()
    async with sit(aws=FakeAws(hang=gate.wait)) as sitting:
        gate.clear()
        await sitting.strike("ctrl+r", "ctrl+n")
        sitting.aws.trust = REPAIRED
        gate.set()
        await sitting.until("2 Trust policy")
        await sitting.until("Nothing to change")
        assert "Something went wrong" not in sitting.text
