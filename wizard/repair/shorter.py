"""A trust policy that a repair makes longer than its quota allows, said in fewer characters and with the same meaning.

Statements that differ in their principals or in their actions alone are one statement; a Sid decides nothing. The
engine has the last word: where it sees that anybody is let in or kept out by the shorter text, the longer one stays.
("IAM and AWS STS quotas")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from wizard.engine.case import Case
from wizard.engine.decide import decide
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.repair import edit
from wizard.repair.applied import apply_changes
from wizard.repair.change import TrustPolicyChange
from wizard.repair.grants import grants
from wizard.repair.leftovers import Cleared
from wizard.repair.savable import errors


def fitted(case: Case, change: TrustPolicyChange) -> Cleared:
    """The text that a change writes, made to fit where it is too long and can be; else as it is."""
    text, merged, unnamed = change.after, False, False
    while _too_long(text, change):
        if (shorter := next(_joined(text), None)) is not None:
            merged = True
        elif (shorter := next(_without_sid(text), None)) is not None:
            unnamed = True
        else:
            return Cleared(change.after)
        text = shorter
    if text == change.after or not _same(case, change, text):
        return Cleared(change.after)
    said = ["join statements that are alike but for whom or what they name"] if merged else []
    said += ["leave Sids out"] if unnamed else []
    return Cleared(text, tuple(f"{one}, so that the policy fits its quota" for one in said))


def _too_long(text: str, change: TrustPolicyChange) -> bool:
    return any(one.name == "too_large" for one in errors(text, "trust", change.before))


def _joined(text: str) -> Iterator[str]:
    """The policy with two of its statements as one."""
    statements = [(at, one, _deciding(one)) for at, one in Document.from_text(text).statements]
    for (here, one, deciding), (there, other, others) in combinations(statements, 2):
        if _differ_only_in("Principal", deciding, others) and _kinds(one) and _kinds(other):
            longer = text
            for kind, names in _kinds(other).items():
                for name in names:
                    if name not in _kinds(one).get(kind, ()):
                        longer = edit.add_principal(longer, here, kind, name)
            yield edit.remove(longer, there)
        elif _differ_only_in("Action", deciding, others):
            longer = text
            for action in _texts(other["Action"]):
                if action not in _texts(one["Action"]):
                    longer = edit.append(longer, f"{here}/Action", action)
            yield edit.remove(longer, there)


def _without_sid(text: str) -> Iterator[str]:
    """The policy without a Sid, the longest first."""
    named = [(str(one["Sid"]), at) for at, one in Document.from_text(text).statements if "Sid" in one]
    for _, at in sorted(named, key=lambda each: -len(each[0])):
        yield edit.remove(text, f"{at}/Sid")


def _differ_only_in(element: str, one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether both have it, and are alike in all else that decides."""
    return (
        element in one
        and one.keys() == other.keys()
        and all(name == element or value == other[name] for name, value in one.items())
    )


def _deciding(statement: Mapping[str, object]) -> dict[str, object]:
    """What of a statement decides: actions in any order, and no Sid."""
    plain = {name: value for name, value in statement.items() if name != "Sid"}
    return {**plain, **{name: sorted(_texts(plain[name])) for name in ("Action", "NotAction") if name in plain}}


def _kinds(statement: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The principals by kind; none where a bare star stands for all."""
    named = statement["Principal"]
    return {str(kind): _texts(names) for kind, names in named.items()} if isinstance(named, Mapping) else {}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _same(case: Case, change: TrustPolicyChange, text: str) -> bool:
    """Whether the engine finds nobody who is let in by one of the two texts alone."""
    shorter, longer = replace(change, before=change.after, after=text), replace(change, before=text)
    long, short = apply_changes(case, (change,)), apply_changes(case, (shorter,))
    if decide(long).outcome != decide(short).outcome:
        return False
    return not grants(long, (shorter,)) and not grants(short, (longer,))
