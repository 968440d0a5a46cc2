"""SimulatePrincipalPolicy, with the gaps of the real one: no trust policy, no other account's side, no RCP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wizard.engine.case import ContextValue
from wizard.practice import keyring
from wizard.practice.authorize import refusal
from wizard.practice.cloud import Call, Operation
from wizard.practice.credentials import Credentials
from wizard.practice.fault import Fault, no_such_entity
from wizard.practice.iam import lookup
from wizard.practice.protocol import Values


def simulate_principal_policy(call: Call) -> Values:
    """What the policies of a user or role say to some actions on some resources. A resource policy is not read."""
    who = _source(call, call.values["PolicySourceArn"])
    context: dict[str, ContextValue] = {
        entry["ContextKeyName"]: tuple(entry.get("ContextKeyValues", ()))
        for entry in call.values.get("ContextEntries", ())
    }
    circumstances = replace(call.circumstances, extra=context)
    rows: list[dict[str, Any]] = []
    for action in call.values["ActionNames"]:
        for resource in call.values.get("ResourceArns", ["*"]):
            reason = refusal(call.cloud.world, who, action, resource, circumstances)
            decision = "allowed" if reason is None else "explicitDeny" if "explicit deny" in reason else "implicitDeny"
            rows.append(
                {
                    "EvalActionName": action,
                    "EvalResourceName": resource,
                    "EvalDecision": decision,
                    "MatchedStatements": [],
                    "MissingContextValues": [],
                }
            )
    return lookup.page(call, "EvaluationResults", rows)


def _source(call: Call, arn: str) -> Credentials:
    role = call.cloud.world.role(arn)
    if role is not None:
        arn = f"arn:aws:sts::{role.arn.split(':')[4]}:assumed-role/{role.name}/simulated"
    try:
        who = keyring.principal(call.cloud.world, arn, call.now)
    except LookupError:
        raise no_such_entity(f"The entity with arn {arn} cannot be found.") from None
    if who.account != call.account.id or who.kind == "root":
        raise Fault("InvalidInput", f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
    return who


OPERATIONS: dict[str, Operation] = {"SimulatePrincipalPolicy": simulate_principal_policy}
