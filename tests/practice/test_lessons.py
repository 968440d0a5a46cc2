"""Every lesson, as its author promises it: denied at first, repaired by the reference repair, and by no wrong one.

A new file in `lessons/` is tested by being there.
"""

from __future__ import annotations

import time

import pytest

from tests.practice.conftest import Learner
from wizard.engine.case import Request
from wizard.practice import keyring
from wizard.practice.judge import succeeds
from wizard.practice.lesson import LEVELS, Lesson, Step
from wizard.practice.lesson_files import all_lessons, load
from wizard.practice.situation import Circumstances
from wizard.practice.sts import assume, web_identity

LESSONS = all_lessons()
each = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


@each
def test_the_role_is_denied_at_first(lesson: Lesson, start) -> None:
    learner = start(lesson)
    refusals = {"invalid_request": ("ValidationError", "InvalidIdentityToken"), "profile": ("profile", "AccessDenied")}
    assert learner.answer() in refusals.get(lesson.before, ("AccessDenied",))
    assert not learner.environment.judge().solved


@each
def test_the_denial_is_the_one_the_author_wrote(lesson: Lesson) -> None:
    if lesson.before in ("invalid_request", "profile"):
        pytest.skip("AWS refuses the request without deciding it, or never sees it")
    if lesson.token is not None:
        asked = Request(lesson.target.role, "sts:AssumeRoleWithWebIdentity", lesson.target.session_name)
        now = Circumstances(time.time())
        assert not web_identity.would_assume(lesson.world(time.time()), asked, dict(lesson.token), now)
        return
    world, target = lesson.world(time.time()), lesson.target
    profile = next(item for item in lesson.profiles if item.name == target.caller_profile)
    caller = keyring.issue(world, profile, time.time())
    asked = Request(
        target.role,
        role_session_name=target.session_name,
        external_id=target.external_id,
        source_identity=target.source_identity,
        tags=target.tags,
        transitive_tag_keys=target.transitive_tag_keys,
    )
    decision = assume.would_assume(world, caller, asked, Circumstances(time.time(), source_ip=lesson.source_ip))
    assert decision.outcome == lesson.before


@each
def test_the_reference_repair_solves_it_with_three_stars(lesson: Lesson, start) -> None:
    learner: Learner = start(lesson)
    for step in lesson.repair:
        learner.do(step)
    assert learner.answer() == lesson.after
    judgement = learner.environment.judge()
    assert judgement.let_in == () and judgement.beyond_need == () and judgement.role_lacks is None
    assert judgement.solved and judgement.stars == 3


@each
def test_wrong_repairs_do_not_count_and_let_an_intruder_in(lesson: Lesson, start) -> None:
    """An intruder that could never get in tests nothing."""
    assert len(lesson.wrong_repairs) >= 2
    met = set()
    for wrong in lesson.wrong_repairs:
        learner: Learner = start(lesson)
        for step in wrong.steps:
            learner.do(step)
        met |= {probe.why for probe in lesson.intruders if succeeds(lesson, learner.environment.cloud, probe)}
        learner.answer()
        assert not learner.environment.judge().solved, wrong.why
    assert met, "no wrong repair lets an intruder in"


@each
def test_regulars_are_in_at_first_and_an_open_repair_that_forgets_them_does_not_count(lesson: Lesson, start) -> None:
    learner: Learner = start(lesson)
    assert learner.environment.judge().locked_out == ()
    if not lesson.regulars:
        return
    role, owner = lesson.role_arn, lesson.target.role_profile
    nobody = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}],
    }
    nobody["Statement"][0]["Action"] = "sts:AssumeRole"  # type: ignore[index]
    values = {"RoleName": role.rpartition("/")[2], "PolicyDocument": nobody}
    learner.do(Step(owner, "iam:UpdateAssumeRolePolicy", values))
    judgement = learner.environment.judge()
    assert judgement.locked_out == tuple(one.why for one in lesson.regulars) and not judgement.solved
    assert any(remark.startswith("Locked out: ") for remark in judgement.remarks)


@each
def test_the_error_that_the_learner_pastes_is_what_aws_answers(lesson: Lesson, start) -> None:
    if lesson.target.error is None:
        return
    from botocore.exceptions import ClientError

    learner: Learner = start(lesson)
    with pytest.raises(ClientError) as caught:
        learner.assume()
    assert str(caught.value) == lesson.target.error


@each
def test_intruders_and_bystanders_are_real_people(lesson: Lesson, start) -> None:
    environment = start(lesson).environment
    for probe in (item for item in (*lesson.intruders, *lesson.bystanders) if item.claims is None):
        keyring.principal(environment.cloud.world, probe.who, time.time())


@each
def test_nobody_administers_both_accounts(lesson: Lesson) -> None:
    accounts = {profile.principal.split(":")[4] for profile in lesson.profiles if profile.principal}
    administrators = [profile for profile in lesson.profiles if profile.name != lesson.target.caller_profile]
    assert len({profile.principal.split(":")[4] for profile in administrators if profile.principal}) <= max(
        1, len(accounts) - 1
    )


@each
def test_texts_fit_their_panels(lesson: Lesson) -> None:
    assert len(lesson.title) <= 34 and len(lesson.teaches) <= 33, "in the list they share a line of 80 columns"
    assert 2 <= len(lesson.story) <= 4
    for paragraph in (*lesson.story, *lesson.hints):
        assert len(paragraph) <= 240, paragraph


def test_lessons_come_in_the_order_of_learning() -> None:
    assert [lesson.level for lesson in LESSONS] == sorted((lesson.level for lesson in LESSONS), key=LEVELS.index)
    assert LESSONS[0].name == "cross-account"
    assert len({(lesson.level, lesson.order) for lesson in LESSONS}) == len(LESSONS)


def test_the_tutorials_lesson_is_the_one_that_is_asked_for() -> None:
    lesson = load("cross-account")
    assert lesson.target.role == "arn:aws:iam::123456789012:role/MyCrossAccountRole"
    assert lesson.target.session_name == "TestSession" and lesson.profile_name == "cross-account"
    assert {profile.name: profile.principal for profile in lesson.profiles} == {
        "default": "arn:aws:iam::210987654321:user/remote-user",
        "role-admin": "arn:aws:iam::123456789012:user/role-admin",
    }
    assert lesson.role_wants is not None and lesson.role_wants.policy_name == "S3Access"
