"""A card of one part of a repair says what that part does, and leaves the rest to the preview of all of them."""

from __future__ import annotations

import json
from pathlib import Path

from wizard.engine.case_format import read_case
from wizard.flow.cards import cards
from wizard.flow.judgement import judge
from wizard.repair.change import TrustPolicyChange

THREE = Path(__file__).parents[1] / "cases" / "real" / "three-layers.json"


def test_a_part_of_the_trust_policy_does_not_claim_what_the_boundary_s_part_grants() -> None:
    judgement = judge(read_case(json.loads(THREE.read_text())))
    found = cards(judgement, (TrustPolicyChange,))
    account = next(card for card in found if card.title == "Trust account 111122223333, with MFA; call with MFA")
    assert account.plan is not None and account.among
    (own,) = account.grants
    assert own.who == "any user of 111122223333 that its account lets call sts:AssumeRole"
    assert account.wide, "it opens the role to an account"
    assert any("dev-boundary" in grant.who for grant in account.plan.grants), "told by the preview of all parts"
