"""The policy editor: a text area that colours JSON itself and underlines what is wrong at its place.

It overrides a private method of Textual (`_build_highlight_map`; written against 8.2.8, held by
tests/ui/test_editing.py) and knows when Textual draws the cursor (`_draw_cursor`). Textual's own highlighting needs
tree-sitter, whose newest releases crash the process.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import ClassVar

from rich.style import Style
from textual._text_area_theme import TextAreaTheme
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Offset
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.widgets import TextArea

from wizard.ui.keys import EDITOR
from wizard.ui.widgets.json_colours import COLOURS, colours

_PROBLEM = "problem"


class PolicyEditor(TextArea):
    """A TextArea for one policy document."""

    BINDINGS = EDITOR
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"policy-editor--{kind}" for kind in (*COLOURS, _PROBLEM)}
    DEFAULT_CSS = """
    PolicyEditor {
        border: round $border-blurred; background: $surface; padding: 0; scrollbar-size: 1 1;
        border-title-color: $foreground; border-subtitle-color: $quiet;
        &:focus { border: round $border; border-title-style: bold; }
        & .text-area--cursor-line { background: $panel; }
        & .text-area--gutter { color: $quiet; background: $surface; }
        & .text-area--cursor-gutter { color: $foreground; background: $panel; }
        & .policy-editor--key { color: $primary; }
        & .policy-editor--string { color: $foreground; }
        & .policy-editor--number { color: $warning; }
        & .policy-editor--literal { color: $accent; }
        & .policy-editor--punctuation { color: $quiet; }
        & .policy-editor--error { color: $error; }
        & .policy-editor--problem { color: $error; text-style: underline bold; }
    }
    """

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        self._wrong: tuple[tuple[int, int], ...] = ()
        self._colours: dict[str, Style] = {}
        self._drawn: LRUCache[tuple[object, ...], Strip] = LRUCache(1024)
        super().__init__(text, id=id, soft_wrap=True, show_line_numbers=True, tab_behavior="focus")
        self.indent_width = 2

    def notify_style_update(self) -> None:
        """Take the colours from the stylesheet, whenever that changes: it tells of it before they are there."""
        super().notify_style_update()
        self._drawn.clear()
        if self.is_mounted:
            self.call_next(self._take_colours)

    def on_mount(self) -> None:
        """Take them for the first time."""
        self._take_colours()

    def fill(self, text: str, over: str | None = None) -> None:
        """Put a whole text in as one edit, so that undo brings the old one back; show where it begins to differ.

        ``over``: the text that it differs from, where that does not stand here.
        """
        before, after = list(self.document.lines) if over is None else over.split("\n"), text.split("\n")
        self.replace(text, self.document.start, self.document.end)
        differing = (row for row, (old, new) in enumerate(zip(before, after, strict=False)) if old != new)
        self.move_cursor((next(differing, 0), 0), center=True)

    def mark(self, wrong: tuple[tuple[int, int], ...]) -> None:
        """Underline these stretches of the text (offsets: start, past the end)."""
        if wrong != self._wrong:
            self._wrong = wrong
            self._build_highlight_map()
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line. Textual draws all of them anew after each key; one that looks as before is taken as it was."""
        if self.document.lines == [""]:  # the placeholder: its lines have no place in the text to be known by
            return self._placeholder_line(y) or super().render_line(y)
        at = y + self.scroll_offset.y
        looks: tuple[object, ...] = (self.size, self.gutter_width)
        if at < self.wrapped_document.height:
            row, column = self.wrapped_document.offset_to_location(Offset(0, at))
            (first, _), (last, _) = sorted(self.selection)
            bracket = self.matching_bracket_location
            if first <= row <= last or (bracket is not None and bracket[0] == row):
                return super().render_line(y)
            ends = self.wrapped_document.get_offsets(row)  # it may be laid out for a width that is no more
            looks += (row, column, self.document.get_line(row), tuple(ends), tuple(self._highlights[row]))
        if (drawn := self._drawn.get(looks)) is None:
            drawn = self._drawn[looks] = super().render_line(y)
        return drawn

    def _placeholder_line(self, y: int) -> Strip | None:
        """A line of the placeholder, as far from the frame as other texts in frames; the cursor stands before."""
        rows = Content(str(self.placeholder)).wrap(max(1, self.content_size.width - 2)) if self.placeholder else ()
        if y >= len(rows):
            return None
        row = Content.assemble(" ", rows[y].stylize(self.get_visual_style("text-area--placeholder")))
        if y == 0 and self._draw_cursor and self._theme is not None and self._theme.cursor_style is not None:
            row = row.stylize(VisualStyle.from_rich_style(self._theme.cursor_style), 0, 1)
        return Strip(row.render_segments(self.visual_style), row.cell_length)

    def _take_colours(self) -> None:
        styles = {
            kind: self.get_component_rich_style(f"policy-editor--{kind}", partial=True) for kind in (*COLOURS, _PROBLEM)
        }
        if styles != self._colours:
            self._colours = styles
            self._drawn.clear()
            self.register_theme(TextAreaTheme("policy", syntax_styles=styles))
            self.theme = "css"  # anything else first: the name alone says to Textual that a theme is new
            self.theme = "policy"

    def _build_highlight_map(self) -> None:
        """Textual's hook after every edit: for each line, (first byte, past the last byte, name of the style)."""
        self._line_cache.clear()
        self._highlights.clear()
        text = self.text
        lines = self.document.lines
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        plain = text.isascii()
        spans = [*colours(text), *((_PROBLEM, start, end) for start, end in self._wrong)]
        for name, start, end in spans:
            row = bisect_right(starts, start) - 1
            if row >= len(lines):
                continue
            line = lines[row]
            first, last = start - starts[row], min(end - starts[row], len(line))
            if name == _PROBLEM and last <= first:  # something is missing: mark the character before it
                first, last = max(0, first - 1), max(1, first)
            if not plain:
                first, last = len(line[:first].encode()), len(line[:last].encode())
            self._highlights[row].append((first, last, name))
