"""The first plan is the one that a careful administrator picks, and its grants tell who else comes in."""

from __future__ import annotations

import pytest

from tests.repair.cases import ALICE, EVERYTHING, ROLE, allow, case, planned, trust
from wizard.engine.case import Caller, Case, Request
from wizard.repair.change import Plan

ORGANIZATION = "o-a1b2c3d4e5"
PATH = f"{ORGANIZATION}/r-ab12/ou-ab12-22222222/"
USER = Caller(
    ALICE,
    credentials="long_term",
    organization_id=ORGANIZATION,
    tags={},
    identity_policies=(EVERYTHING,),
    permissions_boundary=None,
    service_control_policies=(),
)


def called(condition: object, principal: object = ALICE, caller: Caller = USER, **context: object) -> Case:
    """A call by a user of whom all is known, with further context keys: ``aws_SourceIp`` for ``aws:SourceIp``."""
    named = {key.replace("_", ":", 1): value for key, value in context.items()}
    request = Request(ROLE, role_session_name="work", mfa_authenticated=False, context=named)
    return case(trust(allow(principal, condition)), caller=caller, request=request)


def titles(found: Case) -> list[str]:
    return [plan.title for plan in planned(found)[1] if plan.verified]


def first(found: Case) -> Plan:
    best = planned(found)[1][0]
    assert best.verified
    return best


@pytest.mark.parametrize(
    ("condition", "title"),
    [
        (
            {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4f5"}},
            f"Accept {ORGANIZATION} for aws:PrincipalOrgID in place of o-a1b2c3d4f5",
        ),
        (
            {"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": PATH[:-1]}},
            f"Accept {PATH} for aws:PrincipalOrgPaths in place of {PATH[:-1]}",
        ),
        (
            {"StringLike": {"aws:PrincipalOrgPaths": f"{ORGANIZATION}/r-ab12/*"}},
            "Compare aws:PrincipalOrgPaths with ForAnyValue:StringLike",
        ),
    ],
)
def test_what_was_to_open_to_the_callers_organization_is_put_right_first(condition: object, title: str) -> None:
    best = first(called(condition, "*", aws_PrincipalOrgPaths=(PATH,)))
    assert best.title == title
    assert any(grant.who.startswith(f"any principal of organization {ORGANIZATION}") for grant in best.grants)
    assert not any("anybody" in grant.who for grant in best.grants)


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalOrgID": "o-zzzzzzzzzz"}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-*"}},
        {"StringLike": {"aws:PrincipalOrgPaths": "o-*/r-ab12/*"}},
    ],
)
def test_a_role_that_was_not_to_open_to_the_organization_opens_to_the_caller_alone(condition: object) -> None:
    best = first(called(condition, "*", aws_PrincipalOrgPaths=(PATH,)))
    assert best.title.startswith("Let user alice in without") and not best.grants


def test_the_members_of_a_path_are_told_by_it() -> None:
    plans = planned(
        called(
            {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{ORGANIZATION}/r-ab12/ou-ab12-11111111/*"}},
            "*",
            aws_PrincipalOrgPaths=(PATH,),
        )
    )[1]
    wider = next(plan for plan in plans if plan.title.startswith("Accept"))
    assert wider.grants[0].who == f"any principal of organization {ORGANIZATION} under r-ab12/ou-ab12-22222222"
    assert wider.grants[0].what == f"assume {ROLE}"
