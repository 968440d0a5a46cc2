"""Cases with facts hidden, and every way in which those may come out: what a third value must stand for.

The ways are tried one by one on whole cases, so that no rule of Kleene's logic is looked up here.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from random import Random
from typing import Any

from tests.engine import generated
from wizard.engine.case import Case, Policy
from wizard.engine.case_format import read_case
from wizard.engine.decide import decide
from wizard.engine.document import Document
from wizard.engine.frozen import replace

Way = Callable[[Case], Case]
Written = dict[str, Any]

_REGIONS = (
    "eu-west-1", "EU-WEST-1", "EU-WEST-x", "EU-WEST-?", "eu-central-1", "eu-*", "us-east-1", "alice", "a*", "ab",
    "a${*}", "${aws:username}", "*", "other",
)  # fmt: skip
_KEYS: Mapping[str, tuple[str | None, ...]] = {
    "aws:RequestedRegion": _REGIONS,
    "aws:PrincipalTag/Team": (*_REGIONS, None),
    "aws:SourceIp": ("10.0.0.1", "10.1.2.3", "192.0.2.1", "198.51.100.1", "203.0.113.9", "2001:db8::1", None),
    "aws:PrincipalOrgID": ("o-1", "o-2", "o-3", None),
    "aws:MultiFactorAuthPresent": ("true", None),  # of access keys, which never carry "false"
}
"""For each key, one value of every sort that the conditions below tell apart."""

_TESTS: tuple[tuple[str, str, list[str]], ...] = (
    ("IpAddress", "aws:SourceIp", ["10.0.0.0/8"]),
    ("NotIpAddress", "aws:SourceIp", ["192.0.2.0/24", "10.0.0.0/8"]),
    ("StringEquals", "aws:PrincipalOrgID", ["o-1"]),
    ("StringNotEqualsIfExists", "aws:PrincipalOrgID", ["o-1", "o-2"]),
    ("Bool", "aws:MultiFactorAuthPresent", ["true"]),
    ("BoolIfExists", "aws:MultiFactorAuthPresent", ["false"]),
    ("StringEquals", "aws:RequestedRegion", ["eu-west-1", "alice"]),
    ("StringNotLike", "aws:RequestedRegion", ["eu-*"]),
    ("StringLike", "aws:PrincipalTag/Team", ["eu-*", "a*"]),
    ("StringNotEquals", "aws:PrincipalTag/Team", ["alice"]),
    ("Null", "aws:PrincipalTag/Team", ["true"]),
    ("ArnLike", "aws:PrincipalArn", ["arn:aws:iam::*:role/team/*", "arn:aws:iam::111122223333:user/*"]),
    ("StringNotLike", "aws:PrincipalArn", ["*:role/Ci", "*/bob"]),
)

_LISTS = ("caller.identity_policies", "caller.service_control_policies", "role.resource_control_policies")
_FIELDS = (
    *_LISTS, "caller.permissions_boundary", "caller.session_policies", "vpc_endpoint_policies", "role.trust_policy",
)  # fmt: skip


class Hidden:
    """A case with some facts taken out, and for each, by the name an answer gives it, the ways it may come out."""

    def __init__(self, draw: Random) -> None:
        self.written: Written = generated.close_case(draw)
        self.ways: dict[str, list[Way]] = {}
        self._test_more(draw)
        self.actions = generated.actions(self.written)
        for _ in range(draw.randrange(1, 4)):
            draw.choice((self._hide_field, self._hide_entry, self._hide_key, self._hide_key, self._hide_path))(draw)

    @property
    def case(self) -> Case:
        """What is known."""
        return read_case(copy.deepcopy(self.written))

    @property
    def size(self) -> int:
        """How many completions there are."""
        size = 1
        for ways in self.ways.values():
            size *= len(ways)
        return size

    def completions(self) -> Iterator[tuple[tuple[int, ...], str]]:
        """Which way each unknown came out, and what is decided then."""
        case, everything = self.case, list(self.ways.values())
        for picked in product(*(range(len(ways)) for ways in everything)):
            filled = case
            for ways, at in zip(everything, picked, strict=True):
                filled = ways[at](filled)
            yield picked, decide(filled).outcome

    def that_matter(self, allowed: Mapping[tuple[int, ...], bool]) -> set[str]:
        """The unknowns that alone turn the answer, for some values of the others."""
        found = set()
        for at, name in enumerate(self.ways):
            by_others: dict[tuple[int, ...], set[bool]] = {}
            for picked, answer in allowed.items():
                by_others.setdefault(picked[:at] + picked[at + 1 :], set()).add(answer)
            if any(len(answers) > 1 for answers in by_others.values()):
                found.add(name)
        return found

    def _test_more(self, draw: Random) -> None:
        """Let statements test keys that can be hidden, and make those known at first."""
        self.written["request"]["context"]["aws:SourceIp"] = "10.0.0.1"
        self.written["caller"]["organization_id"] = draw.choice([None, "o-1", "o-2"])
        for document in generated.documents(self.written):
            for statement in document["Statement"]:
                if draw.random() < 0.3:
                    operator, key, values = draw.choice(_TESTS)
                    statement.setdefault("Condition", {}).setdefault(operator, {})[key] = values

    def _hide_field(self, draw: Random) -> None:
        name = draw.choice(_FIELDS)
        room, field = _parts(name)
        is_user = ":user/" in self.written["caller"]["arn"]
        if (name == "caller.session_policies" and is_user) or any(one.startswith(name) for one in self.ways):
            return
        if name == "role.trust_policy" and "caller.role_arn" in self.ways:
            return  # what an unread policy could say of an unread path is without end
        (self.written[room] if room else self.written).pop(field)
        self.ways[name] = [_with_field(name, document) for document in self._documents(name)]

    def _hide_entry(self, draw: Random) -> None:
        name = draw.choice(_LISTS)
        room, field = _parts(name)
        entries = self.written[room].get(field)
        if not entries:
            return
        level = None
        if field.endswith("control_policies"):
            level = draw.randrange(len(entries))
            entries = entries[level]
        at = draw.randrange(len(entries))
        entries[at].pop("document", None)
        entries[at]["name"] = label = f"hidden {level} {at}"
        self.ways[f"{name}: {label}"] = [_with_entry(name, level, at, one) for one in self._documents(name)]

    def _hide_key(self, draw: Random) -> None:
        key = draw.choice(list(_KEYS))
        caller, request = self.written["caller"], self.written["request"]
        if key == "aws:MultiFactorAuthPresent":
            if caller["credentials"] != "long_term":
                return
            request.pop("mfa_authenticated", None)
            request["context"].pop(key, None)
        elif key == "aws:PrincipalTag/Team":
            tags = caller.pop("tags", {})
            request["context"].setdefault("aws:PrincipalTag/Blob", tags.get("Blob"))
        elif key == "aws:PrincipalOrgID":
            caller.pop("organization_id", None)
        else:
            request["context"].pop(key, None)
        self.ways[key] = [_with_key(key, value) for value in _KEYS[key]]

    def _hide_path(self, draw: Random) -> None:
        """A session's ARN leaves out its role's path, which may hold a colon."""
        if "role.trust_policy" not in self.ways and self.written["caller"].pop("role_arn", None):
            roles = [f"arn:aws:iam::{generated.HERE}:role/{path}Ci" for path in ("", "team/", "other/", "x:role/")]
            self.ways["caller.role_arn"] = [_with_role(role) for role in roles]

    def _documents(self, name: str) -> Iterator[Document]:
        """Every thing that a policy can say of the actions needed; a trust policy may name the caller in three ways."""
        says: list[tuple[str, object]] = [("Allow", "*"), ("Deny", "*"), ("", None)]
        if name == "role.trust_policy":
            says += [("Allow", {"AWS": generated.HERE}), ("Allow", {"AWS": generated.ROLE})]
        for combination in product(says, repeat=len(self.actions)):
            statements = []
            for action, (effect, principal) in zip(self.actions, combination, strict=True):
                statement: Written = {"Effect": effect, "Action": action}
                if name != "role.trust_policy":
                    statement["Resource"] = "*"
                if not name.startswith("caller."):
                    statement["Principal"] = principal
                statements += [statement] if effect else []
            yield Document.from_value({"Version": "2012-10-17", "Statement": statements})


def _parts(name: str) -> tuple[str, str]:
    room, _, field = name.rpartition(".")
    return room, field


def _changed(case: Case, name: str, value: object) -> Case:
    room, field = _parts(name)
    if not room:
        return replace(case, **{field: value})  # type: ignore[arg-type]
    return replace(case, **{room: replace(getattr(case, room), **{field: value})})  # type: ignore[arg-type]


def _with_field(name: str, document: Document) -> Way:
    entry = Policy("as it may be", document)
    value: object = (entry,)
    if name == "role.trust_policy":
        value = document
    elif name == "caller.permissions_boundary":
        value = entry
    elif name.endswith("control_policies"):
        value = ((entry,),)
    return lambda case: _changed(case, name, value)


def _with_entry(name: str, level: int | None, at: int, document: Document) -> Way:
    def way(case: Case) -> Case:
        room, field = _parts(name)
        value = getattr(getattr(case, room), field)
        entries = list(value if level is None else value[level])
        entries[at] = replace(entries[at], document=document)
        filled = tuple(entries)
        return _changed(case, name, filled if level is None else (*value[:level], filled, *value[level + 1 :]))

    return way


def _with_role(role: str) -> Way:
    return lambda case: _changed(case, "caller.role_arn", role)


def _with_key(key: str, value: str | None) -> Way:
    def way(case: Case) -> Case:
        assert case.request is not None
        return replace(case, request=replace(case.request, context={**case.request.context, key: value}))

    return way
