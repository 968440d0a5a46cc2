"""What stands in a trust policy and IAM does not save: taken out where nobody comes in by it, else put in form.

A deleted principal leaves its unique id behind; IAM shows it, and refuses the whole document that holds it when it is
saved again. ("AWS JSON policy elements: Principal", "AWS JSON policy elements: NotPrincipal")
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from wizard.engine.case import Case
from wizard.engine.document import Document
from wizard.engine.frozen import frozen
from wizard.engine.policy_check import TRUST_ACTIONS, Problem
from wizard.repair import edit
from wizard.repair.layout import escape, tokens
from wizard.repair.named import named_by
from wizard.repair.parties import caller_of, role_arn_of, unique_id_of
from wizard.repair.place import label
from wizard.repair.savable import errors
from wizard.repair.shown import shown

_MOST = 60
"""More leftovers than any trust policy has room for."""


@frozen
class Cleared:
    """A trust policy without leftovers, and what was done about them, as titles say it."""

    text: str
    said: tuple[str, ...] = ()


@frozen
class _Mend:
    text: str
    said: str  # a key of `_SAID`
    about: str = ""


def cleared(case: Case, text: str, before: str | None = None, only: str | None = None) -> Cleared:
    """A trust policy as IAM saves it, as far as that takes nothing from anybody.

    ``before``: what is there now; ``only``: the one kind of problem that is looked for.
    """
    done: list[_Mend] = []
    for _ in range(_MOST):
        mend = next((one for one in _mends(case, text, before, only) if one.text != text), None)
        if mend is None:
            break
        text = mend.text
        done.insert(0, mend)
    return Cleared(text, tuple(_told(done)))


def _mends(case: Case, text: str, before: str | None, only: str | None) -> list[_Mend]:
    """Each leftover's mend, the last one first, so that the numbers of statements hold."""
    found = []
    for problem in reversed(errors(text, "trust", before)):
        rule = _RULES.get(problem.name) if only in (None, problem.name) else None
        mend = rule(case, text, problem) if rule is not None else None
        if mend is not None:
            found.append(mend)
    return found


def _told(done: list[_Mend]) -> list[str]:
    about: dict[str, list[str]] = {}
    for mend in done:
        about.setdefault(mend.said, []).append(mend.about)
    return [_SAID[said][len(set(names)) > 1].format(_all(names)) for said, names in about.items()]


def _all(names: list[str]) -> str:
    distinct = list(dict.fromkeys(map(shown, names)))
    if len(distinct) > 3:
        return f"{', '.join(distinct[:2])} and {len(distinct) - 2} more"
    return " and ".join(distinct)


_SAID = {
    "gone": ("take out {}, left behind by a deleted principal", "take out {}, left behind by deleted principals"),
    "living": ("write {} instead of its id", "write {} instead of their ids"),
    "nobody": ("take out {}, which names nobody", "take out {}, which name nobody"),
    "unnamed": ("drop {}, which names nobody", "drop {}, which name nobody"),
    "condition": (
        "let a condition say whom {} spares, for IAM saves no NotPrincipal",
        "let conditions say whom {} spare, for IAM saves no NotPrincipal",
    ),
    "not_principal": ("drop {}, for IAM saves no NotPrincipal", "drop {}, for IAM saves no NotPrincipal"),
    "twice": ("write {} once", "write {} once each"),
    "sid": ("give {} a Sid that IAM takes", "give {} Sids that IAM takes"),
    "element": ("write {}", "write {}"),
    "resource": ("take the Resource out of {}", "take the Resource out of {}"),
    "action": ("take out {}, no action of a trust policy", "take out {}, no actions of a trust policy"),
    "star": ("list the actions of a trust policy in {} instead of a star",) * 2,
}
"""What is said of one mend, and of several of a kind."""


def _deleted(case: Case, text: str, problem: Problem) -> _Mend | None:
    """A unique id: the ARN where it is known whose it is, else nothing."""
    unique_id = str(edit.value(text, problem.pointer))
    arn = _living(case).get(unique_id)
    if arn is None:
        return _taken_out(text, problem.pointer, "gone", unique_id)
    statement, element = _home(problem.pointer)
    beside = [one.name for one in named_by(_statement(text, statement), statement, element)]
    if arn in beside:
        return _taken_out(text, problem.pointer, "living", arn)
    return _Mend(edit.replace(text, problem.pointer, arn), "living", arn)


def _living(case: Case) -> dict[str, str]:
    """The unique ids of the principals of the case, with their ARNs."""
    caller, role = caller_of(case), case.role
    found: dict[str, str] = {}
    own = unique_id_of(case)
    if own is not None and caller is not None and caller.named is not None:
        found[own] = caller.named
    if role is not None and isinstance(role.role_id, str):
        found[role.role_id] = role_arn_of(case)
    return found


def _nobody(case: Case, text: str, problem: Problem) -> _Mend | None:
    written = edit.value(text, problem.pointer)
    if isinstance(written, str):
        return _taken_out(text, problem.pointer, "nobody", written)
    return _nameless(case, text, problem)


def _nameless(case: Case, text: str, problem: Problem) -> _Mend | None:
    """A Principal, or one of its kinds, in which no name stands."""
    statement, element = _home(problem.pointer)
    found = _statement(text, statement)
    if element not in found and (misspelt := _misspelt(text, statement, element)) is not None:
        return misspelt
    if problem.name == "no_principal" and found.get("Effect") == "Deny" and element not in found:
        return None  # nobody can tell whom it was to keep out
    if problem.name == "wrong_type" and f"{statement}/Action" in problem.pointer:
        return _no_text(text, f"{statement}/Action")
    if problem.name == "wrong_type" and f"{statement}/Principal" not in problem.pointer:
        return None
    if named_by(found, statement, element) and problem.pointer.count("/") > statement.count("/"):
        kind = problem.pointer.rpartition("/")[2]
        return _Mend(edit.remove(text, problem.pointer), "nobody", kind)
    return _dropped(text, statement, "unnamed")


def _no_text(text: str, pointer: str) -> _Mend | None:
    """What is no text among the actions of a list that has some."""
    listed = edit.value(text, pointer)
    if not isinstance(listed, list) or not any(isinstance(one, str) for one in listed):
        return None
    at, wrong = next((at, one) for at, one in enumerate(listed) if not isinstance(one, str))
    return _Mend(edit.remove(text, f"{pointer}/{at}"), "action", json.dumps(wrong))


def _taken_out(text: str, pointer: str, said: str, name: str) -> _Mend | None:
    """One name out of a Principal; the statement with it, where it names nobody else."""
    statement, element = _home(pointer)
    named = named_by(_statement(text, statement), statement, element)
    if element == "NotPrincipal" or not named:
        return None  # goes with the NotPrincipal
    if len(named) == 1:
        dropped = _dropped(text, statement, said)
        return _Mend(dropped.text, said, name) if dropped is not None else None
    names, _, place = pointer.rpartition("/")
    alone = place.isdecimal() and edit.size(text, names) == 1  # an empty list may not stay
    return _Mend(edit.remove(text, names if alone else pointer), said, name)


def _dropped(text: str, statement: str, said: str) -> _Mend | None:
    """A statement taken out; a policy's only one stays."""
    statements = edit.value(text, "/Statement")
    if not isinstance(statements, list) or len(statements) < 2:
        return None
    return _Mend(edit.remove(text, statement), said, _label(text, statement))


def _not_principal(case: Case, text: str, problem: Problem) -> _Mend | None:
    statement, _ = _home(problem.pointer)
    found = _statement(text, statement)
    if found.get("Effect") == "Deny" and "Principal" not in found:
        from wizard.repair.exemptions import spare_by_condition

        return _Mend(spare_by_condition(text, statement), "condition", _label(text, statement))
    return _dropped(text, statement, "not_principal")


def _twice(case: Case, text: str, problem: Problem) -> _Mend | None:
    """A key that stands there twice: the last one counts already."""
    return _Mend(edit.once(text, problem.pointer), "twice", tokens(problem.pointer)[-1])


def _sid(case: Case, text: str, problem: Problem) -> _Mend | None:
    written = edit.value(text, problem.pointer)
    if not isinstance(written, str):
        return None
    others = [statement.get("Sid") for _, statement in Document.from_text(text).statements]
    plain = re.sub(r"[^A-Za-z0-9]", "", written) or "Statement"
    name, number = plain, 2
    while name in others:
        name, number = f"{plain}{number}", number + 1
    return _Mend(edit.replace(text, problem.pointer, name), "sid", f"statement {written}")


def _element(case: Case, text: str, problem: Problem) -> _Mend | None:
    """An element of a statement under a name that IAM does not know."""
    from wizard.repair.element_repairs import NAMED

    mends = (_misspelt(text, problem.pointer.rpartition("/")[0], one) for one in NAMED)
    return next((mend for mend in mends if mend is not None), None)


def _misspelt(text: str, statement: str, element: str) -> _Mend | None:
    """An element put under its name, where it stands under one that was meant to be it."""
    from wizard.repair.element_repairs import slip_of

    written = slip_of(element, _statement(text, statement))
    if written is None:
        return None
    after = edit.rename(text, f"{statement}/{escape(written)}", element)
    return _Mend(after, "element", f"{element} instead of {shown(written)}")


def _resource(case: Case, text: str, problem: Problem) -> _Mend | None:
    """A trust policy belongs to one role: a Resource that covers it says nothing."""
    statement, _ = _home(problem.pointer)
    found = _statement(text, statement)
    if found.get("Resource") not in ("*", ["*"], role_arn_of(case), [role_arn_of(case)]):
        return None
    return _Mend(edit.remove(text, problem.pointer), "resource", _label(text, statement))


def _action(case: Case, text: str, problem: Problem) -> _Mend | None:
    """An action of another service; for a bare star, every action that a trust policy knows."""
    written = str(edit.value(text, problem.pointer))
    pointer, last = problem.pointer, problem.pointer.rpartition("/")[2]
    if "/NotAction" in pointer:
        return None
    if written == "*" and last.isdecimal() and edit.size(text, pointer.rpartition("/")[0]) == 1:
        pointer, last = pointer.rpartition("/")[0], "Action"
    if written == "*" and not last.isdecimal():
        statement = problem.pointer.rpartition("/Action")[0]
        return _Mend(edit.replace(text, pointer, list(TRUST_ACTIONS[:5])), "star", _label(text, statement))
    several = last.isdecimal() and edit.size(text, pointer.rpartition("/")[0]) > 1
    return _Mend(edit.remove(text, pointer), "action", written) if several and written != "*" else None


def _version(case: Case, text: str, problem: Problem) -> _Mend | None:
    written = edit.value(text, problem.pointer)
    after = edit.replace(text, problem.pointer, _NOW)
    return _Mend(
        after, "element", f"Version {_NOW} instead of {shown(written if isinstance(written, str) else 'another')}"
    )


_NOW = "2012-10-17"

_RULES: Mapping[str, Callable[[Case, str, Problem], _Mend | None]] = {
    "deleted_principal": _deleted,
    "invalid_principal": _nobody,
    "principal_wildcard": _nobody,
    "unknown_principal_type": _nobody,
    "no_principal": _nameless,
    "wrong_type": _nameless,
    "not_principal": _not_principal,
    "duplicate_key": _twice,
    "malformed_sid": _sid,
    "duplicate_sid": _sid,
    "unknown_element": _element,
    "resource_in_trust_policy": _resource,
    "wrong_version": _version,
    "action_not_of_trust_policy": _action,
}


def _home(pointer: str) -> tuple[str, str]:
    """The statement in which a pointer lies, and the element that names principals there."""
    parts = pointer.split("/")
    depth = 3 if parts[2:3] and parts[2].isdecimal() else 2
    return "/".join(parts[:depth]), "NotPrincipal" if "NotPrincipal" in parts[depth : depth + 1] else "Principal"


def _statement(text: str, pointer: str) -> Mapping[str, object]:
    found = edit.value(text, pointer)
    return found if isinstance(found, Mapping) else {}


def _label(text: str, statement: str) -> str:
    sid = _statement(text, statement).get("Sid")
    return label(sid if isinstance(sid, str) else None, statement)
