"""The guard sees a change of what a policy says, and takes no notice of how IAM keeps it."""

from __future__ import annotations

import json

import pytest

from wizard.repair.saved_form import same_policy

WRITTEN = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": ["111122223333", "arn:aws:iam::444455556666:user/bo"]},
        "Action": ["sts:AssumeRole"],
    },
}
KEPT = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::444455556666:user/bo", "arn:aws:iam::111122223333:root"]},
            "Action": "sts:AssumeRole",
        }
    ],
}


def test_what_iam_keeps_is_the_policy_that_was_written() -> None:
    assert same_policy(json.dumps(WRITTEN, indent=2), json.dumps(KEPT, separators=(",", ":")))


@pytest.mark.parametrize(
    "other",
    [
        KEPT | {"Version": "2008-10-17"},
        KEPT | {"Statement": []},
        KEPT | {"Statement": [KEPT["Statement"][0] | {"Effect": "Deny"}]},
        KEPT | {"Statement": [*KEPT["Statement"], *KEPT["Statement"]]},
    ],
    ids=["version", "no statement", "effect", "twice"],
)
def test_another_policy_is_another(other: object) -> None:
    assert not same_policy(json.dumps(WRITTEN), json.dumps(other))


def test_a_policy_that_came_or_went_is_a_change() -> None:
    assert same_policy(None, None)
    assert not same_policy(None, "{}")
    assert not same_policy("{}", None)


def test_text_that_does_not_parse_must_agree_to_the_byte() -> None:
    assert same_policy('{"Version": ', '{"Version": ')
    assert not same_policy('{"Version": ', '{"Version":')
    assert not same_policy('{"a": 1, "a": 2}', '{"a": 2}'), "a key twice is a difference"
