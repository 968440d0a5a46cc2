"""Plans: the smallest sufficient change first, alternatives behind it, nothing wider than it has to be."""

from __future__ import annotations

import difflib
import json
from dataclasses import replace

import pytest

from tests.repair.cases import ALICE, AWAY, ELSEWHERE, EVERYTHING, HOME, ROLE, allow, case, planned, trust, trust_after
from tests.repair.test_real_cases import FILES, case_of
from wizard.engine.case import UNKNOWN, Caller, Case, Observed, Policy, Request, Role
from wizard.engine.decide import decide
from wizard.engine.document import Document
from wizard.repair.applied import apply_plan
from wizard.repair.change import Ask, InlinePolicyChange, RequestChange, TrustPolicyChange

REMOTE = "arn:aws:iam::210987654321:user/remote-user"
LESSON = trust(allow("arn:aws:iam::123456789012:user/remote-user"))
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def lesson() -> Case:
    """The default lesson's case."""
    caller = Caller(
        REMOTE,
        credentials="long_term",
        identity_policies=(EVERYTHING,),
        permissions_boundary=None,
        service_control_policies=(),
    )
    request = Request("arn:aws:iam::123456789012:role/MyCrossAccountRole", role_session_name="TestSession")
    return case(LESSON, caller=caller, request=request)


def test_the_default_lesson_is_repaired_in_one_line_by_the_exact_user() -> None:
    _, plans = planned(lesson())
    best = plans[0]
    diff = [line for line in difflib.ndiff(LESSON.splitlines(), trust_after(best).splitlines()) if line[0] in "+-"]
    assert [line.strip() for line in diff] == [
        '-                 "AWS": "arn:aws:iam::123456789012:user/remote-user"',
        f'+                 "AWS": "{REMOTE}"',
    ]
    assert (best.verified, best.grants) == (True, ())


def test_the_default_lesson_offers_the_account_with_mfa_and_the_whole_account_behind() -> None:
    _, plans = planned(lesson())
    statements = [json.loads(trust_after(plan))["Statement"][0] for plan in plans]
    root = {"AWS": "arn:aws:iam::210987654321:root"}
    assert [one["Principal"] for one in statements] == [{"AWS": REMOTE}, root, root, root]
    assert [one.get("Condition") for one in statements] == [
        None,
        {"ArnEquals": {"aws:PrincipalArn": REMOTE}},
        MFA,
        None,
    ]
    assert [len(plan.grants) for plan in plans] == [0, 0, 1, 1]
    assert all(plan.verified for plan in plans)


def test_no_plan_of_any_case_trusts_everybody() -> None:
    for path in FILES:
        found = case_of(path)
        before = found.role.trust_policy if found.role and isinstance(found.role.trust_policy, Document) else None
        for plan in planned(found)[1]:
            for change in plan.changes:
                if isinstance(change, TrustPolicyChange):
                    assert stars(Document.from_text(change.after)) <= stars(before), plan.title


def stars(document: Document | None) -> int:
    """How often the Allow statements of a policy hold a bare star."""
    allowing = [one for _, one in document.statements if one.get("Effect") == "Allow"] if document is not None else []
    return json.dumps(allowing).count('"*"')


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (MFA, {"mfa_authenticated": True}),
        ({"StringEquals": {"sts:ExternalId": "x-1"}}, {"external_id": "x-1"}),
        ({"StringEquals": {"sts:RoleSessionName": "${aws:username}"}}, {"role_session_name": "alice"}),
        ({"StringLike": {"sts:RoleSessionName": "ops-*"}}, {"role_session_name": "ops-ci"}),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, {"context": {"aws:RequestedRegion": "eu-west-1"}}),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, {"context": {"aws:SourceIp": "203.0.113.0"}}),
    ],
)
def test_another_request_comes_before_another_policy(condition: object, wanted: dict[str, object]) -> None:
    request = Request(
        ROLE,
        role_session_name="ci",
        mfa_authenticated=False,
        context={"aws:RequestedRegion": "us-east-1", "aws:SourceIp": "192.0.2.1"},
    )
    _, plans = planned(case(trust(allow(AWAY, condition)), request=request))
    (change,) = plans[0].changes
    assert isinstance(change, RequestChange)
    if "context" in wanted:
        assert wanted["context"].items() <= change.set["context"].items()  # type: ignore[attr-defined]
    else:
        assert change.set == wanted
    assert plans[0].verified and plans[0].grants == ()
    assert all(isinstance(one, RequestChange) for one in plans[0].changes)


def test_a_condition_is_dropped_last_of_all() -> None:
    _, plans = planned(case(trust(allow(AWAY, MFA))))
    titles = [plan.title for plan in plans]
    assert titles[0] == "Call with MFA"
    assert titles[-1] == "Take the condition on aws:MultiFactorAuthPresent away"
    assert plans[-1].grants


def test_a_role_session_cannot_bring_mfa_and_gets_a_statement_of_its_own() -> None:
    role = f"arn:aws:iam::{AWAY}:role/Gateway"
    caller = Caller(
        f"arn:aws:sts::{AWAY}:assumed-role/Gateway/alice",
        role_arn=role,
        credentials="temporary",
        identity_policies=(EVERYTHING,),
        permissions_boundary=None,
        session_policies=(),
        service_control_policies=(),
    )
    _, plans = planned(case(trust(allow(AWAY, MFA)), caller=caller))
    after = json.loads(trust_after(plans[0]))["Statement"]
    assert after[0]["Condition"] == MFA
    assert after[1] == {"Effect": "Allow", "Principal": {"AWS": role}, "Action": "sts:AssumeRole"}


@pytest.mark.parametrize("written", ["Gatewey", "Gateway"])
def test_a_role_whose_path_is_not_known_is_trusted_on_any_and_nobody_else(written: str) -> None:
    caller = Caller(
        f"arn:aws:sts::{AWAY}:assumed-role/Gateway/alice",
        credentials="temporary",
        identity_policies=(EVERYTHING,),
        permissions_boundary=None,
        session_policies=(),
        service_control_policies=(),
    )
    roles = f"arn:aws:iam::{AWAY}:role/"
    _, plans = planned(case(trust(allow(f"{roles}{written}")), caller=caller))
    assert plans[0].title == f"Trust account {AWAY}, and in it only role Gateway" and plans[0].verified
    (statement,) = json.loads(trust_after(plans[0]))["Statement"]
    assert statement["Condition"] == {"ArnLike": {"aws:PrincipalArn": [f"{roles}Gateway", f"{roles}*/Gateway"]}}


def test_both_sides_are_repaired_in_one_plan() -> None:
    _, plans = planned(case(trust(allow(f"arn:aws:iam::{ELSEWHERE}:user/bob")), policies=()))
    kinds = [type(change) for change in plans[0].changes]
    assert kinds == [TrustPolicyChange, InlinePolicyChange]
    assert plans[0].verified


def test_a_name_that_is_taken_is_not_overwritten() -> None:
    taken = Policy(
        "AllowAssumeDeploy",
        Document.from_value({"Version": "2012-10-17", "Statement": []}),
        kind="inline",
        source="user",
    )
    _, plans = planned(case(trust(allow(ALICE)), policies=(taken,)))
    (change,) = plans[0].changes
    assert isinstance(change, InlinePolicyChange)
    assert (change.policy_name, change.before) == ("AllowAssumeDeploy2", None)


def test_a_fitting_statement_takes_the_caller_in_and_others_stay() -> None:
    bob = f"arn:aws:iam::{ELSEWHERE}:user/bob"
    _, plans = planned(case(trust(allow(bob))))
    assert json.loads(trust_after(plans[0]))["Statement"] == [allow([bob, ALICE])]


@pytest.mark.parametrize(
    ("key", "operator", "listed", "carried"),
    [
        ("sts:ExternalId", "StringEquals", "tenant-1", "tenant-2"),
        ("aws:RequestedRegion", "StringEquals", "us-east-1", "us-west-1"),
        ("aws:SourceIp", "IpAddress", "203.0.113.7", "203.0.113.9"),
        ("sts:RoleSessionName", "StringEquals", "bo", "ci"),
    ],
)
def test_a_value_that_others_may_carry_stays(key: str, operator: str, listed: str, carried: str) -> None:
    """However near it is to what this request carries."""
    request = Request(ROLE, role_session_name="ci", mfa_authenticated=False, context={key: carried})
    _, plans = planned(case(trust(allow(ALICE, {operator: {key: listed}})), request=request))
    accepted = next(plan for plan in plans if plan.title.startswith(f"Accept {carried} for "))
    assert json.loads(trust_after(accepted))["Statement"][0]["Condition"][operator][key] == [listed, carried]


def test_a_slip_of_a_condition_is_replaced_and_the_title_says_so() -> None:
    request = Request(ROLE, role_session_name="ci", external_id="acme-corp", mfa_authenticated=False)
    _, plans = planned(
        case(trust(allow(ALICE, {"StringEquals": {"sts:ExternalId": ["acme-crop", "x-9"]}})), request=request)
    )
    accepted = next(plan for plan in plans if plan.title == "Accept acme-corp for sts:ExternalId in place of acme-crop")
    assert json.loads(trust_after(accepted))["Statement"][0]["Condition"]["StringEquals"] == {
        "sts:ExternalId": ["acme-corp", "x-9"]
    }


@pytest.mark.parametrize("account", [HOME, ELSEWHERE])
def test_no_account_is_locked_out_for_the_caller(account: str) -> None:
    """Not the role's own, nor one that nothing tells to be a slip for the caller's."""
    others = f"arn:aws:iam::{account}:root"
    _, plans = planned(case(trust(allow(others))))
    assert json.loads(trust_after(plans[0]))["Statement"] == [allow([others, ALICE])]
    assert all(others in trust_after(plan) for plan in plans)


def test_what_another_account_has_to_meet_binds_the_caller_who_joins_it() -> None:
    others, tenant = f"arn:aws:iam::{ELSEWHERE}:root", {"StringEquals": {"sts:ExternalId": "tenant-42"}}
    _, plans = planned(case(trust(allow(others, tenant))))
    assert json.loads(trust_after(plans[0]))["Statement"] == [allow([others, ALICE], tenant)]
    passed = [trust_after(plan) for plan in plans if "pass the ExternalId" in plan.title]
    assert [text.count("tenant-42") for text in passed] == [text.count('"Effect"') for text in passed] == [1, 2, 2, 1]


def test_a_statement_with_conditions_is_left_to_those_it_names() -> None:
    bob = allow(f"arn:aws:iam::{ELSEWHERE}:user/bob", {"StringEquals": {"sts:ExternalId": "bobs"}})
    _, plans = planned(case(trust(bob)))
    assert json.loads(trust_after(plans[0]))["Statement"] == [bob, allow(ALICE)]


def test_the_request_that_near_role_names_offer() -> None:
    found = Case(
        request=Request(f"arn:aws:iam::{HOME}:role/Depoly", role_session_name="ci"),
        caller=Caller(ALICE, identity_policies=(EVERYTHING,), permissions_boundary=None, service_control_policies=()),
        role=Role(exists=False),
        vpc_endpoint_policies=(),
    )
    if decide(found).outcome == "depends":
        pytest.skip("the engine does not tell a role that does not exist")
    diagnosis, plans = planned(found, (f"arn:aws:iam::{HOME}:role/Deploy", "Audit"))
    assert diagnosis.causes[0].name == "role_not_found"
    assert diagnosis.causes[0].near_miss is not None
    assert plans[0].changes == (RequestChange({"role_arn": ROLE}),)


def test_unknown_guardrails_leave_a_plan_open_and_named() -> None:
    found = case(trust(allow(f"arn:aws:iam::{AWAY}:user/bob")))
    assert found.caller is not None and found.role is not None
    found = replace(
        found,
        caller=replace(found.caller, service_control_policies=UNKNOWN),
        role=replace(found.role, resource_control_policies=UNKNOWN),
    )
    best = planned(found)[1][0]
    assert not best.verified
    assert best.verified_if == ("caller.service_control_policies", "role.resource_control_policies")


def test_a_denial_that_nothing_explains_asks_whoever_can_look() -> None:
    found = replace(case(trust(allow(ALICE))), observed=Observed("AccessDenied", "User is not authorized"))
    diagnosis, plans = planned(found)
    assert [cause.code for cause in diagnosis.causes] == ["RW401"]
    assert isinstance(plans[0].changes[0], Ask)
    assert not plans[0].verified


def test_what_aws_answered_before_is_dropped_when_a_plan_is_decided_again() -> None:
    found = replace(lesson(), observed=Observed("AccessDenied", "User is not authorized"))
    plan = planned(found)[1][0]
    assert apply_plan(found, plan).observed is None


def test_undoing_a_change_gives_the_bytes_that_were_there() -> None:
    for path in FILES:
        found = case_of(path)
        if found.role is None or not isinstance(found.role.trust_policy, Document):
            continue
        text = found.role.trust_policy.text
        for plan in planned(found)[1]:
            for change in plan.changes:
                if isinstance(change, TrustPolicyChange):
                    assert change.before == text


def test_no_plan_repeats_another_and_each_change_is_needed() -> None:
    for path in FILES:
        found = case_of(path)
        plans = planned(found)[1]
        assert len({str(plan.changes) for plan in plans}) == len(plans)
        for plan in plans:
            targets = [
                (type(change), getattr(change, "policy_name", None))
                for change in plan.changes
                if not isinstance(change, Ask)
            ]
            assert len(set(targets)) == len(targets), plan.title


def test_a_plan_tells_and_sends_no_correction_that_a_later_one_takes_back() -> None:
    """A guardrail asks for a session tag that the trust policy denies: to pass it helps nobody."""
    denies = {**allow(ALICE, {"Null": {"aws:RequestTag/Team": "false"}}), "Effect": "Deny"}
    tagged = ["sts:AssumeRole", "sts:TagSession"]
    found = case(trust(denies, allow(ALICE, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}, tagged)))
    everything = Document.from_value(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                {
                    "Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*",
                    "Condition": {"Null": {"aws:RequestTag/Team": "true"}},
                },
            ],
        }
    )  # fmt: skip
    assert found.caller is not None
    guarded = replace(found.caller, service_control_policies=((Policy("tagged", everything),),))
    _, plans = planned(replace(found, caller=guarded))
    assert any("Pass a session tag Team" in plan.title for plan in plans)
    for plan in plans:
        assert not ("ass a session tag Team" in plan.title and "ass no session tag" in plan.title), plan.title


def test_repairs_of_two_statements_are_told_apart() -> None:
    assumes = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    held = {"Version": "2012-10-17", "Statement": [{**assumes, "Resource": "*"}, {**assumes, "Resource": ROLE}]}
    own = Policy("dev", Document.from_value(held), kind="inline", source="user")
    asked = Request(ROLE, role_session_name="ci", mfa_authenticated=False, tags={"Team": "a"})
    tagged = trust(allow(ALICE, action=["sts:AssumeRole", "sts:TagSession"]))
    _, plans = planned(case(tagged, request=asked, policies=(own,)))
    titles = [plan.title for plan in plans]
    assert {"Add sts:TagSession to statement 1 of dev", "Add sts:TagSession to statement 2 of dev"} < set(titles)
    assert len(titles) == len(set(titles))
