"""Failures that people reported in public threads: the root cause comes first, and a repair is proved."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from wizard.engine.case import Case
from wizard.engine.case_format import read_case
from wizard.engine.decide import decide
from wizard.repair.applied import apply_plan
from wizard.repair.change import Ask
from wizard.repair.diagnose import diagnose
from wizard.repair.plan import plans

FOLDER = Path(__file__).parent.parent / "cases" / "real"
FILES = sorted(path for path in FOLDER.glob("*.json") if not path.stem.startswith("profile-"))
PROFILES = sorted(FOLDER.glob("profile-*.json"))
SOMEBODY_MUST_ACT = {
    "caller_is_root",
    "caller_is_federation_token",
    "credentials_expired",
    "credentials_invalid",
    "clock_skew",
    "hidden_policy",
    "mfa_code_rejected",
    "not_yet_propagated",
    "role_not_found",
    "service_linked_role",
    "trust_policy_too_large",
    "wrong_credentials_used",
}
"""Causes that no change of a policy or of the request cures: the plan says who must do what."""


def case_of(path: Path) -> Case:
    return read_case(json.loads(path.read_text(encoding="utf-8")))


ONLY_AN_ASK = {
    "github-provider-missing",
    "github-thumbprint",
    "role-arn-user",
    "trust-permission-set-role-as-target",
}
"""Cases whose cause is usually cured here, and in which what would be needed is not known."""


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def case(path: Path) -> Case:
    return case_of(path)


def test_there_are_many() -> None:
    assert len(FILES) >= 120


def test_the_decision_is_right_and_the_root_cause_comes_first(case: Case) -> None:
    assert case.expected is not None and case.expected.causes is not None
    decision = decide(case)
    found = tuple(cause.name for cause in diagnose(case, decision).causes)
    assert (decision.outcome, found[: len(case.expected.causes)]) == (case.expected.decision, case.expected.causes)


def test_a_repair_is_proved_or_somebody_is_named_who_must_act(path: Path, case: Case) -> None:
    assert case.expected is not None and case.expected.causes is not None
    decision = decide(case)
    found = plans(case, decision, diagnose(case, decision))
    assert found
    if case.expected.causes[0] in SOMEBODY_MUST_ACT or path.stem in ONLY_AN_ASK:
        assert any(isinstance(change, Ask) for change in found[0].changes)
    else:
        assert found[0].verified, [(plan.title, plan.verified_if) for plan in found]


def test_each_plan_that_says_so_is_allowed_when_decided_again(case: Case) -> None:
    decision = decide(case)
    for plan in plans(case, decision, diagnose(case, decision)):
        if plan.verified:
            assert decide(replace(apply_plan(case, plan), observed=None)).allowed, plan.title
