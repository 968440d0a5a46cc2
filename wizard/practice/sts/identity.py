"""Who one is, and sessions that stay oneself: GetCallerIdentity, GetSessionToken, GetFederationToken."""

from __future__ import annotations

from dataclasses import replace

from wizard.practice import policy_check
from wizard.practice.cloud import Call, Operation
from wizard.practice.fault import access_denied, validation_error
from wizard.practice.protocol import Values
from wizard.practice.sts import session


def get_caller_identity(call: Call) -> Values:
    """Who signed this. Needs no permission."""
    caller = call.signer
    return {"UserId": caller.user_id(), "Account": caller.account, "Arn": caller.arn(call.cloud.world)}


def get_access_key_info(call: Call) -> Values:
    """Which account a key belongs to."""
    key = call.cloud.keys.get(call.values["AccessKeyId"])
    if key is None:
        raise access_denied("Access denied")
    return {"Account": key.account}


def get_session_token(call: Call) -> Values:
    """A session of the same user, with MFA if a code was passed. Needs no permission."""
    caller = call.signer
    if caller.temporary:
        raise access_denied("Cannot call GetSessionToken with session credentials")
    seconds = int(call.values.get("DurationSeconds", 43200))
    if caller.kind == "root":
        seconds = min(seconds, 3600)
    mfa_at = session.spend_code(call)
    return {"Credentials": session.issue(call, replace(caller, mfa_at=mfa_at), seconds)}


def get_federation_token(call: Call) -> Values:
    """A session for somebody behind a proxy of one's own, within one's own permissions and the given policy."""
    caller = call.signer
    if caller.temporary:
        raise access_denied("Cannot call GetFederationToken with session credentials")
    if caller.kind == "root":
        raise validation_error("The practice AWS gives no federation tokens to an account's root user.")
    policy = call.values.get("Policy")
    if policy is not None:
        policy_check.permission_policy(policy)
    arns = [item["arn"] for item in call.values.get("PolicyArns", [])]
    documents = [found.document for arn in arns if (found := call.cloud.world.policy(arn))]
    name = call.values["Name"]
    federated = replace(
        caller,
        kind="federated_user",
        name=name,
        issuer=caller.name,
        session_policies=tuple(([policy] if policy else []) + documents),
        tags={tag["Key"]: tag["Value"] for tag in call.values.get("Tags", [])},
    )
    arn = f"arn:aws:sts::{caller.account}:federated-user/{name}"
    return {
        "Credentials": session.issue(call, federated, int(call.values.get("DurationSeconds", 43200))),
        "FederatedUser": {"FederatedUserId": f"{caller.account}:{name}", "Arn": arn},
        "PackedPolicySize": 1,
    }


OPERATIONS: dict[str, Operation] = {
    "GetCallerIdentity": get_caller_identity,
    "GetAccessKeyInfo": get_access_key_info,
    "GetSessionToken": get_session_token,
    "GetFederationToken": get_federation_token,
}
