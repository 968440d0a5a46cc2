"""Lines of code or prose beside a gutter, wrapped so that a continued line stays clear of the gutter."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from wizard.ui.keys import PAGE

_NO_GUTTER = Content("")
_BREAK_AFTER = " ,:/="


@dataclass(frozen=True, slots=True)
class Line:
    """One line and what stands left of it; ``style`` fills the whole row."""

    body: Content
    gutter: Content = _NO_GUTTER
    style: str = ""


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
            rows = [row for line in self._lines for row in _wrapped(line, max(width, 12))]
            self._laid_out = (width, Content("\n").join(rows), max(1, len(rows)))
        return self._laid_out[1:]


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

    def __init__(self, title: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = title
        self._text = ""
        self._lines = Lines()

    def compose(self) -> ComposeResult:
        yield self._lines

    def show_lines(self, lines: tuple[Line, ...], text: str) -> None:
        """Show lines; ``text`` is what `y` copies."""
        self._text = text
        self._lines.show(lines)

    def action_copy_text_here(self) -> None:
        """Copy the page's text."""
        self.app.copy_to_clipboard(self._text)
        self.app.notify("Copied, if your terminal takes it.")


def prose(text: str, style: str = "") -> tuple[Line, ...]:
    """Plain text as lines."""
    return tuple(Line(Content.styled(line, style) if style else Content(line)) for line in text.splitlines())


def _wrapped(line: Line, width: int) -> list[Content]:
    indent = line.gutter.cell_length
    room = max(8, width - indent)
    body, rows = line.body, []
    gutter = line.gutter
    while True:
        end = len(body) if len(body) <= room else _break(body.plain, room)
        row = Content.assemble(gutter, body[:end])
        if line.style:
            row = row.pad_right(max(0, width - row.cell_length)).stylize_before(line.style)
        rows.append(row)
        if end >= len(body):
            return rows
        body = body[end:]
        gutter = Content(" " * indent)


def _break(text: str, room: int) -> int:
    """Where to end a row of at most ``room`` characters: after a natural end in its last third, else anywhere."""
    for end in range(room, room * 2 // 3, -1):
        if text[end - 1] in _BREAK_AFTER:
            return end
    return room
