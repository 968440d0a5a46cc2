"""Where a step has nothing to change: it says so, says why, and offers the way on."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from wizard.ui.keys import key_of

NOTHING = "Nothing to change"


class Settled(Vertical):
    """The sentence and a button that goes on."""

    DEFAULT_CSS = """
    Settled {
        height: auto; padding: 0 1; border: round $border-blurred;
        &:focus-within { border: round $border; }
    }
    """

    class GoOn(Message):
        """The person wants the next step."""

    def compose(self) -> ComposeResult:
        yield Static(id="sentence")
        yield Button(f"Next step  {key_of(self.app, 'next')}", id="go-on")

    def show(self, headline: str, why: str) -> None:
        """Show why there is nothing to do here."""
        self.query_one("#sentence", Static).update(
            Content.assemble(("✓ ", "bold $success"), (headline, "bold"), f". {why}" if why else "")
        )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.GoOn())
