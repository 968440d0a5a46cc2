"""A reading that was cancelled, or that a newer one overtook, changes nothing any more, however late it comes in."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.patience import PATIENCE
from tests.ui.calm import calm, until
from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import ROLE, TRUST, FakeAws, FakeCoach
from tests.ui.test_additions import pasting
from tests.ui.test_small_terminal import lesson
from wizard.aws.gateway import AwsFailure, Gathered, Reading, Target
from wizard.ui.widgets.policy_editor import PolicyEditor

REPAIRED = TRUST.replace("123456789012:user", "210987654321:user")
OTHER = ROLE.replace("MyCrossAccountRole", "Other")


@dataclass
class SlowAws(FakeAws):
    """Reads at once, and answers when its gate is opened: with what was there when it read."""

    gates: list[threading.Event] = field(default_factory=list)
    readers: list[threading.Thread] = field(default_factory=list)
    late: AwsFailure | None = None  # what the slow ones answer instead

    def gather(self, target: Target, report: Callable[[Reading], None]) -> Gathered:
        gate = self.gates.pop(0) if self.gates else None
        if gate is not None:
            self.readers.append(threading.current_thread())
        gathered = super().gather(target, report)
        if gate is not None:
            gate.wait()
            if self.late is not None:
                raise self.late
        return gathered


async def late_answer(sitting: Sitting, gate: threading.Event) -> None:
    """Let the slow reading come in, and whatever follows from it happen."""
    assert isinstance(sitting.aws, SlowAws)
    gate.set()
    sitting.aws.readers[0].join(PATIENCE)
    await calm(sitting.app)


async def test_a_newer_reading_stands_when_the_older_one_comes_in(sit: Open, gate: threading.Event) -> None:
    aws = SlowAws()
    async with sit(aws=aws) as sitting:
        aws.gates.append(gate)
        await sitting.strike("ctrl+r")
        await sitting.until("service control policies: denied")
        aws.trust = REPAIRED
        await sitting.press("ctrl+r")
        await sitting.until("ALLOWED ✓")
        await late_answer(sitting, gate)
        await sitting.press("2", "1")
        assert "ALLOWED ✓" in sitting.text
        assert "That did not work" not in sitting.text


async def test_what_the_other_terminal_does_while_it_is_read_is_noticed_as_well(
    sit: Open, gate: threading.Event
) -> None:
    """A script that repairs and assumes in one breath: the second is too late for the reading of the first."""
    aws, coach = SlowAws(), FakeCoach()
    async with sit(aws=aws, coach=coach, notifications=True) as sitting:
        aws.gates.append(gate)
        coach.revision += 1
        assert await until(lambda: bool(aws.readers))
        coach.revision += 1
        coach.solves = True
        await late_answer(sitting, gate)
        assert await until(lambda: "Solved in the other terminal" in sitting.notices)


async def test_what_is_typed_hides_nothing_of_what_the_other_terminal_does(sit: Open) -> None:
    coach = FakeCoach()
    async with sit(coach=coach, notifications=True) as sitting:
        await sitting.press("2")
        sitting.app.screen.query_one(PolicyEditor).focus()
        await sitting.press(" ")
        assert "not applied" in sitting.text
        coach.revision += 1  # within the second after which it is looked for
        await sitting.press(*("backspace", " ") * 2)
        assert await until(lambda: "Something was changed from outside" in sitting.notices)


async def test_a_reading_of_another_step_is_overtaken_without_a_word(sit: Open, gate: threading.Event) -> None:
    aws = SlowAws()
    async with sit(aws=aws) as sitting:
        aws.gates.append(gate)
        await sitting.strike("ctrl+r", "ctrl+n")
        await sitting.until("2 Trust policy")
        assert await until(lambda: bool(aws.readers)), "what is read first is overtaken"
        aws.trust = REPAIRED
        await sitting.strike("ctrl+r")
        await sitting.until("Nothing to change")
        await late_answer(sitting, gate)
        assert "Nothing to change" in sitting.text
        assert not sitting.app.screen.is_modal


async def test_what_was_read_before_a_change_does_not_undo_it_on_the_screen(sit: Open, gate: threading.Event) -> None:
    aws = SlowAws()
    async with sit(aws=aws) as sitting:
        aws.gates.append(gate)
        await sitting.strike("ctrl+r")
        await sitting.until("service control policies: denied")
        await sitting.strike("ctrl+n", "enter", "ctrl+s")
        await sitting.until("Apply this change?")
        await sitting.strike("a")
        await sitting.until("Nothing to change")
        await late_answer(sitting, gate)
        await sitting.press("1")
        assert "ALLOWED ✓" in sitting.text


async def test_a_cancelled_reading_changes_nothing_though_it_had_told_everything(
    sit: Open, gate: threading.Event
) -> None:
    aws = SlowAws()
    async with sit(aws=aws) as sitting:
        aws.gates.append(gate)
        aws.trust = REPAIRED
        await sitting.strike("ctrl+r")
        await sitting.until("service control policies: denied")
        await sitting.press("escape")
        await late_answer(sitting, gate)
        await sitting.press("2", "1")
        assert "DENIED ✗" in sitting.text


@pytest.mark.parametrize("late", [None, AwsFailure("network", "AWS could not be reached", "no answer", "Wait.")])
async def test_the_role_asked_for_last_is_the_one_that_is_shown(
    sit: Open, gate: threading.Event, late: AwsFailure | None
) -> None:
    aws = SlowAws(late=late)
    async with sit(aws=aws, target=Target(caller_profile="default")) as sitting:
        await sitting.until("Paste an error")
        aws.gates.append(gate)
        await sitting.strike(*"One", "enter")
        await sitting.until("service control policies: denied")
        await sitting.press("escape")
        sitting.app.screen.query_one("#role").value = OTHER  # type: ignore[attr-defined]
        await sitting.strike("enter")
        await sitting.until("1 Inspect")
        await late_answer(sitting, gate)
        await sitting.press("2", "1")
        assert "→ Other" in sitting.text
        assert sitting.app.wizard.session.target.role == OTHER
        assert "That did not work" not in sitting.text


async def test_judging_with_a_pasted_policy_can_be_cancelled(gate: threading.Event) -> None:
    async with lesson("cross-account") as sitting, pasting(sitting) as give:
        wizard = sitting.app.wizard
        gather = wizard.aws.gather
        readers: list[threading.Thread] = []

        def slow(target: Target, report: Callable[[Reading], None]) -> Gathered:
            readers.append(threading.current_thread())
            gate.wait()
            return gather(target, report)

        wizard.aws.gather = slow  # type: ignore[method-assign]
        await give()
        await sitting.until("… Judging with it")
        assert await until(lambda: bool(readers))
        await sitting.press("escape")
        assert "… Judging with it" not in sitting.text
        gate.set()
        readers[0].join(PATIENCE)
        await sitting.press("2", "1")
        assert "DEPENDS" in sitting.text


async def test_no_line_of_progress_comes_after_the_end(sit: Open) -> None:
    aws = FakeAws()
    told: list[Callable[[Reading], None]] = []
    gather = aws.gather

    def keeping(target: Target, report: Callable[[Reading], None]) -> Gathered:
        told.append(report)
        return gather(target, report)

    aws.gather = keeping  # type: ignore[method-assign]
    async with sit(aws=aws) as sitting:
        await sitting.press("ctrl+r")
        with contextlib.suppress(AwsFailure):
            told[-1](Reading("the late one", None, "read", "iam:GetRole"))
        await sitting.settle()
        assert "the late one" not in sitting.text
