"""What stands in the verdict line has room in 80 columns, and what is said of the request is the case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.aws.gateway import Target
from wizard.engine.case import Case
from wizard.engine.case_format import read_case
from wizard.engine.decide import decide
from wizard.engine.frozen import replace
from wizard.flow.judgement import judge
from wizard.flow.request import offer
from wizard.flow.session import Session
from wizard.flow.verdict import verdict
from wizard.repair.applied import apply_changes
from wizard.repair.unknowns import unknowns_named

CASES = Path(__file__).parents[1] / "cases"
ROOM = 78
"""Cells of the line at 80 columns, its padding left out."""


def cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("**/*.json")):
        written = json.loads(path.read_text())
        yield from map(read_case, written if isinstance(written, list) else [written])


def test_no_verdict_is_cut_at_80_columns() -> None:
    told = 0
    for case in cases():
        for found in (verdict(decide(case)), verdict(decide(case), denied=True)):
            word = f"{found.word} {found.symbol} as edited: "
            line = word + found.within(ROOM - len(word))
            # A context key has the length that AWS gave it.
            assert len(line) <= ROOM or ("hangs on" in line and ":" in line.partition("hangs on")[2]), line
            told += 1
    assert told > 500


def test_the_whole_sentence_stands_where_there_is_room() -> None:
    case = read_case(json.loads((CASES / "real" / "three-layers.json").read_text()))
    found = verdict(decide(case))
    assert found.within(200) == (
        "not allowed by the trust policy, the caller's permissions and the permissions boundary"
    )
    assert found.within(60) == "not allowed by the trust policy and 2 more"


def test_of_two_open_policies_both_are_named_where_there_is_room() -> None:
    decided = next(found for found in map(decide, cases()) if len(unknowns_named(found.depends_on)) > 2)
    found = verdict(replace(decided, depends_on=decided.depends_on[:2]))
    both = found.briefs[0]
    assert both.startswith("hangs on ") and " and " in both and "1 more" not in both
    assert found.within(len(both)) == both
    assert found.within(40).endswith(" and 1 more")


@pytest.mark.parametrize(
    ("file", "name", "heading"),
    [
        ("attack/both_at_once.json", "mixed: ExternalId and name and region", "The request itself is at fault"),
        ("attack/both_at_once.json", "mixed: a wrong user under an ExternalId", "Part of it is the request"),
        ("attack/denials.json", "deny: all but one name", "The request can be corrected"),
    ],
)
def test_the_request_alone_is_called_at_fault_where_it_is(file: str, name: str, heading: str) -> None:
    written = next(each for each in json.loads((CASES / file).read_text()) if each["name"] == name)
    offered = offer(Session(Target(), judgement=judge(read_case(written))))
    assert offered is not None and offered.heading == heading


def test_a_part_of_a_plan_is_called_by_its_own_name() -> None:
    """The parts of every plan come from its title, and a plan's changes are its parts."""
    several = 0
    for path in sorted((CASES / "real").glob("*.json")):
        case = read_case(json.loads(path.read_text()))
        for plan in judge(case).plans:
            assert len(plan.parts) in (0, len(plan.changes))
            for part in plan.parts:
                assert part.title.partition(";")[0].casefold() in plan.title.casefold()
            several += len(plan.changes) > 1 and decide(apply_changes(case, plan.changes)).allowed
    assert several
