"""Why a statement does not match, in words: what it asks for reads the right way round."""

from __future__ import annotations

import json

import pytest

from tests.flow.captured import case_file, opened_case
from wizard.aws.gateway import Target
from wizard.aws.recorded import Recorded
from wizard.engine.case import Caller, Case, Request, Role
from wizard.engine.document import Document
from wizard.engine.trace import trace
from wizard.flow import inspect
from wizard.flow.wizard import Wizard

ROLE = "arn:aws:iam::444455556666:role/Deploy"
USER = "arn:aws:iam::111122223333:user/alice"


def wizard(condition: object) -> Wizard:
    statement = {"Effect": "Allow", "Principal": {"AWS": USER}, "Action": "sts:AssumeRole", "Condition": condition}
    policy = Document.from_value({"Version": "2012-10-17", "Statement": [statement]})
    request = Request(ROLE, context={"aws:SourceIp": "203.0.113.25"})
    case = Case(request=request, caller=Caller(USER), role=Role(exists=True, trust_policy=policy))
    return opened(case)


def opened(case: Case) -> Wizard:
    found = Wizard(lambda _: Recorded(case), Target(role=ROLE), captured=True)
    found.read()
    return found


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (
            {"NotIpAddress": {"aws:SourceIp": ["198.51.100.1", "203.0.113.25"]}},
            (
                "NotIpAddress asks for aws:SourceIp to be anything but 198.51.100.1 or 203.0.113.25; "
                "the request carries 203.0.113.25"
            ),
        ),
        (
            {"IpAddress": {"aws:SourceIp": "198.51.100.1"}},
            "IpAddress asks for aws:SourceIp = 198.51.100.1; the request carries 203.0.113.25",
        ),
    ],
)
def test_what_a_condition_asks_for(condition: object, told: str) -> None:
    view = inspect.view(wizard(condition).session)
    assert view is not None
    assert [line.reason for line in view.trust.statements] == [told]


def test_what_a_statement_hangs_on_is_called_as_in_the_verdict() -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": f"{ROLE[:-6]}Hub"}, "Action": "sts:AssumeRole"}
    policy = Document.from_value({"Version": "2012-10-17", "Statement": [statement]})
    caller = Caller("arn:aws:sts::444455556666:assumed-role/Hub/me")
    found = inspect.view(
        opened(Case(request=Request(ROLE), caller=caller, role=Role(exists=True, trust_policy=policy))).session
    )
    assert found is not None
    assert [line.reason for line in found.trust.statements] == ["depends on the role behind the caller's session"]


def test_a_cause_that_hangs_on_what_is_not_known_is_told_from_one_that_refuses() -> None:
    written = json.loads(case_file("trust-role-path-left-out").read_text())
    certain = inspect.view(opened_case(written).session)
    del written["caller"]["role_arn"], written["expected"]
    hanging = inspect.view(opened_case(written).session)
    assert certain is not None and certain.causes and certain.undecided == ()
    assert hanging is not None and hanging.causes and hanging.undecided == hanging.causes


def test_across_accounts_the_rule_of_identity_policies_is_theirs_alone() -> None:
    judgement = wizard({}).session.judgement
    assert judgement is not None
    rule = "Across accounts the caller's own policies must allow as well."
    told = [line.strip() for line in trace(judgement.decision, judgement.case)]
    assert told.count(rule) == 1
    assert told[told.index(rule) - 1].startswith("identity policy:")


def test_a_statement_that_names_nobody_says_so_and_of_an_unknown_caller_nothing_else() -> None:
    policy = Document.from_value({"Statement": {"Effect": "Allow", "Principal": {}, "Action": "sts:AssumeRole"}})
    view = inspect.view(opened(Case(request=Request(ROLE), role=Role(exists=True, trust_policy=policy))).session)
    assert view is not None
    assert [line.reason for line in view.trust.statements] == ["the principal is nobody; the caller is not known"]
