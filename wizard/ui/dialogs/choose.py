"""A searchable list to choose from, filled page by page while one already types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from wizard.aws.gateway import AwsFailure
from wizard.ui.background import in_background
from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.keys import key_of
from wizard.ui.widgets.lines import Line
from wizard.ui.widgets.listing import Card, Listing

PAGE = 50
"""Choices drawn at a time, so that the first show at once."""

WIDEST = 44
"""Columns of the longest label that the others' remarks are lined up with."""

LEAST, HIGHEST = 12, 50
"""Rows of the box, however few or many choices there are."""

MOST = 500
"""Choices listed at once: nobody scrolls further, and a search stays quick among thousands."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: what is answered, what is shown, and a quiet remark behind it; before that its kind, given the room."""

    value: str
    label: str
    remark: str = ""
    kind: str = ""


class Choose(Dialog[str]):
    """Answers the value chosen."""

    AUTO_FOCUS = "#search"
    DEFAULT_CSS = """
    Choose {
        & > #box { width: 100%; height: 12; }
        & #said.-failed { color: $warning; }
        &.-broad > #box { width: 100; }
        & Listing { height: 1fr; border: none; padding: 0; & > .option-list--option { padding: 0 1; } }
        & Listing:focus { border: none; }
        & #said { height: auto; color: $quiet; padding: 0 1; }
    }
    """

    def __init__(self, title: str, load: Callable[[], Iterator[Choice]], *, empty: str = "There is none.") -> None:
        super().__init__(title)
        self._empty = empty
        self._load = load
        self._choices: list[Choice] = []
        self._told = ""  # where the list has nothing to show

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
                self.call_after_refresh(self._grow)
        except AwsFailure as failure:
            said.update(f"{failure}. {failure.advice()}")
            said.add_class("-failed")
        else:
            count = len(self._choices)
            self._told = self._empty
            listed = f"{count} in all." if count else ""
            if count > MOST:
                listed = f"{count} in all; the first {MOST} are listed, search for the others."
            back = f"{key_of(self.app, 'close')} goes back."
            said.update(f"{listed} Enter chooses, {back}" if count else back)
            self._draw()

    def _grow(self) -> None:
        """As high as the list needs; a search leaves it so."""
        around = self.query_one("#box").outer_size.height - self.query_one(Listing).outer_size.height
        rows = self.query_one(Listing).virtual_size.height + around
        self.query_one("#box").styles.height = max(LEAST, min(rows, HIGHEST))

    @on(Input.Changed)
    def _draw(self) -> None:
        wanted = self.query_one(Input).value.casefold()
        found = (c for c in self._choices if wanted in f"{c.label} {c.kind} {c.remark} {c.value}".casefold())
        shown = list(islice(found, MOST))
        listing = self.query_one(Listing)
        listing.empty = f"nothing contains “{wanted}”" if wanted and self._choices else self._told
        labels = (cell_len(c.label) for c in shown if c.remark)
        width = max((label for label in labels if label <= WIDEST), default=0)
        kinds = not (self.has_class("-narrow") or self.has_class("-tiny"))
        listing.show([Card(c.value, (_drawn(c, width, kinds),), c.value) for c in shown])

    @on(Input.Submitted)
    def _take(self) -> None:
        if (value := self.query_one(Listing).current) is not None:
            self.dismiss(value)

    @on(Listing.Chosen)
    def _chosen(self, event: Listing.Chosen) -> None:
        self.dismiss(str(event.value))

    def key_down(self) -> None:
        self.query_one(Listing).focus()


def _drawn(choice: Choice, width: int, kinds: bool) -> Line:
    """A choice, its remark lined up with those of the others, and continued there where it wraps."""
    remark = Content.styled(f"{choice.kind}: {choice.remark}" if kinds and choice.kind else choice.remark, "$quiet")
    if not choice.remark or cell_len(choice.label) > width:
        return Line(Content.assemble(choice.label, "  ", remark) if choice.remark else Content(choice.label))
    return Line(remark, Content(choice.label).pad_right(width - cell_len(choice.label) + 2))
