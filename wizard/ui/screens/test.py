"""4 Test: the call as it will be sent, then the real AssumeRole, and who one has become."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from threading import Event

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button

from wizard.aws.gateway import AwsFailure
from wizard.flow import assume
from wizard.flow.assume import AWS_SAYS, BY_WHAT_WAS_READ, TestView, Wait
from wizard.flow.coach import Score, in_words
from wizard.flow.session import NAMES
from wizard.flow.trial import QUESTION, TRIALS, Tried
from wizard.ui.additions import OPEN_SESSION, opened
from wizard.ui.background import in_background
from wizard.ui.dialogs.mfa import MfaCode
from wizard.ui.keys import key_of
from wizard.ui.screens.step import StepScreen
from wizard.ui.widgets.lines import BLANK, INDENT, OK, WARNS, Line, Lines, Overflow, Page, prose

_CODE = re.compile(r"RW\d{3} ")

SECOND = 1.0
"""Between two lines of the countdown."""


class TestScreen(StepScreen):
    """Assumes the role for real."""

    __test__ = False  # not a test class
    STEP = "test"

    class Waiting(Message):
        """AWS still denies and the change is young: the call is tried again soon, unless the test is over."""

        def __init__(self, wait: Wait, left: int, over: Event) -> None:
            super().__init__()
            self.wait = wait
            self.left = left
            self.over = over

    def __init__(self) -> None:
        super().__init__()
        self._over = Event()  # the last test is; each has its own
        self._over.set()

    def body(self) -> ComposeResult:
        with Vertical(id="main"):
            with Overflow(id="call"):
                yield Lines(id="lines")
            with Horizontal(id="deeds"):
                yield Button("Assume the role", id="assume")
                yield Button(OPEN_SESSION, id="open-session")
                yield Button(f"Read again {key_of(self.app, 'read-again')}", id="read")
                yield Button("Cancel", id="stop")
                yield Button(f"Use the corrected request {key_of(self.app, 'correct')}", id="correct")
                yield Button("", id="back")
                yield Button("Try an action…", id="try")
            with Overflow(id="answer"):
                yield Lines(id="said")
        yield Page(id="aside")

    def show(self) -> None:
        if self.session.judgement is None:
            return
        view = assume.view(self.session, self.wizard.now())
        self.query_one("#lines", Lines).show(_call(view))
        solved = _solved(self.wizard.coach.judged) if self.wizard.coach and view.became else ()
        self.query_one("#said", Lines).show((*_answer(view), *solved))
        self.set_class(bool(view.denial), "-denied")  # which takes many words
        self._offer_way_back(view)
        self.query_one("#correct").display = view.cured_by_request
        self.query_one("#try").display = view.became is not None
        self._offer_cancelling()
        self.query_one("#assume").display = not view.lacks
        self.query_one("#open-session").display = view.session_first and not view.lacks and view.became is None
        self.query_one("#read").display = view.read_again
        deeds = self.query_one("#deeds")
        deeds.display = any(deed.display for deed in deeds.children)

    def begin(self) -> None:
        if not self._over.is_set():
            return
        deeds = (self.query_one(name) for name in ("#back", "#correct", "#read", "#assume"))
        for deed in deeds:
            if deed.display:
                deed.focus()  # once it is enabled again, which the screen has yet to hear of
                self.call_after_refresh(deed.scroll_visible, animate=False)  # in a narrow terminal it may not be
                return
        self.set_focus(None)  # there is nothing to do here

    def _offer_cancelling(self) -> None:
        """While a test is under way it can be cancelled, and no other begun."""
        self.query_one("#assume").disabled = self.query_one("#open-session").disabled = not self._over.is_set()
        self.query_one("#stop").display = not self._over.is_set()

    def _offer_way_back(self, view: TestView) -> None:
        back = self.query_one("#back", Button)
        back.display = view.onward is not None
        if view.onward is not None:
            back.label = f"Back to {NAMES[view.onward]}" if view.became is None else "Go on to the profile"

    @on(Button.Pressed, "#back")
    def _go_where_it_helps(self) -> None:
        self._go(assume.view(self.session, self.wizard.now()).onward or "inspect")

    @on(Button.Pressed, "#correct")
    def _use_corrected(self) -> None:
        self.action_use_request()

    @on(Button.Pressed, "#stop")
    def action_stop(self) -> None:
        """Let the call under way come back, and try no more."""
        if self._over.is_set():
            super().action_stop()
        self._over.set()

    @on(Button.Pressed, "#assume")
    @work(exclusive=True, group="aws", exit_on_error=False)
    async def assume(self) -> None:
        """Ask for a code where one is needed, then call AWS, with patience for a change on its way."""
        view = assume.view(self.session, self.wizard.now())
        code = None
        if view.needs_code and view.serial_number is not None:
            code = await self.app.push_screen_wait(MfaCode(view.serial_number, coach=self.wizard.coach))
            if code is None:
                return
        over = self._over = Event()
        self._offer_cancelling()
        self.query_one("#said", Lines).show(())  # it tells of the call before this one
        with self.busy("Calling sts:AssumeRole"):
            try:
                await in_background(lambda: self.wizard.test(code, partial(self._wait, over)))
            except AwsFailure as failure:
                if failure.kind not in ("denied", "refused", "cancelled"):
                    self.fail(failure)
            finally:
                over.set()
                self._offer_cancelling()
        if self.wizard.coach is not None and self.session.tested is not None:
            await in_background(self.wizard.coach.score)
        self.show_everywhere()
        self.begin()

    @on(Button.Pressed, "#open-session")
    def _open_session(self) -> None:
        opened(self)

    @on(Button.Pressed, "#read")
    def _signed_in(self) -> None:
        self.action_read_again()

    @on(Button.Pressed, "#try")
    @work(exclusive=True, group="aws", exit_on_error=False)
    async def try_action(self) -> None:
        """Try an action with the new credentials; all of them only read."""
        from wizard.ui.dialogs.choose import Choice, Choose

        titles = {title: trial for trial, title in TRIALS.items()}
        choices = [Choice(title, title) for title in titles]
        title = await self.app.push_screen_wait(Choose(QUESTION, lambda: iter(choices)))
        if title is not None:
            await self.ask(title, lambda _: self.wizard.try_it(titles[title]))

    def _wait(self, over: Event, wait: Wait) -> bool:
        """Count the seconds down between two tries, in the calling thread; False where nobody waits any more."""
        for left in range(round(wait.seconds), 0, -1):
            self.post_message(self.Waiting(wait, left, over))
            if over.wait(SECOND):
                return False
        return True

    @on(Waiting)
    def _show_waiting(self, event: Waiting) -> None:
        wait = event.wait
        if not event.over.is_set():
            self.say(
                f"… Still denied; the change may be on its way. Try {wait.attempt + 1} in {event.left} s, "
                f"until {_clock(wait.until)}"
            )


def _call(view: TestView) -> tuple[Line, ...]:
    """The call as it will be sent, and as commands; before them whose call it is, where that is a surprise."""
    width = max(len(label) for label, _ in view.lines)
    rows = [Line(Content(value), Content.styled(f"{label:<{width}}  ", "$quiet")) for label, value in view.lines]
    prompt = Content.styled("$ ", "bold $primary")
    commands = (
        Line(Content.styled(each, "$quiet"), INDENT)
        if each.startswith("#")
        else Line(Content.styled(each, "$secondary"), prompt)
        for each in view.commands
    )
    between = (BLANK,) if len(view.commands) == 1 else ()  # three lines leave no room for it
    warned = (Line(Content.styled(view.warning, "$warning"), WARNS),) if view.warning else ()
    return *warned, *rows, *between, *commands


def _answer(view: TestView) -> tuple[Line, ...]:
    """What AWS said; beside a denial what the policies say."""
    if view.became is not None:
        return (
            Line(Content.styled("You are now", "bold $success"), OK),
            Line(Content.styled(view.became.arn, "bold"), INDENT),
            Line(Content(f"until {_clock(view.became.expires)}"), INDENT),
            Line(Content.styled("The new keys stay in memory; nothing shows or stores them.", "$quiet"), INDENT),
            *_tried(view.tried),
        )
    if view.denial:
        first, *rest = view.denial
        said = Line(Content.styled(first, "bold $error"), Content.styled("✗ ", "bold $error"))
        return said, *map(_beside_denial, rest)
    if view.lacks:
        return prose(view.lacks, "$warning")
    return prose(f"{view.mfa_note}\nThe call has not been made yet.".lstrip(), "$quiet")


def _beside_denial(sentence: str) -> Line:
    """What is said of a denial: a cause's code and whose words follow stand back, a sentence goes on under itself."""
    code = _CODE.match(sentence)
    if code is not None:
        return Line(Content(sentence[code.end() :]), Content.styled(f"  {code[0]}", "$quiet"))
    speaker = next((each for each in (AWS_SAYS, BY_WHAT_WAS_READ) if sentence.startswith(each)), "")
    return Line(Content.assemble((speaker, "$quiet"), sentence[len(speaker) :]), INDENT)


def _solved(score: Score | None) -> tuple[Line, ...]:
    """In practice: that becoming the role was all that the lesson asks for, and what it costs stars."""
    if score is None or not score.solved:
        return ()
    return Line(Content(in_words(score)), OK), *(Line(Content(remark), INDENT) for remark in score.remarks)


def _tried(made: Tried | None) -> tuple[Line, ...]:
    if made is None:
        return ()
    gutter = OK if made.failure is None else WARNS
    return (Line(Content.assemble((f"{made.title}: ", "bold"), made.sentence), gutter),)


def _clock(moment: datetime) -> str:
    return moment.astimezone().strftime("%H:%M:%S %Z")


SCREEN = TestScreen
