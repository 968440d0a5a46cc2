"""`diagnose` counts on the credentials at hand, as the wizard does that it sends to."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.repair.cases import ALICE, AWAY, ROLE, allow, case, trust
from wizard.aws.gateway import Gathered, Identity, Reading, Target
from wizard.aws.recorded import Recorded
from wizard.commands.diagnose import run
from wizard.engine.case import Caller, Policy
from wizard.engine.document import Document
from wizard.engine.frozen import replace

SCP = f"arn:aws:organizations::{AWAY}:policy/o-a1b2c3d4e5/service_control_policy/p-12345678"
DENY = {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"}
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def document(*statements: object) -> Document:
    return Document.from_value({"Version": "2012-10-17", "Statement": list(statements)})


CALLER = Caller(
    ALICE,
    credentials="long_term",
    identity_policies=(Policy("everything", document(ALL), kind="inline", source="user"),),
    service_control_policies=((Policy("Guard", document(ALL, DENY), arn=SCP),),),
)


class Read(Recorded):
    """A case that was read with credentials of one account."""

    def __init__(self, account: str) -> None:
        super().__init__(case(trust(allow(ALICE)), caller=CALLER))
        self._who = Identity(f"arn:aws:iam::{account}:user/who", account, "AIDAEXAMPLE")

    def gather(self, target: Target, report: Callable[[Reading], None]) -> Gathered:
        return replace(super().gather(target, report), caller=self._who)


@pytest.mark.parametrize(
    ("account", "kind", "closes"),
    [(AWAY, "service_control_policy", True), ("999988887777", "ask", False)],
    ids=["of the organization", "of nobody who may"],
)
def test_a_policy_of_the_organization_is_changed_by_whoever_may(
    account: str, kind: str, closes: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(Target(ROLE), json=True, connect=lambda target: Read(account)) == 1
    (change,) = json.loads(capsys.readouterr().out)["plans"][0]["changes"]
    assert change["kind"] == kind and (change.get("policy_arn") == SCP) is closes
    run(Target(ROLE), json=False, connect=lambda target: Read(account))
    assert ("previews and applies a repair" in capsys.readouterr().out) is closes


def test_a_repair_that_is_told_as_a_whole_is_proved_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """Trust, MFA and the caller's own policy: three sentences, of which two change something in AWS."""
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    found = case(trust(allow(f"{ALICE}x", mfa)), policies=())
    run(Target(ROLE), json=False, connect=lambda target: Recorded(found))
    said = " ".join(capsys.readouterr().out.split())
    assert "in place of user alicex of 111122223333; call with MFA; let user alice call" in said
    assert "proved: allowed afterwards" in said and "both" not in said
