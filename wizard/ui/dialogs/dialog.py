"""What all dialogs share: a framed box below the lines that are always visible, never larger than the terminal."""

from __future__ import annotations

from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical

from wizard.ui.breakpoints import DIALOG_WIDTHS, SizedScreen
from wizard.ui.crash import CalmScreen
from wizard.ui.dialogs.closing import ClosingAlone
from wizard.ui.keys import DIALOG

T = TypeVar("T")


class Dialog(SizedScreen, CalmScreen, ClosingAlone[T | None]):
    """A question with an answer of type T; ``None`` is its way out."""

    BINDINGS = DIALOG
    HORIZONTAL_BREAKPOINTS = DIALOG_WIDTHS
    DEFAULT_CSS = """
    Dialog {
        align: center middle; background: $scrim;
        &:ansi { background: transparent; }
        & > #box {
            width: 80; max-width: 100%; height: auto; max-height: 100%; margin-top: 3;
            border: round $border; border-title-color: $foreground; border-title-style: bold;
            border-subtitle-color: $quiet; background: $surface; padding: 0 1;
        }
        &.-flat > #box { margin-top: 0; }
        & #buttons { height: auto; width: 100%; align-horizontal: right; margin-top: 1; }
    }
    """

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._heading = heading

    def compose(self) -> ComposeResult:
        box = Vertical(id="box")
        box.border_title = self._heading
        with box:
            yield from self.content()

    def content(self) -> ComposeResult:
        """What stands in the box."""
        raise NotImplementedError

    def action_explain(self) -> None:
        """The keys of this dialog."""
        from wizard.ui.dialogs.explain import Explain
        from wizard.ui.help import KEYS, keys

        self.app.push_screen(Explain(KEYS, keys(self)))

    def action_close(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
