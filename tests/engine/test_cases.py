"""Every case of tests/cases is one test: its name states the rule and the AWS page, `expected` the answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wizard.engine.case_format import read_case
from wizard.engine.case_writing import write_case
from wizard.engine.decide import decide
from wizard.engine.trace import trace

CASES = Path(__file__).parents[1] / "cases"
FILES = sorted(CASES.glob("*.json"))
WRITTEN = [
    pytest.param(case, id=f"{file.stem}: {case['name']}") for file in FILES for case in json.loads(file.read_text())
]


def test_there_are_enough_of_them() -> None:
    assert len(WRITTEN) >= 250


@pytest.mark.parametrize("written", WRITTEN)
def test_case(written: dict[str, object]) -> None:
    case = read_case(written)
    assert case.expected is not None
    decision = decide(case)
    assert decision.outcome == case.expected.decision, "\n".join(trace(decision, case))
    assert bool(decision.blocked_by) == (decision.outcome not in ("allowed", "depends"))
    assert bool(decision.depends_on) == (decision.outcome == "depends")
    assert read_case(write_case(case)) == case
