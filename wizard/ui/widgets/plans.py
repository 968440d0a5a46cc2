"""Repairs as cards: what each changes, how sure it is, what it newly lets others do. Enter puts it into the editor."""

from __future__ import annotations

from textual.content import Content

from wizard.flow.cards import Card as Repair
from wizard.ui.widgets.listing import Card, Listing


class Plans(Listing[Repair]):
    """The repairs of one step, best first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Repairs, best first", hint="Enter puts it into the editor", id=id)

    def show_repairs(self, repairs: tuple[Repair, ...]) -> None:
        """Show these repairs; the best one is selected, unless they were shown before."""
        if repairs != tuple(card.value for card in self.cards):
            self.show([Card(repair, drawn(repair), f"{repair.title}: {repair.why}") for repair in repairs], keep=False)


def drawn(repair: Repair) -> Content:
    """One repair as a card."""
    parts = [
        Content.assemble(("★ " if repair.best else "", "bold $warning"), (repair.title, "bold")),
        Content(repair.why),
    ]
    further = f"; with {repair.further} more in other steps" if repair.further else ""
    colour = "$success" if repair.proof.startswith("proved") else "$secondary"
    parts.append(Content.assemble((repair.proof, colour), (further, "$quiet")))
    for grant in repair.grants:
        parts.append(Content.assemble(("! " if repair.wide else "+ ", "bold $warning"), str(grant)))
    return Content("\n").join(parts)
