"""Each lesson through the wizard's own rooms: read, judged, repaired by the best plan, assumed, and counted as solved.

Where the wizard cannot do that alone, the reason stands here; those are for the learner to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from wizard.aws.connection import connect
from wizard.aws.gateway import AssumeCall, Target
from wizard.commands.practice import target as request_of
from wizard.flow.judgement import judge
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson import Lesson, all_lessons
from wizard.repair.change import RequestChange
from wizard.secret import Secret

BY_HAND = {
    "network-deny": "the wizard does not know from which address AWS sees it",
    "principal-tag": "the best plan is somebody else's: tag the user",
    "boundary": "the boundary is somebody else's",
    "session-policy": "nobody can read a session's policy",
    "scp-wants-mfa": "a member account cannot read the organization's policies",
    "rcp-wants-label": "a member account cannot read the organization's policies",
    "provider-missing": "registering a provider is somebody else's",
    "profile-loop": "nothing is wrong but the config file",
    "profile-source-missing": "nothing is wrong but the config file",
    "profile-external-id": "nothing is wrong but the config file",
    "profile-shadowed": "nothing is wrong but the credentials file",
}
LESSONS = [lesson for lesson in all_lessons() if lesson.name not in BY_HAND]


@pytest.fixture
def running(request: pytest.FixtureRequest) -> Iterator[PracticeEnvironment]:
    with PracticeEnvironment(request.param, delay=0) as environment, environment.in_process():
        yield environment


@pytest.mark.parametrize("running", LESSONS, ids=lambda lesson: lesson.name, indirect=True)
def test_the_best_plan_solves_the_lesson(running: PracticeEnvironment) -> None:
    target = request_of(running.lesson)
    aws = connect(target)
    gathered = aws.gather(target, lambda reading: None)
    for change in judge(gathered.case, gathered.near_roles).plans[0].changes:
        if isinstance(change, RequestChange):
            target = corrected(target, change.set, running)
        else:
            aws.apply(change, lambda: None)
    code = Secret(running.phone_code() or "") if target.mfa_serial else None
    connect(target).assume(
        AssumeCall(
            role_arn=target.role or "",
            role_session_name=target.session_name or "learner",
            external_id=target.external_id,
            duration_seconds=target.duration_seconds,
            source_identity=target.source_identity,
            tags=target.tags,
            serial_number=target.mfa_serial,
            token_code=code,
        )
    )
    judgement = running.judge()
    assert judgement.solved and judgement.stars >= 2


def corrected(target: Target, settings: Mapping[str, Any], running: PracticeEnvironment) -> Target:
    """The target with the plan's corrections of the request."""
    names = {"role_arn": "role", "role_session_name": "session_name"}
    known = {
        names.get(key, key): value for key, value in settings.items() if key not in ("mfa_authenticated", "context")
    }
    if settings.get("mfa_authenticated") and running.mfa_device:
        known["mfa_serial"] = running.mfa_device.serial
    return replace(target, **known)


def test_the_exceptions_are_lessons() -> None:
    names = {lesson.name for lesson in all_lessons()}
    assert set(BY_HAND) <= names
    assert isinstance(LESSONS[0], Lesson) and len(LESSONS) >= 32
