"""What all dialogs share: a framed box in the middle of the screen, never larger than the terminal."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from wizard.ui.crash import CalmScreen
from wizard.ui.keys import DIALOG

T = TypeVar("T")


class Dialog(CalmScreen, ModalScreen[T | None]):
    """A question with an answer of type T; ``None`` is its way out."""

    BINDINGS = DIALOG
    TITLE: ClassVar[str] = ""
    DEFAULT_CSS = """
    Dialog {
        align: center middle; background: $background 60%;
        &:ansi { background: ansi_default; }
        & > #box {
            width: 76; max-width: 100%; height: auto; max-height: 100%;
            border: round $border; border-title-color: $foreground; border-title-style: bold;
            background: $surface; padding: 0 1;
        }
        & #buttons { height: auto; width: 100%; align-horizontal: right; margin-top: 1; }
    }
    """

    def compose(self) -> ComposeResult:
        box = Vertical(id="box")
        box.border_title = self.TITLE
        with box:
            yield from self.content()

    def content(self) -> ComposeResult:
        """What stands in the box."""
        raise NotImplementedError

    def action_close(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
