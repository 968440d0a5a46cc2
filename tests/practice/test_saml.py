"""SAML: the assertion is checked before the trust policy is read."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import replace

import pytest

from tests.practice.conftest import Learner, outcome
from wizard.practice.lesson_files import load
from wizard.practice.sts import saml
from wizard.practice.token_issuer import TokenIssuer

OWNER = "444455556666"
ROLE, PROVIDER = f"arn:aws:iam::{OWNER}:role/Portal", f"arn:aws:iam::{OWNER}:saml-provider/Okta"
ASSERTION = saml.Assertion("https://idp.example.com", "ann", "ann@example.com", (f"{ROLE},{PROVIDER}",), 4e9)


@pytest.fixture
def learner(start) -> Learner:
    lesson = load("wrong-assume-action")
    scenery = json.loads(json.dumps(lesson.scenery))
    account = scenery["accounts"][OWNER]
    account["saml_providers"] = {"Okta": "https://idp.example.com"}
    account["roles"]["Portal"]["trust"]["Statement"] = [
        {
            "Effect": "Allow",
            "Principal": {"Federated": PROVIDER},
            "Action": "sts:AssumeRoleWithSAML",
            "Condition": {"StringEquals": {"SAML:aud": saml.AUDIENCE}},
        }
    ]
    return start(replace(lesson, scenery=scenery))


def answer(learner: Learner, assertion: saml.Assertion, issuer: TokenIssuer | None = None, **more: str) -> str:
    text = saml.sign(issuer or learner.environment.cloud.issuer, assertion)
    client = learner.client("sts")
    parameters = {"RoleArn": ROLE, "PrincipalArn": PROVIDER, "SAMLAssertion": text, **more}
    return outcome(lambda: client.assume_role_with_saml(**parameters))


def test_an_assertion_opens_the_role(learner: Learner) -> None:
    assert answer(learner, ASSERTION) == "allowed"
    assert "SAMLAssertion" not in learner.environment.cloud.log[-1].values


def test_the_audience_is_the_trust_policys_matter(learner: Learner) -> None:
    assert answer(learner, replace(ASSERTION, audience="https://somewhere.example")) == "AccessDenied"


def test_the_role_must_be_in_the_assertion(learner: Learner) -> None:
    assert answer(learner, replace(ASSERTION, roles=(f"{ROLE}2,{PROVIDER}",))) == "AccessDenied"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"issuer": "https://other.example"}, "InvalidIdentityToken"), ({"expires": 1e9}, "ExpiredTokenException")],
)
def test_issuer_and_date(learner: Learner, change: dict[str, object], code: str) -> None:
    assert time.time() > 1e9
    assert answer(learner, replace(ASSERTION, **change)) == code


def test_the_signature(learner: Learner) -> None:
    assert answer(learner, ASSERTION, TokenIssuer()) == "InvalidIdentityToken"


@pytest.mark.parametrize("text", ["", "<x/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "{"])
def test_what_is_no_assertion(learner: Learner, text: str) -> None:
    client, encoded = learner.client("sts"), base64.b64encode(text.encode()).decode().ljust(4, "=")
    call = client.assume_role_with_saml
    assert outcome(lambda: call(RoleArn=ROLE, PrincipalArn=PROVIDER, SAMLAssertion=encoded)) in (
        "InvalidIdentityToken",
        "ValidationError",
    )
