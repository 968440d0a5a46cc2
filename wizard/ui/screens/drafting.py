"""What steps 2 and 3 share: repairs above an editor, the verdict following each key, preview and apply."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from wizard.flow import asks, edits, role_side, settled, several, steps
from wizard.flow.cards import Card
from wizard.flow.draft import Draft
from wizard.flow.missing_role import missing_role
from wizard.flow.preview import Preview
from wizard.repair.change import Plan
from wizard.ui.additions import pasted
from wizard.ui.all_changes import preview_all
from wizard.ui.keys import DRAFTING
from wizard.ui.screens.step import StepScreen
from wizard.ui.widgets.diff import diff_lines
from wizard.ui.widgets.findings import Findings
from wizard.ui.widgets.lines import Page
from wizard.ui.widgets.listing import Listing
from wizard.ui.widgets.plans import Plans
from wizard.ui.widgets.policy_editor import PolicyEditor
from wizard.ui.widgets.settled import Settled

ECHO = 0.01
"""Seconds between a key and the look at the text: Textual writes the key's echo in a thread, which would wait."""


class DraftingScreen(StepScreen):
    """A step whose repair is a policy text."""

    BINDINGS = DRAFTING

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""  # what the flow last put into the editor
        self._taken = ""  # the repair last taken: losing it loses no work
        self._given_up = False  # what stands in the editor is about another role
        self._looking = False
        self._offered = False, False  # whether the editor holds something to preview, and something typed

    def body(self) -> ComposeResult:
        with Vertical(id="choices"):
            yield Settled(id="settled")
            yield Plans(id="plans")
            yield from self.extras()
            yield Page(id="aside")
        yield PolicyEditor(id="editor")
        yield Findings(id="findings")

    def extras(self) -> ComposeResult:
        """What else the step offers above its editor."""
        yield from ()

    # What a subclass decides

    def look(self, text: str) -> Draft | None:
        """The flow's view of the editor's text; None where there is nothing to look at."""
        raise NotImplementedError

    def take(self, repair: Card) -> None:
        """Make a repair the one that the editor is about."""
        raise NotImplementedError

    def planned(self, text: str) -> Preview | None:
        """The preview of what stands in the editor; None where nothing differs."""
        raise NotImplementedError

    def after_change(self) -> None:
        """Put what AWS has now into the editor, after a change was applied."""
        raise NotImplementedError

    def begin(self) -> None:
        plans = self.query_one(Plans)
        if self.unread_here():
            self.query_one("#paste-it").focus()
        elif self.query_one("#use-it").display:
            self.query_one("#use-it").focus()
        elif plans.display and plans.current is not None:
            plans.focus()
        else:
            self.query_one("#go-on").focus()

    def show_settled(self, why: str, *, unread: bool, request_first: bool) -> None:
        """Show that there is nothing to do, or what comes before the repairs below."""
        shown = self.query_one(Settled)
        shown.display = unread or request_first or not self.query_one(Plans).display
        self.set_class(request_first, "-request-first")
        if request_first:
            shown.show_request_first(why)
        else:
            told = settled.settled(self.session, self.STEP, why)
            shown.show(
                told,
                unread=unread,
                nameable=role_side.wanted_profile(self.session) is not None and self.STEP == "trust",
                applied=self.done(),
                missing=bool(missing_role(self.session)),
            )

    def refocus(self) -> None:
        """Begin again where what was focused is no longer shown: a hidden button would take the next key."""
        if self.focused is not None and self.focused not in self.focus_chain:
            self.begin()

    def settle(self) -> None:
        self.after_change()
        super().settle()
        self._look()

    def done(self) -> bool:
        """Whether a change of this step was made in this sitting, and nothing is left to do."""
        return steps.without_edits(self.session, self.STEP) == "done"

    # The editor

    @property
    def editor(self) -> PolicyEditor:
        """The policy editor."""
        return self.query_one(PolicyEditor)

    @property
    def unsaved(self) -> bool:
        """Whether the person typed something that is not applied."""
        return self.is_mounted and not self._given_up and self.editor.text not in (self._shown, self._taken)

    def give_up_edit(self) -> None:
        """Let what stands in the editor be replaced by what is read next; until then it counts no more."""
        self._given_up = True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What cannot be typed in cannot be edited elsewhere or laid out anew either."""
        if action in ("edit", "format"):
            return not any(editor.read_only for editor in self.query(PolicyEditor))
        if action == "preview_all":
            return self._several() is not None
        return super().check_action(action, parameters)

    def idle(self, action: str) -> bool:
        """There is nothing to preview while the editor holds what AWS has."""
        return super().idle(action) or (action == "preview" and not self._offered[0])

    def _several(self) -> Plan | None:
        """The repair under the cursor, where it makes several changes; a text of one's own is previewed alone."""
        for plans in self.query(Plans):
            if not self.unsaved and plans.display and plans.current is not None and plans.current.plan is not None:
                return several.first((plans.current.plan,))
        return None

    def put(self, text: str, *, anyway: bool = False) -> None:
        """Put what AWS has into the editor, where that is news and nobody is typing there."""
        news, typed = text != self._shown, self.unsaved
        anew = self._given_up or not self._shown  # the first of this role: undo would bring an empty text, or another's
        self._shown = text
        if anyway or self._given_up or (news and not typed):
            self._given_up = False
            self._taken = text
            self.editor.fill(text)
            if anew:
                self.editor.history.clear()

    def fill(self, text: str, over: str | None = None) -> None:
        """Put a repair into the editor, as one edit that can be undone. ``over``: what it would replace."""
        self._taken = text
        self.editor.fill(text, over)

    @on(TextArea.Changed)
    def _typed(self) -> None:
        """Look at the text once the key's echo is on the screen; several keys in a row are looked at once."""
        if not self._looking:
            self._looking = True
            self.set_timer(ECHO, self._look)

    def _look(self) -> None:
        self._looking = False
        if self.session.judgement is None:
            return
        self.keep_edit()
        looked = self.look(self.editor.text)
        drafted, unsaved = looked is not None and looked.changed, self.unsaved
        if (drafted, unsaved) != self._offered:
            self._offered = drafted, unsaved
            self.refresh_bindings()
        if looked is None:
            self.query_one(Findings).update("")
            self.show_verdict(self.session.verdict)
            return
        self.editor.mark(tuple((problem.offset, problem.end) for problem in looked.problems))
        self.set_class(self.query_one(Findings).show(looked, self.size.width), "-wordy")
        if looked.changed and not looked.elsewhere:
            self.show_verdict(edits.as_edited(looked.verdict), "as edited:")
        else:
            self.show_verdict(looked.verdict)

    def keep_edit(self) -> None:
        """Let the sitting know of what stands in the editor. Where nothing can be applied, only of what was typed."""
        before = edits.steps_waiting(self.session)
        counts = not self._given_up and (self.unsaved or not self.wizard.read_only)
        self.wizard.edit(self.STEP, self.edit() if counts else None)
        if edits.steps_waiting(self.session) != before:
            self.show_states()

    @on(Listing.Chosen, "#plans")
    def _chosen(self, event: Listing.Chosen) -> None:
        repair = event.value
        assert isinstance(repair, Card)
        self.take(repair)

    @on(Settled.PasteIt)
    def _paste_it(self) -> None:
        pasted(self, self.unread_here(), "")

    @on(Settled.NameIt)
    def _name_it(self) -> None:
        self.action_name_profile()

    @on(Settled.UseIt)
    def _use_it(self) -> None:
        self.action_use_request()

    @on(Settled.GoOn)
    def _go_on(self) -> None:
        self.action_next_step()

    def action_format(self) -> None:
        """Lay the policy out anew, where it parses."""
        from wizard.flow.layout import laid_out

        text = laid_out(self.editor.text)
        if text is None:
            self.notify("The text does not parse, so it stays as it is.", severity="warning")
        else:
            self.editor.fill(text)

    def action_edit(self) -> None:
        """Edit in the person's own editor, while the screens stand aside."""
        from textual.app import SuspendNotSupported

        from wizard.own_editor import EditorFailed, edited

        try:
            with self.app.suspend():
                text = edited(self.editor.text)
        except SuspendNotSupported:
            self.notify("This terminal cannot make room for another program.", severity="warning")
        except EditorFailed as failed:
            self.notify(str(failed), title="The text stays as it was", severity="error")
        else:
            self.editor.fill(text.removesuffix("\n"))

    @on(Plans.OptionHighlighted, "#plans")
    def show_aside(self) -> None:
        """What the repair under the cursor changes; where that is no text, what `f1` tells."""
        plans = self.query_one(Plans)
        self.refresh_bindings()
        self.set_class(not plans.display, "-settled")
        repair = plans.current if plans.display else None
        before, after = asks.texts(self.session, repair.change) if repair is not None else ("", "")
        if before == after:
            super().show_aside()
            return
        page = self.query_one("#aside", Page)
        page.border_title = "What it changes"
        page.show_lines(diff_lines(before, after), after)

    # Preview and apply

    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_preview(self) -> None:
        """Show the change; apply it where the person says so."""
        await self.caught_up()
        preview = self.planned(self.editor.text)
        if preview is None:
            plans = self.query_one(Plans)
            offered = plans.display and plans.current is not None
            way = "first Enter on a repair puts it into the editor" if offered else "nothing in the editor differs"
            self.say(f"Nothing to preview: {way}.")
            return
        self.carried_out(await self.previewed(preview, lambda: self.wizard.apply(preview)))

    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_preview_all(self) -> None:
        """Show all changes of the repair under the cursor; apply them in order where the person says so."""
        await self.caught_up()
        if (plan := self._several()) is not None:
            await preview_all(self, plan)
