"""Of a text that is no JSON, the mistakes that are certain: one missing quote makes nonsense of all that follows it."""

from __future__ import annotations

import re

from wizard.engine.frozen import replace
from wizard.engine.json_text import Mistake
from wizard.engine.typed import Final

MOST: Final = 5
"""Mistakes told at once; the next ones show when these are mended."""
_QUOTE: Final = re.compile(r'\\.|"')
"""A quote, or what a backslash takes with it. Nothing before it is matched: a line of a million brackets has none."""
_WHEREVER: Final = re.compile(
    r"JSON has no comments|The comma before . is one too many|.* needs straight double quotes"
)
"""Wrong whatever stands before it."""


def certain(text: str, mistakes: tuple[Mistake, ...]) -> tuple[Mistake, ...]:
    """The first mistake of each line; behind a line with a quote too few only what is wrong by itself."""
    found: dict[int, Mistake] = {}
    derailed = False
    for mistake in mistakes:
        begin = text.rfind("\n", 0, mistake.start) + 1
        if begin in found or (derailed and not _WHEREVER.match(mistake.message)):
            continue
        quotes = _QUOTE.findall(text[begin:].partition("\n")[0]).count('"')
        if quotes % 2 and mistake.message != "The string is not closed." and not _WHEREVER.match(mistake.message):
            message = f'A quote (") is missing in this line: it has {quotes} of them.'
            mistake = replace(mistake, message=message)
        derailed = derailed or bool(quotes % 2)
        found[begin] = mistake
    return tuple(found.values())[:MOST]
