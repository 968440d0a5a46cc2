"""Roles that AWS keeps: no plan changes them as if their account could."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.repair.cases import ALICE, AWAY, HOME, ROLE, allow, case, planned, trust
from wizard.engine.case import UNKNOWN, Caller, Observed, Policy, Request
from wizard.engine.document import Document
from wizard.repair.change import Ask

NAME = "AWSReservedSSO_Admin_0123456789abcdef"
SSO = f"arn:aws:iam::{AWAY}:role/aws-reserved/sso.amazonaws.com/eu-west-1/{NAME}"
LINKED = f"arn:aws:iam::{AWAY}:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport"
OTHER = Document.from_value(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": f"{ROLE}s"}]}
)


def session_of(role: str, *policies: Policy) -> Caller:
    return Caller(
        f"arn:aws:sts::{AWAY}:assumed-role/{role.rpartition('/')[2]}/alice",
        role_arn=role,
        credentials="temporary",
        identity_policies=policies,
        permissions_boundary=None,
        session_policies=(),
        service_control_policies=(),
    )


@pytest.mark.parametrize("policies", [(), (Policy("AwsSSOInlinePolicy", OTHER, kind="inline", source="role"),)])
def test_the_statement_goes_into_the_permission_set(policies: tuple[Policy, ...]) -> None:
    _, found = planned(case(trust(allow(SSO)), caller=session_of(SSO, *policies)))
    assert found
    for plan in found:
        (change,) = plan.changes
        assert isinstance(change, Ask) and change.who == "whoever administers IAM Identity Center"
        assert change.what.endswith("in the permission set Admin")
        assert plan.verified  # the document is exact, and decided again
        assert "stands in its permission set" in plan.why
        assert not any(grant.who == "whoever has the policy" for grant in plan.grants)


def test_what_a_permission_set_holds_need_not_be_known() -> None:
    caller = session_of(SSO)
    found = case(trust(allow(SSO)), caller=replace(caller, identity_policies=UNKNOWN))
    said = (
        f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {ROLE} "
        "because no identity-based policy allows the sts:AssumeRole action"
    )
    _, (best, *_) = planned(replace(found, observed=Observed("AccessDenied", said)))
    assert isinstance(best.changes[0], Ask) and best.verified_if == (
        "caller.identity_policies: the policies that could not be read",
    )


def test_a_permission_sets_role_is_opened_by_signing_in() -> None:
    role = f"arn:aws:iam::{HOME}:role/aws-reserved/sso.amazonaws.com/{NAME}"
    provider = {"Federated": f"arn:aws:iam::{HOME}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE"}
    text = trust(allow(provider, None, ["sts:AssumeRoleWithSAML", "sts:TagSession"]))
    _, found = planned(case(text, request=Request(role, role_session_name="ci")))
    assert [plan.title for plan in found] == ["Sign in with the permission set Admin, or use another role"]
    assert not found[0].verified


def test_nothing_that_aws_refuses_to_save_is_called_proved() -> None:
    _, found = planned(case(trust(allow(LINKED)), caller=session_of(LINKED)))
    assert not any(plan.verified for plan in found)
    assert "AWSServiceRoleForSupport belongs to the service it is linked to" in found[0].why


def test_the_maximum_of_a_permission_sets_role_is_not_raised_here() -> None:
    role = f"arn:aws:iam::{HOME}:role/aws-reserved/sso.amazonaws.com/{NAME}"
    found = case(trust(allow(ALICE)), request=Request(role, role_session_name="ci", duration_seconds=7200))
    assert found.role is not None
    _, plans = planned(replace(found, role=replace(found.role, max_session_duration=3600)))
    assert [plan.title for plan in plans] == ["Ask for 3600 seconds"]


def test_a_managed_policy_is_detached_in_the_permission_set_too() -> None:
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    document = Document.from_value({"Version": "2012-10-17", "Statement": [statement]})
    policy = Policy("AWSDenyAll", document, "arn:aws:iam::aws:policy/AWSDenyAll", kind="managed", source="role")
    _, (best, *_) = planned(case(trust(allow(SSO)), caller=session_of(SSO, policy)))
    (change,) = best.changes
    assert isinstance(change, Ask) and change.what.endswith("in the permission set Admin")
    assert not best.verified
