"""Where a step has no repair: it says so, says why, and offers the way on; where a policy was not read, to paste it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from wizard.ui.keys import key_of

NOTHING = "Nothing to change"
AFTERWARDS = f"Applied. {NOTHING} any more"
NOT_YET = f"{NOTHING} yet"


class Settled(Vertical):
    """The sentence, a button that goes on, and one to paste what could not be read."""

    DEFAULT_CSS = """
    Settled {
        height: auto; padding: 0 1; border: round $border-blurred;
        &:focus-within { border: round $border; }
        & > Horizontal { height: auto; }
    }
    """

    class GoOn(Message):
        """The person wants the next step."""

    class PasteIt(Message):
        """The person has the policy that could not be read."""

    def compose(self) -> ComposeResult:
        yield Static(id="sentence")
        with Horizontal():
            yield Button("Paste the policy…", id="paste-it")
            yield Button(f"Next step  {key_of(self.app, 'next')}", id="go-on")

    def show(self, why: str, *, unread: bool = False, applied: bool = False) -> None:
        """Show why there is nothing to do here; or, ``unread``, that nobody knows whether there is.

        ``applied``: a change was made here in this sitting.
        """
        self.query_one("#paste-it").display = unread
        mark = ("? ", "bold $warning") if unread else ("✓ ", "bold $success")
        headline = NOT_YET if unread else AFTERWARDS if applied else NOTHING
        self.query_one("#sentence", Static).update(
            Content.assemble(mark, (headline, "bold"), f". {why}" if why else "")
        )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.PasteIt() if event.button.id == "paste-it" else self.GoOn())
