"""A list of values, each drawn as a card: Enter chooses, `/` filters, `y` copies. Causes, plans and roles are such."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from wizard.ui.keys import LISTING
from wizard.ui.widgets.lines import Drawing, Line

if TYPE_CHECKING:
    from wizard.ui.app import WizardApp

T = TypeVar("T")

ROOMY = 32
"""Rows from which on a terminal has room for rules between cards."""


@dataclass(frozen=True, slots=True)
class Card(Generic[T]):
    """A value and how it looks. ``text`` is what filtering searches and `y` copies."""

    value: T
    lines: tuple[Line, ...]
    text: str


class Listing(OptionList, Generic[T]):
    """Cards of one kind of value."""

    BINDINGS = LISTING
    DEFAULT_CSS = """
    Listing {
        height: auto; padding: 0 1; border: round $border-blurred; background: $surface;
        border-title-color: $foreground; border-subtitle-color: $quiet;
        scrollbar-size-vertical: 1;
        &:focus { border: round $border; border-title-style: bold; background-tint: $foreground 0%; }
        & > .option-list--option { padding: 0 0; }
        & > .option-list--separator { color: $border-blurred; }
    }
    """

    class Chosen(Message):
        """Somebody pressed Enter on a card, or clicked it."""

        def __init__(self, listing: Listing[Any], value: object) -> None:
            super().__init__()
            self.listing = listing
            self.value = value

        @property
        def control(self) -> Listing[Any]:
            """The listing, for `on` with a selector."""
            return self.listing

    def __init__(
        self, title: str = "", *, empty: str = "", hint: str = "", ruled: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id, markup=False)
        self._ruled = ruled
        self._roomy = False
        self.border_title = title
        self.empty = empty
        self._hint = hint
        self._cards: list[Card[T]] = []
        self._shown: list[Card[T]] = []
        self._filter: str | None = None

    @property
    def cards(self) -> tuple[Card[T], ...]:
        """All cards, filtered out or not."""
        return tuple(self._cards)

    @property
    def current(self) -> T | None:
        """The value under the cursor."""
        card = self._card()
        return None if card is None else card.value

    def show(self, cards: Iterable[Card[T]], *, keep: bool = True) -> None:
        """Show these cards; the cursor stays at its place where ``keep`` and it can, else goes to the first."""
        self._cards = list(cards)
        self._draw(self.highlighted if keep else 0)

    def _draw(self, cursor: int | None) -> None:
        wanted = (self._filter or "").casefold()
        self._shown = [card for card in self._cards if wanted in card.text.casefold()]
        if self._shown:
            self.set_options(self._drawn())
            self.highlighted = min(cursor or 0, len(self._shown) - 1)
        else:
            text = f"nothing contains “{self._filter}”" if wanted else self.empty
            self.set_options([Option(Content.styled(text, "$quiet"), disabled=True)] if text else [])
        self._caption()

    def _drawn(self) -> Iterable[Option | None]:
        """The cards; where there is room, with a rule between them."""
        for number, card in enumerate(self._shown):
            if number and self._roomy:
                yield None
            yield Option(Drawing(card.lines))

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Textual's, which forgets that the card under the cursor may be shown by being reversed."""
        style = super().get_visual_style(*component_classes, partial=partial)
        reverse = any(self.get_component_styles(name).text_style.reverse for name in component_classes)
        return style + Style(reverse=True) if reverse else style

    def on_resize(self) -> None:
        """Rules between the cards need a tall terminal."""
        roomy = self._ruled and self.app.size.height >= ROOMY
        if roomy != self._roomy:
            self._roomy = roomy
            self._draw(self.highlighted)

    def _caption(self) -> None:
        if self._filter is not None:
            self.border_subtitle = f"/{self._filter}▏"
        else:
            self.border_subtitle = self._hint if self._shown else ""

    def _card(self) -> Card[T] | None:
        index = self.highlighted
        return self._shown[index] if index is not None and index < len(self._shown) else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if (card := self._card()) is not None:
            self.post_message(self.Chosen(self, card.value))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """While a filter is typed, letters belong to it and not to the screen's keys."""
        return self._filter is not None and character is not None and character.isprintable()

    async def on_key(self, event: events.Key) -> None:
        if self._filter is None:
            return
        if event.key == "escape":
            self._filter = None
        elif event.key == "backspace":
            self._filter = self._filter[:-1] or None
        elif event.is_printable and event.character:
            self._filter += event.character
        else:
            return
        event.stop()
        event.prevent_default()
        self._draw(0)

    def action_page_down(self) -> None:
        """A page down, once the list is drawn: Textual looks for it before."""
        with contextlib.suppress(KeyError):
            super().action_page_down()  # type: ignore[no-untyped-call]

    def action_page_up(self) -> None:
        """A page up, likewise."""
        with contextlib.suppress(KeyError):
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_filter(self) -> None:
        """Start typing a filter."""
        if self._filter is None:
            self._filter = ""
            self._caption()

    def action_copy_line(self) -> None:
        """Copy the text of the card under the cursor."""
        if (card := self._card()) is not None:
            cast("WizardApp", self.app).copy(card.text)
