"""A proved repair is one that IAM stores: what it would refuse is taken out and told, or the plan is not proved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.repair.cases import ALICE, AWAY, ELSEWHERE, HOME, ROLE, allow, case, planned, trust, trust_after
from wizard.engine.case import Caller, Case, Policy
from wizard.engine.case_format import read_case
from wizard.engine.document import Document
from wizard.engine.policy_check import DocumentKind
from wizard.repair.change import Ask, Change, InlinePolicyChange, ManagedPolicyChange, TrustPolicyChange

CASES = Path(__file__).parent.parent / "cases"
BOB = f"arn:aws:iam::{ELSEWHERE}:user/bob"
GONE, GONE_ROLE = "AIDAEXAMPLEGONEUSER01", "AROAEXAMPLEGONEROLE01"
KINDS: dict[str, DocumentKind] = {
    "identity_policy": "identity",
    "permissions_boundary": "boundary",
    "session_policy": "session",
    "service_control_policy": "scp",
    "resource_control_policy": "rcp",
    "vpc_endpoint_policy": "endpoint",
}


def written(change: Change) -> Iterator[tuple[str, DocumentKind]]:
    match change:
        case TrustPolicyChange():
            yield change.after, "trust"
        case InlinePolicyChange(after=str() as after) | ManagedPolicyChange(after=after):
            yield after, "identity"
        case Ask(document=str() as document):
            yield document, KINDS[change.layer]


@pytest.mark.parametrize("file", sorted(CASES.rglob("*.json")), ids=lambda file: file.stem)
def test_no_plan_of_any_case_is_called_proved_that_aws_would_refuse_to_save(file: Path) -> None:
    read = json.loads(file.read_text(encoding="utf-8"))
    for one in read if isinstance(read, list) else [read]:
        found = read_case(one)
        for plan in planned(found)[1] if found.request is not None else ():
            for change in plan.changes if plan.verified or plan.verified_if else ():
                for text, kind in written(change):
                    mistakes = Document.from_text(text).problems_as(kind)
                    assert [each for each in mistakes if each.severity == "error"] == [], plan.title


def best(found: Case) -> tuple[list[dict[str, object]], str]:
    """The statements of the best plan's trust policy, and its title."""
    plan = planned(found)[1][0]
    assert plan.verified
    statements: list[dict[str, object]] = json.loads(trust_after(plan))["Statement"]
    return statements, plan.title


def test_ids_of_deleted_principals_are_taken_out_and_the_plan_says_so() -> None:
    statements, title = best(case(trust(allow([BOB, GONE_ROLE]), allow(GONE))))
    assert statements == [allow([BOB]), allow(ALICE)]
    assert title == (
        f"Trust user alice of {AWAY} in place of {GONE}; take out {GONE_ROLE}, left behind by a deleted principal"
    )


def test_a_statement_that_names_only_the_deleted_goes_with_them_whether_it_allows_or_denies() -> None:
    denied = {**allow(GONE_ROLE), "Effect": "Deny"}
    statements, title = best(case(trust(allow(BOB), denied)))
    assert statements == [allow([BOB, ALICE])]
    assert title.endswith(f"; take out {GONE_ROLE}, left behind by a deleted principal")


def test_the_callers_own_id_is_no_deleted_one_and_becomes_its_arn() -> None:
    found = case(trust(allow([GONE, BOB], {"StringEquals": {"aws:PrincipalTag/Team": "core"}})))
    assert found.caller is not None
    found = replace(found, caller=replace(found.caller, user_id=GONE, tags={}))
    plans = planned(found)[1]
    texts = [trust_after(plan) for plan in plans if isinstance(plan.changes[0], TrustPolicyChange)]
    assert texts and all(GONE not in text and ALICE in text and BOB in text for text in texts)
    assert any(f"write {ALICE} instead of its id" in plan.title for plan in plans)


def test_the_roles_own_id_becomes_its_arn() -> None:
    found = case(trust(allow([GONE_ROLE, BOB])))
    assert found.role is not None
    statements, title = best(replace(found, role=replace(found.role, role_id=GONE_ROLE)))
    assert ROLE in json.dumps(statements) and GONE_ROLE not in json.dumps(statements)
    assert "deleted" not in title


def test_not_principal_becomes_a_condition_that_spares_whom_it_spared_and_the_caller() -> None:
    carol, dave = f"arn:aws:iam::{AWAY}:user/carol", f"arn:aws:iam::{ELSEWHERE}:user/dave"
    spares = {"Effect": "Deny", "NotPrincipal": {"AWS": [AWAY, carol, dave]}, "Action": "sts:AssumeRole"}
    statements, title = best(case(trust(allow(AWAY), spares)))
    assert statements[1] == {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "sts:AssumeRole",
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": [carol, ALICE]}},
    }
    assert title == "Exempt user alice from statement 2, by a condition in place of NotPrincipal"


def test_a_not_principal_that_does_not_stand_in_the_way_is_put_in_form_as_well() -> None:
    spares = {"Effect": "Deny", "NotPrincipal": {"AWS": [AWAY, ALICE]}, "Action": "sts:AssumeRole"}
    statements, title = best(case(trust(allow(BOB), spares)))
    assert statements[1]["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": ALICE}}
    assert title.endswith("; let a condition say whom statement 2 spares, for IAM saves no NotPrincipal")


@pytest.mark.parametrize(
    ("leftover", "said"),
    [
        (allow(f"arn:aws:iam::{AWAY}:group/dev"), f"take out arn:aws:iam::{AWAY}:group/dev, which names nobody"),
        (allow(f"arn:aws:iam::{ELSEWHERE}:role/app-*"), "which names nobody"),
        ({"Effect": "Allow", "Action": "sts:AssumeRole"}, "drop statement 2, which names nobody"),
        (
            {"Effect": "Allow", "NotPrincipal": {"AWS": [AWAY, ALICE]}, "Action": "sts:AssumeRole"},
            "drop statement 2, for IAM saves no NotPrincipal",
        ),
        ({**allow(BOB), "Resource": "*"}, "take the Resource out of statement 2"),
        ({**allow(BOB), "Sid": "let bob in"}, "give statement let bob in a Sid that IAM takes"),
        (allow(BOB, action=["sts:AssumeRole", "s3:GetObject"]), "take out s3:GetObject, no action of a trust policy"),
        (allow(BOB, action="*"), "list the actions of a trust policy in statement 2 instead of a star"),
    ],
)
def test_what_iam_refuses_and_nobody_comes_in_by_is_mended_on_the_way(leftover: dict[str, object], said: str) -> None:
    _, title = best(case(trust(allow(f"arn:aws:iam::{HOME}:user/ann"), leftover)))
    assert said in title


def test_a_plan_that_aws_would_refuse_says_why_and_is_not_proved() -> None:
    crowd = [f"arn:aws:iam::{ELSEWHERE}:user/team/platform/somebody-with-a-long-name-{one:02}" for one in range(28)]
    plans = planned(case(trust(allow(crowd))))[1]
    assert plans and not any(plan.verified or plan.verified_if for plan in plans)
    assert plans[0].why.endswith(
        "But AWS would refuse to save it: 2,272 characters; 2,048 are allowed. "
        "Service Quotas raises that to up to 8,192 on request: IAM, Role trust policy length."
    )


CONDITION: dict[str, object] = {"StringEquals": {"sts:ExternalId": "a-tenant-of-the-platform"}}
TO_FIT = "so that the policy fits its quota"


def user(number: int) -> str:
    """One of many who come in."""
    return f"arn:aws:iam::{ELSEWHERE}:user/somebody-{number:02}"


def full(make: Callable[[int], dict[str, object]]) -> list[dict[str, object]]:
    """Statements of one making that take the quota to its last character: the last Sid is as long as that takes."""
    found: list[dict[str, object]] = []
    while length([*found, more := make(len(found)) | {"Sid": f"U{len(found):02}"}]) <= 2048:
        found.append(more)
    found[-1]["Sid"] = str(found[-1]["Sid"]) + "x" * (2048 - length(found))
    assert length(found) == 2048
    return found


def length(statements: list[dict[str, object]]) -> int:
    """Of the policy, as IAM counts it."""
    return len("".join(trust(*statements).split()))


def names_in(statement: dict[str, object]) -> list[str]:
    """Whom a statement names."""
    found = statement["Principal"]["AWS"]  # type: ignore[index]
    return found if isinstance(found, list) else [found]


def test_a_full_trust_policy_gets_a_proved_plan_that_joins_what_is_alike() -> None:
    before = full(lambda at: allow(user(at), CONDITION))
    statements, title = best(case(trust(*before)))
    alike = "join statements that are alike but for whom or what they name"
    assert title == f"Trust user alice of {AWAY}; {alike}, {TO_FIT}"
    assert allow(ALICE) in statements
    first, *others = statements
    assert first == {**allow([user(0), user(1)], CONDITION), "Sid": before[0]["Sid"]}
    assert others[:-1] == before[2:], "no more is joined than has to be, and nobody is lost"
    assert length(statements) <= 2048


def test_statements_with_conditions_of_their_own_are_not_joined_but_lose_their_sids() -> None:
    before = full(lambda at: allow(user(at), {"StringEquals": {"sts:ExternalId": f"tenant-{at:02}-of-the-platform"}}))
    statements, title = best(case(trust(*before)))
    assert title == f"Trust user alice of {AWAY}; leave Sids out, {TO_FIT}"
    bare = [{name: value for name, value in one.items() if name != "Sid"} for one in statements]
    assert bare == [*({n: v for n, v in one.items() if n != "Sid"} for one in before), allow(ALICE)]


def test_actions_that_stand_apart_are_joined_too() -> None:
    before = full(
        lambda at: (
            allow(user(at // 2), CONDITION, ("sts:AssumeRole", "sts:TagSession")[at % 2])
            | {"Condition": {"StringEquals": {"sts:ExternalId": f"tenant-{at // 2:02}-of-the-platform"}}}
        )
    )
    statements, title = best(case(trust(*before)))
    assert title.endswith(TO_FIT)
    assert statements[0]["Action"] == ["sts:AssumeRole", "sts:TagSession"] and names_in(statements[0]) == [user(0)]


def test_a_policy_that_fits_is_left_as_its_author_wrote_it() -> None:
    before = full(lambda at: allow(user(at), CONDITION))[:3]
    statements, title = best(case(trust(*before)))
    assert statements[:3] == before and "quota" not in title


def test_a_quota_that_was_raised_is_no_obstacle_to_what_grows_no_longer() -> None:
    crowd = [f"arn:aws:iam::{ELSEWHERE}:user/team/platform/somebody-with-a-long-name-{one:02}" for one in range(40)]
    plans = planned(case(trust(allow([*crowd, GONE, GONE_ROLE]))))[1]
    assert plans[0].verified and "in place of" in plans[0].title


def test_inline_policies_share_one_limit() -> None:
    buckets = [f"arn:aws:s3:::a-bucket-with-a-long-name-{one:03}/*" for one in range(44)]
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": buckets}
    held = Policy(
        "big", Document.from_value({"Version": "2012-10-17", "Statement": [statement]}), kind="inline", source="user"
    )
    (plan,) = planned(case(trust(allow(ALICE)), policies=(held,)))[1]
    (ask,) = plan.changes
    assert plan.verified and isinstance(ask, Ask) and ask.document is not None
    assert plan.title == "Make a managed policy AllowAssumeDeploy and attach it to user alice"
    assert "leave no room" in plan.why
    role = Caller(
        f"arn:aws:sts::{AWAY}:assumed-role/ci/run",
        role_arn=f"arn:aws:iam::{AWAY}:role/ci",
        identity_policies=(held,),
        permissions_boundary=None,
        session_policies=(),
        service_control_policies=(),
    )
    assert planned(case(trust(allow(f"arn:aws:iam::{AWAY}:role/ci")), caller=role))[1][0].verified
