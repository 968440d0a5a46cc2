"""The wizard understands every lesson: it finds the causes that the author wrote down, and a repair that is proved."""

from __future__ import annotations

import time

import pytest

from wizard.engine.case import Request
from wizard.engine.decide import decide
from wizard.practice import keyring, situation
from wizard.practice.lesson import Lesson
from wizard.practice.lesson_files import all_lessons
from wizard.practice.situation import Circumstances
from wizard.repair.diagnose import diagnose
from wizard.repair.plan import plans

LESSONS = [
    lesson
    for lesson in all_lessons()
    if lesson.token is None
    and lesson.before != "profile"
    and lesson.target.role == lesson.role_arn  # else the wizard has to find the role first, as the flow does
]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_the_causes_are_found_and_a_plan_is_proved(lesson: Lesson) -> None:
    now, target = time.time(), lesson.target
    world = lesson.world(now)
    profile = next(item for item in lesson.profiles if item.name == target.caller_profile)
    caller = keyring.issue(world, profile, now)
    request = Request(
        target.role,
        role_session_name=target.session_name,
        external_id=target.external_id,
        duration_seconds=target.duration_seconds,
        source_identity=target.source_identity,
        tags=target.tags,
        mfa_authenticated=caller.mfa_at is not None,
    )
    case = situation.case(world, caller, request, Circumstances(now, source_ip=lesson.source_ip))
    near = tuple(role.arn for role in world.accounts[lesson.role_arn.split(":")[4]].roles.values())
    decision = decide(case)
    diagnosis = diagnose(case, decision, near_roles=near)
    found = [cause.name for cause in diagnosis.causes]
    assert decision.outcome == lesson.before
    assert found[0] == lesson.causes[0] and set(lesson.causes) <= set(found)
    assert any(plan.verified for plan in plans(case, decision, diagnosis, near_roles=near))
