"""Each lesson through the wizard's own flow, as the shortest path by keyboard goes: solved, and with every star.

At each step the best repair is taken, as it stands first on the screen. Where the story asks for another one, the
reason stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.flow.test_one_verdict import told
from wizard.aws.connection import connect
from wizard.aws.gateway import Identity
from wizard.commands.lesson_coach import LessonCoach
from wizard.commands.practice import target as request_of
from wizard.flow import asks, permissions, profile, trust
from wizard.flow.cards import Card
from wizard.flow.request import call, offer
from wizard.flow.steps import state
from wizard.flow.wizard import Wizard
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import all_lessons
from wizard.repair.change import Ask, InlinePolicyChange, ManagedPolicyChange
from wizard.secret import Secret

TWO_STARS: dict[str, str] = {}
"""Lessons in which the best repair grants beyond need, with the reason."""

LESSONS = all_lessons()


class Clock:
    """Practice time: real, and moved forward by every wait, so that nothing sleeps."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        import time

        return time.time() + self.ahead

    def pause(self, wait: object) -> bool:
        self.ahead += float(getattr(wait, "seconds", 31.0))
        return True


@pytest.fixture
def sitting(request: pytest.FixtureRequest) -> Iterator[tuple[Wizard, PracticeEnvironment, Clock]]:
    clock = Clock()
    with PracticeEnvironment(request.param, clock) as environment, environment.in_process():
        yield Wizard(connect, request_of(request.param), coach=LessonCoach(environment)), environment, clock


each = pytest.mark.parametrize("sitting", LESSONS, ids=lambda lesson: lesson.name, indirect=True)


@each
def test_the_best_repair_at_every_step_solves_it(sitting: tuple[Wizard, PracticeEnvironment, Clock]) -> None:
    wizard, environment, clock = sitting
    wizard.read()
    assert len(told(wizard.session)) == 1, "every step tells the same verdict"
    assert (state(wizard.session, "profile") == "needs you") == environment.lesson.profile_counts
    _offers_something(wizard)
    if offer(wizard.session) is not None:
        wizard.use_corrected_request()
    for _ in _while(lambda: trust.view(wizard.session).repairs):
        preview = wizard.preview_trust(_text(trust.view(wizard.session).repairs[0]))
        assert preview is not None and preview.refused is None
        wizard.apply(preview)
        if wizard.session.verdict.word != "DENIED":
            break
    for _ in _while(lambda: _of_step_3(wizard)):
        card = _of_step_3(wizard)[0]
        edited = card.change.after if isinstance(card.change, InlinePolicyChange | ManagedPolicyChange) else None
        preview = wizard.preview_permissions(card.change, edited)
        assert preview.refused is None
        wizard.apply(preview)
    clock.pause(None)
    code = environment.phone_code() if call(wizard.session).serial_number else None
    wizard.test(Secret(code) if code else None, clock.pause)
    _write_profile(wizard)
    judgement = environment.judge()
    assert judgement.remarks == () or environment.lesson.name in TWO_STARS
    assert judgement.solved and judgement.stars == (2 if environment.lesson.name in TWO_STARS else 3)
    clock.pause(None)  # a code works once
    used = _used(wizard, lambda serial_number: Secret(environment.phone_code()))
    if not profile.view(wizard.session).lacks:
        assert used is not None and used.arn.split("/")[1] == environment.lesson.role_arn.rpartition("/")[2]


def _offers_something(wizard: Wizard) -> None:
    """Who cannot act is led to who can: a corrected request, a repair, a profile, or an ask is always there."""
    session = wizard.session
    offered = (
        offer(session),
        trust.view(session).repairs,
        _of_step_3(wizard),
        asks.ask_cards(session),
        profile.view(session).problems,
    )
    assert any(offered)


def _while(more: object) -> Iterator[int]:
    """Some tries at most, as long as there is something to do."""
    assert callable(more)
    for number in count():
        if not more():
            return
        assert number < 3, "the step is never done"
        yield number


def _of_step_3(wizard: Wizard) -> tuple[Card, ...]:
    return tuple(card for card in permissions.view(wizard.session).cards if not isinstance(card.change, Ask))


def _text(card: Card) -> str:
    return str(getattr(card.change, "after", ""))


def _used(wizard: Wizard, ask_code: Callable[[str], Secret]) -> Identity | None:
    """Who one is through the written profile."""
    if wizard.session.written is None:
        view = profile.view(wizard.session)
        wizard.write_profile(wizard.plan_profile(view.name, view.settings))
    return wizard.use_profile(ask_code).used_as


def _write_profile(wizard: Wizard) -> None:
    view = profile.view(wizard.session)
    if wizard.session.target.profile is None or not view.problems:
        return
    if view.mendable:
        wizard.mend(wizard.plan_mending())
    else:
        wizard.write_profile(wizard.plan_profile(view.name, view.settings))
