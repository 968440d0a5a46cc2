"""A searchable list to choose from, filled page by page while one already types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from wizard.aws.gateway import AwsFailure
from wizard.ui.background import in_background
from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.widgets.lines import Line
from wizard.ui.widgets.listing import Card, Listing

PAGE = 50
"""Choices drawn at a time, so that the first show at once."""

MOST = 500
"""Choices listed at once: nobody scrolls further, and a search stays quick among thousands."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: what is answered, what is shown, and a quiet remark behind it."""

    value: str
    label: str
    remark: str = ""


class Choose(Dialog[str]):
    """Answers the value chosen."""

    AUTO_FOCUS = "#search"
    DEFAULT_CSS = """
    Choose { & > #box { height: 100%; max-height: 50; } & Listing { height: 1fr; border: none; padding: 0; }
             & Listing:focus { border: none; } & #said { height: auto; color: $quiet; } }
    """

    def __init__(self, title: str, load: Callable[[], Iterator[Choice]], *, empty: str = "There is none.") -> None:
        super().__init__(title)
        self._empty = empty
        self._load = load
        self._choices: list[Choice] = []

    def content(self) -> ComposeResult:
        yield Input(placeholder="type to search", id="search")
        yield Listing[str](id="choices", empty="")
        yield Static("reading…", id="said", markup=False)

    def on_mount(self) -> None:
        self.read()

    @work(exclusive=True, exit_on_error=False)
    async def read(self) -> None:
        """Read the choices in pages until there are no more."""
        said = self.query_one("#said", Static)
        try:
            source = await in_background(self._load)
            while page := await in_background(lambda: list(islice(source, PAGE))):
                self._choices += page
                self._draw()
                said.update(f"{len(self._choices)} so far…")
        except AwsFailure as failure:
            said.update(f"{failure}. {failure.next_step}")
        else:
            count = len(self._choices)
            listed = f"{count} in all; the first {MOST} are listed, search for the others." if count > MOST else ""
            listed = listed or (f"{count} in all." if count else self._empty)
            said.update(f"{listed}{' Enter chooses,' if count else ''} Escape goes back.")

    @on(Input.Changed)
    def _draw(self) -> None:
        wanted = self.query_one(Input).value.casefold()
        found = (c for c in self._choices if wanted in f"{c.label} {c.remark} {c.value}".casefold())
        shown = islice(found, MOST)
        listing = self.query_one(Listing)
        listing.empty = f"nothing contains “{wanted}”" if wanted else ""
        listing.show(
            [Card(c.value, (Line(Content.assemble(c.label, (f"  {c.remark}", "$quiet"))),), c.value) for c in shown]
        )

    @on(Input.Submitted)
    def _take(self) -> None:
        if (value := self.query_one(Listing).current) is not None:
            self.dismiss(value)

    @on(Listing.Chosen)
    def _chosen(self, event: Listing.Chosen) -> None:
        self.dismiss(str(event.value))

    def key_down(self) -> None:
        self.query_one(Listing).focus()
