"""What other engines are asked about a case, and the disagreements with them that were judged.

Two of them: moto's evaluation of identity policies, which comes with the development tools, and the npm package
@cloud-copilot/iam-simulate where ROLE_WIZARD_IAM_SIMULATE names a folder in which it is installed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.engine import generated

Written = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A disagreement that is known: which cases it concerns, who is right, and the page that says so."""

    name: str
    concerns: Callable[[Written], bool]
    why: str
    page: str


def _says(written: Written, text: str) -> bool:
    return text in json.dumps(written)


def _limited_where_named(written: Written) -> bool:
    caller, trust = written["caller"], written["role"]["trust_policy"]
    same = caller["arn"].split(":")[4] == written["request"]["role_arn"].split(":")[4]
    alone = any(_says(one["Principal"], name) for one in trust["Statement"] for name in ('"*"', generated.SESSION))
    return same and alone and bool(caller["session_policies"] or caller["permissions_boundary"])


WITH_IAM_SIMULATE = (
    Judged(
        "the caller itself is named",
        _limited_where_named,
        "In the same account neither the boundary nor a session policy must allow what a resource-based policy grants "
        "to the session itself or to everybody; iam-simulate asks them.",
        "Permissions boundaries for IAM entities; Policy evaluation for requests within a single account",
    ),
    Judged(
        "variables of the older version",
        lambda written: _says(written, "2008-10-17") and _says(written, "${"),
        "In a policy of the version 2008-10-17 a variable is plain text; iam-simulate fills it in.",
        "IAM JSON policy elements: Version",
    ),
    Judged(
        "a variable without a value",
        lambda written: _says(written, "${aws:username}") and "role_arn" in written["caller"],
        "A role session has no aws:username, so that the value matches nothing and a negated element holds; "
        "iam-simulate lets it hold nowhere.",
        "IAM policy elements: Variables and tags",
    ),
    Judged(
        "a role with a path",
        lambda written: "role_arn" in written["caller"] and _says(written["role"], f"{generated.HERE}:role/"),
        "A principal names a role by its whole ARN, path included; iam-simulate makes the role's ARN from the "
        "session's, which has no path.",
        "AWS JSON policy elements: Principal; IAM identifiers",
    ),
    Judged(
        "keys of the further actions",
        lambda written: (
            len(generated.actions(written)) > 1
            and (_says(written, "STS:RoleSessionName") or _says(written, "sts:ExternalId"))
        ),
        "One call has one context: the session's name and the external id are in it for sts:TagSession and "
        "sts:SetSourceIdentity too (believed); iam-simulate takes them out, since those actions' lists of keys do not "
        "name them.",
        "Actions, resources, and condition keys for AWS Security Token Service",
    ),
)
"""Each was looked into by making the case smaller as long as the two engines still disagree."""

WITH_MOTO = (
    Judged(
        "the case of an action",
        lambda policy: _says(policy, "STS:assume*"),
        "The names of actions are compared without regard to letters' case; moto compares them as they stand.",
        "IAM JSON policy elements: Action",
    ),
    Judged(
        "one character",
        lambda policy: _says(policy, "AssumeRol?"),
        "A question mark stands for one character; moto takes it for a sign of its regular expression.",
        "IAM JSON policy elements: Action",
    ),
    Judged(
        "not these resources",
        lambda policy: _says(policy, "NotResource"),
        "NotResource covers every other resource; moto does not read it, nor the effect of its statement.",
        "IAM JSON policy elements: NotResource",
    ),
)
"""Of identity policies without conditions, which moto reads."""


def simulations(written: Written) -> Iterator[Written]:
    """A generated case as iam-simulate takes it, once for each action that it needs."""
    request, caller, role = written["request"], written["caller"], written["role"]
    account = request["role_arn"].split(":")[4]
    for action in generated.actions(written):
        simulation: Written = {
            "request": {
                "principal": caller["arn"],
                "action": action,
                "resource": {"resource": request["role_arn"], "accountId": account},
                "contextVariables": _context(written),
            },
            "identityPolicies": _named(caller["identity_policies"], "identity"),
            "serviceControlPolicies": _levels(caller["service_control_policies"]),
            "resourceControlPolicies": _levels(role["resource_control_policies"]),
            "resourcePolicy": role["trust_policy"],
        }
        if caller["permissions_boundary"]:
            simulation["permissionBoundaryPolicies"] = _named([caller["permissions_boundary"]], "boundary")
        if caller["session_policies"]:
            simulation["sessionPolicy"] = caller["session_policies"][0]["document"]
        if written["vpc_endpoint_policies"]:
            simulation["vpcEndpointPolicies"] = _named(written["vpc_endpoint_policies"], "endpoint")
        yield simulation


def _named(entries: list[Written], name: str) -> list[Written]:
    return [{"name": f"{name} {at}", "policy": one["document"]} for at, one in enumerate(entries)]


def _levels(levels: list[list[Written]]) -> list[Written]:
    return [{"orgIdentifier": str(at), "policies": _named(one, "guardrail")} for at, one in enumerate(levels)]


def _context(written: Written) -> dict[str, str | list[str]]:
    request, caller = written["request"], written["caller"]
    keys: dict[str, str | list[str]] = {key: one for key, one in request["context"].items() if one is not None}
    keys["sts:RoleSessionName"] = request["role_session_name"]
    if "external_id" in request:
        keys["sts:ExternalId"] = request["external_id"]
    if "source_identity" in request:
        keys["sts:SourceIdentity"] = request["source_identity"]
    for key, value in request.get("tags", {}).items():
        keys[f"aws:RequestTag/{key}"] = value
    if request.get("tags"):
        keys["aws:TagKeys"] = list(request["tags"])
    for key, value in caller["tags"].items():
        keys[f"aws:PrincipalTag/{key}"] = value
    keys["aws:PrincipalArn"] = caller.get("role_arn", caller["arn"])
    if ":user/" in caller["arn"]:
        keys["aws:username"] = caller["arn"].rpartition("/")[2]
    return keys


OUTCOMES = {"Allowed": "allowed", "ImplicitlyDenied": "implicit_deny", "ExplicitlyDenied": "explicit_deny"}


def joined(results: list[str]) -> str:
    """The answers for each action as one: what is denied once is denied."""
    outcomes = {OUTCOMES[one] for one in results}
    return next(one for one in ("explicit_deny", "implicit_deny", "allowed") if one in outcomes)


def savable(written: Written) -> Written:
    """The case with what no organization or endpoint lets anybody save made right, as iam-simulate demands."""
    for level in written["role"]["resource_control_policies"]:
        for entry in level:
            entry["document"]["Version"] = "2012-10-17"
            for one in entry["document"]["Statement"]:
                one |= {"Effect": "Deny", "Principal": "*"}
                if "NotAction" in one or one["Action"] == "*":
                    one.pop("NotAction", None)
                    one["Action"] = "sts:*"
    for entry in written["vpc_endpoint_policies"]:
        for one in entry["document"]["Statement"]:
            one["Principal"] = "*"
    return written
