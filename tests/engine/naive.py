"""A second evaluator, written apart from the engine: plain JSON, regular expressions, no third value.

It knows only what `generated.py` makes, and looks every rule up again in the simplest way there is.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from datetime import UTC, datetime
from typing import Any

Case = dict[str, Any]


def decide(case: Case) -> str:
    """allowed, implicit_deny or explicit_deny."""
    request, caller, role = case["request"], case["caller"], case["role"]
    needed = ["sts:AssumeRole"] + (["sts:TagSession"] if request.get("tags") else [])
    needed += ["sts:SetSourceIdentity"] if "source_identity" in request else []
    answers = [_one(case, action, request, caller, role) for action in needed]
    for answer in ("explicit_deny", "implicit_deny"):
        if answer in answers:
            return answer
    return "allowed"


def _one(case: Case, action: str, request: Case, caller: Case, role: Case) -> str:
    keys = _context(request, caller)
    arn = request["role_arn"]

    def says(documents: list[Case], effect: str) -> bool:
        return any(
            one["Effect"] == effect and _matches(one, document, action, arn, keys, caller)
            for document in documents
            for one in document["Statement"]
        )

    trust = [role["trust_policy"]]
    identity = [entry["document"] for entry in caller["identity_policies"]]
    boundary = [caller["permissions_boundary"]["document"]] if caller["permissions_boundary"] else None
    session = [entry["document"] for entry in caller["session_policies"]] or None
    scps = [[entry["document"] for entry in level] for level in caller["service_control_policies"]]
    rcps = [[entry["document"] for entry in level] for level in role["resource_control_policies"]]
    endpoint = [entry["document"] for entry in case["vpc_endpoint_policies"]] or None
    everything = trust + identity + (boundary or []) + (session or []) + (endpoint or [])
    everything += [document for level in scps + rcps for document in level]
    if says(everything, "Deny"):
        return "explicit_deny"
    if not all(says(level, "Allow") for level in scps) or (endpoint and not says(endpoint, "Allow")):
        return "implicit_deny"
    within = (boundary is None or says(boundary, "Allow")) and (session is None or says(session, "Allow"))
    by_identity = says(identity, "Allow") and within
    if arn.split(":")[4] != caller["arn"].split(":")[4]:
        return "allowed" if says(trust, "Allow") and by_identity else "implicit_deny"
    for one in trust[0]["Statement"]:
        if one["Effect"] != "Allow" or not _matches(one, trust[0], action, arn, keys, caller):
            continue
        for named in _named(one["Principal"]):
            if not _is(named, caller):
                continue
            if named == "*" or named == caller["arn"]:
                return "allowed"
            if ":role/" in named and within:
                return "allowed"
            if named.endswith(":root") and by_identity:
                return "allowed"
    return "implicit_deny"


def _context(request: Case, caller: Case) -> dict[str, list[str]]:
    keys = {"sts:rolesessionname": [request["role_session_name"]]}
    keys.update({key.lower(): [value] for key, value in request["context"].items() if value is not None})
    keys["aws:principalarn"] = [caller.get("role_arn", caller["arn"])]
    if "external_id" in request:
        keys["sts:externalid"] = [request["external_id"]]
    for key, value in request.get("tags", {}).items():
        keys[f"aws:requesttag/{key.lower()}"] = [value]
        keys.setdefault("aws:tagkeys", []).append(key)
    for key, value in caller["tags"].items():
        keys[f"aws:principaltag/{key.lower()}"] = [value]
    if ":user/" in caller["arn"]:
        keys["aws:username"] = [caller["arn"].split("/")[-1]]
    return keys


def _named(principal: object) -> list[str]:
    if principal == "*":
        return ["*"]
    assert isinstance(principal, dict)
    found = principal.get("AWS", [])
    found = [found] if isinstance(found, str) else found
    return [f"arn:aws:iam::{one}:root" if re.fullmatch("[0-9]{12}", one) else one for one in found]


def _is(named: str, caller: Case) -> bool:
    account = caller["arn"].split(":")[4]
    mine = {"*", caller["arn"], f"arn:aws:iam::{account}:root", caller.get("role_arn", caller["arn"])}
    return named in mine


def _matches(one: Case, document: Case, action: str, arn: str, keys: dict[str, list[str]], caller: Case) -> bool:
    if "Principal" in one and not any(_is(named, caller) for named in _named(one["Principal"])):
        return False
    wanted = one.get("Action", one.get("NotAction"))
    covered = re.fullmatch(_expression(wanted.lower()), action.lower()) is not None
    if covered is ("NotAction" in one):
        return False
    variables = document["Version"] == "2012-10-17"
    for element in ("Resource", "NotResource"):
        if element in one:
            text = _filled(one[element], keys, variables)
            hit = text is not None and re.fullmatch(text, arn) is not None
            if hit is (element == "NotResource"):
                return False
    for written, tests in one.get("Condition", {}).items():
        for key, values in tests.items():
            if not _holds(written, key, values, keys, variables):
                return False
    return True


def _expression(text: str) -> str:
    return re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")


def _filled(text: str, keys: dict[str, list[str]], variables: bool, wild: bool = True) -> str | None:
    """A regular expression for a policy's string; None where a variable has no value."""
    turn = _expression if wild else re.escape
    if not variables:
        return turn(text)
    parts = re.split(r"(\$\{[^}]*\})", text)
    for at in range(1, len(parts), 2):
        name = parts[at][2:-1]
        if name == "*":
            parts[at] = re.escape("*")
        elif len(keys.get(name.lower(), [])) == 1:
            parts[at] = re.escape(keys[name.lower()][0])
        else:
            return None
    return "".join(part if at % 2 else turn(part) for at, part in enumerate(parts))


def _holds(written: str, key: str, values: list[str], keys: dict[str, list[str]], variables: bool) -> bool:
    given = keys.get(key.lower(), [])
    if written == "Null":
        return (values == "true") is (not given)
    qualifier, _, name = written.rpartition(":")
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    negated = "Not" in name
    if not name.startswith("String"):
        if not given:
            return negated or if_exists
        return any(_compares(name, given[0], one, keys, variables) for one in values) is not negated
    wild = name.endswith("Like")
    flags = re.IGNORECASE if name.endswith("IgnoreCase") else re.NOFLAG
    patterns = [_filled(value, keys, variables, wild) for value in values]

    def hit(value: str) -> bool:
        return any(one is not None and re.fullmatch(one, value, flags) is not None for one in patterns)

    if qualifier == "ForAllValues":
        return all(hit(value) for value in given)
    if qualifier == "ForAnyValue":
        return any(hit(value) for value in given)
    if not given:
        return negated or if_exists
    return hit(given[0]) is not negated


def _compares(name: str, given: str, wanted: str, keys: dict[str, list[str]], variables: bool) -> bool:
    """One value against one value, by the operators that compare no plain text; NotX compares as X."""
    if name == "Bool":
        return given.lower() == wanted.lower()
    if name == "BinaryEquals":
        return base64.b64decode(given) == base64.b64decode(wanted)
    if name.endswith("IpAddress"):
        return ipaddress.ip_address(given) in ipaddress.ip_network(wanted)
    if name.startswith("Arn"):
        patterns = [_filled(part, keys, variables) for part in wanted.split(":", 5)]
        parts = given.split(":", 5)
        return all(one is not None and re.fullmatch(one, part) for one, part in zip(patterns, parts, strict=True))
    order = name.removeprefix("Numeric").removeprefix("Date")
    one, other = (_instant(given), _instant(wanted)) if name.startswith("Date") else (float(given), float(wanted))
    if "Less" in order:
        return one < other or (order.endswith("Equals") and one == other)
    if "Greater" in order:
        return one > other or (order.endswith("Equals") and one == other)
    return one == other


def _instant(text: str) -> float:
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
