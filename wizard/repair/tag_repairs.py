"""A tag that a policy asks for: put on the role, or on the caller's user or role by whoever may."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wizard.engine.decision import ElementVerdict, Layer
from wizard.repair.change import Ask, RoleSettingChange
from wizard.repair.condition_causes import values
from wizard.repair.condition_keys import cause_of
from wizard.repair.option import Option, Situation
from wizard.repair.parties import Party, caller_of, role_arn_of, role_name
from wizard.repair.wanted_values import FREE, asks_for_presence, asks_to_match, literal, value_beside

_OF_A_ROLE = ("aws:resourcetag/", "iam:resourcetag/")
_TAG_OF_THE_CALLER = r"(?i)\$\{aws:PrincipalTag/([^${},]+)\}"


def tag_the_role(situation: Situation, test: ElementVerdict) -> tuple[Option, ...]:
    """The tag on the role with which a condition would hold (or, in a Deny, would not)."""
    prefix, _, tag = (test.key or "").partition("/")
    tags = situation.case.role.tags if situation.case.role is not None else None
    if f"{prefix.lower()}/" not in _OF_A_ROLE or not isinstance(tags, Mapping):
        return ()
    present = asks_for_presence(test)
    wanted = (value_beside(situation, test) or FREE) if present else literal(situation, test)
    if wanted is None or present is False:
        return ()
    role = role_arn_of(situation.case)
    kept = {key: value for key, value in tags.items() if key.lower() != tag.lower()}
    change = RoleSettingChange(role, "tags", dict(tags), {**kept, tag: wanted})
    why = "For when the role is one of those that the policy means; whatever else looks at its tags will see it, too."
    return (Option(f"Tag {role_name(role)} with {tag}={wanted}", why, (change,), (cause_of(test),), rank=1),)


def tag_the_caller(situation: Situation, test: ElementVerdict, layer: Layer = "trust_policy") -> tuple[Option, ...]:
    """The tag with which a condition would hold (or, in a Deny, would not), put on the caller's user or role."""
    caller = caller_of(situation.case)
    if caller is None:
        return ()
    if cause_of(test) != "principal_tag_mismatch":
        return _tag_as_the_role(situation, test, caller, layer)
    present = asks_for_presence(test)
    wanted = (value_beside(situation, test) or FREE) if present else literal(situation, test)
    if wanted is None or present is False:
        return ()
    return (_asked_tag(caller, (test.key or "").partition("/")[2], wanted, layer),)


def _tag_as_the_role(situation: Situation, test: ElementVerdict, caller: Party, layer: Layer) -> tuple[Option, ...]:
    """The role's own value for the caller, where the role's tag is compared with the caller's."""
    tags = [match[1] for one in test.expected if (match := re.fullmatch(_TAG_OF_THE_CALLER, one)) is not None]
    if not (test.key or "").lower().startswith(_OF_A_ROLE) or not tags or not values(test) or not asks_to_match(test):
        return ()
    return (_asked_tag(caller, tags[0], values(test)[0], layer, cause_of(test)),)


def _asked_tag(caller: Party, tag: str, wanted: str, layer: Layer, cause: str = "principal_tag_mismatch") -> Option:
    who, what = f"an administrator of account {caller.account}", f"Tag {caller} with {tag}={wanted}"
    if wanted == FREE:
        what = f"Tag {caller} with {tag}, whatever its value"
    ask = Ask(who, what, layer, caller_tags={tag: wanted})
    why = "For when the tag is what decides who may come in; whatever else looks at it will see it, too."
    return Option(what, why, (ask,), (cause,), rank=1)
