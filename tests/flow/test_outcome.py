"""After a change the step says what it did, and how the call stands."""

from __future__ import annotations

import pytest

from tests.flow.captured import ROLE, opened_case
from wizard.flow.outcome import did, outcome
from wizard.repair.change import Change, InlinePolicyChange, RoleSettingChange, TrustPolicyChange


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (TrustPolicyChange(ROLE, "{}", "{}"), "The trust policy of role Deploy was replaced."),
        (RoleSettingChange(ROLE, "tags", {}, {"team": "data"}), "The tags of role Deploy were changed."),
        (
            RoleSettingChange(ROLE, "max_session_duration", 3600, 7200),
            "The maximum session duration of role Deploy was changed.",
        ),
        (InlinePolicyChange(ROLE, "Read", None, "{}"), "The inline policy Read was put on role Deploy."),
        (InlinePolicyChange(ROLE, "Read", "{}", None), "The inline policy Read of role Deploy was deleted."),
    ],
)
def test_a_change_that_was_made_is_a_sentence(change: Change, said: str) -> None:
    assert did(change) == said


def test_a_call_of_which_too_little_is_known_is_called_neither_allowed_nor_denied() -> None:
    written = {"format": "role-wizard-case/1", "request": {"action": "sts:AssumeRole", "role_arn": ROLE}}
    session = opened_case(written).session
    told = outcome(session, TrustPolicyChange(ROLE, "{}", "{}"))
    assert "Whether the call is allowed is not known yet: " in told
    assert "still denied" not in told and "The call is allowed" not in told
