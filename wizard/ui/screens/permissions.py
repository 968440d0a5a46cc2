"""3 Permissions: that the caller may call sts:AssumeRole, and what the role itself may do."""

from __future__ import annotations

from collections.abc import Iterator

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button

from wizard import named_file
from wizard.engine.decision import Layer
from wizard.flow import change_told, permissions, role_permissions, templates
from wizard.flow.cards import Card
from wizard.flow.draft import Draft
from wizard.flow.permissions import PermissionsView
from wizard.flow.preview import Preview
from wizard.repair.change import Ask, Change, InlinePolicyChange, ManagedPolicyChange
from wizard.ui.background import in_background
from wizard.ui.dialogs.choose import Choice, Choose
from wizard.ui.keys import key_of
from wizard.ui.screens.drafting import DraftingScreen
from wizard.ui.widgets.lines import Line, Lines
from wizard.ui.widgets.plans import Plans

FROM_FILE = "from a file…"
FEW = 3
"""Policies of a side that are named here."""


class PermissionsScreen(DraftingScreen):
    """Both halves; the one that stands in the way comes first."""

    STEP = "permissions"

    def __init__(self) -> None:
        super().__init__()
        self._change: Change | None = None  # what the editor is about

    def extras(self) -> ComposeResult:
        yield Lines(id="halves")
        with Horizontal(id="more"):
            yield Button("Attach managed…", id="attach")
            yield Button("Write inline…", id="write")

    def show(self) -> None:
        if self.session.judgement is None:
            return
        view = permissions.view(self.session)
        if isinstance(self._change, Ask) and self._change not in (card.change for card in view.ask_cards):
            self._about(None)  # nobody needs to be asked any more
        plans = self.query_one(Plans)
        plans.show_repairs(view.cards)
        plans.border_title = view.heading
        plans.display = bool(view.cards)
        self.editor.placeholder = view.in_place_of_a_text(key_of(self.app, "preview"))
        self.editor.read_only = self.editor.read_only or self._change is None
        self.show_settled(view.note, unread=view.unread, request_first=view.request_first)
        self.set_class(view.unread and plans.display, "-crowded")  # what is asked for and repairs, one above the other
        self.query_one("#more").display = view.may_add
        self.query_one("#halves", Lines).show(_halves(view))
        self._typed()
        self.refocus()

    def unread_here(self) -> Layer | None:
        view = permissions.view(self.session)
        return view.asked_for if view.unread else None

    def after_change(self) -> None:
        self._about(None)

    def give_up_edit(self) -> None:
        self._about(None)

    def look(self, text: str) -> Draft | None:
        return permissions.draft(self.session, self._change, text) if self._change is not None else None

    def edit(self) -> Change | None:
        return permissions.with_text(self._change, self.editor.text) if self._change is not None else None

    def take(self, repair: Card) -> None:
        self._about(repair.change)

    def planned(self, text: str) -> Preview | None:
        return self.wizard.preview_permissions(self._change, text) if self._change is not None else None

    def _about(self, change: Change | None) -> None:
        """Make a change the one that the editor holds."""
        self._change = change
        written = change if isinstance(change, InlinePolicyChange | ManagedPolicyChange) else None
        self.editor.border_title = change_told.subject(change) if change is not None else ""
        self.editor.read_only = written is None or written.after is None
        self.refresh_bindings()
        text = change_told.texts(change)[1] if change is not None else ""
        self.fill(text, written.before if written is not None else None)

    @on(Button.Pressed, "#attach")
    @work(exclusive=True, group="choose", exit_on_error=False)
    async def attach(self) -> None:
        """Choose a managed policy for the role and preview attaching it."""

        def found() -> Iterator[Choice]:
            return (Choice(policy.arn, policy.name, policy.arn) for policy in self.wizard.aws.managed_policies())

        arn = await self.app.push_screen_wait(Choose("Attach a managed policy to the role", found))
        if arn is not None:
            self._about(role_permissions.attachment(self.session, arn))
            self.action_preview()

    @on(Button.Pressed, "#write")
    @work(exclusive=True, group="choose", exit_on_error=False)
    async def write(self) -> None:
        """Choose a template or a file, name the policy, and put it into the editor."""
        from wizard.ui.dialogs.line import AskLine

        begun = [Choice(name, name) for name in templates.TEMPLATES]
        chosen = await self.app.push_screen_wait(
            Choose("An inline policy of the role", lambda: iter([*begun, Choice(FROM_FILE, FROM_FILE)]))
        )
        if chosen is None:
            return
        if chosen == FROM_FILE:
            path = await self.app.push_screen_wait(AskLine("Which file?", "a policy as JSON"))
            if not path:
                return
            try:
                text = await in_background(lambda: named_file.text_of(path))
            except named_file.Unreadable as unreadable:
                self.notify(f"{unreadable}.", severity="error")
                return
        else:
            values: dict[str, str] = {}
            for open_name in templates.placeholders(chosen):
                value = await self.app.push_screen_wait(AskLine(f"{chosen}: {open_name}?", "empty: fill it in later"))
                if value is None:
                    return
                values[open_name] = value
            text = templates.from_template(chosen, values)
        name = await self.app.push_screen_wait(AskLine("What is the policy called?", "letters, digits and +=,.@_-"))
        if name:
            self._about(role_permissions.inline_policy(self.session, name, text))
            self.editor.focus()


def _halves(view: PermissionsView) -> tuple[Line, ...]:
    return (
        Line(Content(_listed(view.caller_policies)), Content.styled("Caller's policies  ", "$quiet")),
        Line(Content(_listed(view.role_policies)), Content.styled("Role's policies    ", "$quiet")),
    )


def _listed(names: tuple[str, ...]) -> str:
    """The first of them; step 1 lists them all."""
    further = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return f"{', '.join(names[:FEW])}{further}" or "none"


SCREEN = PermissionsScreen
