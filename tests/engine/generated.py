"""Random cases, every fact of them known: policies of a few statements that often almost match."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

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
_OPERATORS = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"]


def condition(draw: Random) -> dict[str, object]:
    """One to two operators on one to two keys."""
    found: dict[str, object] = {}
    for _ in range(draw.randrange(1, 3)):
        operator = draw.choice(_OPERATORS) + draw.choice(["", "", "IfExists"])
        keys = draw.sample(_KEYS, draw.randrange(1, 3))
        found[operator] = {key: draw.sample(_VALUES, draw.randrange(1, 3)) for key in keys}
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
    """A case without an unknown that its policies test."""
    role = f"arn:aws:iam::{draw.choice([HERE, THERE])}:role/{draw.choice(['Deploy', 'alice'])}"
    session = draw.random() < 0.4

    def maybe(chance: float, *, principal: bool = False) -> dict[str, object]:
        full = _FULL if principal else _FULL_OF_CALLER
        return policy(draw, role, principal=principal) if draw.random() < chance else full

    caller: dict[str, object] = {
        "arn": SESSION if session else USER,
        "credentials": "temporary" if session else "long_term",
        "tags": draw.choice([{}, {"Team": "alice"}, {"team": "eu-west-1"}]),
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
        "context": {REGION: draw.choice(["eu-west-1", "us-east-1"])},
    }
    if draw.random() < 0.5:
        request["external_id"] = draw.choice(["alice", "eu-west-1"])
    if draw.random() < 0.3:
        request["tags"] = draw.choice([{"Team": "alice"}, {"Cost": "x", "Team": "y"}])
    return {
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


def close_case(draw: Random) -> dict[str, Any]:
    """A case that is often granted but for one thing: the trust policy names the caller, most layers allow."""
    written: dict[str, Any] = json.loads(json.dumps(case(draw)))  # no two entries share a document
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


def documents(written: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every policy of a case."""
    caller, role = written["caller"], written["role"]
    boundary = [caller["permissions_boundary"]] if caller["permissions_boundary"] else []
    lists = [caller["identity_policies"], boundary, caller["session_policies"], written["vpc_endpoint_policies"]]
    for entries in (*lists, *caller["service_control_policies"], *role["resource_control_policies"]):
        yield from (entry["document"] for entry in entries)
    yield role["trust_policy"]
