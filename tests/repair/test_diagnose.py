"""The diagnosis names every cause, the root first, with its place and its near miss."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.repair.cases import ALICE, AWAY, ELSEWHERE, EVERYTHING, HOME, ROLE, allow, case, planned, trust
from wizard.engine.case import UNKNOWN, Caller, Case, Observed, Policy, Request
from wizard.engine.document import Document
from wizard.repair import catalogue
from wizard.repair.change import InlinePolicyChange
from wizard.repair.handoff import message

MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
STRANGER = f"arn:aws:iam::{ELSEWHERE}:user/bob"


def causes(found: Case) -> list[str]:
    return [cause.name for cause in planned(found)[0].causes]


def observed(found: Case, message: str, code: str = "AccessDenied") -> Case:
    return replace(found, observed=Observed(code, message))


def test_codes_are_the_catalogues() -> None:
    (cause,) = planned(case(trust(allow(AWAY, MFA))))[0].causes
    assert (cause.code, cause.name) == ("RW112", "mfa_required") == (catalogue.code("mfa_required"), cause.name)


def test_a_cause_has_pointer_and_line() -> None:
    (cause,) = planned(case(trust(allow(AWAY, MFA))))[0].causes
    assert (cause.pointer, cause.line) == ("/Statement/0/Condition/Bool/aws:MultiFactorAuthPresent", 12)


def test_the_nearest_of_several_principals_is_blamed() -> None:
    (cause,) = planned(case(trust(allow([STRANGER, f"arn:aws:iam::{AWAY}:user/alcie", f"arn:aws:iam::{HOME}:root"]))))[
        0
    ].causes
    assert cause.name == "trust_principal_typo"
    assert cause.pointer == "/Statement/0/Principal/AWS/1"
    assert cause.near_miss is not None
    assert (cause.near_miss.written, cause.near_miss.wanted) == (f"arn:aws:iam::{AWAY}:user/alcie", ALICE)


def test_a_variable_is_no_near_miss_of_what_the_request_carries() -> None:
    named = {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}}
    found = case(trust(allow(AWAY, named)))
    assert found.request is not None
    (cause,) = planned(replace(found, request=replace(found.request, role_session_name="oskar")))[0].causes
    assert cause.near_miss is None


def test_a_statement_for_somebody_else_is_not_blamed() -> None:
    others = allow(STRANGER, {"StringEquals": {"sts:ExternalId": "theirs"}})
    assert causes(case(trust(others, allow(AWAY, MFA)))) == ["mfa_required"]


def test_conditions_of_an_unrelated_statement_are_not_blamed() -> None:
    assert causes(case(trust(allow(STRANGER, MFA)))) == ["trust_principal_missing"]


def test_all_blocking_layers_are_named_in_the_order_of_reporting() -> None:
    found = case(trust(allow(STRANGER)), policies=())
    assert found.caller is not None
    silent = Policy("limits", Document.from_value({"Version": "2012-10-17", "Statement": []}))
    found = replace(
        found, caller=replace(found.caller, permissions_boundary=silent, service_control_policies=((silent,),))
    )
    assert causes(found) == [
        "scp_allow_missing",
        "trust_principal_missing",
        "identity_allow_missing",
        "boundary_allow_missing",
    ]


def test_an_explicit_deny_comes_before_a_missing_allow() -> None:
    deny = Policy(
        "no",
        Document.from_value({"Statement": {"Effect": "Deny", "Action": "sts:*", "Resource": "*"}}),
        kind="managed",
        source="group",
        group="contractors",
    )
    diagnosis, _ = planned(case(trust(allow(STRANGER)), policies=(EVERYTHING, deny)))
    assert [cause.name for cause in diagnosis.causes] == ["identity_explicit_deny", "trust_principal_missing"]
    assert "through group contractors" in diagnosis.causes[0].message


@pytest.mark.parametrize(
    ("tail", "first"),
    [
        (" because no identity-based policy allows the sts:AssumeRole action", "identity_allow_missing"),
        (" because no resource-based policy allows the sts:AssumeRole action", "trust_principal_missing"),
        (" because no role trust policy allows the sts:AssumeRole action", "trust_principal_missing"),
        ("", "trust_principal_missing"),
    ],
)
def test_the_layer_that_awss_message_names_is_raised(tail: str, first: str) -> None:
    found = case(trust(allow(STRANGER)), policies=())
    message = f"User: {ALICE} is not authorized to perform: sts:AssumeRole on resource: {ROLE}{tail}"
    assert causes(observed(found, message))[0] == first


def test_a_fresh_change_is_not_yet_everywhere() -> None:
    found = observed(case(trust(allow(ALICE))), "not authorized")
    assert found.role is not None
    assert causes(replace(found, role=replace(found.role, changed_seconds_ago=5))) == ["not_yet_propagated"]
    assert causes(replace(found, role=replace(found.role, changed_seconds_ago=86400))) == ["hidden_policy"]


def test_a_guardrail_that_nobody_could_read_is_named_by_awss_message() -> None:
    found = case(trust(allow(ALICE)))
    assert found.caller is not None
    found = replace(found, caller=replace(found.caller, service_control_policies=UNKNOWN))
    message = f"User: {ALICE} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    message += " with an explicit deny in a service control policy"
    diagnosis, _ = planned(observed(found, message))
    assert [(cause.name, cause.layer) for cause in diagnosis.causes] == [
        ("hidden_policy", "service_control_policy"),
        ("scp_explicit_deny", "service_control_policy"),
    ]
    first, second = (cause.message for cause in diagnosis.causes)
    assert first == "AWS denies, and what could be read does not refuse the call."
    assert second == "AWS's message names the service control policy: a statement of it denies the call."


def test_what_allows_nothing_on_the_callers_side_is_named_where_aws_denies_and_the_trust_policy_is_unread() -> None:
    local = Caller(
        f"arn:aws:iam::{ROLE.split(':')[4]}:user/carol",
        credentials="long_term",
        identity_policies=(),
        permissions_boundary=None,
        service_control_policies=(),
    )
    found = case(trust(allow(ALICE)), caller=local)
    assert found.role is not None
    unread = replace(found, role=replace(found.role, trust_policy=UNKNOWN))
    diagnosis, plans = planned(observed(unread, "not authorized"))
    first, second = diagnosis.causes
    assert first.name == "identity_allow_missing"
    assert first.message.endswith("; only a trust policy that names the caller itself does without.")
    assert second.message == "AWS denies; unread: the trust policy."
    assert any(isinstance(change, InlinePolicyChange) for plan in plans for change in plan.changes)


def test_nobody_is_asked_to_look_into_a_policy_that_was_read() -> None:
    message = f"User: {ALICE} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    message += " because no resource-based policy allows the sts:AssumeRole action"
    found = observed(case(trust(allow(ALICE))), message)
    assert found.role is not None
    read = [plan.title for plan in planned(found)[1]]
    unread = [plan.title for plan in planned(replace(found, role=replace(found.role, trust_policy=UNKNOWN)))[1]]
    assert "Make the call again, and read the trust policy again" in read
    assert "Look into the trust policy that could not be read" in unread


def test_whoever_is_asked_to_look_is_given_the_command_and_no_code() -> None:
    found = observed(case(trust(allow(ALICE))), "not authorized")
    assert found.role is not None
    hidden = replace(found, role=replace(found.role, trust_policy=UNKNOWN))
    diagnosis, plans = planned(hidden)
    look = next(plan for plan in plans if plan.title.startswith("Look into the trust policy"))
    told = message(look, diagnosis, hidden)
    assert f"aws iam get-role --role-name {ROLE.rpartition('/')[2]}\n" in told
    assert "Terraform" not in told.partition("<!--")[0]


def test_an_answer_that_fits_the_facts_is_no_contradiction() -> None:
    assert causes(observed(case(trust(allow(STRANGER))), "not authorized")) == ["trust_principal_missing"]


def test_another_caller_in_the_message_means_other_credentials() -> None:
    message = f"User: {STRANGER} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    assert causes(observed(case(trust(allow(STRANGER))), message))[0] == "wrong_credentials_used"


@pytest.mark.parametrize("mask", ["***", "<account-id>", "XXXXXXXXXXXX"])
def test_a_caller_whose_account_was_hidden_is_nobody_else(mask: str) -> None:
    hidden = ALICE.replace(AWAY, mask)
    message = f"User: {hidden} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    assert causes(observed(case(trust(allow(STRANGER))), message))[0] != "wrong_credentials_used"


def test_another_session_of_the_same_role_is_the_same_caller() -> None:
    caller = Caller(
        f"arn:aws:sts::{AWAY}:assumed-role/app/one",
        role_arn=f"arn:aws:iam::{AWAY}:role/app",
        identity_policies=(EVERYTHING,),
        permissions_boundary=None,
        session_policies=(),
        service_control_policies=(),
    )
    other = f"arn:aws:sts::{AWAY}:assumed-role/app/two"
    message = f"User: {other} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    assert "wrong_credentials_used" not in causes(observed(case(trust(allow(STRANGER)), caller=caller), message))


def test_an_unknown_key_of_the_request_is_told_as_open() -> None:
    diagnosis, plans = planned(case(trust(allow(AWAY, {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}))))
    assert [cause.name for cause in diagnosis.causes] == ["network_mismatch"]
    assert "not known" in diagnosis.causes[0].message
    assert plans[0].verified


def test_tagging_is_blamed_only_where_assuming_is_not() -> None:
    request = Request(ROLE, role_session_name="ci", tags={"Team": "web"}, mfa_authenticated=False)
    assert causes(case(trust(allow(ALICE)), request=request)) == ["trust_tag_session_missing"]
    both = trust(allow(STRANGER, None, ["sts:AssumeRole", "sts:TagSession"]))
    assert causes(case(both, request=request)) == ["trust_principal_missing"]


def test_another_partition_is_no_missing_path() -> None:
    found = case(trust(allow(ALICE)), request=Request(ROLE.replace("aws:", "aws-cn:", 1), role_session_name="ci"))
    assert found.role is not None
    found = replace(found, role=replace(found.role, arn=ROLE))  # as it is read with keys of the other partition
    assert causes(found) == ["wrong_partition"]


def test_nothing_is_wrong_with_an_allowed_request() -> None:
    assert causes(case(trust(allow(ALICE)))) == []


def test_a_diagnosis_carries_advice_apart_from_causes() -> None:
    diagnosis, _ = planned(case(trust(allow(ALICE))))
    assert diagnosis.causes == ()
    assert any(one.name == "cross_account_without_mfa" for one in diagnosis.advice)


def sso_session(trusted: str) -> Case:
    """A session of an Identity Center role whose path is not known."""
    caller = Caller(
        f"arn:aws:sts::{AWAY}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice",
        credentials="temporary",
        identity_policies=(EVERYTHING,),
        permissions_boundary=None,
        session_policies=(),
        service_control_policies=(),
    )
    return case(trust(allow(trusted)), caller=caller)


def test_an_identity_center_role_always_has_a_path() -> None:
    found = sso_session(f"arn:aws:iam::{AWAY}:role/AWSReservedSSO_Admin_0123456789abcdef")
    assert causes(found) == ["trust_principal_sso_path"]
    assert causes(observed(found, "not authorized")) == ["trust_principal_sso_path"]
    assert planned(found)[1][0].verified


def test_unread_identity_policies_are_suspected_first() -> None:
    found = case(trust(allow(ALICE)))
    assert found.caller is not None and found.role is not None
    found = replace(
        found,
        caller=replace(found.caller, identity_policies=UNKNOWN),
        role=replace(found.role, resource_control_policies=UNKNOWN),
    )
    (cause,) = planned(observed(found, "not authorized"))[0].causes
    assert (cause.name, cause.layer) == ("hidden_policy", "identity_policy")


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ({"StringEquals": {"sts:ExternalId": "x1"}}, "It asks for an ExternalId and the request carries none."),
        ({"Null": {"sts:ExternalId": "false"}}, "It asks for an ExternalId and the request carries none."),
        ({"NumericLessThan": {"aws:MultiFactorAuthAge": "600"}}, "it asks for under 600."),
    ],
)
def test_a_condition_of_the_callers_own_policy_is_not_called_the_roles(condition: object, told: str) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*", "Condition": condition}
    own = Policy("mine", Document.from_value({"Version": "2012-10-17", "Statement": [statement]}), kind="inline")
    found = case(trust(allow(AWAY)), policies=(own,))
    assert found.request is not None
    signed_in = replace(found.request, mfa_authenticated=True, context={"aws:MultiFactorAuthAge": "900"})
    messages = [cause.message for cause in planned(replace(found, request=signed_in))[0].causes]
    assert messages[0].startswith("The policy mine allows it under a condition.") and messages[0].endswith(told)
    assert not any("role asks" in message for message in messages), messages


def test_no_text_about_an_external_id_says_that_the_caller_is_of_another_company() -> None:
    page = catalogue.by_name("external_id_missing").page
    assert "those of its own account included" in page.explanation
    assert not any("another company" in str(catalogue.by_name(each.name).page) for each in catalogue.entries())
