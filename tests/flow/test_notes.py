"""What a step without anything to change says of why."""

from __future__ import annotations

import pytest

from tests.flow.captured import opened
from wizard.flow import asks, permissions, trust


@pytest.mark.parametrize(
    ("case", "owner"),
    [
        ("service-linked", "the service it is linked to"),
        ("trust-permission-set-role-as-target", "IAM Identity Center"),
    ],
)
def test_a_role_that_aws_keeps_is_left_to_its_owner(case: str, owner: str) -> None:
    session = opened(case).session
    assert trust.view(session).note == f"The role belongs to {owner}: nobody else can change its trust policy."
    assert permissions.view(session).note.startswith("This is up to you: "), "and to nobody else"


def test_what_others_must_change_is_asked_of_them() -> None:
    session = opened("scp-denies-other-accounts").session
    view = permissions.view(session)
    assert view.note.startswith("Somebody else must act: ")
    assert view.heading == "Somebody else must act"
    before, after = asks.texts(session, view.ask_cards[0].change)
    assert before and after and before != after, "the policy whose place it takes is known"
