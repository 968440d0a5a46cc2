"""The classes that screens bear for the terminal's size, and a screen that bears them before it is styled.

Textual gives them out once a screen is laid out; everything in it would then be styled a second time.
"""

from __future__ import annotations

from typing import Any, cast

from textual import events
from textual.screen import Screen

Breakpoints = list[tuple[int, str]]

WIDTHS: Breakpoints | None = [(0, "-tiny"), (60, "-narrow"), (110, "-wide")]
HEIGHTS: Breakpoints | None = [(0, "-flat"), (18, "-short"), (32, "-tall"), (48, "-high")]
"""From how many columns and rows on the screens bear which class."""
BROAD = 140
"""Columns from which on a dialog of pages leaves room beside it: of less nothing could be read there."""
DIALOG_WIDTHS: Breakpoints = [*(WIDTHS or ()), (BROAD, "-broad")]


class SizedScreen:
    """A screen that knows its size when it is composed, and comes to the front once."""

    _resumed = False  # for the first frame, which is not drawn yet

    def on_compose(self) -> None:
        """Textual composes after this."""
        screen = cast("Screen[Any]", self)
        widths = screen.HORIZONTAL_BREAKPOINTS or WIDTHS
        for length, breakpoints in zip(screen.app.size, (widths, HEIGHTS), strict=True):
            name = max((at, name) for at, name in breakpoints or () if at <= length)[1]
            screen.add_class(name, update=False)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """A mode that is gone to for the first time comes to the front twice, and is styled anew each time."""
        if self._resumed:
            event.refresh_styles = False
        else:
            self._resumed = True
            cast("Screen[Any]", self).call_after_refresh(setattr, self, "_resumed", False)
