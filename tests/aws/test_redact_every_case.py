"""Every case of the tests, and tokens of every kind of issuer: redacted it is decided the same, and names nobody."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wizard.aws.connection import connect
from wizard.commands.practice import target
from wizard.commands.redact import redacted
from wizard.engine.case_error import CaseError
from wizard.engine.case_format import read_case
from wizard.engine.case_writing import write_case
from wizard.engine.frozen import replace
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load
from wizard.practice.lesson_files import names as names_of_lessons
from wizard.repair.report import report

FOLDER = Path(__file__).parents[1] / "cases"
CASES = [
    {key: value for key, value in case.items() if key != "expected"}
    for file in sorted(FOLDER.rglob("*.json"))
    for cases in [json.loads(file.read_text())]
    for case in (cases if isinstance(cases, list) else [cases])
    if "profile" not in case  # what is captured redacted has none
]
WEB = [case for case in CASES if re.search(r'oidc-provider|"token"|WebIdentity|instance|arn:aws:\*', json.dumps(case))]
SOME = [case for case in CASES if case not in WEB][::6]
ISSUERS = [
    "token.actions.githubusercontent.com",
    "token.actions.falcon.ghe.com",
    "github.com/enterprises/falcon",
    "github.falcon.internal/_services/token",
    "agent.buildkite.com",
    "agent.falcon.buildkite.dev",
    "agent.falcon.buildkite.site",
    "gitlab.com",
    "gitlab.falcon.internal",
    "oidc.circleci.com/org/falcon",
    "idcs-falcon.identity.oraclecloud.com",
    "accounts.google.com",
    "falcon.okta.com/oauth2/default",
    "keycloak.falcon.internal/realms/submarine",
    "oidc.eks.eu-west-1.amazonaws.com/id/FA1C0FFEE",
]
CLAIMS: dict[str, tuple[object, object]] = {  # a claim, and another value of it
    "sub": ("repo:falcon/submarine:ref:refs/heads/main", "repo:falcon/periscope:ref:refs/heads/main"),
    "repository": ("falcon/submarine", "falcon/periscope"),
    "organization_slug": ("falcon", "periscope"),
    "organization_id": ("fa1c0ffe-77aa", "5ab3a21e-77aa"),
    "namespace_id": (424242, 424243),
    "project_id": ("424242", 424242),
    "google/organization_number": (424242, 424243),
    "not_exposed": ("falcon", "falcon"),
}
SECRET = ("falcon", "submarine", "periscope", "fa1c0ffe", "5ab3a21e", "424242", "444455556666", "navy")


def answer(case: object) -> object:
    """What is decided, and why."""
    try:
        found: Any = report(read_case(case))
    except CaseError as error:
        return error.field
    return found["decision"], found["blocked_by"], [cause["cause"] for cause in found["causes"]]


def names(case: dict[str, Any]) -> Iterator[str]:
    """Accounts, and the names of users and roles in ARNs, as a stranger would look for them."""
    text = json.dumps(case)
    yield from re.findall(r"(?<![\w-])\d{12}(?![\w-])", text)
    text = re.sub(r"aws-service-role/[\w.-]+/", "", text)  # a service's name is no customer's
    yield from re.findall(r":(?:user|role|group)/(?:[\w-]+/)*([\w-]{5,})", text)


@pytest.mark.parametrize("case", [*WEB, *SOME], ids=lambda case: str(case.get("name"))[:60])
def test_a_case_is_decided_the_same(case: dict[str, Any]) -> None:
    written = redacted(case, random.Random(str(case.get("name"))))
    assert answer(written) == answer(case)


@pytest.mark.parametrize("case", [*WEB, *SOME], ids=lambda case: str(case.get("name"))[:60])
def test_a_case_names_nobody(case: dict[str, Any]) -> None:
    text = json.dumps({key: value for key, value in case.items() if key != "name"})
    written = json.dumps(redacted(json.loads(text), random.Random(1)))
    known = {
        name
        for name in names(json.loads(text))
        if not re.search(r"AWSReservedSSO|AWSServiceRole|aws-reserved|[*]", name)
    }
    left = {name for name in known if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", written)}
    assert not left


@pytest.mark.parametrize("name", names_of_lessons())
def test_the_case_of_a_lesson_is_decided_the_same(name: str) -> None:
    with PracticeEnvironment(load(name), delay=0) as environment, environment.in_process():
        asked = target(environment.lesson)
        known = replace(connect(asked).gather(asked, lambda _: None).case, profile=None)
    case: Any = json.loads(json.dumps(write_case(known)))
    written = redacted(case, random.Random(name))
    assert answer(written) == answer(case)
    left = {one for one in names(case) if re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", json.dumps(written))}
    assert not [one for one in left if not one.startswith(("AWS", "aws-"))]


def web_case(draw: random.Random, issuer: str) -> dict[str, Any]:
    """A call by a token of an issuer, and a trust policy that may ask for some of its claims."""
    claims: dict[str, Any] = {"aud": "navy-console", "iat": 1790000000}
    tests: dict[str, Any] = {f"{issuer}:aud": draw.choice(["navy-console", "navy-other"])}
    for claim in draw.sample(sorted(CLAIMS), 3):
        given, other = CLAIMS[claim]
        if claim.startswith("google/"):
            claims["google"] = {"organization_number": given}
        else:
            claims[claim] = given
        tests[f"{issuer}:{claim}"] = draw.choice([given, str(given), other])
    if draw.random() < 0.4:
        named = draw.choice(["Navy", "Navy", "NavyOther"])
        claims["https://aws.amazon.com/roles"] = [f"arn:aws:iam::444455556666:role/{named}"]
    if draw.random() < 0.4:
        claims["https://falcon.internal/groups"] = ["submarine"]
    provider = issuer if issuer == "accounts.google.com" else f"arn:aws:iam::444455556666:oidc-provider/{issuer}"
    return {
        "format": "role-wizard-case/1",
        "request": {
            "action": "sts:AssumeRoleWithWebIdentity",
            "role_arn": "arn:aws:iam::444455556666:role/Navy",
            "role_session_name": "submarine",
        },
        "token": {"issuer": f"https://{issuer}", "claims": claims},
        "role": {
            "exists": True,
            "trust_policy": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Federated": provider},
                        "Action": "sts:AssumeRoleWithWebIdentity",
                        "Condition": {"StringEquals": {key: str(value) for key, value in tests.items()}},
                    }
                ],
            },
            "resource_control_policies": [],
        },
        "vpc_endpoint_policies": [],
    }


@pytest.mark.parametrize("issuer", ISSUERS)
def test_a_call_by_a_token_is_decided_the_same_and_names_nobody(issuer: str) -> None:
    for seed in range(25):
        case = web_case(random.Random(f"{issuer}{seed}"), issuer)
        written = redacted(case, random.Random(seed))
        assert answer(written) == answer(case), case
        text = json.dumps(written).lower()
        assert not [word for word in SECRET if word in text]


def test_the_session_of_an_instance_s_role_stays_one() -> None:
    session = "i-0123456789abcdef0"
    case = {"request": {"role_session_name": session, "context": {"aws:userid": f"AROAEXAMPLE:{session}"}}}
    written: Any = redacted(case, random.Random(2))
    name = written["request"]["role_session_name"]
    assert re.fullmatch("i-[0-9a-f]{17}", name) and name != session
    assert written["request"]["context"]["aws:userid"].endswith(f":{name}"), "equal stays equal"
