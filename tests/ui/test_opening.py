"""The first frame names the role, also where a whole error was pasted."""

from __future__ import annotations

import pytest

from wizard.ui.screens.opening import role_asked_for

CALLER = "arn:aws:iam::111111111111:user/dev"
SESSION = "arn:aws:sts::111111111111:assumed-role/Dev/dev"
ROLE = "arn:aws:iam::222222222222:role/ops/Deploy"
DENIAL = "User: {} is not authorized to perform: sts:AssumeRole on resource: {}"


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (ROLE, ROLE),
        ("Deploy", "Deploy"),
        (DENIAL.format(CALLER, ROLE), ROLE),
        (DENIAL.format(SESSION, ROLE) + " with an explicit deny in a service control policy", ROLE),
        (DENIAL.format(CALLER, ROLE) + f"\n{DENIAL.format(CALLER, ROLE + '2')}.", ROLE),
        ("MultiFactorAuthentication failed with invalid MFA one time pass code.", "a role"),
        ("-", "a role"),
        ("", "a role"),
    ],
)
def test_of_a_pasted_error_the_role_is_named(start: str, told: str) -> None:
    assert role_asked_for(start) == told
