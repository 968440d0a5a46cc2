"""Elements of a trust policy that stand under a name, or an Effect that has a value, which IAM does not know.

("Grammar of the IAM JSON policy language")
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from wizard.engine.decide import decide
from wizard.engine.document import Document
from wizard.engine.policy_check import ELEMENTS
from wizard.repair import edit
from wizard.repair.applied import apply_changes
from wizard.repair.layout import escape
from wizard.repair.near_miss import is_typo
from wizard.repair.option import Option, Situation
from wizard.repair.place import label
from wizard.repair.shown import shown
from wizard.repair.trust_causes import misspelt_effect

NAMED = ("Effect", "Principal", "Action", "Condition")
_Slip = tuple[str, str, str]
"""A statement's pointer, an element as it is spelt, and the name under which it stands."""


def right_statements(situation: Situation, text: str) -> tuple[Option, ...]:
    """The list of statements under the name that IAM knows."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(value, dict) or (other := slip_of("Statement", value)) is None:
        return ()
    return (_renamed(situation, text, [("", "Statement", other)], "trust_policy_malformed"),)


def right_elements(situation: Situation, text: str, document: Document) -> tuple[Option, ...]:
    """Every element of every statement under its own name, where the trust policy lacks no more than that."""
    slips = _all_slips(document)
    option = _renamed(situation, text, slips) if slips else _spelt_effect(situation, text, document)
    if option is None:
        return tuple(one for one in _with_effect(situation, text, document) if _suffices(situation, one))
    return (option,) if _suffices(situation, option) else ()


def _suffices(situation: Situation, option: Option) -> bool:
    then = decide(apply_changes(situation.case, option.changes))
    return all(one.allows is True and one.denies is not True for one in then.layers if one.layer == "trust_policy")


def right_effect(situation: Situation, text: str, document: Document) -> tuple[Option, ...]:
    """An Allow in other letters, which IAM does not know, or one that is left out; else its misspelt elements."""
    if (spelt := _spelt_effect(situation, text, document)) is not None:
        return (spelt,)
    return rightly_named(situation, text, document) or _with_effect(situation, text, document)


def _spelt_effect(situation: Situation, text: str, document: Document) -> Option | None:
    misspelt = misspelt_effect(document)
    if misspelt is None:
        return None
    after, told = _rightly_named(edit.replace(text, misspelt[0], "Allow"), _all_slips(document))
    title, why = _told([f"write Allow instead of {shown(misspelt[1])}", *told]), "Effect is spelt so, and no other way."
    return Option(title, why, (situation.trust_change(after),), ("trust_policy_empty",))


def _with_effect(situation: Situation, text: str, document: Document) -> tuple[Option, ...]:
    """The Effect that a statement lacks; whom it names it can only have been meant to let in."""
    for pointer, found in document.statements:
        if "Effect" not in found and "Principal" in found:
            sid = found.get("Sid")
            title = f"Write that {label(sid if isinstance(sid, str) else None, pointer)} allows: its Effect is missing"
            change = situation.trust_change(edit.put(text, pointer, "Effect", "Allow"))
            return (Option(title, "IAM saves no statement without an Effect.", (change,), ("trust_policy_empty",)),)
    return ()


def rightly_named(situation: Situation, text: str, document: Document, only: str = "") -> tuple[Option, ...]:
    """An Allow whose elements stand under names that IAM does not know; ``only``: the statement that is looked at.

    All of them at once, so that a condition counts as soon as the statement does.
    """
    for pointer, found in document.statements:
        slips = _slips(pointer, found)
        written = {right: other for _, right, other in slips}
        effect = found.get("Effect", found.get(written.get("Effect", "")))
        counts = pointer == only if only else not written.keys().isdisjoint(("Effect", "Principal"))
        if slips and counts and effect == "Allow":
            return (_renamed(situation, text, _all_slips(document)),)
    return ()


def _all_slips(document: Document) -> list[_Slip]:
    """Those of every statement: IAM saves none of them, a Deny's no more than an Allow's."""
    return [slip for pointer, found in document.statements for slip in _slips(pointer, found)]


def _slips(pointer: str, found: Mapping[str, object]) -> list[_Slip]:
    return [(pointer, right, other) for right in NAMED if (other := slip_of(right, found)) is not None]


def slip_of(right: str, found: Mapping[str, object]) -> str | None:
    """The name that was meant to be an element's: one in other letter case before one misspelt."""
    if right in found:
        return None
    near = [name for name in found if name not in ELEMENTS and is_typo(name.strip().lower(), right)]
    return min(near, key=lambda name: name.strip().lower() != right.lower(), default=None)


def _renamed(situation: Situation, text: str, slips: list[_Slip], cause: str = "") -> Option:
    text, told = _rightly_named(text, slips)
    why = "IAM knows no element of that name." if len(slips) == 1 else "IAM knows no elements of those names."
    elements = {right for _, right, _ in slips}
    found = cause or ("trust_action_missing" if elements == {"Action"} else "trust_policy_empty")
    return Option(_told(told), why, (situation.trust_change(text),), (found,))


def _rightly_named(text: str, slips: list[_Slip]) -> tuple[str, list[str]]:
    """The text with every element under its own name, and what that is called."""
    told = []
    for pointer, right, other in slips:
        text = edit.rename(text, f"{pointer}/{escape(other)}", right)
        told.append(f"write {right} instead of {shown(other)}")
    return text, told


def _told(done: list[str]) -> str:
    title = "; ".join(dict.fromkeys(done))
    return f"{title[:1].upper()}{title[1:]}"
