"""NO_COLOR: everything in the terminal's own two colours. What had a ground of its own is reversed, what was grey dim.

Textual's own way is shades of grey, which are colours all the same and may be illegible on the terminal's ground.
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_BLACK, _GREY = 0, 8


class NoColour(LineFilter):
    """Takes the colours out of what is drawn, and leaves bold, dim, underlined and reversed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """A line without colours."""
        return [
            Segment(text, None if style is None else colourless(style), control) for text, style, control in segments
        ]


@lru_cache(2048)
def colourless(style: Style) -> Style:
    """A style of the theme ``ansi`` without its colours."""
    grey = style.color is not None and style.color.number == _GREY
    kept = style.without_color + Style(
        dim=True if grey else style.dim, reverse=bool(style.reverse) != _own(style.bgcolor)
    )
    return kept + Style.from_meta(style.meta) if style.meta else kept


def _own(ground: RichColor | None) -> bool:
    """Whether something stands out by its ground; the way of a scroll bar does not."""
    return ground is not None and not ground.is_default and ground.number not in (_BLACK, _GREY)
