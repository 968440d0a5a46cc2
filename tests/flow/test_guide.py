"""The page that explains a step (f1): why there is one, what AWS checks, and the same by hand for this very request."""

from __future__ import annotations

from tests.flow.conftest import Open
from wizard.flow.guide import guide
from wizard.flow.session import STEPS


def test_every_step_says_why_what_aws_checks_and_how_by_hand(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    wizard.read()
    pages = {step: guide(wizard.session, step) for step in STEPS}
    assert all(page.why and page.checks for page in pages.values())
    for page in pages.values():
        assert all(line.startswith("aws ") or "trust.json" in line for line in page.by_hand)
        assert any("MyCrossAccountRole" in line for line in page.by_hand)


def test_by_hand_the_trust_policy_is_read_as_json_changed_and_written_back(sitting: Open) -> None:
    """Whatever form the person's own AWS CLI prints by default."""
    _, wizard = sitting("cross-account")
    wizard.read()
    read, change, write = guide(wizard.session, "trust").by_hand
    assert read.endswith("--output json > trust.json")
    assert change.endswith(" trust.json")
    assert "update-assume-role-policy" in write and write.endswith("file://trust.json")
