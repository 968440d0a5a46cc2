"""Which change took another one back, and what the way back of a change is called."""

from __future__ import annotations

from wizard.flow.journal import Entry, ProfileFileChange
from wizard.repair.way_back import shortfall


def took_back(entry: Entry) -> bool:
    """Whether it took another change back, so that taking it back makes that one again."""
    back = False
    while entry.takes_back is not None:
        entry, back = entry.takes_back, not back
    return back


def way_back_title(entry: Entry) -> str:
    """What taking it back is called: by the change that it all began with."""
    first = entry
    while first.takes_back is not None:
        first = first.takes_back
    if took_back(entry):
        return f"Make again: {first.title}"
    if isinstance(entry.change, ProfileFileChange) or shortfall(entry.change) is None:
        return f"Take back: {first.title}"
    return f"Take back, as far as IAM saves it: {first.title}"
