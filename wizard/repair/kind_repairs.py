"""A principal that stands under the wrong kind: a provider under AWS, a user under aws or Service.

("AWS JSON policy elements: Principal")
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.repair import edit
from wizard.repair.layout import escape
from wizard.repair.named import Named, named_by
from wizard.repair.option import Option, Situation
from wizard.repair.parties import caller_of, party, role_arn_of
from wizard.repair.place import statement as statement_at
from wizard.repair.providers import provider_arn
from wizard.repair.shown import shown
from wizard.repair.trust_causes import Gap


def under_its_kind(situation: Situation, text: str, gap: Gap) -> tuple[Option, ...]:
    """The names under the kind that they are of, where this request's own stands among them."""
    pointer = gap.statement.pointer
    found = statement_at(situation.trust_policy, pointer)
    principal, kind = found.get("Principal"), _kind(situation)
    if not isinstance(principal, Mapping) or kind in principal:
        return ()
    own = _own_names(situation)
    for written in principal:
        names = [one for one in named_by(found, pointer) if one.kind == written]
        if own.isdisjoint(one.name for one in names) or not all(_is_of(one, kind) for one in names):
            continue
        after = edit.rename(text, f"{pointer}/Principal/{escape(str(written))}", kind)
        why = "The name is right already; only the kind under which it stands is not."
        title = f"Write {kind} instead of {shown(str(written))}"
        return (Option(title, why, (situation.trust_change(after),), ("trust_principal_wrong_type",)),)
    return ()


def _kind(situation: Situation) -> str:
    request = situation.case.request
    return "AWS" if request is None or request.action == "sts:AssumeRole" else "Federated"


def _own_names(situation: Situation) -> set[str | None]:
    """The names by which a policy may know whoever makes this request."""
    caller = caller_of(situation.case)
    if caller is None:
        return {provider_arn(situation.case, role_arn_of(situation.case))}
    return {caller.named, caller.arn, caller.root, caller.account}


def _is_of(one: Named, kind: str) -> bool:
    if kind == "Federated":
        return "-provider/" in one.name
    return one.name.isdecimal() or party(one.name).kind != "other"
