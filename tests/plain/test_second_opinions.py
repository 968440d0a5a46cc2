"""Other judges, and the first use of new credentials: only on request, and harmless when denied."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.plain.lesson import ENTER, ON, Clock, Lesson, lesson
from wizard.flow import trust
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load

READERS = ["arn:aws:iam::aws:policy/AWSCloudTrail_ReadOnlyAccess", "arn:aws:iam::aws:policy/IAMReadOnlyAccess"]


def test_the_simulator_is_asked_and_says_what_it_overlooks() -> None:
    with lesson("no-assume-permission") as practice:
        script = practice.walk("more", "second opinion", "simulator", "leave")
    assert "it ignores trust policies." in script.words
    assert "No opinion:" in script.words or "IAM, SimulatePrincipalPolicy: it objects." in script.words


def test_a_judge_that_may_not_be_asked_stops_nothing() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(ON, "more", "second opinion", "newly let in", ON, "leave")
    assert "AWS charges for each CheckNoNewAccess." in script.words
    assert "No opinion: AWS denies it" in script.words
    assert "Nothing here depends on it." in script.words
    assert "3 Permissions" in script.text


def test_nobody_is_asked_about_a_trust_policy_that_is_not_there() -> None:
    with lesson("cross-account") as practice:
        wizard = practice.wizard
        wizard.retarget(replace(wizard.session.target, role_profile=None))
        assert trust.unread(wizard.session)
        for draft in (None, "", "\n"):  # step 2's editor is empty then
            assert not [each.title for each in wizard.questions(draft) if "trust policy" in each.title]


def test_the_new_credentials_are_tried() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(
            *(ON, ENTER, "apply", "more", "4 test", ENTER),
            *("try the new", "who i am", "try the new", "iam:getrole"),
            *("try the new", "s3:list", "try the new", "s3:list", "leave"),
        )
        assert "You are now arn:aws:sts::123456789012:assumed-role/MyCrossAccountRole/" in script.text
        assert "AWS says: you are arn:aws:sts::123456789012:assumed-role/MyCrossAccountRole/" in script.words
        assert "The credentials work; the role's own permissions do not allow this action" in script.words
        assert script.words.count("The practice AWS does not have the service s3.") == 2
        assert not [secret for secret in practice.secrets if secret in script.text]


def test_nothing_is_tried_before_the_role_was_assumed() -> None:
    with lesson("cross-account") as practice:
        practice.wizard.read()
        assert practice.wizard.try_it().sentence == "no role was assumed yet. Assume the role first."


def test_the_last_denied_calls_begin_a_sitting() -> None:
    found = load("no-assume-permission")
    accounts = json.loads(json.dumps(found.scenery["accounts"]))
    accounts["333344445555"]["users"]["dana"]["attached"] = READERS
    clock = Clock()
    with PracticeEnvironment(replace(found, scenery={"accounts": accounts}), clock) as environment:
        with environment.in_process():
            practice = Lesson(environment, clock, read_only=False)
            practice.wizard.coach = None  # begin with another role: not in a lesson
            script = practice.walk(
                "more", "4 test", "assume the role", "more", "another role", "last denied", "1", "leave"
            )
    role = found.target.role
    assert f"arn:aws:iam::333344445555:user/dana was denied {role}" in script.words
    assert script.text.count("1 Inspect (step") == 2


def test_without_cloudtrail_the_start_goes_on() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk("more", "nothing", "leave")
        assert "Begin with another role" not in script.words
        practice.wizard.coach = None  # as with an account of one's own
        script = practice.walk("more", "another role", "last denied", "leave")
    assert "it may not be read (cloudtrail:LookupEvents)." in script.words
