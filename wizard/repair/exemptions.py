"""How a Deny can be made to spare one request: its caller, its role, or a value that it carries."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.engine.decision import ElementVerdict, StatementVerdict
from wizard.engine.frozen import frozen
from wizard.repair import edit
from wizard.repair.condition_causes import values
from wizard.repair.condition_keys import cause_of
from wizard.repair.layout import escape
from wizard.repair.named import named_by
from wizard.repair.near_miss import is_typo
from wizard.repair.parties import party
from wizard.repair.place import conditions

_BY_NAME = ("arnnotlike", "arnnotequals", "stringnotlike", "stringnotequals")
"""Operators by which a Deny says whom it spares."""


def exempt_caller(text: str, pointer: str, arn: str) -> str:
    """A Deny that does not apply to one principal: added to the exemptions it has, else as the first one."""
    tested = edit.value(text, f"{pointer}/Condition") if edit.has(text, f"{pointer}/Condition") else {}
    for operator, block in tested.items() if isinstance(tested, Mapping) else ():
        name = str(operator).lower().removesuffix("ifexists")
        if name in _BY_NAME and isinstance(block, Mapping):
            for key in block:
                if str(key).lower() == "aws:principalarn":
                    return edit.append(text, f"{pointer}/Condition/{escape(str(operator))}/{escape(str(key))}", arn)
    return edit.set_condition(text, pointer, "ArnNotEquals", "aws:PrincipalArn", arn)


def spare_by_condition(text: str, pointer: str, *others: str) -> str:
    """A Deny with NotPrincipal as one that IAM saves: for everybody save those whom it spares now, and ``others``.

    NotPrincipal spares a user together with his account, a role together with its account and a session.
    ("AWS JSON policy elements: NotPrincipal", where AWS advises a condition on aws:PrincipalArn in its place)
    """
    named = named_by(_object(text, pointer), pointer, "NotPrincipal")
    text = edit.replace(text, f"{pointer}/NotPrincipal", {"AWS": "*"})
    text = edit.rename(text, f"{pointer}/NotPrincipal", "Principal")
    parties = [party(one.name) for one in named]
    accounts = {one.name if one.name.isdecimal() else party(one.name).account for one in named if _is_account(one.name)}
    sessions = {(one.account, one.name) for one in parties if one.kind == "session"}
    spared = [
        one.arn
        for one in parties
        if one.account in accounts
        and (one.kind == "user" or (one.kind == "role" and (one.account, one.name) in sessions))
    ]
    for arn in dict.fromkeys((*spared, *others)):
        text = exempt_caller(text, pointer, arn)
    for one in named:
        if key := _KEYS.get(one.kind):
            text = and_not(text, pointer, key, one.name)
    return text


_KEYS = {"Federated": "aws:FederatedProvider", "Service": "aws:PrincipalServiceName"}
"""What tells principals apart that have no ARN of IAM."""


def _is_account(name: str) -> bool:
    return name.isdecimal() or name.endswith(":root")


def and_not(text: str, pointer: str, key: str, value: str) -> str:
    """A Deny that does not apply where a key has a value, beside those that it spares already."""
    place = f"{pointer}/Condition/StringNotEquals/{escape(key)}"
    if edit.has(text, place):
        return edit.append(text, place, value)
    return edit.set_condition(text, pointer, "StringNotEquals", key, value)


def _object(text: str, pointer: str) -> Mapping[str, object]:
    found = edit.value(text, pointer)
    return found if isinstance(found, Mapping) else {}


def exempt_issuer(text: str, pointer: str, issuer: str) -> str | None:
    """A Deny of every token but those of listed issuers, which it knows by their subject: one issuer more."""
    tested = edit.value(text, f"{pointer}/Condition") if edit.has(text, f"{pointer}/Condition") else {}
    for operator, block in tested.items() if isinstance(tested, Mapping) else ():
        by_subject = isinstance(block, Mapping) and any(str(key).endswith(":sub") for key in block)
        if by_subject and str(operator).lower() == "null":
            return edit.put(text, f"{pointer}/Condition/{escape(str(operator))}", f"{issuer}:sub", "true")
    return None


def exempt_action(text: str, pointer: str, action: str) -> str | None:
    """A Deny of several actions without one of them."""
    statement = edit.value(text, pointer)
    actions = statement.get("Action") if isinstance(statement, Mapping) else None
    if isinstance(actions, list) and len(actions) > 1 and action in actions:
        return edit.remove(text, f"{pointer}/Action/{actions.index(action)}")
    return None


def exempt_resource(text: str, verdict: StatementVerdict, role: str, action: str) -> str | None:
    """A Deny that no longer covers one role: by its resources where it can be said there, else by its actions."""
    pointer = verdict.pointer
    statement = edit.value(text, pointer)
    if not isinstance(statement, Mapping):
        return None
    if "NotResource" in statement:
        return edit.append(text, f"{pointer}/NotResource", role)
    resource = statement.get("Resource")
    listed = [resource] if isinstance(resource, str) else list(resource) if isinstance(resource, list) else []
    if role in listed and len(listed) > 1:
        return edit.remove(text, f"{pointer}/Resource/{listed.index(role)}")
    if listed == ["*"]:
        return edit.rename(edit.replace(text, f"{pointer}/Resource", role), f"{pointer}/Resource", "NotResource")
    if "NotAction" in statement:
        return edit.append(text, f"{pointer}/NotAction", action)
    without = exempt_action(text, pointer, action)
    if without is not None:
        return without
    statements = edit.value(text, "/Statement")
    if isinstance(statements, list) and len(statements) > 1:
        return edit.remove(text, pointer)
    return None


@frozen
class Spared:
    """A Deny's text that lets one value more pass."""

    title: str
    text: str
    rank: int


def spare_values(text: str, statement: StatementVerdict) -> tuple[Spared, ...]:
    """Ways to add what the request carries to the values that the Deny spares already, the narrowest first."""
    found = (spared for test in conditions(statement) if (spared := _spare_value(text, test)) is not None)
    return tuple(sorted(found, key=lambda spared: spared.rank))


def _spare_value(text: str, test: ElementVerdict) -> Spared | None:
    operator = (test.operator or "").lower().removesuffix("ifexists")
    carried, key = values(test), test.key or ""
    if operator not in (*_BY_NAME, "notipaddress") or test.holds is not True or len(carried) != 1:
        return None
    if key.lower() == "aws:principalarn":  # `exempt_caller` says it
        return None
    value = carried[0]
    if operator == "notipaddress" and "/" not in value:
        value += "/128" if ":" in value else "/32"
    slips = [one for one in test.expected if key.lower().endswith("orgid") and is_typo(one, value)]
    if slips:
        written = edit.value(text, test.pointer)
        place = f"/{written.index(slips[0])}" if isinstance(written, list) else ""
        return Spared(f"Write {value} instead of {slips[0]}", edit.replace(text, test.pointer + place, value), 0)
    rank = {"network_mismatch": 1, "organization_mismatch": 3}.get(cause_of(test), 2)
    return Spared(f"Let {value} pass for {key}", edit.append(text, test.pointer, value), rank)
