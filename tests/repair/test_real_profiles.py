"""Profiles that people reported as broken: the report names the cause and who must do what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.repair.test_real_cases import PROFILES, case_of
from wizard.repair.report import report


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_a_broken_profile_is_an_invalid_request_blocked_by_the_profile(path: Path) -> None:
    case = case_of(path)
    assert case.expected is not None
    found = report(case)
    assert (found["decision"], found["blocked_by"]) == ("invalid_request", ["profile"])
    causes = json.loads(json.dumps(found["causes"]))
    assert tuple(one["cause"] for one in causes)[:1] == case.expected.causes
    assert causes[0]["code"].startswith(("RW5", "RW002"))
    assert json.loads(json.dumps(found["plans"]))[0]["changes"]
