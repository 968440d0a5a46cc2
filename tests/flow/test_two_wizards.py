"""Two wizards on one role at once: nothing of either is overwritten, and the journal tells of both."""

from __future__ import annotations

import pytest

from tests.flow.conftest import Open
from wizard.aws.connection import connect
from wizard.aws.gateway import AwsFailure
from wizard.flow import permissions, trust
from wizard.flow.preview import Preview
from wizard.flow.wizard import Wizard
from wizard.repair.change import InlinePolicyChange, ManagedPolicyChange


def best(wizard: Wizard) -> Preview:
    card = trust.view(wizard.session).repairs[0]
    preview = wizard.preview_trust(str(getattr(card.change, "after", "")))
    assert preview is not None
    return preview


def test_the_slower_one_is_stopped_and_goes_on_from_what_the_other_made(sitting: Open) -> None:
    environment, first = sitting("wrong-account")
    second = Wizard(connect, first.session.target)
    first.read()
    second.read()
    mine, theirs = best(first), best(second)
    first.apply(mine)
    made = environment.cloud.world.role(first.session.role_arn or "")
    with pytest.raises(AwsFailure) as refused:
        second.apply(theirs)
    assert refused.value.kind == "changed"
    assert environment.cloud.world.role(first.session.role_arn or "") == made
    second.read()
    assert second.session.verdict.word == "ALLOWED"
    assert not trust.view(second.session).repairs
    (entry,) = second.journal.entries()  # one journal for all: the other's change can be taken back here
    assert entry.undoable and entry.change == mine.change


@pytest.mark.parametrize("name", ["no-assume-permission", "resource-mismatch", "boundary", "own-guardrail"])
def test_what_stands_in_the_editor_of_step_3_is_previewed_against_what_the_other_made(name: str, sitting: Open) -> None:
    """Else it would be refused for good: the editor keeps what was typed, however often AWS is read again."""
    _, first = sitting(name)
    second = Wizard(connect, first.session.target)
    first.read()
    second.read()
    kinds = InlinePolicyChange | ManagedPolicyChange
    cards = (card.change for card in permissions.view(second.session).caller_cards if isinstance(card.change, kinds))
    taken = next(cards)
    assert taken.after is not None
    theirs = taken.after.replace("{", "{ ", 1).replace('"Statement"', '"Id": "theirs", "Statement"')
    first.apply(first.preview_permissions(taken, theirs))
    typed = taken.after.replace('"Statement"', '"Id": "mine", "Statement"')
    with pytest.raises(AwsFailure) as refused:
        second.apply(second.preview_permissions(taken, typed))
    assert refused.value.kind == "changed"
    second.read()
    again = second.preview_permissions(taken, typed)
    assert any('"theirs"' in line for line in again.diff if line.startswith("-")), "what the other made is shown"
    second.apply(again)
    assert second.session.verdict.word == "ALLOWED"
