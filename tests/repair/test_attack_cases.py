"""Cases written from AWS's documents before this program was asked: each name states the rule it shows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from wizard.engine.case_format import read_case, write_case
from wizard.engine.decide import decide
from wizard.repair.applied import apply_plan
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
    for plan in plans(case, decision, diagnosis):
        if plan.verified:
            assert decide(replace(apply_plan(case, plan), observed=None)).allowed, plan.title
