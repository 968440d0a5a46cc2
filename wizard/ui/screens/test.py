"""4 Test: the call as it will be sent, then the real AssumeRole, and who one has become."""

from __future__ import annotations

from datetime import datetime
from threading import Event

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from wizard.aws.gateway import AwsFailure
from wizard.flow import assume
from wizard.flow.assume import TestView, Wait
from wizard.flow.session import HEADINGS
from wizard.flow.trial import TRIALS, Tried
from wizard.ui.background import in_background
from wizard.ui.dialogs.mfa import MfaCode
from wizard.ui.screens.step import StepScreen


class TestScreen(StepScreen):
    """Assumes the role for real."""

    __test__ = False  # not a test class
    STEP = "test"
    CSS_PATH = "test.tcss"

    class Waiting(Message):
        """AWS still denies and the change is young: the call is tried again soon."""

        def __init__(self, wait: Wait) -> None:
            super().__init__()
            self.wait = wait

    def __init__(self) -> None:
        super().__init__()
        self._cancelled = Event()

    def body(self) -> ComposeResult:
        with VerticalScroll(id="call", can_focus=False):
            yield Static(id="lines")
            yield Static(id="command")
            yield Static(id="note")
        with Horizontal(id="deeds"):
            yield Button("Assume the role", id="assume")
            yield Button("Cancel", id="stop")
            yield Button("", id="back")
            yield Button("Try an action…", id="try")
        with VerticalScroll(id="answer", can_focus=False):
            yield Static(id="said")

    def show(self) -> None:
        if self.session.judgement is None:
            return
        view = assume.view(self.session, self.wizard.now())
        width = max(len(label) for label, _ in view.lines)
        rows = [Content.assemble((f"{label:<{width}}  ", "$quiet"), value) for label, value in view.lines]
        self.query_one("#lines", Static).update(Content("\n").join(rows))
        self.query_one("#command", Static).update(Content.assemble(("$ ", "bold $primary"), view.command))
        note = self.query_one("#note", Static)
        note.update(Content(view.mfa_note))
        note.display = bool(view.mfa_note)
        self.query_one("#said", Static).update(_answer(view))
        self._offer_way_back(view)
        self.query_one("#try").display = view.became is not None
        self.query_one("#stop").display = False

    def begin(self) -> None:
        self.query_one("#back" if self.query_one("#back").display else "#assume").focus()

    def _offer_way_back(self, view: TestView) -> None:
        back = self.query_one("#back", Button)
        back.display = view.back_to is not None or view.became is not None
        if view.became is not None:
            back.label = "Go on to the profile"
        elif view.back_to is not None:
            back.label = f"Back to {HEADINGS[view.back_to].partition(' ')[2]}"

    @on(Button.Pressed, "#back")
    def _go_where_it_helps(self) -> None:
        view = assume.view(self.session, self.wizard.now())
        self._go("profile" if view.became is not None else view.back_to or "inspect")

    @on(Button.Pressed, "#stop")
    def _stop(self) -> None:
        self._cancelled.set()

    @on(Button.Pressed, "#assume")
    @work(exclusive=True, group="aws", exit_on_error=False)
    async def assume(self) -> None:
        """Ask for a code where one is needed, then call AWS, with patience for a change on its way."""
        view = assume.view(self.session, self.wizard.now())
        code = None
        if view.needs_code and view.serial_number is not None:
            code = await self.app.push_screen_wait(MfaCode(view.serial_number, view.mfa_note, coach=self.wizard.coach))
            if code is None:
                return
        self._cancelled.clear()
        self.query_one("#stop").display = True
        with self.busy("Calling sts:AssumeRole"):
            try:
                await in_background(lambda: self.wizard.test(code, self._wait))
            except AwsFailure as failure:
                if failure.kind not in ("denied", "refused", "cancelled"):
                    self.fail(failure)
        self.show_all()
        self.begin()

    @on(Button.Pressed, "#try")
    @work(exclusive=True, group="aws", exit_on_error=False)
    async def try_action(self) -> None:
        """Try an action with the new credentials; all of them only read."""
        from wizard.ui.dialogs.choose import Choice, Choose

        titles = {title: trial for trial, title in TRIALS.items()}
        choices = [Choice(title, title) for title in titles]
        title = await self.app.push_screen_wait(Choose("Try what? Nothing is changed by it.", lambda: iter(choices)))
        if title is not None:
            await self.ask(title, lambda: self.wizard.try_it(titles[title]))

    def _wait(self, wait: Wait) -> bool:
        """Pause between two tries, in the calling thread; False where the person cancelled."""
        self.post_message(self.Waiting(wait))
        return not self._cancelled.wait(wait.seconds)

    @on(Waiting)
    def _show_waiting(self, event: Waiting) -> None:
        wait = event.wait
        self.say(
            f"… AWS still denies it; the change may be on its way. Try {wait.attempt + 1} in {wait.seconds:g} s, "
            f"until {_clock(wait.until)}"
        )


def _answer(view: TestView) -> Content:
    if view.became is not None:
        return Content.assemble(
            ("✓ You are now ", "bold $success"),
            (view.became.arn, "bold"),
            f"\n  until {_clock(view.became.expires)}",
            ("\n  The new keys stay in memory; nothing shows or stores them.", "$quiet"),
            _tried(view.tried),
        )
    if view.denial:
        first, *rest = view.denial
        return Content("\n  ").join([Content.styled(f"✗ {first}", "bold $error"), *map(Content, rest)])
    return Content.styled("The call has not been made yet.", "$quiet")


def _tried(made: Tried | None) -> Content:
    if made is None:
        return Content("")
    symbol = ("✓ ", "bold $success") if made.failure is None else ("! ", "bold $warning")
    return Content.assemble("\n", symbol, (f"{made.title}: ", "bold"), made.sentence)


def _clock(moment: datetime) -> str:
    return moment.astimezone().strftime("%H:%M:%S")


SCREEN = TestScreen
