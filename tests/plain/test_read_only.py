"""A sitting that only reads offers no write, and says so; any other names the account before its first write."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.plain.lesson import ENTER, ON, lesson
from wizard.aws.gateway import AwsFailure
from wizard.flow import inspect
from wizard.flow.journal import Journal


def test_no_write_is_offered_and_the_hand_over_is() -> None:
    with lesson("cross-account", read_only=True) as practice:
        script = practice.walk(ON, ENTER, "hand-over", "cancel", ON, "more", "5 profile", "preview", "cancel", "leave")
    assert "This sitting only reads: nothing can be changed." in script.words
    assert "This sitting only reads (--read-only)" in script.words
    for offered in ("Apply it", "Attach a managed policy", "Write an inline policy", "Preview and write"):
        assert offered not in script.text
    assert Journal().entries() == ()


def test_what_is_applied_all_the_same_is_refused() -> None:
    with lesson("cross-account", read_only=True) as practice:
        wizard = practice.wizard
        wizard.read()
        config = practice.environment.config_file.read_bytes()
        text = (practice.trust_policy() or "").replace("123456789012:user", "210987654321:user")
        preview = wizard.preview_trust(text)
        assert preview is not None
        with pytest.raises(AwsFailure, match="only reads"):
            wizard.apply(preview)
        planned = wizard.plan_profile("new", {"role_arn": wizard.session.role_arn or "", "source_profile": "default"})
        with pytest.raises(AwsFailure, match="only reads"):
            wizard.write_profile(planned)
        assert practice.environment.config_file.read_bytes() == config


def test_the_account_is_named_before_the_first_write_of_a_sitting() -> None:
    with lesson("cross-account") as practice:
        script = practice.walk(ON, ENTER, "apply", ON, ENTER, "apply", "leave")
    admin = "Made as: arn:aws:iam::123456789012:user/role-admin"
    assert f"{admin} in account 123456789012 (reports)" in script.words
    assert script.words.count(f"{admin} in account 123456789012 (reports)") == 1
    assert script.words.count(admin) == 2


def test_an_old_access_key_is_advised_about() -> None:
    with lesson("cross-account") as practice:
        session = practice.wizard.read()
        assert session.gathered is not None and session.judgement is not None
        made = datetime.now(UTC) - timedelta(days=400, hours=1)
        old = inspect.advice(session.judgement, replace(session.gathered, access_keys={"AKIA…7EXA": made}))
        assert any(one.name == "old_access_key" and "400 days" in one.message for one in old)
        new = inspect.advice(session.judgement, replace(session.gathered, access_keys={"AKIA…7EXA": datetime.now(UTC)}))
        assert not any(one.name == "old_access_key" for one in new)
