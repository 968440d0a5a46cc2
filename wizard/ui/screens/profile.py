"""5 Profile: the form, filled from what worked; after writing, the profile is used once."""

from __future__ import annotations

from collections.abc import Mapping
from queue import SimpleQueue

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Label, Static

from wizard.flow import profile
from wizard.flow.coach import Score
from wizard.flow.profile import FIELDS, ProfileView
from wizard.flow.session import Leave
from wizard.secret import Secret
from wizard.ui.background import in_background
from wizard.ui.dialogs.mfa import MfaCode
from wizard.ui.keys import FORM
from wizard.ui.screens.step import StepScreen


class ProfileScreen(StepScreen):
    """A form with a line for each key that the wizard manages."""

    STEP = "profile"
    BINDINGS = FORM
    CSS_PATH = "profile.tcss"

    class CodeWanted(Message):
        """The profile is being used and its device's code is asked for; the answer goes into ``reply``."""

        def __init__(self, serial_number: str, reply: SimpleQueue[Secret | None]) -> None:
            super().__init__()
            self.serial_number = serial_number
            self.reply = reply

    def __init__(self) -> None:
        super().__init__()
        self._filled: Mapping[str, str] = {}

    def body(self) -> ComposeResult:
        with VerticalScroll(id="form", can_focus=False):
            for field in ("name", *FIELDS):
                with Horizontal(classes="row"):
                    yield Label(field)
                    yield Input(id=field, placeholder="" if field in ("name", "role_arn") else "not set")
        with VerticalScroll(id="outcome", can_focus=False):
            yield Static(id="written")
            yield Static(id="used")
            yield Static(id="score")
        with Horizontal(id="after"):
            yield Button("The rule behind it", id="debrief")
            yield Button("Next lesson", id="next-lesson")

    def show(self) -> None:
        if self.session.judgement is None:
            return
        view = profile.view(self.session)
        wanted = {"name": view.name, **{field: view.settings.get(field, "") for field in FIELDS}}
        for field, value in wanted.items():
            box = self.query_one(f"#{field}", Input)
            if box.value == self._filled.get(field, ""):
                box.value = value
        self._filled = wanted
        self.query_one("#written", Static).update(_written(view, self.session.written))
        self.query_one("#used", Static).update(_used(view, self.session.written))

    def begin(self) -> None:
        self.query_one("#name").focus()

    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_preview(self) -> None:
        """Show the block; write it where the person says so; then use the profile once."""
        from wizard.profiles.error import ProfileError
        from wizard.ui.dialogs.preview import PreviewDialog

        settings = {field: self.query_one(f"#{field}", Input).value.strip() for field in FIELDS}
        name = self.query_one("#name", Input).value.strip()
        try:
            planned = await in_background(lambda: self.wizard.plan_profile(name, settings))
            preview = self.wizard.preview_profile(planned)
            outcome = await self.app.push_screen_wait(
                PreviewDialog(preview, lambda: self.wizard.write_profile(planned))
            )
            if outcome is None:
                return
            if outcome.failure is not None:
                raise outcome.failure
        except ProfileError as error:
            self.query_one("#written", Static).update(Content.assemble(("✗ ", "bold $error"), str(error)))
            return
        self.show_all()
        await self.ask(
            "Using the profile once, through a fresh session", lambda: self.wizard.use_profile(self._ask_code)
        )
        await self._judge()

    async def _judge(self) -> None:
        """In practice: how the lesson stands."""
        coach = self.wizard.coach
        if coach is None:
            return
        score = await in_background(coach.score)
        self.query_one("#score", Static).update(_score(score))
        if score.solved:
            self.query_one("#after").display = True
            self.query_one("#next-lesson").focus()

    @on(Button.Pressed, "#debrief")
    def _debrief(self) -> None:
        from wizard.ui.dialogs.explain import Explain

        if self.wizard.coach is not None:
            self.app.push_screen(Explain(self.wizard.coach.title, self.wizard.coach.debrief))

    @on(Button.Pressed, "#next-lesson")
    def _next_lesson(self) -> None:
        self.app.exit(Leave(practise=""))

    def _ask_code(self, serial_number: str) -> Secret | None:
        """Called in the thread that uses the profile; waits there for the dialog's answer."""
        reply: SimpleQueue[Secret | None] = SimpleQueue()
        self.post_message(self.CodeWanted(serial_number, reply))
        return reply.get()

    @on(CodeWanted)
    def _show_code_dialog(self, event: CodeWanted) -> None:
        spent = "A new code: the one of step 4 is spent. This try may be skipped."
        self.app.push_screen(MfaCode(event.serial_number, spent, coach=self.wizard.coach, skip="Skip"), event.reply.put)


def _written(view: ProfileView, written: object) -> Content:
    if not view.written:
        sources = ", ".join(source.name for source in view.sources)
        return Content.styled(f"Profiles that can be a source: {sources}" if sources else "", "$quiet")
    return Content.assemble(("✓ ", "bold $success"), (view.written, "bold"), f"  {view.name}\n  $ {view.export}")


def _used(view: ProfileView, written: object) -> Content:
    failure = getattr(written, "failure", None)
    if view.used_as:
        return Content.assemble(("✓ ", "bold $success"), "Used once: it becomes ", (view.used_as, "bold"))
    if failure is not None:
        return Content.assemble(("! ", "bold $warning"), f"Written, but not used: {failure.why} {failure.next_step}")
    return Content("")


def _score(score: Score) -> Content:
    stars = "★" * score.stars + "☆" * (3 - score.stars)
    headline = (f"{stars} Solved", "bold $success") if score.solved else ("Not solved yet", "bold $warning")
    return Content("\n").join([Content.assemble(headline), *(Content(f"  {remark}") for remark in score.remarks)])


SCREEN = ProfileScreen
