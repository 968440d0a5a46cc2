"""Which of several corrections of one request last: what a later one takes back is neither sent nor told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wizard.engine.case import Case, Request
from wizard.repair.applied import apply_changes
from wizard.repair.change import Change, RequestChange
from wizard.repair.option import Option

Offered = list[tuple[Option, Change]]
"""Changes in order, each with the option that it belongs to."""


def sent(case: Case, offered: Offered) -> Offered:
    """The same, with all that is sent otherwise in the end in the place of each correction that lasts."""
    corrections = [change for _, change in offered if isinstance(change, RequestChange)]
    fields = {name: value for change in corrections for name, value in change.set.items()}
    first = last = case.request
    places: dict[tuple[str, str], int] = {}  # where each value is corrected last
    for place, (_, change) in enumerate(offered):
        if isinstance(change, RequestChange):
            case = apply_changes(case, (change,))
            differing = _differing(last, case.request, fields)
            emptied = {name for name, _ in differing if not getattr(case.request, name)}
            places |= dict.fromkeys((*differing, *(one for one in places if one[0] in emptied)), place)
            last = case.request
    lasting = {places[one] for one in _differing(first, last, fields)}
    whole = RequestChange({name: value for name, value in fields.items() if value != getattr(first, name)})
    return [
        (option, whole if isinstance(change, RequestChange) else change)
        for place, (option, change) in enumerate(offered)
        if place in lasting or not isinstance(change, RequestChange)
    ]


def _differing(one: Request | None, other: Request | None, fields: Iterable[str]) -> set[tuple[str, str]]:
    """In what two requests differ: by field, and where it holds several values by the name of each."""
    here, there = _carried(one, fields), _carried(other, fields)
    return {key for key in here.keys() | there.keys() if here.get(key) != there.get(key)}


def _carried(request: Request | None, fields: Iterable[str]) -> dict[tuple[str, str], object]:
    found: dict[tuple[str, str], object] = {}
    for name in fields:
        match getattr(request, name):
            case Mapping() as values:
                found |= {(name, str(key)): value for key, value in values.items()}
            case tuple() as values:
                found |= {(name, str(key)): True for key in values}
            case value:
                found[name, ""] = value
    return found
