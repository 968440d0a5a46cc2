"""Principals of a trust policy, as IAM keeps them: by unique id.

On save, the ARN of a user or role becomes its id, and a name that does not exist is refused. On reading, an id becomes
the ARN again as long as its owner lives; afterwards the bare ``AIDA…`` or ``AROA…`` is what remains to be seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from wizard.engine.web_identity import BUILT_IN
from wizard.practice.fault import malformed_policy
from wizard.practice.world import World

_FEDERATED = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(oidc-provider|saml-provider)/.+|[a-z0-9.-]+\.[a-z]{2,}(/.*)?")
_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com|amazonaws\.com\.cn|amazon\.com)")


def to_ids(world: World, policy: dict[str, Any]) -> str:
    """A checked trust policy as IAM stores it.

    Raises:
        Fault: MalformedPolicyDocument, ``Invalid principal in policy``.
    """
    return _rewrite(policy, lambda kind, value: _stored(world, kind, value))


def to_names(world: World, stored: str) -> str:
    """A stored trust policy as IAM shows it now. A text that is no policy is shown as it is."""
    owners = {principal.id: principal.arn for principal in world.principals()}
    try:
        policy = json.loads(stored)
    except ValueError:
        return stored
    return _rewrite(policy, lambda kind, value: owners.get(value, value) if kind == "AWS" else value)


def _rewrite(policy: Any, turn: Callable[[str, str], str]) -> str:
    statements = policy.get("Statement", []) if isinstance(policy, dict) else []
    changed = [_turned(item, turn) for item in (statements if isinstance(statements, list) else [statements])]
    if changed:
        policy = {**policy, "Statement": changed if isinstance(statements, list) else changed[0]}
    return json.dumps(policy, ensure_ascii=False, separators=(",", ":"))


def _turned(statement: Any, turn: Callable[[str, str], str]) -> Any:
    principal = statement.get("Principal") if isinstance(statement, dict) else None
    if isinstance(principal, str):
        return {**statement, "Principal": turn("*", principal)}
    if not isinstance(principal, dict):
        return statement
    turned: dict[str, Any] = {}
    for kind, value in principal.items():
        turned[kind] = [turn(kind, item) for item in value] if isinstance(value, list) else turn(kind, value)
    return {**statement, "Principal": turned}


def _stored(world: World, kind: str, value: object) -> str:
    if kind == "*":
        raise malformed_policy('AssumeRolepolicy contained an invalid principal: "STAR":"*".')
    if not isinstance(value, str):
        raise malformed_policy("Syntax errors in policy.")
    known = {
        "Service": _SERVICE.fullmatch(value),
        "Federated": value in BUILT_IN or _FEDERATED.fullmatch(value),
    }
    found = _stored_aws(world, value) if kind == "AWS" else value if known.get(kind) else None
    if found is None:
        label = kind.upper() if kind != "AWS" else kind
        raise malformed_policy(f'Invalid principal in policy: "{label}":"{value}"')
    return found


def _stored_aws(world: World, value: str) -> str | None:
    if value == "*":
        return value
    if re.fullmatch(r"\d{12}", value):
        return f"arn:aws:iam::{value}:root" if value in world.accounts else None
    if re.fullmatch(r"A(IDA|ROA)[A-Z2-7]{17}", value):
        return value if any(principal.id == value for principal in world.principals()) else None
    parts = value.split(":", 5)
    account = world.accounts.get(parts[4]) if len(parts) == 6 else None
    if account is None or parts[:2] != ["arn", "aws"] or parts[3]:
        return None
    service, resource = parts[2], parts[5]
    if service == "iam" and resource == "root":
        return value
    if service == "iam":
        owners: dict[str, str] = {user.arn: user.id for user in account.users.values()}
        owners.update((role.arn, role.id) for role in account.roles.values())
        return owners.get(value)
    if service == "sts" and re.fullmatch(r"assumed-role/[^/*?]+/[^/*?]+", resource):
        return value if resource.split("/")[1] in account.roles else None
    if service == "sts" and re.fullmatch(r"federated-user/[^/*?]+", resource):
        return value
    return None
