"""A repair that takes out what a deleted principal left behind: IAM saves no such id again, and both ways say so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files

import pytest

from tests.flow.conftest import Open
from wizard.aws.connection import connect
from wizard.commands.practice import target
from wizard.flow import undo
from wizard.flow.wizard import Wizard
from wizard.plain import render
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import read
from wizard.repair.change import TrustPolicyChange

INTERN = "arn:aws:iam::111122223333:user/intern"
LENA = "arn:aws:iam::111122223333:user/lena"


@pytest.fixture
def beside_others() -> Iterator[Wizard]:
    """The lesson, where the trust policy names somebody beside the deleted user."""
    lesson = json.loads(files("wizard.practice").joinpath("lessons", "deleted-principal.json").read_text())
    (statement,) = lesson["accounts"]["444455556666"]["roles"]["Research"]["trust"]["Statement"]
    statement["Principal"]["AWS"] = [LENA, INTERN]
    with PracticeEnvironment(read(json.dumps(lesson), "deleted-principal.json"), delay=0) as environment:
        with environment.in_process():
            yield Wizard(connect, target(environment.lesson))


def trust_repair(wizard: Wizard) -> TrustPolicyChange:
    """The best repair of the trust policy."""
    judgement = wizard.read().judgement
    assert judgement is not None
    change = judgement.plans[0].changes[0]
    assert isinstance(change, TrustPolicyChange) and change.before is not None and "AIDA" in change.before
    return change


def test_both_ways_say_what_does_not_come_back(beside_others: Wizard) -> None:
    wizard = beside_others
    change = trust_repair(wizard)
    assert change.before is not None
    (gone,) = [name for name in json.loads(change.before)["Statement"][0]["Principal"]["AWS"] if "AIDA" in name]
    told = f"The way back also has to take out {gone}, left behind by a deleted principal: IAM saves no such id again."

    preview = wizard.preview_change(change)
    assert preview.warning == told
    assert told in preview.handover
    wizard.apply(preview)

    (entry,) = wizard.journal.entries()
    assert told in " ".join(" ".join(render.preview(undo.offline(entry))).split())
    back = undo.plan(wizard, entry)
    assert back.preview.warning == told
    assert back.preview.title == "Take back, as far as IAM saves it: Replace the trust policy"
    assert gone not in back.preview.cli
    back.take()

    now = wizard.aws.current(change)
    assert now is not None and json.loads(now)["Statement"][0]["Principal"]["AWS"] in (INTERN, [INTERN])
    assert [one.status for one in wizard.journal.entries()] == ["undone", "applied"]
    assert wizard.session.applied == (), "nothing of this sitting stands"


def test_where_nobody_else_was_named_nothing_leads_back_and_it_is_said_before(sitting: Open) -> None:
    _, wizard = sitting("deleted-principal")
    change = trust_repair(wizard)
    preview = wizard.preview_change(change)
    told = "This cannot be taken back: IAM saves no trust policy again that names a deleted principal."
    assert preview.warning == told and told in preview.handover and "To undo it" not in preview.handover
    wizard.apply(preview)
    (entry,) = wizard.journal.entries()
    with pytest.raises(undo.UndoRefused) as refused:
        undo.plan(wizard, entry)
    assert "named a deleted principal" in str(refused.value)
    with pytest.raises(undo.UndoRefused):
        undo.offline(entry)


def test_any_other_change_is_taken_back_without_a_word(sitting: Open) -> None:
    _, wizard = sitting("cross-account")
    judgement = wizard.read().judgement
    assert judgement is not None
    preview = wizard.preview_change(judgement.plans[0].changes[0])
    assert preview.warning is None
    wizard.apply(preview)
    (entry,) = wizard.journal.entries()
    assert undo.plan(wizard, entry).preview.title == "Take back: Replace the trust policy"
