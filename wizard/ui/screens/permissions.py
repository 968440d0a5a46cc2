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
from wizard.flow import asks, permissions, role_permissions, templates
from wizard.flow.cards import Card
from wizard.flow.change_told import texts
from wizard.flow.draft import Draft
from wizard.flow.permissions import PermissionsView
from wizard.flow.preview import Preview
from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProviderChange,
    RoleSettingChange,
)
from wizard.repair.principal_target import issuer_name
from wizard.ui.background import in_background
from wizard.ui.dialogs.choose import Choice, Choose
from wizard.ui.keys import key_of
from wizard.ui.screens.drafting import ALL_THE_SAME, DraftingScreen
from wizard.ui.widgets.lines import Line, Lines
from wizard.ui.widgets.plans import Plans

FROM_FILE = "from a file…"
FIRST = "Enter on a repair puts it here; {key} previews it."
FEW = 3
"""Policies of a side that are named here."""
UNREAD = "What you paste here is taken for the caller's policy, which could not be read."
IF_NOTHING_ALLOWS = "If nothing there allows it"
NOTHING_TO_EDIT = "There is nothing to edit here."
LATER = "What the role itself may do can be added: attach a managed policy, or write an inline one."


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
        plans.border_title = ALL_THE_SAME if view.request_first else _over(view)
        plans.display = bool(view.cards)
        if plans.display:
            self.editor.placeholder = FIRST.format(key=key_of(self.app, "preview"))
        else:
            self.editor.placeholder = UNREAD if view.unread else LATER if self._may_add(view) else NOTHING_TO_EDIT
        self.editor.read_only = self.editor.read_only or self._change is None
        self.show_settled(view.note, unread=view.unread, request_first=view.request_first)
        self.set_class(view.unread and plans.display, "-crowded")  # what is asked for and repairs, one above the other
        self.query_one("#more").display = self._may_add(view)
        self.query_one("#halves", Lines).show(_halves(view))
        self._typed()
        self.refocus()

    def _may_add(self, view: PermissionsView) -> bool:
        """Whether the role can be given policies of its own from here."""
        return view.may_add and not self.wizard.read_only

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
        if self._change is None:
            return None
        if isinstance(self._change, Ask):
            return asks.preview(self.session, self._change)
        if isinstance(self._change, InlinePolicyChange | ManagedPolicyChange):
            return self.wizard.preview_permissions(self._change, text)
        return self.wizard.preview_permissions(self._change)

    def _about(self, change: Change | None) -> None:
        """Make a change the one that the editor holds."""
        self._change = change
        written = change if isinstance(change, InlinePolicyChange | ManagedPolicyChange) else None
        after = written.after if written is not None else None
        self.editor.border_title = _title(change)
        self.editor.read_only = after is None
        self.refresh_bindings()
        self.fill(after or _shown(change), written.before if written is not None else None)

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


def _over(view: PermissionsView) -> str:
    if view.cards == view.ask_cards:
        return view.who_acts
    if view.active == "caller" and view.caller_cards:
        return IF_NOTHING_ALLOWS if view.unread else "The caller's side, best first"
    return "The role's settings" if view.setting_cards else "The role's own permissions"


def _shown(change: Change | None) -> str:
    """What the editor shows of a change that is no policy's text."""
    if isinstance(change, Ask):
        return change.document or change.what
    return texts(change)[1] if change is not None else ""


def _title(change: Change | None) -> str:
    match change:
        case InlinePolicyChange(principal_arn, policy_name):
            return f"{policy_name}, inline policy of {principal_arn.rpartition(':')[2]}"
        case ManagedPolicyChange(policy_arn):
            return f"{policy_arn.rpartition('/')[2]}, a new version"
        case AttachmentChange(principal_arn, policy_arn):
            return f"attach {policy_arn.rpartition('/')[2]} to {principal_arn.rpartition(':')[2]}"
        case ProviderChange(provider_arn):
            return f"identity provider {issuer_name(provider_arn)}: its client ids"
        case RoleSettingChange(role_arn):
            return f"a setting of {role_arn.rpartition(':')[2]}"
        case Ask(who):
            return f"for {who}"
        case _:
            return "Policy"


SCREEN = PermissionsScreen
