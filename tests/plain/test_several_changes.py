"""A repair of several changes: all at once, and taken back on request where one of them fails."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.plain.lesson import ENTER, ON, Lesson, lesson
from wizard.aws.gateway import Applied, AwsFailure, BeforeCall
from wizard.flow import several
from wizard.flow.journal import Journal
from wizard.repair.change import InlinePolicyChange

OTHER = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}})


def test_all_changes_are_shown_asked_about_once_and_made() -> None:
    with lesson("two-locks") as practice:
        script = practice.walk(ON, "both changes", "yes", "Scan", ENTER, "leave")
        assert script.words.count("Applied:") == 2
        assert "You are now arn:aws:sts::" in script.text
        assert practice.leave.exit_status == 0


def somebody_else_is_faster(practice: Lesson) -> Callable[[], str]:
    """Another policy under the second change's name, right before the yes."""

    def act() -> str:
        assert practice.wizard.session.judgement is not None
        plan = several.first(practice.wizard.session.judgement.plans)
        assert plan is not None
        change = several.changes(plan)[1]
        assert isinstance(change, InlinePolicyChange)
        other = InlinePolicyChange(change.principal_arn, change.policy_name, change.before, OTHER)
        practice.wizard.aws.apply(other, lambda _: None)
        return "yes"

    return act


def test_where_the_second_fails_the_first_is_taken_back_on_request() -> None:
    with lesson("two-locks") as practice:
        practice.wizard.read()
        before = practice.trust_policy()
        script = practice.walk(ON, "both changes", somebody_else_is_faster(practice), "Scan", "yes", "leave")
        assert "It stopped at:" in script.text
        assert "Somebody else has changed it since the preview." in script.words
        assert "Done before that: - Replace the trust policy." in script.words
        assert "Taken back: Replace the trust policy." in script.words
        assert practice.trust_policy() == before
        assert practice.wizard.session.applied == ()
    assert [entry.status for entry in Journal().entries()] == ["undone", "applied"]


def test_what_was_done_may_stay() -> None:
    with lesson("two-locks") as practice:
        practice.wizard.read()
        before = practice.trust_policy()
        script = practice.walk(ON, "both changes", somebody_else_is_faster(practice), "Scan", "no", "leave")
        assert "It stays. `role-wizard undo` takes it back later." in script.words
        assert practice.trust_policy() != before
        assert [entry.status for entry in Journal().entries()] == ["applied"]


def test_a_first_change_of_which_nobody_knows_is_not_called_unmade() -> None:
    with lesson("two-locks") as practice:
        practice.wizard.read()

        def no_answer(change: object, record: BeforeCall) -> Applied:
            record(None)
            raise AwsFailure("network", "The change was not made", "no answer came", "Look at the network.", again=True)

        practice.wizard.aws.apply = no_answer  # type: ignore[method-assign]
        script = practice.walk(ON, "both changes", "yes", "Scan", "leave")
        assert "It stopped at:" in script.text
        assert "No answer came; the change may have been made all the same." in script.words
        assert "Look at the network. Then read again." in script.words
        assert "Nothing was changed." not in script.words


def test_a_part_alone_names_the_step_of_the_other_and_says_what_it_comes_to() -> None:
    with lesson("two-locks") as practice:
        script = practice.walk(ON, "Repair: Take the condition", "Cancel", "leave")
        assert "Proved: allowed after both." in script.words
        assert "One of 2 parts, the other on step 3." in script.words
        assert "After DENIED: not allowed by the caller's permissions." in script.words
        assert "It stays so until step 3 is applied, too. Then ALLOWED:" in script.words


def test_a_sitting_that_only_reads_shows_them_all_and_makes_none() -> None:
    with lesson("two-locks", read_only=True) as practice:
        practice.wizard.read()
        before = practice.trust_policy()
        script = practice.walk(ON, "both changes", "leave")
        assert "Show both changes of: " in script.words
        assert "Replace the trust policy" in script.words and "Put the inline policy" in script.words
        assert "(--read-only)" in script.words and "Cancelled" not in script.words
        assert practice.trust_policy() == before
