"""The first frame names the role, also where a whole error was pasted, and its keys."""

from __future__ import annotations

import threading
from typing import cast

import pytest

from tests.ui.conftest import Sitting
from tests.ui.fake_aws import FakeAws
from wizard.flow.wizard import Wizard
from wizard.ui.app import WizardApp
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


@pytest.mark.parametrize(("chosen", "told"), [({}, "esc Cancel  ^q Quit"), ({"quit": "f10"}, "esc Cancel  f10 Quit")])
async def test_the_keys_are_named_as_they_were_chosen(chosen: dict[str, str], told: str, gate: threading.Event) -> None:
    app = WizardApp(lambda: cast(Wizard, gate.wait()), role="Deploy")
    app.chosen_keys = chosen
    app.set_keymap(chosen)
    async with app.run_test(size=(80, 24)) as pilot:
        await Sitting(app, pilot, cast(FakeAws, None)).until(told)
