"""What IAM refuses to save: the form of trust policies and of permission policies, and their size.

A table of rules in IAM's own order and words. It is deliberately not the engine's reading of a policy: IAM accepts
documents that grant nothing, and those are the ones that a learner has to repair.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from wizard.practice.fault import limit_exceeded, malformed_policy

TRUST_SIZE = 2048
INLINE_SIZE = {"user": 2048, "group": 5120, "role": 10240}
MANAGED_SIZE = 6144

_TRUST_ACTIONS = {
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:tagsession",
    "sts:setsourceidentity",
    "sts:setcontext",
}
_OPERATORS = {
    "null", "bool", "binaryequals", "ipaddress", "notipaddress",
    "stringequals", "stringnotequals", "stringequalsignorecase", "stringnotequalsignorecase", "stringlike",
    "stringnotlike", "numericequals", "numericnotequals", "numericlessthan", "numericlessthanequals",
    "numericgreaterthan", "numericgreaterthanequals", "dateequals", "datenotequals", "datelessthan",
    "datelessthanequals", "dategreaterthan", "dategreaterthanequals", "arnequals", "arnlike", "arnnotequals",
    "arnnotlike",
}  # fmt: skip
_ELEMENTS = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}  # fmt: skip


def size(document: str) -> int:
    """A document's length as AWS counts it: without white space."""
    return len(re.sub(r"\s", "", document))


def trust_policy(document: str) -> dict[str, Any]:
    """Parse a trust policy as IAM does on save; principals are looked up by `principals.py`.

    Raises:
        Fault: MalformedPolicyDocument or LimitExceeded.
    """
    policy = _parse(document, "This policy contains invalid Json")
    if size(document) > TRUST_SIZE:
        raise limit_exceeded(f"Cannot exceed quota for ACLSizePerRole: {TRUST_SIZE}")
    for statement in _statements(policy):
        for field in ("Resource", "NotResource", "NotPrincipal"):
            if field in statement:
                raise malformed_policy(f"Has prohibited field {field}")
        if not statement.get("Principal"):
            raise malformed_policy("Missing required field Principal")
        for action in _actions(statement):
            if not _is_trust_action(action):
                raise malformed_policy("AssumeRole policy may only specify STS AssumeRole actions.")
        _check_shared_provider(statement)
    return policy


_SHARED_PROVIDERS = {"token.actions.githubusercontent.com": ("sub", "job_workflow_ref")}
"""Issuers that sign for everybody, and the claims of which one must be tested (shared OIDC providers)."""


def _check_shared_provider(statement: dict[str, Any]) -> None:
    principal = statement["Principal"]
    named = _strings(principal.get("Federated", [])) if isinstance(principal, dict) else []
    tested = {key.lower() for tests in statement.get("Condition", {}).values() for key in tests}
    for url, claims in _SHARED_PROVIDERS.items():
        if statement["Effect"] != "Allow" or not any(name.endswith(f"oidc-provider/{url}") for name in named):
            continue
        if not any(f"{url}:{claim}" in tested for claim in claims):
            raise malformed_policy(f"A trust policy for {url} must test the condition key {url}:{claims[0]}.")


def _is_trust_action(action: str) -> bool:
    pattern = re.escape(action.lower()).replace(r"\*", ".*").replace(r"\?", ".")
    if not action.lower().startswith("sts:"):
        return False
    return any(re.fullmatch(pattern, known) for known in _TRUST_ACTIONS)


def permission_policy(document: str) -> None:
    """Check an identity-based policy (inline or managed) as IAM does on save. Raises Fault."""
    policy = _parse(document, "Syntax errors in policy.")
    for statement in _statements(policy):
        if "Principal" in statement or "NotPrincipal" in statement:
            raise malformed_policy("Policy document should not specify a principal.")
        if not (statement.get("Resource") or statement.get("NotResource")):
            raise malformed_policy("Policy statement must contain resources.")
        for action in _actions(statement):
            if action != "*" and not re.fullmatch(r"[A-Za-z0-9_-]+:[A-Za-z0-9_*?-]+", action):
                raise malformed_policy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
        for name in ("Resource", "NotResource"):
            for resource in _strings(statement.get(name, [])):
                if resource != "*" and not resource.startswith(("arn:", "*")):
                    raise malformed_policy(f'Resource {resource} must be in ARN format or "*".')


def inline_size(kind: str, name: str, documents: list[str]) -> None:
    """Refuse inline policies that are too long together. Raises Fault."""
    limit = INLINE_SIZE[kind]
    if sum(size(document) for document in documents) > limit:
        raise limit_exceeded(f"Maximum policy size of {limit} bytes exceeded for {kind} {name}")


def managed_size(document: str) -> None:
    """Refuse a managed policy that is too long. Raises Fault."""
    if size(document) > MANAGED_SIZE:
        raise limit_exceeded(f"Cannot exceed quota for PolicySize: {MANAGED_SIZE}")


def _parse(document: str, not_json: str) -> dict[str, Any]:
    try:
        policy = json.loads(document, object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError):
        raise malformed_policy(not_json) from None
    if not isinstance(policy, dict):
        raise malformed_policy("Syntax errors in policy.")
    for key in policy:
        if key not in ("Version", "Id", "Statement"):
            raise malformed_policy("Syntax errors in policy.")
    if policy.get("Version", "2012-10-17") not in ("2012-10-17", "2008-10-17"):
        raise malformed_policy("The policy must contain a valid version string.")
    return policy


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an element is given twice")
    return found


def _statements(policy: dict[str, Any]) -> Iterator[dict[str, Any]]:
    statements = policy.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        raise malformed_policy("Missing required field Statement" if statements is None else "Syntax errors in policy.")
    sids: list[str] = []
    for statement in statements:
        if not isinstance(statement, dict) or not set(statement) <= _ELEMENTS:
            raise malformed_policy("Syntax errors in policy.")
        _check_elements(statement)
        if statement.get("Sid"):
            sids.append(statement["Sid"])
        yield statement
    if len(sids) != len(set(sids)):
        raise malformed_policy("Statement IDs (SID) in a single policy must be unique.")


def _check_elements(statement: dict[str, Any]) -> None:
    if "Effect" not in statement:
        raise malformed_policy("Missing required field Effect")
    if statement["Effect"] not in ("Allow", "Deny"):
        raise malformed_policy(f"Invalid effect: {statement['Effect']}")
    if not isinstance(statement.get("Sid", ""), str):
        raise malformed_policy("Syntax errors in policy.")
    if not re.fullmatch(r"[0-9A-Za-z]*", statement.get("Sid", "")):
        raise malformed_policy(
            "Statement IDs (SID) must be alpha-numeric. "
            "Check that your input satisfies the regular expression [0-9A-Za-z]*"
        )
    for name in ("Action", "Resource", "Principal"):
        if name in statement and f"Not{name}" in statement:
            raise malformed_policy(f"Statement/policy already has instance of {name}")
    _check_condition(statement.get("Condition", {}))


def _check_condition(condition: object) -> None:
    if not isinstance(condition, dict):
        raise malformed_policy("Syntax errors in policy.")
    for operator, tests in condition.items():
        bare = operator.lower().removeprefix("forallvalues:").removeprefix("foranyvalue:").removesuffix("ifexists")
        if bare not in _OPERATORS:
            raise malformed_policy(f"Invalid Condition type : {operator}.")
        if not isinstance(tests, dict):
            raise malformed_policy("Syntax errors in policy.")
        for key, values in tests.items():
            if ":" not in key:
                raise malformed_policy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
            _strings(values)


def _actions(statement: dict[str, Any]) -> list[str]:
    actions = _strings(statement.get("Action", statement.get("NotAction", [])))
    if not actions:
        raise malformed_policy("Policy statement must contain actions.")
    return actions


def _strings(value: object) -> list[str]:
    """A string or a list of them; numbers and booleans count as their text."""
    values = value if isinstance(value, list) else [value]
    for item in values:
        if not isinstance(item, str | bool | int | float):
            raise malformed_policy("Syntax errors in policy.")
    return [item if isinstance(item, str) else str(item).lower() for item in values]
