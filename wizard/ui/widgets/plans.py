"""Repairs as cards: what each changes, how sure it is, what it newly lets others do."""

from __future__ import annotations

from textual.content import Content

from wizard.flow.cards import Card as Repair
from wizard.repair.change import Ask
from wizard.ui.keys import key_of
from wizard.ui.widgets.lines import INDENT, Line
from wizard.ui.widgets.listing import Card, Listing

EDITED = "Enter puts it into the editor"
ASKED = "Enter shows it, {key} hands it over"
YOURS = "Enter shows it"


class Plans(Listing[Repair]):
    """The repairs of one step, best first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(hint=EDITED, ruled=True, id=id)

    def show_repairs(self, repairs: tuple[Repair, ...]) -> None:
        """Show these repairs; the best one is selected, unless they were shown before."""
        if repairs != tuple(card.value for card in self.cards):
            self.show([Card(repair, _drawn(repair), f"{repair.title}: {repair.why}") for repair in repairs], keep=False)

    def _caption(self) -> None:
        """What Enter does with the repair under the cursor: what somebody must do elsewhere is not edited here."""
        change = self.current.change if self.current is not None else None
        asked = ASKED.format(key=key_of(self.app, "preview"))
        self._hint = (YOURS if change.who == "you" else asked) if isinstance(change, Ask) else EDITED
        super()._caption()

    def on_option_list_option_highlighted(self) -> None:
        """The cursor moved."""
        self._caption()


def _drawn(repair: Repair) -> tuple[Line, ...]:
    star = Content.styled("★ ", "bold $warning") if repair.best else Content("· ")
    among = f"; {repair.among}" if repair.among else ""
    colour = "$success" if repair.proof.startswith("proved") else "$secondary"
    sign = Content.styled("! " if repair.wide else "+ ", "bold $warning")
    return (
        Line(Content.styled(repair.title, "bold"), star),
        Line(Content(repair.why), INDENT),
        Line(Content.assemble((repair.proof, colour), (among, "$quiet")), INDENT),
        *(Line(Content(str(grant)), sign) for grant in repair.grants),
    )
