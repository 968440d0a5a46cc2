"""Every cause of the catalogue is produced by some case, with a repair or somebody who must act."""

from __future__ import annotations

import json

import pytest

from tests.repair.test_real_cases import FILES, PROFILES, case_of
from wizard.repair import catalogue
from wizard.repair.report import report

Found = dict[str, list[str]]


@pytest.fixture(scope="module")
def found() -> Found:
    """Each cause that some case produces, with the titles of the plans offered there."""
    causes: Found = {}
    for path in (*FILES, *PROFILES):
        told = json.loads(json.dumps(report(case_of(path))))
        for cause in told["causes"]:
            causes.setdefault(cause["cause"], []).extend(plan["title"] for plan in told["plans"])
    return causes


@pytest.mark.parametrize("name", [entry.name for entry in catalogue.entries()])
def test_it_is_produced_and_something_can_be_done(name: str, found: Found) -> None:
    assert found.get(name)
