"""The ranked causes: each a sentence, a near miss as two strings one above the other. Enter explains."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import PurePath

from textual.content import Content

from wizard.repair.cause import WRONG_AND_RIGHT, Cause, NearMiss
from wizard.ui.widgets.lines import Line
from wizard.ui.widgets.listing import Card, Listing

CHANCE = 3
"""Characters from which on an agreement in the middle of two strings is none by chance."""


class Causes(Listing[Cause]):
    """The causes, the most likely first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Causes", empty="No cause was found.", hint="Enter explains", id=id)

    def show_causes(
        self, causes: tuple[Cause, ...], undecided: tuple[Cause, ...], likely: tuple[Cause, ...], summary: str
    ) -> None:
        """Show these causes, then the ``likely`` ones that nobody could look for; ``summary`` where there are none.

        ``undecided``: the causes that have a question mark.
        """
        self.empty = summary
        self.border_title = f"Causes, the most likely first ({len(causes)})" if len(causes) > 1 else "Causes"
        if likely:
            self.border_title += f", and what it usually is ({len(likely)})"
        found = [(cause, drawn(cause, mark=OPEN if cause in undecided else REFUSES)) for cause in causes]
        found += [(cause, drawn(cause, "Perhaps: ", mark=OPEN)) for cause in likely]
        self.show([Card(cause, lines, f"{cause.code} {cause.message}") for cause, lines in found])


REFUSES, OPEN = Content.styled("✗ ", "bold $error"), Content.styled("? ", "bold $warning")


def drawn(cause: Cause, before: str = "", *, mark: Content = REFUSES) -> tuple[Line, ...]:
    """A cause as lines: its sentence and place, then its near miss."""
    facts = [cause.code]
    if cause.line is not None:
        # The trust policy stands right below; any other text is named.
        other = cause.policy if cause.policy and cause.layer != "trust_policy" else ""
        facts.append(f"line {cause.line}{f' of {PurePath(other).name}' if other else ''}")
    if cause.near_miss is not None and (why := cause.near_miss.unsaid(cause.message)):
        facts.append(why)
    sentence = Content.assemble(before, cause.message, (f"  {', '.join(facts)}", "$quiet"))
    near = (aligned(cause.near_miss),) if cause.near_miss is not None else ()
    return Line(sentence, mark), *near


def aligned(miss: NearMiss) -> Line:
    """Both strings, one above the other, the differing characters marked.

    Where one has more characters than the other, dots stand for those that the other lacks; none at the end. Where
    either may be the wrong one, neither is coloured as such.
    """
    fault, remedy = ("$error", "$success") if miss.labels == WRONG_AND_RIGHT else ("$warning", "$warning")
    written, wanted = Content(), Content()
    pieces = list(_pieces(miss.written, miss.wanted))
    for number, (same, left, right) in enumerate(pieces, 1):
        room = max(len(left), len(right)) if number < len(pieces) else 0
        written = Content.assemble(written, (left.ljust(room, "·"), "" if same else f"bold underline {fault}"))
        wanted = Content.assemble(wanted, (right.ljust(room, "·"), "" if same else f"bold underline {remedy}"))
    width = max(map(len, miss.labels))
    above, below = (Content.styled(f"  {label:<{width}} ", "$quiet") for label in miss.labels)
    return Line(written, above, under=Line(wanted, below))


def _pieces(written: str, wanted: str) -> Iterator[tuple[bool, str, str]]:
    """Both strings cut where they begin or cease to agree: of equal length character by character.

    Else agreements shorter than three characters are chance, but for one that each string begins or ends with.
    """
    if len(written) == len(wanted):
        for same, pairs in groupby(zip(written, wanted, strict=True), lambda pair: pair[0] == pair[1]):
            left, right = map("".join, zip(*pairs, strict=True))
            yield same, left, right
        return
    matcher = SequenceMatcher(None, written, wanted, autojunk=False)
    at, to = 0, 0
    for a, b, size in matcher.get_matching_blocks():
        if 0 < size < CHANCE and not (a == b == 0):
            continue
        if a > at or b > to:
            yield False, written[at:a], wanted[to:b]
        if size:
            yield True, written[a : a + size], wanted[b : b + size]
        at, to = a + size, b + size
