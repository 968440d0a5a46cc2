"""A redacted case names nobody, and decides as the case did."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from wizard.commands.redact import redacted
from wizard.engine.case_format import read_case
from wizard.repair.report import report

CASE: dict[str, Any] = {
    "format": "role-wizard-case/1",
    "name": "Deploy is denied to alice",
    "request": {
        "action": "sts:AssumeRole",
        "role_arn": "arn:aws:iam::444455556666:role/team/Deploy",
        "role_session_name": "alice-laptop",
        "external_id": "tenant-42",
        "tags": {"Project": "Falcon"},
        "context": {"aws:RequestedRegion": "eu-west-1", "aws:CurrentTime": "2026-11-24T12:00:00Z"},
    },
    "caller": {
        "arn": "arn:aws:iam::111122223333:user/alice",
        "user_id": "AIDAEXAMPLEALICE00001",
        "credentials": "long_term",
        "tags": {"Department": "submarines"},
        "organization_id": "o-a1b2c3d4e5",
        "identity_policies": [
            {
                "name": "may-deploy",
                "kind": "inline",
                "from": "user",
                "document": {
                    "Version": "2012-10-17",
                    "Statement": {
                        "Effect": "Allow",
                        "Action": ["sts:AssumeRole", "sts:TagSession"],
                        "Resource": "arn:aws:iam::*:role/team/Dep*",
                        "Condition": {"StringEquals": {"aws:PrincipalTag/Department": "submarines"}},
                    },
                },
            }
        ],
        "permissions_boundary": None,
        "session_policies": [],
        "service_control_policies": [],
    },
    "role": {
        "exists": True,
        "role_id": "AROAEXAMPLEDEPLOY0001",
        "max_session_duration": 3600,
        "tags": {},
        "trust_policy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"},
                    "Action": ["sts:AssumeRole", "sts:TagSession"],
                    "Condition": {
                        "StringEquals": {"sts:ExternalId": "tenant-42", "aws:PrincipalOrgID": "o-a1b2c3d4e5"},
                        "StringLike": {"sts:RoleSessionName": "alice-*", "aws:RequestTag/Project": "Fal*"},
                    },
                }
            ],
        },
        "resource_control_policies": [],
    },
    "vpc_endpoint_policies": [],
    "observed": {
        "error_code": "AccessDenied",
        "error_message": "Deploy for alice failed: User: arn:aws:iam::111122223333:user/alice is not authorized to "
        "perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/team/Deploy (tenant-42)",
    },
}
NAMES = (
    "alice",
    "deploy",
    "tenant",
    "team",
    "laptop",
    "falcon",
    "submarines",
    "may-",
    "111122223333",
    "444455556666",
    "a1b2c3d4e5",
)


def mutated(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    case = json.loads(json.dumps(CASE))
    del case["observed"]
    inner = case
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return case


CASES = {
    "allowed": mutated(("name",), "x"),
    "observed": CASE,
    "external id mistyped": mutated(("request", "external_id"), "tennant-42"),
    "account mistyped": mutated(
        ("role", "trust_policy", "Statement", 0, "Principal"), {"AWS": "arn:aws:iam::111122223334:user/alice"}
    ),
    "user mistyped": mutated(
        ("role", "trust_policy", "Statement", 0, "Principal"), {"AWS": "arn:aws:iam::111122223333:user/alcie"}
    ),
    "session name": mutated(("request", "role_session_name"), "bob"),
    "tag": mutated(("caller", "tags"), {"Department": "rockets"}),
    "raw text": mutated(("role", "trust_policy"), '{"Principal": "arn:aws:iam::111122223333:user/alice", alice'),
}


@pytest.mark.parametrize("name", CASES)
def test_no_name_is_left_and_the_answer_is_the_same(name: str) -> None:
    before = report(read_case(CASES[name]))
    for seed in range(5):
        case = redacted(CASES[name], random.Random(seed))
        text = json.dumps(case).lower()
        assert not [word for word in NAMES if word in text]
        after = report(read_case(case))
        assert after["decision"] == before["decision"]
        assert after["blocked_by"] == before["blocked_by"]
        assert [cause["cause"] for cause in after["causes"]] == [cause["cause"] for cause in before["causes"]]  # type: ignore[attr-defined]


def test_what_is_aws_s_own_stays() -> None:
    text = json.dumps(redacted(CASE, random.Random(1)))
    for word in (
        "sts:AssumeRole",
        "eu-west-1",
        "2026-11-24T12:00:00Z",
        "AIDA",
        ":user/",
        "is not authorized to perform",
    ):
        assert word in text


def test_a_token_s_subject_keeps_its_form() -> None:
    issuer = "token.actions.githubusercontent.com"
    case = {
        "format": "role-wizard-case/1",
        "request": {"action": "sts:AssumeRoleWithWebIdentity", "role_arn": "arn:aws:iam::444455556666:role/Site"},
        "token": {
            "issuer": f"https://{issuer}",
            "claims": {
                "iss": f"https://{issuer}",
                "aud": "sts.amazonaws.com",
                "sub": "repo:falcon/submarine:ref:refs/heads/main",
            },
        },
        "role": {
            "trust_policy": {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Allow",
                    "Principal": {"Federated": f"arn:aws:iam::444455556666:oidc-provider/{issuer}"},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": {
                        "StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"},
                        "StringLike": {f"{issuer}:sub": "repo:falcon/submarin:*"},
                    },
                },
            },
            "resource_control_policies": [],
        },
        "vpc_endpoint_policies": [],
    }
    before = report(read_case(case))
    written = redacted(case, random.Random(3))
    text = json.dumps(written)
    assert not [word for word in ("falcon", "submarin", "444455556666", "Site") if word in text]
    assert "refs/heads/main" in text and issuer in text
    after = report(read_case(written))
    assert after["decision"] == before["decision"] == "implicit_deny"
    assert [cause["cause"] for cause in after["causes"]] == [cause["cause"] for cause in before["causes"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "issuer",
    ["keycloak.falcon.internal/realms/submarine", "falcon.okta.com/oauth2/default", "token.actions.falcon.ghe.com"],
)
@pytest.mark.parametrize("subject", ["Periscope", "periscope"])
def test_a_private_issuer_is_named_nowhere(issuer: str, subject: str) -> None:
    audience = "falcon-console"
    case = {
        "format": "role-wizard-case/1",
        "request": {"action": "sts:AssumeRoleWithWebIdentity", "role_arn": "arn:aws:iam::444455556666:role/Site"},
        "token": {
            "issuer": f"https://{issuer}",
            "claims": {"iss": f"https://{issuer}", "aud": audience, "sub": subject},
        },
        "role": {
            "exists": True,
            "trust_policy": {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Allow",
                    "Principal": {"Federated": f"arn:aws:iam::444455556666:oidc-provider/{issuer}"},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": {"StringEquals": {f"{issuer}:aud": audience, f"{issuer}:sub": "periscope"}},
                },
            },
            "oidc_providers": [{"url": issuer, "client_ids": [audience]}],
            "resource_control_policies": [],
        },
        "vpc_endpoint_policies": [],
    }
    before = report(read_case(case))
    written = redacted(case, random.Random(5))
    text = json.dumps(written).lower()
    assert not [word for word in ("keycloak", "falcon", "submarine", "periscope", "console") if word in text]
    after = report(read_case(written))
    assert after["decision"] == before["decision"]
    assert [cause["cause"] for cause in after["causes"]] == [cause["cause"] for cause in before["causes"]]  # type: ignore[attr-defined]


WITH_VARIABLES = [
    {key: value for key, value in case.items() if key != "expected"}
    for file in sorted((Path(__file__).parents[1] / "cases").rglob("*.json"))
    for cases in [json.loads(file.read_text())]
    for case in (cases if isinstance(cases, list) else [cases])
    if "${" in json.dumps(case) and "profile" not in case
]


@pytest.mark.parametrize("case", WITH_VARIABLES, ids=lambda case: str(case["name"]))
def test_a_policy_variable_stays_and_the_case_is_decided_the_same(case: dict[str, Any]) -> None:
    try:
        before = report(read_case(case))
    except ValueError:
        return  # a case that cannot be read is not captured either
    written = redacted(case, random.Random(7))
    keys = re.compile(r"\$\{[^},]*")
    assert keys.findall(json.dumps(written)) == keys.findall(json.dumps(case))
    after = report(read_case(written))
    assert (after["decision"], after["blocked_by"]) == (before["decision"], before["blocked_by"])


def test_variables_within_longer_values_tags_and_accounts() -> None:
    resource = "arn:aws:iam::${aws:PrincipalAccount}:role/${aws:PrincipalTag/Team, 'none'}-${aws:username}/x"
    statement = {"Resource": resource, "Condition": {"StringEquals": {"aws:PrincipalTag/Team": "${aws:username}"}}}
    text = json.dumps(redacted({"document": {"Statement": statement}, "tags": {"Team": "rockets"}}))
    assert "iam::${aws:PrincipalAccount}:role/${aws:PrincipalTag/Team, '" in text
    assert "-${aws:username}/" in text and '"aws:PrincipalTag/Team": "${aws:username}"' in text
    assert '"Team": ' in text and "rockets" not in text and "none" not in text


@pytest.mark.parametrize("seed", range(20))
def test_no_account_becomes_another_one_of_the_case(seed: int) -> None:
    true = [str(digit) * 12 for digit in range(4)] + ["012301230123", "111122223333"]
    case = {"role_arns": [f"arn:aws:iam::{account}:role/logs-{account}" for account in true]}
    written = json.dumps(redacted(case, random.Random(seed)))
    assert not [account for account in true if account in written]
    found = re.findall(r"::(\d{12}):role/\w+-(\d{12})", written)
    assert len(found) == len(true) and all(of == named for of, named in found)


@pytest.mark.parametrize(
    "statement",
    [
        {"Resource": "Falcon"},
        {"NotResource": ["role/Falcon", "*:Falcon"]},
        {"Principal": "Falcon"},
        {"Principal": {"AWS": ["Falcon", "user/Falcon", "1111-2222-3333", "1111 2222 3333"]}},
        {"Principal": {"Federated": "keycloak.falcon.internal/realms/falcon"}},
        {"Condition": {"ArnLike": {"aws:PrincipalArn": "role/Falcon"}}},
        {"Condition": {"StringEquals": {"aws:PrincipalAccount": "1111-2222-3333"}}},
    ],
    ids=json.dumps,
)
def test_a_name_without_its_arn_is_exchanged(statement: dict[str, Any]) -> None:
    text = json.dumps(redacted({"document": {"Statement": statement}}, random.Random(1))).lower()
    assert not [name for name in ("falcon", "1111-2222-3333", "1111 2222 3333") if name in text]
    assert [word for word in ("role/", "user/", "*:") if word in text] == [
        word for word in ("role/", "user/", "*:") if word in json.dumps(statement).lower()
    ]


def test_a_service_s_name_stays_wherever_it_stands() -> None:
    statements = [{"Principal": {"Service": "support.amazonaws.com"}}, {"Principal": {"AWS": "ec2.amazonaws.com"}}]
    assert redacted({"document": {"Statement": statements}}) == {"document": {"Statement": statements}}
