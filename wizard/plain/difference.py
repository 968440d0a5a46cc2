"""A difference told so that it can be heard: which line goes and which comes, in place of signs and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_PLACE = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
EMPTY = "an empty line"


def spoken(diff: Sequence[str]) -> Iterator[str]:
    """The changed lines of a unified diff, each with its number: in the text as it was, or as it would be."""
    old = new = 0
    for line in diff:
        if place := _PLACE.match(line):
            old, new = int(place[1]), int(place[2])
        elif not old and not new:  # the names of the files, before the first place
            continue
        elif line.startswith("-"):
            yield f"Line {old} goes: {line[1:].strip() or EMPTY}"
            old += 1
        elif line.startswith("+"):
            yield f"Line {new} comes: {line[1:].strip() or EMPTY}"
            new += 1
        else:
            old, new = old + 1, new + 1
