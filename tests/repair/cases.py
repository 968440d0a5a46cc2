"""Short ways to write cases in tests of this room."""

from __future__ import annotations

import json

from wizard.engine.case import Caller, Case, Policy, Request, Role
from wizard.engine.decide import decide
from wizard.engine.document import Document
from wizard.repair.cause import Diagnosis
from wizard.repair.change import Plan, TrustPolicyChange
from wizard.repair.diagnose import diagnose
from wizard.repair.plan import plans

HOME, AWAY, ELSEWHERE = "444455556666", "111122223333", "777788889999"
ROLE = f"arn:aws:iam::{HOME}:role/Deploy"
ALICE = f"arn:aws:iam::{AWAY}:user/alice"
EVERYTHING = Policy(
    "everything",
    Document.from_value({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
    kind="inline",
    source="user",
)


def trust(*statements: dict[str, object]) -> str:
    """A trust policy, laid out as people do."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=4)


def allow(principal: object, condition: object = None, action: object = "sts:AssumeRole") -> dict[str, object]:
    """An Allow statement of a trust policy."""
    names = principal if isinstance(principal, dict) else {"AWS": principal}
    found: dict[str, object] = {"Effect": "Allow", "Principal": names, "Action": action}
    return found | ({"Condition": condition} if condition else {})


def case(
    text: str,
    *,
    caller: Caller | None = None,
    request: Request | None = None,
    policies: tuple[Policy, ...] = (EVERYTHING,),
) -> Case:
    """A case in which everything is known."""
    who = caller or Caller(
        ALICE,
        credentials="long_term",
        identity_policies=policies,
        permissions_boundary=None,
        service_control_policies=(),
    )
    return Case(
        request=request or Request(ROLE, role_session_name="ci", mfa_authenticated=False),
        caller=who,
        role=Role(True, trust_policy=Document.from_text(text), resource_control_policies=()),
        vpc_endpoint_policies=(),
    )


def planned(found: Case, near_roles: tuple[str, ...] = ()) -> tuple[Diagnosis, tuple[Plan, ...]]:
    """Diagnosis and plans of a case."""
    decision = decide(found)
    diagnosis = diagnose(found, decision, near_roles)
    return diagnosis, plans(found, decision, diagnosis, near_roles)


def trust_after(plan: Plan) -> str:
    """The trust policy that a plan leads to."""
    return next(change.after for change in plan.changes if isinstance(change, TrustPolicyChange))
