"""A policy pasted in plain mode: one of another kind than was asked for is confirmed, as on the screens."""

from __future__ import annotations

import json

import pytest

from tests.flow.captured import ROLE, opened_case
from tests.plain.script import Script
from wizard.plain.walk import conversation

ALICE = "arn:aws:iam::111122223333:user/alice"
UNREAD = {"request": {"role_arn": ROLE}, "caller": {"arn": ALICE, "credentials": "long_term"}, "role": {"exists": True}}
TRUST = {"Statement": {"Effect": "Allow", "Principal": {"AWS": ALICE}, "Action": "sts:AssumeRole"}}


def talked(*answers: str) -> str:
    """All that was said to somebody who goes to step 3 and pastes a trust policy there."""
    wizard = opened_case(UNREAD)
    pasted = ("more", "go to 3", "paste a policy", json.dumps(TRUST), "")
    script = Script(*pasted, *answers, "leave")
    conversation(wizard, script, script.say, script.whisper, lambda seconds: None)
    return script.words


@pytest.mark.parametrize(("answer", "taken"), [("the trust policy", True), ("nothing of these", False)])
def test_another_kind_than_the_one_asked_for_is_confirmed(answer: str, taken: bool) -> None:
    told = talked(answer)
    assert "a trust policy. It is taken as the trust policy. Which policy is it? 1. the trust policy" in told
    assert ("Statement 1" in told.partition("Which policy is it?")[2]) is taken
