"""Random cases, every fact of them known: policies of a few statements that often almost match."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any, cast

HERE, THERE = "111122223333", "444455556666"
USER = f"arn:aws:iam::{HERE}:user/alice"
ROLE = f"arn:aws:iam::{HERE}:role/team/Ci"
SESSION = f"arn:aws:sts::{HERE}:assumed-role/Ci/run"
REGION = "aws:RequestedRegion"

_PRINCIPALS: list[object] = [
    "*",
    {"AWS": "*"},
    {"AWS": USER},
    {"AWS": ROLE},
    {"AWS": SESSION},
    {"AWS": HERE},
    {"AWS": f"arn:aws:iam::{HERE}:root"},
    {"AWS": f"arn:aws:iam::{THERE}:root"},
    {"AWS": [f"arn:aws:iam::{HERE}:user/bob", USER]},
    {"AWS": f"arn:aws:iam::{HERE}:role/Ci"},
    {"AWS": f"arn:aws:iam::{HERE}:user/*"},
    {"Service": "ec2.amazonaws.com"},
    {"Service": "ec2.amazonaws.com", "AWS": ROLE},
    {"AWS": [USER, HERE]},
    {"AWS": [HERE, ROLE]},
    {"AWS": [ROLE, SESSION]},
]
_ACTIONS: list[object] = ["sts:AssumeRole", "sts:*", "STS:assume*", "*", "sts:TagSession", "s3:*", "sts:AssumeRol?"]
_VALUES = ["eu-west-1", "eu-*", "us-east-1", "EU-WEST-?", "*", "alice", "${aws:username}", "a${*}"]
_KEYS = [
    REGION,
    "sts:ExternalId",
    "aws:PrincipalTag/Team",
    "aws:username",
    "STS:RoleSessionName",
    "aws:RequestTag/Team",
]
_OPERATORS = [
    "StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
]  # fmt: skip
_ORDERS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
_DATES = ["2026-05-01T12:00:00Z", "2026-05-01T14:00:00+02:00", "2026-05-01", "2027-01-01T00:00:00Z", "2025-12-31"]
_ARNS = [
    USER, ROLE, f"arn:aws:iam::{HERE}:user/*", "arn:aws:iam::*:role/*", f"arn:*:iam::{HERE}:*/Ci",
    "arn:aws:iam::1?1122*:user/a*", f"arn:aws:iam::{HERE}:user/${{aws:username}}",
]  # fmt: skip
_TYPED: list[tuple[list[str], str, list[str]]] = [
    ([f"Numeric{one}" for one in _ORDERS], "aws:MultiFactorAuthAge", ["30", "3600", "29.5", "30.0", "-1"]),
    ([f"Date{one}" for one in _ORDERS], "aws:CurrentTime", _DATES),
    (["IpAddress", "NotIpAddress"], "aws:SourceIp", ["10.0.0.0/8", "10.1.2.3", "203.0.113.0/24", "2001:db8::/32"]),
    (["Bool"], "aws:MultiFactorAuthPresent", ["true", "false", "True"]),
    (["ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals"], "aws:PrincipalArn", _ARNS),
    (["BinaryEquals"], "aws:PrincipalTag/Blob", ["YmxvYg==", "YmxvYmI="]),
]
"""Operators that compare what is no plain text, with a key each and values for it."""


def condition(draw: Random) -> dict[str, object]:
    """One to two operators on one to two keys."""
    found: dict[str, object] = {}
    for _ in range(draw.randrange(1, 3)):
        operator = draw.choice(_OPERATORS) + draw.choice(["", "", "IfExists"])
        keys = draw.sample(_KEYS, draw.randrange(1, 3))
        found[operator] = {key: draw.sample(_VALUES, draw.randrange(1, 3)) for key in keys}
    if draw.random() < 0.3:
        operators, key, values = draw.choice(_TYPED)
        operator = draw.choice(operators) + draw.choice(["", "", "IfExists"])
        found[operator] = {key: draw.sample(values, draw.randrange(1, 3))}
    if draw.random() < 0.2:
        found["Null"] = {draw.choice(_KEYS): draw.choice(["true", "false"])}
    if draw.random() < 0.2:
        qualifier = draw.choice(["ForAllValues", "ForAnyValue"])
        found[f"{qualifier}:StringLike"] = {"aws:TagKeys": draw.sample(["Team", "T*", "Cost"], 2)}
    return found


def statement(draw: Random, role: str, *, principal: bool, resource: bool, deny: float = 0.2) -> dict[str, object]:
    """One statement."""
    found: dict[str, object] = {"Effect": "Deny" if draw.random() < deny else "Allow"}
    if principal:
        found["Principal"] = draw.choice(_PRINCIPALS)
    found["NotAction" if draw.random() < 0.1 else "Action"] = draw.choice(_ACTIONS)
    if resource:
        patterns = [
            "*",
            role,
            "arn:aws:iam::*:role/*",
            f"arn:aws:iam::{THERE}:role/*",
            "arn:aws:iam::*:role/${aws:username}",
        ]
        found["NotResource" if draw.random() < 0.1 else "Resource"] = draw.choice(patterns)
    if draw.random() < 0.4:
        found["Condition"] = condition(draw)
    return found


def policy(draw: Random, role: str, *, principal: bool = False, resource: bool = True) -> dict[str, object]:
    """A document of one to three statements."""
    count = draw.randrange(1, 4)
    return {
        "Version": draw.choice(["2012-10-17"] * 5 + ["2008-10-17"]),
        "Statement": [statement(draw, role, principal=principal, resource=resource) for _ in range(count)],
    }


def _entry(document: dict[str, object]) -> dict[str, object]:
    return {"name": "policy", "document": document}


_FULL: dict[str, object] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
_FULL_OF_CALLER: dict[str, object] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


def case(draw: Random) -> dict[str, object]:
    """A case without an unknown that its policies test, the caller's own to change."""
    role = f"arn:aws:iam::{draw.choice([HERE, THERE])}:role/{draw.choice(['Deploy', 'alice'])}"
    session = draw.random() < 0.4

    def maybe(chance: float, *, principal: bool = False) -> dict[str, object]:
        full = _FULL if principal else _FULL_OF_CALLER
        return policy(draw, role, principal=principal) if draw.random() < chance else full

    caller: dict[str, object] = {
        "arn": SESSION if session else USER,
        "credentials": "temporary" if session else "long_term",
        "tags": draw.choice([{}, {"Team": "alice"}, {"team": "eu-west-1"}, {"Team": "eu-west-1", "Blob": "YmxvYg=="}]),
        "organization_id": None,
        "identity_policies": [_entry(maybe(0.6)) for _ in range(draw.randrange(0, 3))],
        "permissions_boundary": _entry(maybe(0.7)) if draw.random() < 0.3 else None,
        "session_policies": [_entry(maybe(0.7))] if session and draw.random() < 0.3 else [],
        "service_control_policies": [[_entry(maybe(0.4))] for _ in range(draw.randrange(0, 3))],
    }
    if session:
        caller["role_arn"] = ROLE
    request: dict[str, object] = {
        "role_arn": role,
        "role_session_name": draw.choice(["alice", "eu-west-1", "ci"]),
        "mfa_authenticated": False,
        "context": {
            REGION: draw.choice(["eu-west-1", "us-east-1"]),
            "aws:SourceIp": draw.choice(["10.1.2.3", "203.0.113.7", "2001:db8::7", None]),
            "aws:CurrentTime": draw.choice(_DATES),
            "aws:MultiFactorAuthPresent": draw.choice(["true", "false", None]),
            "aws:MultiFactorAuthAge": draw.choice(["30", "3600", None]),
        },
    }
    if draw.random() < 0.5:
        request["external_id"] = draw.choice(["alice", "eu-west-1"])
    if draw.random() < 0.3:
        request["tags"] = draw.choice([{"Team": "alice"}, {"Cost": "x", "Team": "y"}])
    if draw.random() < 0.1:
        request["source_identity"] = "alice"
    written = {
        "request": request,
        "caller": caller,
        "role": {
            "exists": True,
            "tags": {},
            "trust_policy": policy(draw, role, principal=True, resource=False),
            "resource_control_policies": [[_entry(maybe(0.3, principal=True))]] if draw.random() < 0.3 else [],
        },
        "vpc_endpoint_policies": [_entry(maybe(0.5, principal=True))] if draw.random() < 0.2 else [],
    }
    return cast(dict[str, object], json.loads(json.dumps(written)))  # no two share a document: tests change them


def close_case(draw: Random) -> dict[str, Any]:
    """A case that is often granted but for one thing: the trust policy names the caller, most layers allow."""
    written: dict[str, Any] = case(draw)
    caller, role = written["caller"], written["role"]
    names: list[object] = [{"AWS": caller["arn"]}, {"AWS": "*"}, {"AWS": HERE}]
    names.append({"AWS": [HERE, caller["arn"]]})
    if "role_arn" in caller:
        names += [{"AWS": caller["role_arn"]}, {"AWS": [HERE, caller["role_arn"]]}]
    for action in draw.sample(["sts:*", "sts:AssumeRole"], draw.randrange(1, 3)):
        role["trust_policy"]["Statement"].append({"Effect": "Allow", "Principal": draw.choice(names), "Action": action})
    full = _entry(_FULL_OF_CALLER)
    for entries in (caller["identity_policies"], *caller["service_control_policies"]):
        if draw.random() < 0.7:
            entries.append(copy.deepcopy(full))
    for document in documents(written):
        for one in document["Statement"]:
            if one["Effect"] == "Deny" and draw.random() < 0.7:
                one["Effect"] = "Allow"
    return written


def actions(written: dict[str, Any]) -> list[str]:
    """What the call of a case needs."""
    request = written["request"]
    needed = {
        "sts:AssumeRole": True,
        "sts:TagSession": "tags" in request,
        "sts:SetSourceIdentity": "source_identity" in request,
    }
    return [action for action, wanted in needed.items() if wanted]


def documents(written: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every policy of a case."""
    caller, role = written["caller"], written["role"]
    boundary = [caller["permissions_boundary"]] if caller["permissions_boundary"] else []
    lists = [caller["identity_policies"], boundary, caller["session_policies"], written["vpc_endpoint_policies"]]
    for entries in (*lists, *caller["service_control_policies"], *role["resource_control_policies"]):
        yield from (entry["document"] for entry in entries)
    yield role["trust_policy"]
