"""What a change takes from others is computed as what it gives them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.repair.cases import ALICE, AWAY, HOME, ROLE, allow, case, planned, trust
from wizard.engine.case_format import read_case
from wizard.repair import handoff
from wizard.repair.cause import Diagnosis
from wizard.repair.change import Plan, TrustPolicyChange
from wizard.repair.grants import grants, losses

CASES = Path(__file__).parent.parent / "cases"
BOB, ALCIE = (f"arn:aws:iam::{AWAY}:user/{name}" for name in ("bob", "alcie"))


def lost(before: str, after: str) -> list[str]:
    return [one.lost for one in losses(case(before), (TrustPolicyChange(ROLE, before, after),))]


def test_whose_name_is_taken_out_loses_the_role() -> None:
    assert lost(trust(allow([ALICE, BOB])), trust(allow(ALICE))) == [f"{BOB} may no longer assume {ROLE}"]
    assert lost(trust(allow(ALCIE)), trust(allow(ALICE))) == [f"{ALCIE} may no longer assume {ROLE}"]


def test_who_is_added_takes_nothing_from_anybody() -> None:
    assert lost(trust(allow(ALCIE)), trust(allow([ALCIE, ALICE]))) == []


def test_a_whole_account_that_is_shut_out_is_told_as_one() -> None:
    assert lost(trust(allow(f"arn:aws:iam::{HOME}:root"), allow(ALICE)), trust(allow(ALICE))) == [
        f"any principal of {HOME} that its account lets call sts:AssumeRole may no longer assume {ROLE}"
    ]


def test_a_new_condition_takes_the_role_from_those_who_do_not_meet_it() -> None:
    guarded = trust(allow(AWAY, {"StringEquals": {"sts:ExternalId": "x-1"}}))
    everybody = f"any principal of {AWAY} that its account lets call sts:AssumeRole"
    assert lost(trust(allow(AWAY)), guarded) == [f"{everybody} may no longer assume {ROLE} without sts:ExternalId"]


@pytest.mark.parametrize("written", ["user/Alice", "user/team/alice"])
def test_a_name_that_only_the_caller_can_have_is_nobodys_to_lose(written: str) -> None:
    """ "IAM identifiers": a name stands once in an account."""
    assert lost(trust(allow(f"arn:aws:iam::{AWAY}:{written}")), trust(allow(ALICE))) == []


def test_what_is_gained_one_way_is_lost_on_the_way_back() -> None:
    wide, narrow = trust(allow("*")), trust(allow(ALICE))
    there, back = (TrustPolicyChange(ROLE, narrow, wide),), (TrustPolicyChange(ROLE, wide, narrow),)
    assert grants(case(narrow), there) == losses(case(wide), back) != ()
    assert losses(case(narrow), there) == grants(case(wide), back) == ()


@pytest.mark.parametrize("file", sorted(CASES.rglob("*.json")), ids=lambda file: file.stem)
def test_the_best_plan_of_any_case_takes_the_role_from_nobody_whose_place_it_does_not_name(file: Path) -> None:
    read = json.loads(file.read_text(encoding="utf-8"))
    for one in read if isinstance(read, list) else [read]:
        found = read_case(one)
        for best in planned(found)[1][:1] if found.request is not None else ():
            if losses(found, best.changes):
                said = ("in place of", "instead of", "drop statement")
                assert any(words in best.title for words in said), best.title


def test_who_is_asked_to_make_a_change_reads_what_it_takes_from_others() -> None:
    before, after = trust(allow([ALICE, BOB])), trust(allow(ALICE))
    plan = Plan("Leave bob out", "", (TrustPolicyChange(ROLE, before, after),), verified=True)
    told = handoff.message(plan, Diagnosis(()), case(before))
    assert f"It takes access from others:\n- {BOB} may no longer assume {ROLE}" in told
