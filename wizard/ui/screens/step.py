"""What all five steps share: the lines that are always visible, the way on and back, and what the palette offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from wizard.flow import edits, known, role_side, steps
from wizard.flow.coach import is_solved, told_so_far
from wizard.flow.request import offer
from wizard.flow.session import HEADINGS, STEPS, Step
from wizard.ui import keys
from wizard.ui.additions import additions, pasted
from wizard.ui.screens.waiting import WaitingScreen
from wizard.ui.widgets.key_line import KeyLine
from wizard.ui.widgets.lines import Page
from wizard.ui.widgets.request_line import RequestLine, parties
from wizard.ui.widgets.stepper import Stepper
from wizard.ui.widgets.verdict import VerdictLine

if TYPE_CHECKING:
    from wizard.engine.decision import Layer
    from wizard.flow.verdict import Verdict
    from wizard.repair.change import Change
    from wizard.ui.app import WizardApp
    from wizard.ui.widgets.coach import CoachPanel

T = TypeVar("T")


class StepScreen(WaitingScreen):
    """One step. A subclass says what stands in the body, shows the session in it, and knows where focus begins."""

    STEP: ClassVar[Step]
    BINDINGS = keys.STEP
    DEFAULT_CSS = """
    StepScreen {
        & > #body { height: 1fr; }
        & #aside { display: none; & > Lines { max-width: 100; } }
        & > #doing { height: 1; padding: 0 1; color: $quiet; display: none; }
        &.-tall > CoachPanel, &.-high > CoachPanel { max-height: 9; }
        &.-flat > CoachPanel { max-height: 1; }
        &.-short > CoachPanel { max-height: 2; }
        &.-short > CoachPanel.-hinting, &.-short.-beginning > CoachPanel { max-height: 5; }
        &.-short > CoachPanel #told { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        &.-short > CoachPanel.-hinting #told, &.-short.-beginning > CoachPanel #told {
            height: auto; text-wrap: wrap;
        }
    }
    """
    _arriving = True

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
        yield KeyLine()

    def body(self) -> ComposeResult:
        """The step's own widgets."""
        raise NotImplementedError

    def show(self) -> None:
        """Show the session in the step's own widgets."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        self.show_all()
        if self._arriving:
            self._tell_edits()
            self.begin()
        self._arriving = False

    def on_screen_suspend(self) -> None:
        """After a dialog the focus stays where it was; after another step this one begins anew."""
        self._arriving = not isinstance(self.app.screen, ModalScreen)
        self._moved_on()

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _moved_on(self) -> None:
        """What was said of the last thing is over with the next; what is under way is said until its end."""
        if not self._doing:
            self.say("")

    def show_all(self) -> None:
        """Show the session as it is now, above and in the body."""
        session = self.session
        self.query_one(RequestLine).show(*parties(session), self.wizard.mark)
        self.show_states()
        if session.judgement is None:
            self.query_one(VerdictLine).wait("…  Nothing has been read yet.")
        else:
            self.show_verdict(session.verdict)
        self.show()
        for panel in self.query("#coach"):
            cast("CoachPanel", panel).catch_up()
            cast("CoachPanel", panel).shown()
        self.show_aside()

    def show_states(self) -> None:
        """Show how the steps stand."""
        self.query_one(Stepper).show(self.states())

    def states(self) -> tuple[steps.StepState, ...]:
        """How the steps stand, seen from this one."""
        return steps.states(self.session, self.STEP)

    def show_verdict(self, verdict: Verdict, more: str = "") -> None:
        """Show a verdict, and what else is to be known of it here."""
        self.query_one(VerdictLine).show(verdict, more, steps.beside_verdict(self.session, self.STEP))

    def edit(self) -> Change | None:
        """The change that stands in this step's editor; None where nothing there differs from what AWS has."""
        return None

    def _tell_edits(self) -> None:
        """Say once that an edit was left behind."""
        app = cast("WizardApp", self.app)
        waiting = set(edits.steps_waiting(self.session))
        app.edits_told &= waiting
        if left := waiting - app.edits_told - {self.STEP}:
            self.say(edits.left_behind(self.session, self.STEP, keys.key_of(app, "preview")))
            app.edits_told |= left

    # Beside, where the terminal is wide

    def show_aside(self) -> None:
        """Fill the page that stands beside the step in a wide terminal: what `f1` tells of it."""
        from wizard.ui.help import explained

        self.fill_aside(explained(self.STEP, self.session, self.wizard.now()))

    def fill_aside(self, text: str) -> None:
        """Put a text there."""
        from wizard.ui.help import drawn

        for page in self.query("#aside").results(Page):
            page.border_title = "Why this step, and how to do it by hand"
            page.show_lines(drawn(text), text)

    # Pasted without a dialog

    def unread_here(self) -> Layer | None:
        """The layer that the step is about, where its policy could not be read."""
        return None

    def idle(self, action: str) -> bool:
        """The key that pastes is shown where what could not be read is told, or is missed."""
        return action in ("paste_policy", "name_profile") and self.STEP != "inspect" and self.unread_here() is None

    def action_paste_policy(self) -> None:
        """Paste a policy that could not be read."""
        pasted(self, self.unread_here(), "")

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted for a policy that could not be read, unless an editor has taken it."""
        typing = isinstance(self.focused, TextArea) and not self.focused.read_only
        if event.text.strip() and not typing and not self._doing:
            pasted(self, self.unread_here(), event.text)

    # The way

    def action_next_step(self) -> None:
        """Go to the next step."""
        self._go(steps.after(self.STEP))

    def action_previous_step(self) -> None:
        """Go back a step; before the first one stands the start."""
        if STEPS[0] == self.STEP and self.wizard.may_begin_anew:
            self.show_start()
            return
        self._go(steps.before(self.STEP))

    def show_start(self) -> None:
        """Show the start screen, where another role or profile can be named; what was read stays meanwhile."""
        cast("WizardApp", self.app).go("start")

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
        """The lesson's story, and the hints taken so far; before them, once it is solved, the rule."""
        from wizard.ui.dialogs.explain import Explain

        if (coach := self.wizard.coach) is not None:
            self.app.push_screen(Explain(coach.title, told_so_far(coach)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What there is nothing for now: in practice alone story and hints, a refusal, a write."""
        if action == "raw_answer":
            from wizard.ui.dialogs.failure import raw

            refusal = self._refusal()
            return refusal is not None and bool(raw(refusal))
        if action == "take_back":
            return not self.wizard.read_only
        if action == "use_request":
            return offer(self.session) is not None
        if action == "name_profile":
            return role_side.wanted_profile(self.session) is not None
        if action == "paste_policy":
            return bool(known.wanted(self.session))
        if action in ("hint", "story"):
            coach = self.wizard.coach
            return coach is not None and not (action == "hint" and is_solved(coach))
        return super().check_action(action, parameters)

    def action_explain(self) -> None:
        """Why this step exists, and how to do it by hand."""
        from wizard.ui.dialogs.explain import Explain
        from wizard.ui.help import drawn, explained, page

        told = page(explained(self.STEP, self.session, self.wizard.now()), self)
        self.app.push_screen(Explain(HEADINGS[self.STEP], told, drawn(told)))

    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_name_profile(self) -> None:
        """Name a profile that may read the role's account, and read again."""
        from wizard.ui.naming import name_profile

        await name_profile(self)

    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_use_request(self) -> None:
        """Use the corrected request, and read again."""
        from wizard.ui.correcting import use_corrected_request

        await use_corrected_request(self)

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
        from wizard.ui.taking_back import take_back

        await take_back(self)

    # What the palette offers beside the keys

    def draft(self) -> str | None:
        """The trust policy that is being edited here, for a second opinion."""
        return None

    def offers(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Second opinions, and in practice the lessons: name, what it does, and how it is begun."""
        from wizard.ui.second_opinions import second_opinions

        yield from second_opinions(self)
        yield from additions(self)
        if self.wizard.may_begin_anew:
            yield "Begin with another role or error…", "The start screen; what was read stays", self.show_start
        if self.wizard.coach is not None:
            from wizard.ui.practising import practising

            yield from practising(self, self.wizard.coach)
