"""What the wizard may call on AWS, the practice AWS answers; what it does not answer is optional or a trial."""

from __future__ import annotations

import pytest

from wizard.aws.calls import DECLARED, Call
from wizard.practice import operations


@pytest.mark.parametrize("call", DECLARED, ids=lambda call: f"{call.service}:{call.operation}")
def test_practice_answers_every_call_that_the_wizard_needs(call: Call) -> None:
    assert (call.service, call.operation) in operations.TABLE or call.access in ("optional", "trial")
