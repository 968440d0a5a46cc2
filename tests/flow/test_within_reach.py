"""An ask that the credentials reach becomes the change itself, and is proved no further than the ask was."""

from __future__ import annotations

import json

import pytest

from tests.repair.cases import ALICE, AWAY, ROLE, allow, case, trust
from wizard.aws.gateway import Gathered, Identity
from wizard.engine.case import Caller, Policy
from wizard.engine.document import Document
from wizard.flow.within_reach import judged
from wizard.repair.change import ManagedPolicyChange

BOUNDARY = f"arn:aws:iam::{AWAY}:policy/Boundary"


def bounded(padding: int) -> Gathered:
    """A caller whose boundary lacks sts:AssumeRole, as its own account's administrator sees it."""
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "s3:*", "Resource": f"arn:aws:s3:::{'x' * padding}"},
            ],
        }
    )
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    caller = Caller(
        ALICE,
        credentials="long_term",
        identity_policies=(Policy("everything", Document.from_value(everything), kind="inline", source="user"),),
        permissions_boundary=Policy("Boundary", Document.from_text(text), arn=BOUNDARY),
        service_control_policies=(),
    )
    return Gathered(case(trust(allow(ALICE)), caller=caller), Identity(ALICE, AWAY, "AIDAEXAMPLE"), None)


@pytest.mark.parametrize(("padding", "proved"), [(10, True), (6000, False)])
def test_a_boundary_that_iam_would_not_save_is_no_proved_repair(padding: int, proved: bool) -> None:
    gathered = bounded(padding)
    plan = judged(gathered).plans[0]
    (change,) = plan.changes
    assert isinstance(change, ManagedPolicyChange) and change.policy_arn == BOUNDARY and ROLE in change.after
    assert plan.verified is proved
    assert ("But AWS would refuse to save it" in plan.why) is not proved
