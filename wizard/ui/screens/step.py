"""What all five steps share: the lines that are always visible, the way on and back, and how AWS is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Static

from wizard.aws.gateway import AwsFailure, Reading
from wizard.flow import steps
from wizard.flow.session import HEADINGS, Session, Step
from wizard.ui import keys
from wizard.ui.additions import additions
from wizard.ui.background import in_background
from wizard.ui.crash import CalmScreen
from wizard.ui.keys import key_of
from wizard.ui.widgets.lines import Page, prose
from wizard.ui.widgets.request_line import RequestLine, parties
from wizard.ui.widgets.stepper import Stepper
from wizard.ui.widgets.verdict import VerdictLine

if TYPE_CHECKING:
    from wizard.flow.opinions import Question
    from wizard.flow.preview import Preview
    from wizard.flow.wizard import Wizard
    from wizard.ui.app import WizardApp
    from wizard.ui.dialogs.preview import Outcome

T = TypeVar("T")

ONLY_READS, CAPTURED = "only reads", "captured case"
"""The marks of a sitting that was begun with --read-only, or on a captured case with --case."""


class StepScreen(CalmScreen, Screen[None]):
    """One step. A subclass says what stands in the body, shows the session in it, and knows where focus begins."""

    STEP: ClassVar[Step]
    BINDINGS = keys.STEP
    DEFAULT_CSS = """
    StepScreen {
        & > #body { height: 1fr; }
        & #aside { display: none; }
        & > #doing { height: 1; padding: 0 1; color: $quiet; display: none; }
        &.-tall > CoachPanel, &.-high > CoachPanel { max-height: 9; }
        &.-flat > CoachPanel { max-height: 1; }
        &.-short > CoachPanel { max-height: 2; }
        &.-short > CoachPanel.-hinting { max-height: 5; }
        &.-short > CoachPanel #told { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        &.-short > CoachPanel.-hinting #told { height: auto; text-wrap: wrap; }
    }
    """
    unsaved = False
    """Whether leaving would lose something typed."""
    _arriving = True
    _doing = False

    def __init__(self) -> None:
        super().__init__()
        self._stopped = Event()

    @property
    def wizard(self) -> Wizard:
        """The sitting."""
        return cast("WizardApp", self.app).wizard

    @property
    def session(self) -> Session:
        """The sitting's session as it is now."""
        return self.wizard.session

    def compose(self) -> ComposeResult:
        yield RequestLine(id="request")
        yield VerdictLine(id="verdict")
        yield Stepper(id="stepper")
        with Vertical(id="body"):
            yield from self.body()
        yield Static(id="doing")
        if self.wizard.coach is not None:
            from wizard.ui.widgets.coach import CoachPanel

            yield CoachPanel(self.wizard.coach)
        yield Footer(show_command_palette=False)

    def body(self) -> ComposeResult:
        """The step's own widgets."""
        raise NotImplementedError

    def show(self) -> None:
        """Show the session in the step's own widgets."""
        raise NotImplementedError

    def begin(self) -> None:
        """Put the focus where the next thing happens."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        self.show_all()
        if self._arriving:
            self.begin()
        self._arriving = False

    def on_screen_suspend(self) -> None:
        """After a dialog the focus stays where it was; after another step this one begins anew."""
        self._arriving = not isinstance(self.app.screen, ModalScreen)

    def show_all(self) -> None:
        """Show the session as it is now, above and in the body."""
        session = self.session
        self.query_one(RequestLine).show(
            *parties(session), CAPTURED if self.wizard.captured else ONLY_READS if self.wizard.read_only else ""
        )
        self.query_one(Stepper).show(steps.states(session, self.STEP))
        if session.judgement is None:
            self.query_one(VerdictLine).wait("…  Nothing has been read yet.")
        else:
            self.query_one(VerdictLine).show(session.verdict)
        self.show()
        self.show_aside()

    # Beside, where the terminal is wide

    def show_aside(self) -> None:
        """Fill the page that stands beside the step in a wide terminal: what `f1` tells of it."""
        from wizard.ui.help import explained

        for page in self.query("#aside").results(Page):
            page.border_title = "Why this step, and how to do it by hand"
            text = explained(self.STEP, self.session)
            page.show_lines(prose(text), text)

    # The way

    def action_next_step(self) -> None:
        """Go to the next step."""
        self._go(steps.after(self.STEP))

    def action_previous_step(self) -> None:
        """Go back a step."""
        self._go(steps.before(self.STEP))

    def action_go(self, step: str) -> None:
        """Go to a step by its name."""
        self._go(cast(Step, step))

    @on(Stepper.Wanted)
    def _clicked(self, event: Stepper.Wanted) -> None:
        self._go(event.step)

    def _go(self, step: Step) -> None:
        if step != self.STEP:
            cast("WizardApp", self.app).go(step)

    def action_hint(self) -> None:
        """One hint more."""
        from wizard.ui.widgets.coach import CoachPanel

        for panel in self.query(CoachPanel):
            panel.next_hint()

    def action_story(self) -> None:
        """The lesson's story, and the hints taken so far."""
        from wizard.ui.dialogs.explain import Explain

        if (coach := self.wizard.coach) is not None:
            hints = [f"Hint {number}: {hint}" for number, hint in enumerate(coach.hints_taken, 1)]
            self.app.push_screen(Explain(coach.title, "\n\n".join([coach.story, *hints])))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What there is nothing for now: in practice alone story and hints, a refusal, something under way, a write."""
        if action == "stop":
            return self._doing
        if action == "raw_answer":
            return self._refusal() is not None
        if action == "take_back":
            return not self.wizard.read_only
        if action in ("hint", "story"):
            return self.wizard.coach is not None
        return super().check_action(action, parameters)

    def action_explain(self) -> None:
        """Why this step exists, and how to do it by hand."""
        from wizard.ui.dialogs.explain import Explain
        from wizard.ui.help import page

        self.app.push_screen(Explain(HEADINGS[self.STEP], page(self.STEP, self.session, self)))

    def action_trace(self) -> None:
        """Every step of the decision."""
        from wizard.engine.trace import trace
        from wizard.ui.dialogs.explain import Explain

        if (judgement := self.session.judgement) is not None:
            told = "\n".join(trace(judgement.decision, judgement.case))
            self.app.push_screen(Explain("The decision, step by step", told))

    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_take_back(self) -> None:
        """Preview taking the last change back, and take it back where the person says so."""
        from wizard.flow import undo

        wizard = self.wizard
        try:
            entry = undo.pick(await in_background(wizard.journal.entries), None)
            way = await in_background(lambda: undo.plan(wizard, entry))
        except undo.UndoRefused as refused:
            self.notify(refused.next_step, title=str(refused), severity="warning")
            return
        except AwsFailure as failure:
            self.fail(failure)
            return
        if self.carried_out(await self.previewed(way.preview, way.take)):
            await self.ask("Reading AWS", lambda: wizard.read(self._report))

    # What the palette offers beside the keys

    def draft(self) -> str | None:
        """The trust policy that is being edited here, for a second opinion."""
        return None

    def offers(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Second opinions, and in practice the lessons: name, what it does, and how it is begun."""
        for question in self.wizard.questions(self.draft()):
            yield question.title, question.note, partial(self.consult, question)
        yield from additions(self)
        if self.wizard.coach is not None:
            yield "The aws CLI…", "Copy the lines that point another terminal at this AWS", self.show_exports
            yield "Lessons…", "All lessons with their stars; Enter begins one", self.choose_lesson

    @work(exclusive=True, group="aws", exit_on_error=False)
    async def consult(self, question: Question) -> None:
        """Ask another judge, and show what it said."""
        from wizard.ui.dialogs.explain import Explain

        answer = await self.ask(question.title, lambda: self.wizard.opinion(question))
        if answer is not None:
            self.app.push_screen(Explain(question.title, "\n".join(answer.lines)))

    def show_exports(self) -> None:
        """Show and copy what another terminal needs; what is done there is noticed here."""
        from wizard.ui.dialogs.explain import Explain

        coach = self.wizard.coach
        assert coach is not None
        lines = "\n".join(coach.exports)
        cast("WizardApp", self.app).copy(lines + "\n")
        told = "Copied, if your terminal takes it. Paste this there; what you then do is noticed here."
        self.app.push_screen(Explain("The aws CLI in another terminal", f"{told}\n\n{lines}"))

    @work(exclusive=True, group="choose", exit_on_error=False)
    async def choose_lesson(self) -> None:
        """Leave for another lesson; this one is kept where it stands."""
        from wizard.ui.dialogs.choose import Choice, Choose

        coach = self.wizard.coach
        assert coach is not None

        def found() -> Iterator[Choice]:
            for lesson in coach.lessons():
                stars = "★" * lesson.stars + "☆" * (3 - lesson.stars)
                yield Choice(lesson.name, f"{stars} {lesson.title}", f"{lesson.name}, {lesson.level}")

        name = await self.app.push_screen_wait(Choose("Lessons", found))
        if name is not None:
            cast("WizardApp", self.app).leave_for(name)

    # Waiting for AWS

    def action_stop(self) -> None:
        """Cancel what is being read or called: nobody waits for it any more, and a reading stops at its next call."""
        self._stopped.set()
        self.workers.cancel_group(self, "aws")

    def action_raw_answer(self) -> None:
        """AWS's last refusal as it came."""
        from wizard.ui.dialogs.explain import Explain
        from wizard.ui.dialogs.failure import raw

        if (refusal := self._refusal()) is not None:
            self.app.push_screen(Explain("AWS's answer as it came", raw(refusal)))

    def _refusal(self) -> AwsFailure | None:
        return self.session.test_failure or cast("WizardApp", self.app).failure

    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_read_again(self) -> None:
        """Read AWS again."""
        await self.ask("Reading AWS", lambda: self.wizard.read(self._report))

    async def ask(self, doing: str, work: Callable[[], T]) -> T | None:
        """Do what blocks, off the loop, and show what came of it; ``None`` where it failed and a dialog said so."""
        self._stopped = Event()
        with self.busy(doing):
            try:
                result = await in_background(work)
            except AwsFailure as failure:
                cast("WizardApp", self.app).failure = failure
                self.fail(failure)
                result = None
        for screen in {self, self.app.screen}:  # the person may have gone on meanwhile
            if isinstance(screen, StepScreen) and screen.is_mounted:  # one still being made shows itself
                screen.show_all()
        return result

    async def caught_up(self) -> None:
        """Wait for what earlier keys asked for: a card's message goes from widget to widget, a key overtakes it."""
        for place in self.focused.ancestors_with_self if self.focused is not None else ():
            reached = asyncio.Event()
            if place.call_later(reached.set):
                await reached.wait()

    async def previewed(self, preview: Preview, carry_out: Callable[[], object]) -> Outcome | None:
        """Show a change, and make it where the person says so: what came of it, shown here; ``None``: cancelled."""
        from wizard.ui.dialogs.preview import PreviewDialog

        return await self.app.push_screen_wait(PreviewDialog(preview, carry_out, self.settle))

    def settle(self) -> None:
        """Show what was changed, and where the next thing happens."""
        self.show_all()
        self.begin()

    def carried_out(self, outcome: Outcome | None) -> bool:
        """Whether a previewed change was made; where AWS refused it, a dialog says so."""
        if outcome is None:
            return False
        if outcome.failure is None:
            return True
        if not isinstance(outcome.failure, AwsFailure):
            raise outcome.failure
        cast("WizardApp", self.app).failure = outcome.failure
        self.show_all()
        self.fail(outcome.failure)
        return False

    def fail(self, failure: AwsFailure) -> None:
        """Say what did not work."""
        from wizard.ui.dialogs.failure import Failure

        self.app.push_screen(Failure(failure))

    @contextmanager
    def busy(self, doing: str) -> Iterator[None]:
        """A line that says what is being done, for as long as it lasts."""
        self._doing = True
        self.say(f"… {doing}")
        self.refresh_bindings()
        try:
            yield
        finally:
            self._doing = False
            self.say("")
            self.refresh_bindings()

    def say(self, text: str) -> None:
        """One line above the keys."""
        line = self.query_one("#doing", Static)
        line.update(Content(text))
        line.display = bool(text)

    def _report(self, reading: Reading) -> None:
        """Progress in words; called from the thread that reads. Raises AwsFailure where the person cancelled it."""
        if self._stopped.is_set():
            raise AwsFailure(
                "cancelled", "Nothing was read", "it was cancelled", f"{key_of(self.app, 'read-again')} reads again."
            )
        self.app.call_later(self.say, f"… {reading.what}: {reading.outcome.replace('_', ' ')}")
