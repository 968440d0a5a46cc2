"""A service that is named beside the caller gains where a condition is taken away, and a plan says so."""

from __future__ import annotations

import pytest

from tests.repair.cases import ALICE, AWAY, ROLE, allow, case, planned, trust


@pytest.mark.parametrize(
    ("key", "condition"),
    [
        ("aws:SourceArn", {"ArnLike": {"aws:SourceArn": f"arn:aws:lambda:*:{AWAY}:function:*"}}),
        ("aws:MultiFactorAuthPresent", {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
    ],
)
def test_a_condition_taken_away_lets_the_service_in(key: str, condition: object) -> None:
    principal = {"Service": "lambda.amazonaws.com", "AWS": ALICE}
    _, found = planned(case(trust(allow(principal, condition))))
    away = next(plan for plan in found if plan.title == f"Take the condition on {key} away")
    assert [str(grant) for grant in away.grants] == [f"lambda.amazonaws.com may assume {ROLE} without {key}"]
    own = next(plan for plan in found if plan.title == f"Let user alice in without {key}")
    assert own.grants == () and found.index(own) < found.index(away)


def test_a_service_that_may_already_gains_nothing() -> None:
    service = {"Service": "lambda.amazonaws.com"}
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    _, found = planned(case(trust(allow(service), allow({**service, "AWS": ALICE}, condition))))
    assert all(grant.who != "lambda.amazonaws.com" for plan in found for grant in plan.grants)
