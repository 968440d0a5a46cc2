"""5 Profile: the form, filled from what worked; after writing, the profile is used once."""

from __future__ import annotations

from asyncio import Event
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Label

from wizard.flow import profile
from wizard.flow.coach import Score, stars
from wizard.flow.profile import FIELDS, ProfileView
from wizard.profiles.error import ProfileError
from wizard.ui.background import in_background
from wizard.ui.dialogs.choose import Choice, Choose
from wizard.ui.help import explained
from wizard.ui.keys import PROFILE, key_of
from wizard.ui.screens.step import StepScreen
from wizard.ui.widgets.lines import INDENT, OK, WRONG, Line, Lines, Overflow, Page, prose

if TYPE_CHECKING:
    from wizard.ui.app import WizardApp

SPENT = "A new code: the one of step 4 is spent. This try may be skipped."

PROVE = "Assume the role as the proof: in step 4, or by {key}, which writes the profile and uses it once."


class Chooser(Input):
    """A field with a list behind it: Enter or the down arrow opens it; anything may be typed as well."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "submit", "Choose", show=False)]


class ProfileScreen(StepScreen):
    """A form with a line for each key that the wizard manages."""

    STEP = "profile"
    BINDINGS = PROFILE

    def __init__(self) -> None:
        super().__init__()
        self._filled: Mapping[str, str] = {}
        self._solved = False  # the lesson was, when it was last judged
        self._found = profile.Found()  # in the files, when they were last read
        self._unreadable: ProfileError | None = None
        self._read = Event()  # whether they have been read since the session was last shown
        self._begun_at: Widget | None = None  # where the focus was put before they were

    def body(self) -> ComposeResult:
        with Vertical(id="main"):
            with VerticalScroll(id="form", can_focus=False):
                for field in ("name", *FIELDS):
                    with Horizontal(classes="row", id=f"row-{field}"):
                        listed = field in CHOICES
                        yield Label(f"{field} ▾" if listed else field)
                        empty = "" if field in ("name", "role_arn") else "not set; ↓ chooses" if listed else "not set"
                        yield (Chooser if listed else Input)(id=field, placeholder=empty)
            with Overflow(id="outcome"):
                yield Lines(id="written")
                yield Lines(id="used")
                yield Lines(id="score")
            with Horizontal(id="after"):
                yield Button("Repair the files…", id="mend")
                yield Button(f"Copy  {key_of(self.app, 'copy-commands')}", id="copy")
                yield Button("Use it once", id="use-once")
                yield Button("The rule behind it", id="debrief")
                yield Button(f"Next lesson  {key_of(self.app, 'next')}", id="next-lesson")
        yield Page(id="aside")

    def show(self) -> None:
        if self.session.judgement is None:
            self._read.set()
            return
        self._read.clear()
        self._show(profile.view(self.session, self._found))
        self._look()

    def show_aside(self) -> None:
        """How to do it by hand hangs on the files: it is told once they are read."""

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self) -> None:
        """Read the files and show what is in them; a reading that a newer one overtakes is shown no more."""
        session = self.session
        try:
            self._found, self._unreadable = await in_background(lambda: profile.look(session)), None
        except ProfileError as error:
            self._found, self._unreadable = profile.Found(), error
        except Exception:  # a bug, which a dialog tells: nobody is to wait for the form any more
            self._read.set()
            raise
        self.fill_aside(await in_background(lambda: explained(self.STEP, session)))
        self._show(profile.view(session, self._found))
        self._read.set()
        if self.focused is self._begun_at:
            self.begin()
        self._begun_at = None

    def _show(self, view: ProfileView) -> None:
        wanted = {"name": view.name, **{field: view.settings.get(field, "") for field in FIELDS}}
        for field, value in wanted.items():
            box = self.query_one(f"#{field}", Input)
            if box.value == self._filled.get(field, ""):
                box.value = value
        self._filled = wanted
        for field in FIELDS:
            self.query_one(f"#row-{field}").display = field in view.fields
        written = self.session.written
        if self._unreadable is not None:
            self._say_error(self._unreadable)
        else:
            self.query_one("#written", Lines).show(_written(view, self._commands(), key_of(self.app, "preview")))
        self.query_one("#used", Lines).show(_used(view, written))
        self.query_one("#after").display = self._solved or written is not None or self._mendable(view)
        self.query_one("#mend").display = self._mendable(view)
        self.query_one("#copy").display = written is not None
        self.query_one("#use-once").display = written is not None and written.used_as is None
        for lesson_only in ("#debrief", "#next-lesson"):
            self.query_one(lesson_only).display = self._solved
        self.refresh_bindings()

    def _mendable(self, view: ProfileView) -> bool:
        return view.mendable and not self.wizard.read_only

    def begin(self) -> None:
        ways = (self.query_one(way) for way in ("#mend", "#next-lesson"))
        self._begun_at = next((way for way in ways if way.display), self.query_one("#name"))
        self._begun_at.focus()

    @on(Input.Submitted, "Chooser")
    @work(exclusive=True, group="choose", exit_on_error=False)
    async def choose(self, event: Input.Submitted) -> None:
        """Choose a source profile or an MFA device from those that exist."""
        field = event.input.id or ""
        title, listed = CHOICES[field]
        try:
            session = self.session
            view = await in_background(lambda: profile.view(session))
        except ProfileError as error:
            self._say_error(error)
            return
        chosen = await self.app.push_screen_wait(Choose(title, lambda: listed(view)))
        if chosen is not None:
            event.input.value = chosen

    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_preview(self) -> None:
        """Show the block; write it where the person says so; then use the profile once."""
        await self._read.wait()  # what stands in the form may hang on it
        settings = {field: self.query_one(f"#{field}", Input).value.strip() for field in FIELDS}
        name = self.query_one("#name", Input).value.strip()
        try:
            planned = await in_background(lambda: self.wizard.plan_profile(name, settings))
            preview = self.wizard.preview_profile(planned)
            outcome = await self.previewed(preview, lambda: self.wizard.write_profile(planned))
            if outcome is None:
                return
            if isinstance(outcome.failure, ProfileError):
                raise outcome.failure
        except ProfileError as error:
            self._say_error(error)
            return
        if self.carried_out(outcome):
            await self._use()

    @on(Button.Pressed, "#mend")
    @work(exclusive=True, group="aws", exit_on_error=False)
    async def mend(self) -> None:
        """Preview every repair of the profile's files, and write them where the person says so."""
        try:
            planned = await in_background(self.wizard.plan_mending)
            preview = self.wizard.preview_mending(planned)
            outcome = await self.previewed(preview, lambda: self.wizard.mend(planned))
            if outcome is not None and isinstance(outcome.failure, ProfileError):
                raise outcome.failure
        except ProfileError as error:
            self._say_error(error)
            return
        if self.carried_out(outcome):
            await self._judge()

    def _say_error(self, error: ProfileError) -> None:
        self.query_one("#written", Lines).show((Line(Content(str(error)), WRONG),))

    @on(Button.Pressed, "#use-once")
    @work(exclusive=True, group="aws", exit_on_error=False)
    async def use_once(self) -> None:
        """Use the written profile, where that was skipped or failed."""
        await self._use()

    async def _use(self) -> None:
        ask_code = partial(cast("WizardApp", self.app).ask_code, why=SPENT, skip="Skip")
        doing = "Using the profile once, through a fresh session"
        await self.ask(doing, lambda _: self.wizard.use_profile(ask_code))
        self.query_one("#copy").focus()
        await self._judge()

    async def _judge(self) -> None:
        """In practice: how the lesson stands."""
        coach = self.wizard.coach
        if coach is None:
            return
        score = await in_background(coach.score)
        self.query_one("#score", Lines).show(_score(score, key_of(self.app, "preview")))
        self._solved = score.solved
        self.show()
        if score.solved:
            self.query_one("#next-lesson").focus()

    @on(Button.Pressed, "#debrief")
    def _debrief(self) -> None:
        from wizard.ui.dialogs.explain import Explain

        if self.wizard.coach is not None:
            self.app.push_screen(Explain(self.wizard.coach.title, self.wizard.coach.debrief))

    @on(Button.Pressed, "#next-lesson")
    def action_next_lesson(self) -> None:
        """Leave for the lesson that comes next."""
        cast("WizardApp", self.app).leave_for("")

    @on(Button.Pressed, "#copy")
    def action_copy_commands(self) -> None:
        """Copy what makes a shell use the profile; in practice with what points it at the practice AWS."""
        coach = self.wizard.coach
        lines = (*(coach.exports if coach else ()), *self._commands())
        cast("WizardApp", self.app).copy("\n".join(lines) + "\n")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The commands exist once the profile is written; behind the last step comes only the next lesson."""
        if action == "next_lesson":
            return self._solved
        if action == "copy_commands":
            return self.wizard.session.written is not None
        return super().check_action(action, parameters)

    def _commands(self) -> tuple[str, ...]:
        """What to type into a shell to use the written profile."""
        from shutil import which

        written = self.session.written
        if written is None:
            return ()
        export = profile.export(written)
        return (export, "aws sts get-caller-identity") if which("aws") else (export,)


def _sources(view: ProfileView) -> Iterator[Choice]:
    """Those that would work come first."""
    for source in view.sources:
        remark = source.how if source.works else f"would not work: {source.how}"
        yield Choice(source.name, f"{'✓' if source.works else '✗'} {source.name}", remark)


def _devices(view: ProfileView) -> Iterator[Choice]:
    for serial_number in view.devices:
        yield Choice(serial_number, serial_number)
    yield Choice("", "none", "the profile asks for no code")


CHOICES = {
    "source_profile": ("Profiles that can be the source", _sources),
    "mfa_serial": ("The caller's MFA devices", _devices),
}


def _written(view: ProfileView, commands: tuple[str, ...], key: str) -> tuple[Line, ...]:
    if not view.written and view.problems:
        return tuple(Line(Content(problem), WRONG) for problem in view.problems)
    if not view.written and view.lacks:
        return (Line(Content(view.lacks), Content.styled("! ", "bold $warning")),)
    if not view.written:
        sources = ", ".join(source.name for source in view.sources if source.works)
        listed = f"\nProfiles that can be a source: {sources}" if sources else ""
        return prose(f"{key} previews the profile, then writes it and uses it once.{listed}", "$quiet")
    done = Line(Content.assemble((view.written, "bold"), f"  {view.name}"), OK)
    return done, *(Line(Content(line), Content.styled("  $ ", "bold $primary")) for line in commands)


def _used(view: ProfileView, written: object) -> tuple[Line, ...]:
    failure = getattr(written, "failure", None)
    if view.used_as:
        return Line(Content("Used once: it becomes"), OK), Line(Content.styled(view.used_as, "bold"), INDENT)
    if failure is not None:
        said = Content(f"Written, but not used: {failure.why}. {failure.next_step}")
        return (Line(said, Content.styled("! ", "bold $warning")),)
    return ()


def _score(score: Score, key: str) -> tuple[Line, ...]:
    headline = (
        (f"{stars(score.stars)} Solved", "bold $success") if score.solved else ("Not solved yet", "bold $warning")
    )
    remarks = score.remarks or (() if score.solved else (PROVE.format(key=key),))
    return Line(Content.assemble(headline)), *(Line(Content(remark), INDENT) for remark in remarks)


SCREEN = ProfileScreen
