"""The IAM policies that the wizard itself needs, generated from the declared calls."""

from __future__ import annotations

from typing import Any, Literal

from wizard.aws.calls import DECLARED, Access

_NOUNS = {"role": "Roles", "user": "Users", "group": "Groups", "policy": "Policies", "oidc-provider": "Providers"}


def policy(kind: Literal["read", "repair"]) -> dict[str, Any]:
    """The smallest policy document for reading everything, or for reading and repairing."""
    wanted: tuple[Access, ...] = ("read",) if kind == "read" else ("read", "repair")
    by_resource: dict[tuple[Access, str], list[str]] = {}
    for call in DECLARED:
        if call.access in wanted:
            by_resource.setdefault((call.access, call.resource), []).append(call.action)
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": f"{access.capitalize()}{_noun(resource)}",
                "Effect": "Allow",
                "Action": sorted(actions),
                "Resource": resource,
            }
            for (access, resource), actions in by_resource.items()
        ],
    }


def _noun(resource: str) -> str:
    """The statement's subject, for its Sid: "Role" from "arn:*:iam::*:role/*"."""
    kind = resource.rpartition(":")[2].partition("/")[0]
    return _NOUNS.get(kind, "Account")
