"""The ranked causes: each a sentence, a near miss as two strings one above the other. Enter explains."""

from __future__ import annotations

from difflib import SequenceMatcher

from textual.content import Content

from wizard.repair.cause import Cause, NearMiss
from wizard.ui.widgets.listing import Card, Listing


class Causes(Listing[Cause]):
    """The causes, the most likely first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Causes", empty="No cause was found.", hint="Enter explains", id=id)

    def show_causes(self, causes: tuple[Cause, ...]) -> None:
        """Show these causes."""
        self.border_title = f"Causes, the most likely first ({len(causes)})" if len(causes) > 1 else "Cause"
        self.show([Card(cause, _drawn(cause), f"{cause.code} {cause.message}") for cause in causes])


def _drawn(cause: Cause) -> Content:
    place = f"  line {cause.line}" if cause.line is not None else ""
    parts: list[Content] = [
        Content.assemble(("✗ ", "bold $error"), cause.message, (f"  {cause.code}{place}", "$quiet"))
    ]
    if cause.near_miss is not None:
        parts += aligned(cause.near_miss)
    return Content("\n").join(parts)


def aligned(miss: NearMiss) -> list[Content]:
    """What is written and what was wanted, one above the other, the differing characters marked."""
    written, wanted = Content("  written "), Content("  wanted  ")
    for tag, a, b, c, d in SequenceMatcher(None, miss.written, miss.wanted, autojunk=False).get_opcodes():
        left, right = miss.written[a:b], miss.wanted[c:d]
        room = max(len(left), len(right))
        style = "" if tag == "equal" else "bold underline $error"
        wished = "" if tag == "equal" else "bold underline $success"
        written = Content.assemble(written, (left.ljust(room, "·"), style))
        wanted = Content.assemble(wanted, (right.ljust(room, "·"), wished))
    return [written, Content.assemble(wanted, (f"  {miss.why}", "$quiet"))]
