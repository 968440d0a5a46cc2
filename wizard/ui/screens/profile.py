"""5 Profile: the form, filled from what worked; after writing, the profile is used once."""

from __future__ import annotations

from asyncio import Event
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input

from wizard.flow import profile
from wizard.flow.coach import THE_RULE, Score
from wizard.flow.profile import ProfileView
from wizard.flow.session import HEADINGS
from wizard.profiles.error import ProfileError
from wizard.ui.background import in_background
from wizard.ui.dialogs.choose import Choose
from wizard.ui.help import drawn, explained, page
from wizard.ui.keys import PROFILE, key_of
from wizard.ui.profile_lists import LISTED
from wizard.ui.profile_writing import mend_files, use_profile, write_profile
from wizard.ui.screens.step import StepScreen
from wizard.ui.widgets.lines import WRONG, Line, Lines, Overflow, Page
from wizard.ui.widgets.profile_form import ProfileForm
from wizard.ui.widgets.profile_outcome import refused, scored, used, written

if TYPE_CHECKING:
    from wizard.ui.app import WizardApp


class ProfileScreen(StepScreen):
    """A form with a line for each key that the wizard manages."""

    STEP = "profile"
    BINDINGS = PROFILE

    def __init__(self) -> None:
        super().__init__()
        self._solved = False  # the lesson was, when it was last judged
        self._written: tuple[str, Mapping[str, str]] | None = None  # what stood in the form when it was last written
        self._found = profile.NOT_READ  # in the files, when they were last read
        self._unreadable: ProfileError | None = None
        self._read = Event()  # whether they have been read since the session was last shown
        self._explained = ""  # why this step exists, and how to do it by hand
        self._begun_at: Widget | None = None  # where the focus was put before they were
        self._block = ""  # in a captured case: what is copied, since nothing is written
        self._used: tuple[Line, ...] = ()  # what came of using the profile as it was written
        self._possible = True  # whether a profile can hold what the role asks for

    def body(self) -> ComposeResult:
        with Vertical(id="main"):
            yield ProfileForm(LISTED, id="form")
            with Overflow(id="outcome"):
                yield Lines(id="written")
                yield Lines(id="block")
                yield Lines(id="used")
                yield Lines(id="score")
            with Horizontal(id="after"):
                yield Button(f"Preview {key_of(self.app, 'preview')}", id="preview")
                yield Button("Repair the files…", id="mend")
                yield Button(f"Copy {key_of(self.app, 'copy-commands')}", id="copy")
                yield Button("Use it once", id="use-once")
                yield Button(THE_RULE, id="debrief")
                yield Button(f"Next lesson {key_of(self.app, 'next')}", id="next-lesson")
        yield Page(id="aside")

    @property
    def form(self) -> ProfileForm:
        """The form."""
        return self.query_one(ProfileForm)

    def show(self) -> None:
        if self.session.judgement is None:
            self._read.set()
            return
        self._read.clear()
        self._show(profile.view(self.session, self._found))
        self._look()

    def show_aside(self) -> None:
        """How to do it by hand hangs on the files: it is told once they are read."""

    def action_explain(self) -> None:
        """Why this step exists, and how to do it by hand, which hangs on the files."""
        self._explain()

    @work(exclusive=True, group="explain", exit_on_error=False)
    async def _explain(self) -> None:
        from wizard.ui.dialogs.explain import Explain

        session = self.session
        await self._read.wait()
        self._explained = self._explained or await in_background(
            lambda: explained(self.STEP, session, self.wizard.now())
        )
        if self.is_current:  # whoever has gone on meanwhile is not called back
            told = page(self._explained, self)
            self.app.push_screen(Explain(HEADINGS[self.STEP], told, drawn(told)))

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self) -> None:
        """Read the files and show what is in them; a reading that a newer one overtakes is shown no more."""
        session = self.session
        try:
            try:
                self._found, self._unreadable = await in_background(lambda: profile.look(session)), None
            except ProfileError as error:
                self._found, self._unreadable = profile.NOT_READ, error
            self._explained = await in_background(lambda: explained(self.STEP, session, self.wizard.now()))
        except Exception:  # a bug, which a dialog tells: nobody is to wait for the form any more
            self._read.set()
            raise
        self.fill_aside(self._explained)
        self._show(profile.view(session, self._found))
        self._read.set()
        if self.focused in (None, self._begun_at):
            self.begin()
        self._begun_at = None

    def _show(self, view: ProfileView) -> None:
        self.form.fill(view)
        self._block, self._possible = view.block, bool(view.fields)
        done = self.session.written
        if done is None:
            self._written = None
        if self._unreadable is not None:
            self.say_error(self._unreadable)
        else:
            self.query_one("#written", Lines).show(written(view, self._commands(), key_of(self.app, "preview")))
        self._show_block()
        failure = done.failure if done is not None else None
        self._used = used(view, failure, key_of(self.app, "read-again"))
        self._show_used()
        self._offer_preview(view.captured)
        self.query_one("#mend").display = view.mendable
        self.query_one("#copy").display = done is not None or bool(view.block)
        self.query_one("#use-once").display = done is not None and done.used_as is None
        for lesson_only in ("#debrief", "#next-lesson"):
            self.query_one(lesson_only).display = self._solved
        self.refresh_bindings()

    def _offer_preview(self, captured: str | bool) -> None:
        """A solved lesson has no use for it, until something else is typed."""
        wanted = not self._solved or bool(self.session.typed_profile)
        self.query_one("#preview").display = self._possible and not captured and wanted

    @on(Input.Changed)
    def _typed_since(self) -> None:
        """What is typed after the profile was written is another one, which is neither written nor used."""
        before = self.session.typed_profile
        self.keep_edit()
        if self.session.written is not None and bool(before) != bool(self.session.typed_profile):
            self.show_states()
            self._show_used()
            self._offer_preview(self.session.captured)

    def _show_used(self) -> None:
        self.query_one("#used", Lines).show(() if self.session.typed_profile else self._used)

    def keep_edit(self) -> None:
        """Let the sitting know of what was typed here and is not written."""
        form = self.form
        unsaved = form.typed and (form.profile_name, form.settings) != self._written
        self.wizard.type_profile((form.profile_name or "without a name") if unsaved else "")

    def give_up_edit(self) -> None:
        """Forget what was typed here."""
        self.form.forget()

    def begin(self) -> None:
        ways = (self.query_one(way) for way in ("#mend", "#next-lesson", *(("#copy",) if self._block else ())))
        self._begun_at = next((way for way in ways if way.display), self.query_one("#name"))
        self._begun_at.focus()

    @on(Input.Changed)
    def _copied_as_typed(self) -> None:
        if self._block:
            form = self.form
            try:
                self._block = profile.block(self.session, form.profile_name, form.settings)
                self._show_block()
            except ProfileError as error:
                self.query_one("#block", Lines).show((Line(Content(str(error)), WRONG),))

    def _show_block(self) -> None:
        self.query_one("#block", Lines).show(tuple(Line(Content(line)) for line in self._block.splitlines()))

    @on(Input.Submitted, "Chooser")
    @work(exclusive=True, group="choose", exit_on_error=False)
    async def choose(self, event: Input.Submitted) -> None:
        """Choose a source profile or an MFA device from those that exist."""
        field = event.input.id or ""
        title, listed = LISTED[field]
        try:
            session = self.session
            view = await in_background(lambda: profile.view(session))
        except ProfileError as error:
            self.say_error(error)
            return
        chosen = await self.app.push_screen_wait(Choose(title, lambda: listed(view)))
        if chosen is not None:
            event.input.value = chosen

    # Written, repaired, used: see ui/profile_writing.py

    @on(Button.Pressed, "#preview")
    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_preview(self) -> None:
        """Show the block; write it where the person says so; then use the profile once."""
        await write_profile(self)

    @on(Button.Pressed, "#mend")
    @work(exclusive=True, group="aws", exit_on_error=False)
    async def mend(self) -> None:
        """Preview every repair of the profile's files, and write them where the person says so."""
        await mend_files(self)

    @on(Button.Pressed, "#use-once")
    @work(exclusive=True, group="aws", exit_on_error=False)
    async def use_once(self) -> None:
        """Use the written profile, where that was skipped or failed."""
        await use_profile(self)

    async def files_read(self) -> None:
        """Wait until what is in the files stands in the form."""
        await self._read.wait()

    def leave_form(self) -> None:
        """Put the focus on what is done next."""
        self.query_one("#next-lesson" if self._solved else "#preview").focus()

    def note_written(self, name: str, settings: Mapping[str, str]) -> None:
        """What stood in the form is written: leaving loses none of it."""
        self._written = name, settings
        self.keep_edit()

    def say_error(self, error: ProfileError) -> None:
        """Say below the form why nothing can be said or written, and what to do."""
        self.query_one("#written", Lines).show(refused(error))

    def show_score(self, score: Score) -> None:
        """Show how the lesson stands."""
        denied = self.session.verdict.word == "DENIED"
        self.query_one("#score", Lines).show(scored(score, key_of(self.app, "preview"), denied=denied))
        self._solved = score.solved
        self.show_all()
        if score.solved:
            self.query_one("#next-lesson").focus()

    @on(Button.Pressed, "#debrief")
    def _debrief(self) -> None:
        self.action_story()

    @on(Button.Pressed, "#next-lesson")
    def action_next_lesson(self) -> None:
        """Leave for the lesson that comes next."""
        cast("WizardApp", self.app).leave_for("")

    @on(Button.Pressed, "#copy")
    def action_copy_commands(self) -> None:
        """Copy what makes a shell use the profile; in practice with what points it at the practice AWS."""
        if self._block:
            cast("WizardApp", self.app).copy(self._block)
            return
        coach = self.wizard.coach
        lines = (*(coach.exports if coach else ()), *self._commands())
        cast("WizardApp", self.app).copy("\n".join(lines) + "\n")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The commands exist once the profile is written; behind the last step comes only the next lesson."""
        if action == "next_lesson":
            return self._solved
        if action == "copy_commands":
            return self.wizard.session.written is not None or bool(self._block)
        if action == "preview":
            return self._possible and not self._block
        return super().check_action(action, parameters)

    def _commands(self) -> tuple[str, ...]:
        done = self.session.written
        return profile.to_use(done) if done is not None else ()


SCREEN = ProfileScreen
