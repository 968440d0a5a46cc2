"""A captured case as a sitting of the flow: what `--case FILE` opens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from wizard.aws.gateway import Target
from wizard.aws.recorded import Recorded
from wizard.engine.case_format import read_case
from wizard.flow.wizard import Wizard

REAL = Path(__file__).parents[1] / "cases" / "real"
ROLE = "arn:aws:iam::444455556666:role/Deploy"


def case_file(name: str) -> Path:
    """One of the cases from the field."""
    return REAL / f"{name}.json"


def opened(name: str) -> Wizard:
    """One of them, read."""
    return opened_case(json.loads(case_file(name).read_text()))


def opened_case(written: Mapping[str, object]) -> Wizard:
    """A case as JSON has it, read."""
    case = read_case(dict(written))
    target = Target(role=case.request.role_arn if case.request is not None else None)
    wizard = Wizard(lambda _: Recorded(case), target, captured=True)
    wizard.read()
    return wizard


def by_token(issuer: str, **claims: str) -> dict[str, object]:
    """A case in which somebody's token is denied."""
    provider = f"arn:aws:iam::444455556666:oidc-provider/{issuer}"
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{issuer}:sub": "another"}},
    }
    return {
        "format": "role-wizard-case/1",
        "request": {"action": "sts:AssumeRoleWithWebIdentity", "role_arn": ROLE, "role_session_name": "work"},
        "role": {"exists": True, "trust_policy": {"Version": "2012-10-17", "Statement": [statement]}},
        "token": {"issuer": f"https://{issuer}", "claims": {"sub": "mine", "aud": "sts.amazonaws.com", **claims}},
    }
