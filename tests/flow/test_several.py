"""A plan of several changes whose second one fails, while AWS cannot be read either."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flow.conftest import Open
from wizard.aws.gateway import Applied, Aws, AwsFailure, BeforeCall
from wizard.engine.document import Document
from wizard.flow import several
from wizard.flow.session import Session
from wizard.repair.change import Change, TrustPolicyChange


class CutOff:
    """An AWS that takes some changes, and is not to be reached from then on."""

    def __init__(self, aws: Aws, takes: int) -> None:
        self._aws, self._takes = aws, takes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._aws, name)

    def apply(self, change: Change, record: BeforeCall) -> Applied:
        if self._takes == 0:
            record(None)
            raise AwsFailure("network", "The change was not made", "no answer came", "Look at the network.")
        self._takes -= 1
        return self._aws.apply(change, record)

    def gather(self, *_: object) -> object:
        raise AwsFailure("network", "Nothing was read", "no answer came", "Look at the network.")


def trust_policy(session: Session) -> str:
    assert session.judgement is not None and session.judgement.case.role is not None
    document = session.judgement.case.role.trust_policy
    assert isinstance(document, Document)
    return document.text


def test_what_was_done_before_is_known_and_so_is_taking_it_back(sitting: Open) -> None:
    _, wizard = sitting("two-locks")
    judgement = wizard.read().judgement
    assert judgement is not None
    plan = several.first(judgement.plans)
    assert plan is not None
    planned = several.previews(wizard, plan)
    change = planned[0].change
    assert isinstance(change, TrustPolicyChange)
    reached = wizard.aws
    wizard.aws = CutOff(reached, takes=1)  # type: ignore[assignment]
    with pytest.raises(several.Stopped) as caught:
        several.apply(wizard, planned)
    assert "may have been made all the same" in caught.value.failure.why
    assert trust_policy(wizard.session) == change.after
    wizard.aws = CutOff(reached, takes=1)  # type: ignore[assignment]
    several.take_back(wizard, caught.value.done)
    assert trust_policy(wizard.session) == change.before
