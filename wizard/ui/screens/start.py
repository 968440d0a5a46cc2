"""Start: paste the error, choose a profile, find a role, or practise. What is typed is understood while it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label, Static, TextArea

from wizard.aws.gateway import Target
from wizard.engine.arn import parse_arn
from wizard.engine.frozen import replace
from wizard.flow import opinions
from wizard.flow.recent import Recent, recent
from wizard.flow.role_side import account_of, candidates
from wizard.flow.start import WHICH_ROLE, Understood, again, fresh, understand, with_profile
from wizard.ui import start_lists
from wizard.ui.background import in_background
from wizard.ui.keys import START
from wizard.ui.screens.waiting import WaitingScreen
from wizard.ui.widgets.beginning import Beginning
from wizard.ui.widgets.field import Field
from wizard.ui.widgets.key_line import KeyLine
from wizard.ui.widgets.lines import Line, Lines
from wizard.ui.widgets.listing import Card, Listing

if TYPE_CHECKING:
    from wizard.ui.app import WizardApp

FIELDS = {
    "role": ("Role", "not known yet", "Find a role…", "find-role"),
    "caller_profile": ("Caller's profile", "empty: the default", "A profile…", "choose-profile"),
    "role_profile": ("Role side's profile", "empty: the caller's", "Its profile…", "choose-role-profile"),
}
"""What each field is called, says while it is empty, and the button beside it."""
NOTHING_TYPED: Mapping[str, str] = {}
INTRODUCTION = "Paste an error or a call, or type a role or a profile. Enter goes on."


class StartScreen(WaitingScreen):
    """Where nothing was given on the command line."""

    BINDINGS = START

    def __init__(self) -> None:
        super().__init__()
        self._profiles: Mapping[str, Mapping[str, str]] = {}
        self._understood: Understood | None = None
        self._shown: Target | None = None  # the target that the fields were filled with
        self._chosen: str | None = None  # the profile that was chosen from the list
        self._filled: dict[str, str] = {}  # what the fields hold that nobody typed into them
        self._asked: str | None = None  # the error whose role was asked for

    def compose(self) -> ComposeResult:
        yield Static(
            Content.assemble(("role-wizard", "bold $primary"), "  A role that nobody can assume, repaired."), id="title"
        )
        with Vertical(id="body"):
            yield Static(INTRODUCTION, id="introduction")
            yield Beginning(id="text", soft_wrap=True, tab_behavior="focus")
            yield Lines(id="understood")
            for field, (label, where_empty, button, id) in FIELDS.items():
                with Horizontal(classes="row"):
                    yield Label(label)
                    yield Field(id=field, placeholder=where_empty)
                    yield Button(button, id=id)
            with Horizontal(id="deeds"):
                yield Button("Inspect", id="inspect")
                yield Button("Denied calls…", id="denied-calls")
                yield Button("Practise", id="practise")
            yield Static(id="doing")
            with Vertical(id="earlier"):
                yield Listing[Recent]("Earlier targets", hint="Enter takes it up again", id="recent")
        yield KeyLine()

    def on_screen_resume(self) -> None:
        """Show the target that was read meanwhile; what was typed here stays where there was none."""
        target = self.session.target
        if target == self._shown or (self._shown is not None and self.session.judgement is None):
            return
        self._shown = target
        text = target.error_text or ""
        with self.prevent(TextArea.Changed):  # it would come after the fields, and take them for the text's
            self.query_one(Beginning).text = text
        self._chosen = None
        self._understood = (
            understand(text, replace(target, role=None, error_text=None), self._profiles) if text else None
        )
        caller = target.caller_profile if not target.role else None
        told = self._understood or (with_profile(caller, target, self._profiles) if caller else None)
        if told:
            self._tell_understood(told)
        else:
            self.query_one("#understood", Lines).show(())
        self._fill(self._understood.target if self._understood else target)
        for field in FIELDS:  # what was corrected stays corrected, as if it were typed
            self.query_one(f"#{field}", Input).value = getattr(target, field) or ""

    def on_mount(self) -> None:
        self._fill(self.session.target)
        self.query_one("#text").focus()
        self.read_profiles()

    @work(exit_on_error=False)
    async def read_profiles(self) -> None:
        """Learn the profiles' names, so that one typed is recognised."""
        from wizard.flow.start import known_profiles

        self._profiles = await in_background(known_profiles)
        earlier = await in_background(recent)
        listing = self.query_one("#recent", Listing)
        listing.display = bool(earlier)
        listing.show([_card(one) for one in earlier])

    @on(Listing.Chosen, "#recent")
    def _take_up(self, event: Listing.Chosen) -> None:
        earlier = event.value
        assert isinstance(earlier, Recent)
        self._understood = self._chosen = None  # what was pasted told of another call
        self._fill(again(self.session, earlier))
        self.action_read_again()

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted for the error, wherever the focus is, unless a field has taken it."""
        if event.text.strip() and not isinstance(self.focused, Input | TextArea):
            box = self.query_one(Beginning)
            box.text = event.text
            box.focus()

    @on(TextArea.Changed)
    def _understand(self, event: TextArea.Changed) -> None:
        self._take(event.text_area.text)

    def _take(self, text: str) -> None:
        """Understand the text beside the fields and the profile chosen, and show what came of it."""
        base = fresh(self.session)
        typed = {field: value for field, value in self._fields().items() if value != self._filled[field]}
        self._understood = understood = understand(text, _with(base, typed), self._profiles)
        if self._chosen is not None and "caller_profile" not in typed:
            chosen = with_profile(self._chosen, understood.target, self._profiles)
            self._understood = chosen if understood.form == "nothing" else replace(understood, target=chosen.target)
        self._tell_understood(self._understood)
        self._fill(self._understood.target, typed)

    def _tell_understood(self, understood: Understood) -> None:
        told = Content.assemble(understood.sentence, (f"  {understood.further}", "$quiet"))
        line = Line(told, Content.styled("→ ", "bold $primary"))
        self.query_one("#understood", Lines).show((line,) if understood.form != "nothing" else ())

    def _fill(self, target: Target, typed: Mapping[str, str] = NOTHING_TYPED) -> None:
        """Show a target in the fields; ``typed``: what the person typed into them, which stays theirs."""
        for field in FIELDS:
            shown = getattr(target, field) or ""
            self.query_one(f"#{field}", Input).value = shown
            if typed.get(field) != shown:
                self._filled[field] = shown

    def _fields(self) -> dict[str, str]:
        return {field: self.query_one(f"#{field}", Input).value.strip() for field in FIELDS}

    def _target(self) -> Target:
        fields, session = self._fields(), self.session
        if self._understood:
            return _with(self._understood.target, fields)
        return _with(session.target if fields["role"] == session.target.role else fresh(session), fields)

    @on(Beginning.Submitted)
    @on(Input.Submitted)
    @on(Button.Pressed, "#inspect")
    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_read_again(self) -> None:
        """Read what was named, and go to step 1."""
        target = self._target()
        if not target.role and not target.error_text:
            self.notify("Name a role, or paste the error.", severity="warning")
            return
        if not target.role and target.error_text != self._asked:
            self._asked = target.error_text
            self.notify(WHICH_ROLE, severity="warning")
            self.query_one("#role").focus()
            return
        if target.role != self.session.target.role and not await self._may_lose_edits():
            return
        if await self.ask("Reading AWS", lambda progress: self.wizard.begin_anew(target, progress)) is not None:
            cast("WizardApp", self.app).go("inspect")

    async def _may_lose_edits(self) -> bool:
        """Whether what is edited on the steps about another role may go."""
        from wizard.ui.dialogs.confirm import Confirm

        app = cast("WizardApp", self.app)
        lost = app.would_be_lost()
        question = Confirm("Begin anew?", lost, yes="Begin, lose it", no="Stay")
        if lost and not await self.app.push_screen_wait(question):
            return False
        for screen in app.drafting:
            screen.give_up_edit()
        return True

    def action_to_steps(self) -> None:
        """Back to what was read."""
        cast("WizardApp", self.app).go("inspect")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back to the steps once something was read, and nothing is being read."""
        if action == "to_steps":
            return self.session.judgement is not None and not self._doing
        return super().check_action(action, parameters)

    @on(Button.Pressed, "#choose-profile")
    @work(exclusive=True, group="choose", exit_on_error=False)
    async def choose_profile(self) -> None:
        """Choose the caller's profile, or one with a role: then role and settings are its."""
        profiles, name = await start_lists.chosen_profile(self.app)
        if name is None:
            return
        self._profiles = profiles
        box, field = self.query_one(Beginning), self.query_one("#caller_profile", Input)
        field.value = self._filled["caller_profile"]  # what was chosen now counts before what was typed there
        self._chosen = name
        if box.text.strip() in self._profiles:  # a profile's name says no more than the choice
            box.text = ""
        self._take(box.text)

    @on(Button.Pressed, "#choose-role-profile")
    @work(exclusive=True, group="choose", exit_on_error=False)
    async def choose_role_profile(self) -> None:
        """Choose the profile that may read and repair the role's account, the likeliest first."""
        from wizard.ui.naming import chosen_role_profile

        target = self._target()
        account = account_of(target.role)
        found = partial(candidates, account, caller=target.caller_profile)
        name = await chosen_role_profile(self.app, account, found)
        if name is not None:
            self.query_one("#role_profile", Input).value = name
            self.query_one("#inspect").focus()

    @on(Button.Pressed, "#find-role")
    @work(exclusive=True, group="choose", exit_on_error=False)
    async def find_role(self) -> None:
        """Choose one of the roles that the role side's profile sees, as it stands in its field."""
        arn = await start_lists.chosen_role(self.app, self.wizard.aws_for(self._target()))
        if arn is not None:
            self.query_one("#role", Input).value = arn
            self.query_one("#inspect").focus()

    @on(Button.Pressed, "#denied-calls")
    @work(exclusive=True, group="choose", exit_on_error=False)
    async def choose_denied_call(self) -> None:
        """Choose one of the account's last denied AssumeRole calls, as CloudTrail kept them."""
        denied = await start_lists.chosen_denied_call(self.app, self.wizard.aws_for(self._target()))
        if denied is not None:
            target = opinions.of_denied_call(denied, self._target())
            self._understood = Understood("error", target, opinions.label(denied))
            self._fill(target)
            self._tell_understood(self._understood)
            self.query_one("#inspect").focus()

    @on(Button.Pressed, "#practise")
    def _practise(self) -> None:
        cast("WizardApp", self.app).leave_for("")

    def action_explain(self) -> None:
        """What this screen is for."""
        from wizard.ui.dialogs.explain import Explain
        from wizard.ui.help import START_PAGE

        self.app.push_screen(Explain("Start", START_PAGE))

    def show_all(self) -> None:
        """What was typed stays as it is."""


def _with(target: Target, fields: Mapping[str, str]) -> Target:
    return replace(
        target,
        role=fields.get("role", target.role) or None,
        caller_profile=fields.get("caller_profile", target.caller_profile) or None,
        role_profile=fields.get("role_profile", target.role_profile) or None,
    )


def _card(earlier: Recent) -> Card[Recent]:
    """A row: name and account in place of the whole ARN, which would leave no room for the profiles."""
    role = parse_arn(earlier.role)
    name, account = (role.name, f" in {role.account}") if role is not None else (earlier.role, "")
    caller = f"  by {earlier.caller_profile}" if earlier.caller_profile else ""
    side = f"  role side {earlier.role_profile}" if earlier.role_profile else ""
    return Card(earlier, (Line(Content.assemble(name, (account + caller + side, "$quiet"))),), earlier.role)


SCREEN = StartScreen
