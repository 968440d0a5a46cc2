"""The last change taken back in the middle of a sitting: what is known afterwards is what is there."""

from __future__ import annotations

import pytest

from tests.ui.fake_aws import ROLE, TRUST, FakeAws
from wizard.aws.gateway import AwsFailure, Target
from wizard.flow import last_change, trust
from wizard.flow.apply import NotReadAgain
from wizard.flow.wizard import Wizard

REPAIRED = TRUST.replace("123456789012:user", "210987654321:user")


@pytest.mark.parametrize("read_again", [True, False])
def test_what_was_taken_back_is_known_even_where_it_could_not_be_read_again(read_again: bool) -> None:
    aws = FakeAws()
    wizard = Wizard(lambda target: aws, Target(role=ROLE))
    wizard.read()
    preview = wizard.preview_trust(REPAIRED)
    assert preview is not None
    wizard.apply(preview)
    assert wizard.session.verdict.word == "ALLOWED"
    way = last_change.way_back(wizard)
    if read_again:
        last_change.take(wizard, way)
    else:
        aws.failure = AwsFailure("network", "AWS was not reached", "the network is down", "Try again.")
        with pytest.raises(NotReadAgain):
            last_change.take(wizard, way)
    assert wizard.session.verdict.word == "DENIED"
    assert (trust.current_text(wizard.session), wizard.session.applied) == (TRUST, ())
    assert [entry.status for entry in wizard.journal.entries()] == ["undone", "applied"]
