"""Lines of code or prose beside a gutter, wrapped so that a continued line stays clear of the gutter.

A line may have a second text under it: both are cut at the same places, so that what differs stays one above the
other, however narrow the window is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.visual import Visual
from textual.widgets import Static

from wizard.ui.keys import PAGE

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.strip import Strip
    from textual.visual import RenderOptions

    from wizard.ui.app import WizardApp

_NO_GUTTER = Content("")
INDENT = Content("  ")
WRONG = Content.styled("✗ ", "bold $error")
WARNS = Content.styled("! ", "bold $warning")
OK = Content.styled("✓ ", "bold $success")
_BREAKS = ((" ", 1 / 2), (",:/=", 2 / 3), (" ", 1 / 3), (",:/=._-", 1 / 3))
"""After what a row ends, the best first, and how much of it is filled at least."""
ALONE = 12
"""Up to how many letters a word is short, and wants company in the last row."""
HANGING = ("aws ", "• ")
"""How a command or an item of a list begins: where it wraps, it goes on further in."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line and what stands left of it; ``style`` fills the whole row. ``under``: the line to be set below it.

    ``hang``: how many columns further in it goes on where it wraps.
    """

    body: Content
    gutter: Content = _NO_GUTTER
    style: str = ""
    under: Line | None = None
    hang: int = 0

    @property
    def text(self) -> str:
        """The line as plain text."""
        below = f"\n{self.under.gutter.plain}{self.under.text}" if self.under is not None else ""
        return f"{self.gutter.plain if below else ''}{self.body.plain}{below}"


BLANK = Line(_NO_GUTTER)


def laid_out(lines: Iterable[Line], width: int) -> list[Content]:
    """The rows of some lines in a window of ``width`` columns."""
    return [row for line in lines for row in _wrapped(line, max(width, 12))]


class Lines(Static):
    """The lines, laid out for whatever width there is."""

    DEFAULT_CSS = "Lines { height: auto; width: 100%; }"

    def __init__(self, lines: tuple[Line, ...] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines = lines
        self._laid_out: tuple[int, Content, int] | None = None

    def show(self, lines: tuple[Line, ...]) -> None:
        """Show other lines."""
        self._lines = lines
        self._laid_out = None
        self.refresh(layout=True)

    def render(self) -> Content:
        return self._layout_for(self.size.width)[0]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._layout_for(width)[1]

    def _layout_for(self, width: int) -> tuple[Content, int]:
        if self._laid_out is None or self._laid_out[0] != width:
            rows = laid_out(self._lines, width)
            self._laid_out = (width, Content("\n").join(rows), len(rows))
        return self._laid_out[1:]


class Drawing(Visual):
    """Lines where Textual asks for something to draw at a width that it decides: the cards of a list."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self._lines = lines

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        content = self._content(width)
        if style.reverse and style.foreground is not None:  # colours would turn into patches of it
            content = content.stylize(Style(foreground=style.foreground))
        return content.render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return max((line.gutter.cell_length + line.body.cell_length for line in self._lines), default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:
        return max(1, len(laid_out(self._lines, width)))

    def _content(self, width: int) -> Content:
        return Content("\n").join(laid_out(self._lines, width))


class Overflow(VerticalScroll):
    """Scrolls, and is a stop of the tab key only where there is something to scroll."""

    DEFAULT_CSS = """
    Overflow {
        padding: 0 1; scrollbar-size-vertical: 1;
        &:focus { outline-left: outer $border; background-tint: $foreground 4%; }
    }
    """

    def allow_focus(self) -> bool:
        return super().allow_focus() and self.max_scroll_y > 0


class Page(VerticalScroll):
    """Lines that scroll, as one focusable page. `y` copies its text."""

    BINDINGS = PAGE
    DEFAULT_CSS = """
    Page {
        height: 1fr; scrollbar-size-vertical: 1; background: $surface;
        border: round $border-blurred; border-title-color: $foreground; border-subtitle-color: $quiet; padding: 0 1;
        &:focus { border: round $border; border-title-style: bold; }
    }
    """

    def __init__(self, *, lines: tuple[Line, ...] = (), text: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = text
        self._lines = Lines(lines)

    def compose(self) -> ComposeResult:
        yield self._lines

    def show_lines(self, lines: tuple[Line, ...], text: str) -> None:
        """Show lines; ``text`` is what `y` copies."""
        self._text = text
        self._lines.show(lines)

    def action_copy_text_here(self) -> None:
        """Copy the page's text."""
        cast("WizardApp", self.app).copy(self._text)


def prose(text: str, style: str = "") -> tuple[Line, ...]:
    """Plain text as lines."""
    return tuple(
        Line(Content.styled(line, style), hang=2 if line.startswith(HANGING) else 0) for line in text.splitlines()
    )


def _wrapped(line: Line, width: int) -> list[Content]:
    if line.under is not None:
        ends = _ends(max(line.body.plain, line.under.body.plain, key=cell_len), _room(line.gutter, width))
        above, below = (_cut(each, ends, width, labelled=True) for each in (line, line.under))
        pairs = zip(above, below, strict=True)
        return [row for pair in pairs for row in pair]
    line = _set_in(line, width)
    return _cut(line, _ends(line.body.plain, _room(line.gutter, width), line.hang), width)


def _room(gutter: Content, width: int) -> int:
    return max(8, width - gutter.cell_length)


def _set_in(line: Line, width: int) -> Line:
    """What is indented stays so where it wraps, unless that leaves little room."""
    indented = len(line.body.plain) - len(line.body.plain.lstrip(" "))
    if not 0 < indented <= width / 2:
        return line
    gutter = Content.assemble(line.gutter, " " * indented)
    return Line(line.body[indented:], gutter, line.style, hang=line.hang)


def _cut(line: Line, ends: list[int], width: int, *, labelled: bool = False) -> list[Content]:
    """The rows of a line that is cut at these places; ``labelled``: each says anew which line it belongs to."""
    gutter, rows = line.gutter, []
    for start, end in pairwise([0, *ends]):
        row = Content.assemble(gutter, line.body[start:end])
        if end < ends[-1] or row.cell_length > width:
            row = row.rstrip(" ")
        if line.style:
            row = row.pad_right(max(0, width - row.cell_length)).stylize_before(line.style)
        rows.append(row)
        if not labelled:
            gutter = Content(" " * (line.gutter.cell_length + line.hang))
    return rows


def _ends(text: str, room: int, hang: int = 0) -> list[int]:
    """Where to cut a text into rows of at most ``room`` columns; blanks at a cut end the row before it."""
    ends, at = [], 0
    while (fits := _fitting(text[at : at + room + 1], room)) < len(text) - at:
        row = text[at : at + fits + 1]
        end = _break(row, fits)
        if len(text) - at - end <= ALONE:
            end = _with_company(row[:end], text[at + end :])
        at += end
        while text[at : at + 1] == " ":
            at += 1
        ends.append(at)
        room -= hang if len(ends) == 1 else 0
    return [*ends, len(text)] if at < len(text) or not ends else ends


def _fitting(text: str, room: int) -> int:
    """How many of a text's first characters fit into ``room`` columns, at least one; some take two columns."""
    if text.isascii():
        return min(len(text), room)
    columns = list(accumulate(map(cell_len, text)))
    return max(1, bisect_right(columns, room))


def _with_company(row: str, last: str) -> int:
    """Where to end a row: a word earlier where else the last one, ``last``, would hold a short word alone."""
    end = row.rstrip(" ").rfind(" ") + 1
    return end if last.strip(" ").isalpha() and end > max(len(row) / 2, len(last)) else len(row)


def _break(text: str, room: int) -> int:
    """Where to end a row of at most ``room`` characters: after a natural end, but before no number, else anywhere."""
    for breaks, least in _BREAKS:
        for end in range(room, int(room * least), -1):
            if text[end - 1] in breaks and not (text[end - 1] == " " and text[end].isdigit()):
                return end
    return room
