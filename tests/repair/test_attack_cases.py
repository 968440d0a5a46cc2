"""Cases written from AWS's documents before this program was asked: each name states the rule it shows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from wizard.engine.case_format import read_case
from wizard.engine.case_writing import write_case
from wizard.engine.decide import decide
from wizard.repair.applied import apply_plan
from wizard.repair.change import InlinePolicyChange
from wizard.repair.diagnose import diagnose
from wizard.repair.plan import plans

FOLDER = Path(__file__).parent.parent / "cases" / "attack"
WRITTEN = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("written", WRITTEN)
def test_the_rule_holds_and_its_cause_is_named(written: dict[str, object]) -> None:
    case = read_case(written)
    assert case.expected is not None
    assert read_case(write_case(case)) == case
    decision = decide(case)
    diagnosis = diagnose(case, decision)
    named = tuple(cause.name for cause in diagnosis.causes)
    wanted = case.expected.causes if case.expected.causes is not None else named
    assert (decision.outcome, named[: len(wanted)]) == (case.expected.decision, wanted)
    assert named or decision.outcome in ("allowed", "depends")
    assert bool(decision.depends_on) == (decision.outcome == "depends")
    offered = plans(case, decision, diagnosis)
    assert len({plan.title for plan in offered}) == len(offered), "two plans told alike"
    for plan in offered:
        if plan.verified:
            assert decide(replace(apply_plan(case, plan), observed=None)).allowed, plan.title


def test_where_only_aws_message_is_known_the_policy_it_asks_for_is_offered() -> None:
    user, role = "arn:aws:iam::111122223333:user/alice", "arn:aws:iam::444455556666:role/Deploy"
    said = (
        f"User: {user} is not authorized to perform: sts:AssumeRole on resource: {role} "
        "because no identity-based policy allows the sts:AssumeRole action"
    )
    case = read_case(
        {
            "request": {"role_arn": role},
            "caller": {"arn": user},
            "observed": {"error_code": "AccessDenied", "error_message": said},
        }
    )
    decision = decide(case)
    best = plans(case, decision, diagnose(case, decision))[0]
    assert isinstance(best.changes[0], InlinePolicyChange) and best.changes[0].principal_arn == user
    assert not best.verified and "role.trust_policy" in best.verified_if
