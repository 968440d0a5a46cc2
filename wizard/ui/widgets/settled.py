"""Where a step has nothing to do: it says so, says why, and offers the way on.

Where a policy was not read, that is to paste it, or to name whose profile may read it; where the request is at fault,
to correct that.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button

from wizard.flow.settled import headline
from wizard.ui.keys import key_of
from wizard.ui.widgets.lines import OK, Line, Lines

UNKNOWN, NO_GOOD_NEWS = Content.styled("? ", "bold $warning"), Content.styled("– ", "bold $warning")
NOT_HERE = Content.styled("– ", "$quiet")


class Settled(Vertical):
    """The sentence, a button that goes on, and one for what comes before."""

    DEFAULT_CSS = """
    Settled {
        height: auto; padding: 0 1; border: round $border-blurred;
        &:focus-within { border: round $border; }
        & > Horizontal { height: auto; }
        & #sentence { max-width: 100; }
    }
    """

    class GoOn(Message):
        """The person wants the next step."""

    class UseIt(Message):
        """The person wants the corrected request."""

    class PasteIt(Message):
        """The person has the policy that could not be read."""

    class NameIt(Message):
        """The person has a profile that may read it."""

    def compose(self) -> ComposeResult:
        yield Lines(id="sentence")
        with Horizontal():
            yield Button("Paste the policy…", id="paste-it")
            yield Button(f"Name a profile… {key_of(self.app, 'name-profile')}", id="name-it")
            yield Button(f"Use the corrected request {key_of(self.app, 'correct')}", id="use-it")
            yield Button(f"Next step {key_of(self.app, 'next')}", id="go-on")

    def show(
        self, why: str, *, unread: bool = False, nameable: bool = False, applied: bool = False, missing: bool = False
    ) -> None:
        """Show why there is nothing to do here; or, ``unread``, that nobody knows whether there is.

        ``nameable``: another profile might read it. ``applied``: a change was made here in this sitting.
        ``missing``: there is no role, which is no good news.
        """
        self.query_one("#paste-it").display = unread
        self.query_one("#name-it").display = unread and nameable
        self.query_one("#use-it").display = False
        self.query_one("#go-on").display = True
        mark = UNKNOWN if unread else NO_GOOD_NEWS if missing else OK
        self._say(Content.assemble((headline(unread=unread, applied=applied), "bold"), f". {why}" if why else ""), mark)

    def show_request_first(self, why: str) -> None:
        """Show that it is the request which is to be corrected, and not the policy."""
        for name in ("#paste-it", "#name-it", "#go-on"):
            self.query_one(name).display = False
        self.query_one("#use-it").display = True
        self._say(Content.styled(f"{why}.", "bold"), NOT_HERE)

    def _say(self, sentence: Content, mark: Content) -> None:
        self.query_one("#sentence", Lines).show((Line(sentence, mark),))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        messages = {"paste-it": self.PasteIt, "name-it": self.NameIt, "use-it": self.UseIt}
        self.post_message(messages.get(event.button.id or "", self.GoOn)())
