"""AssumeRole, decided by the engine on the state of this AWS."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from wizard.engine.case import Request
from wizard.engine.decide import decide
from wizard.engine.decision import Decision
from wizard.practice import policy_check, situation
from wizard.practice.cloud import Call, Operation
from wizard.practice.credentials import Credentials
from wizard.practice.denial import denial
from wizard.practice.fault import Fault, access_denied, validation_error
from wizard.practice.protocol import Values
from wizard.practice.situation import Circumstances
from wizard.practice.sts import session
from wizard.practice.world import Role, World

_ROLE_ARN = re.compile(r"arn:aws:iam::\d{12}:(role|user)/[\w+=,.@/-]+", re.ASCII)
CHAINED_LIMIT = 3600
PACKED_LIMIT = 2048
"""Characters of session policies and tags together; AWS packs them first, and so takes a little more."""


def assume_role(call: Call) -> Values:
    """Become a role, if both sides say so."""
    caller, values = call.signer, call.values
    arn = values["RoleArn"]
    if not _ROLE_ARN.fullmatch(arn):
        raise validation_error(f"{arn} is invalid")
    if caller.kind == "root":
        raise access_denied("Roles may not be assumed by root accounts.")
    tags = _tags(call)
    check_session_policy(call)
    mfa_at = session.spend_code(call)
    authorized = replace(caller, mfa_at=mfa_at) if mfa_at is not None else caller
    world = call.cloud.settled()
    decision = would_assume(world, authorized, request(values), call.circumstances)
    if not decision.allowed:
        raise access_denied(denial(caller.arn(world), arn, decision, call.cloud.reasons))
    role = world.role(arn)
    assert role is not None
    check_duration(values, role, chained=caller.kind == "role", mfa_session=caller.kind == "user" and caller.temporary)
    template = replace(
        role_template(call, role, values["RoleSessionName"]),
        tags={**tags, **caller.transitive_tags},
        transitive_tag_keys=(*values.get("TransitiveTagKeys", ()), *caller.transitive_tags),
        source_identity=values.get("SourceIdentity") or caller.source_identity,
    )
    return answer(call, template, role)


def request(values: Values) -> Request:
    """The engine's picture of the parameters, but for the duration: AWS looks at that after deciding."""
    return Request(
        role_arn=values["RoleArn"],
        role_session_name=values["RoleSessionName"],
        external_id=values.get("ExternalId"),
        source_identity=values.get("SourceIdentity"),
        tags={tag["Key"]: tag["Value"] for tag in values.get("Tags", ())},
        transitive_tag_keys=tuple(values.get("TransitiveTagKeys", ())),
    )


def would_assume(world: World, caller: Credentials, asked: Request, circumstances: Circumstances) -> Decision:
    """What the engine says to a caller that asks for a role in this world."""
    mfa = caller.mfa_at is not None
    return decide(situation.case(world, caller, replace(asked, mfa_authenticated=mfa), circumstances))


def check_duration(values: Values, role: Role, *, chained: bool, mfa_session: bool) -> None:
    """Refuse a session that is longer than allowed. Raises Fault."""
    seconds = values.get("DurationSeconds", 3600)
    if (chained or mfa_session) and seconds > CHAINED_LIMIT:
        why = "roles assumed by role chaining" if chained else "roles assumed with session credentials"
        raise validation_error(f"The requested DurationSeconds exceeds the 1 hour session limit for {why}.")
    if seconds > role.max_session_duration:
        raise validation_error("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")


def check_session_policy(call: Call) -> None:
    """Check the policies passed for the new session: their form, and their length with the tags. Raises Fault."""
    values = call.values
    policy = values.get("Policy", "")
    if policy:
        policy_check.permission_policy(policy)
    arns = [item["arn"] for item in values.get("PolicyArns", ())]
    if len(arns) > 10:
        raise validation_error("The number of managed policy ARNs exceeds the limit of 10.")
    tags = sum(len(tag["Key"]) + len(tag["Value"]) for tag in values.get("Tags", ()))
    used = policy_check.size(policy) + sum(map(len, arns))
    if used > PACKED_LIMIT or used + tags > PACKED_LIMIT * 2:
        percent = (used + tags) * 100 // PACKED_LIMIT
        raise Fault(
            "PackedPolicyTooLarge",
            f"Packed policy consumes {percent}% of allotted space, please use smaller policy.",
        )


def session_policies(call: Call) -> tuple[str, ...]:
    """The documents of the policies passed for the new session. Raises Fault for an ARN that names none."""
    documents = [call.values["Policy"]] if call.values.get("Policy") else []
    for item in call.values.get("PolicyArns", ()):
        found = call.cloud.world.policy(item["arn"])
        if found is None:
            raise validation_error(f"Policy {item['arn']} does not exist or is not attachable.")
        documents.append(found.document)
    return tuple(documents)


def role_template(call: Call, role: Role, session_name: str) -> Credentials:
    """The session of a role, before it has keys."""
    account = role.arn.split(":")[4]
    return replace(
        session.blank(account),
        kind="role",
        name=role.name,
        id=role.id,
        session_name=session_name,
        session_policies=session_policies(call),
    )


def answer(call: Call, template: Credentials, role: Role) -> dict[str, Any]:
    """Issue the session and say who it is."""
    packed = sum(map(len, template.session_policies)) + sum(map(len, (*template.tags, *template.tags.values())))
    keys = session.issue(call, template, int(call.values.get("DurationSeconds", 3600)))
    return {
        "Credentials": keys,
        "AssumedRoleUser": {
            "AssumedRoleId": f"{role.id}:{template.session_name}",
            "Arn": template.arn(call.cloud.world),
        },
        "PackedPolicySize": max(1, packed * 100 // (PACKED_LIMIT * 2)) if packed else None,
        "SourceIdentity": template.source_identity,
    }


def _tags(call: Call) -> dict[str, str]:
    """The session tags passed. Raises Fault for a key given twice, reserved, or inherited."""
    tags: dict[str, str] = {}
    seen: set[str] = set()
    for tag in call.values.get("Tags", ()):
        key = tag["Key"]
        if key.lower() in seen:
            why = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
            raise Fault("InvalidParameterValue", why)
        if key.lower().startswith("aws:"):
            raise Fault("InvalidParameterValue", "Tag keys must not begin with aws:.")
        if key in call.signer.transitive_tags:
            why = f"The tag {key} is transitive in the caller's session and cannot be set again."
            raise Fault("InvalidParameterValue", why)
        seen.add(key.lower())
        tags[key] = tag["Value"]
    missing = [key for key in call.values.get("TransitiveTagKeys", ()) if key not in tags]
    if missing:
        raise Fault("InvalidParameterValue", "The specified transitive tag key must be included in the requested tags.")
    return tags


OPERATIONS: dict[str, Operation] = {"AssumeRole": assume_role}
