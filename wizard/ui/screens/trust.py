"""2 Trust policy: the repairs, best first, and an editor for the role's trust policy."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on, work

from wizard.engine.decision import Layer
from wizard.flow import trust
from wizard.flow.cards import Card
from wizard.flow.preview import Preview
from wizard.repair.change import TrustPolicyChange
from wizard.ui.additions import paste
from wizard.ui.keys import key_of
from wizard.ui.screens.drafting import DraftingScreen, Looked
from wizard.ui.widgets.plans import Plans
from wizard.ui.widgets.settled import Settled

BEST_FIRST = "Repairs, best first"
RATHER = "Rather correct the request: step 1, then {key}. Otherwise, best first"


class TrustScreen(DraftingScreen):
    """Who may assume the role."""

    STEP = "trust"

    def show(self) -> None:
        view = trust.view(self.session)
        if self.session.judgement is None:
            return
        plans, settled = self.query_one(Plans), self.query_one(Settled)
        plans.display = bool(view.repairs)
        settled.display = not plans.display
        plans.show_repairs(view.repairs)
        plans.border_title = RATHER.format(key=key_of(self.app, "correct")) if view.request_first else BEST_FIRST
        settled.show(view.note, unread=view.unread, applied=self.done())
        self.editor.read_only = view.unread
        self.editor.display = bool(view.repairs) or not view.unread
        self.set_class(not self.editor.display, "-unread")
        self.editor.border_title = "Trust policy"
        self.put(view.text)
        self._typed()

    def begin(self) -> None:
        plans = self.query_one(Plans)
        if plans.display and plans.current is not None:
            plans.focus()
        else:
            self.query_one("#paste-it" if trust.view(self.session).unread else "#go-on").focus()

    def after_change(self) -> None:
        self.put(trust.view(self.session).text, anyway=True)

    def look(self, text: str) -> Looked | None:
        if trust.view(self.session).unread:
            return None
        draft = trust.draft(self.session, text)
        return Looked(draft.problems, draft.size, trust.LIMIT, draft.verdict, draft.changed)

    def take(self, repair: Card) -> None:
        if isinstance(repair.change, TrustPolicyChange):
            self.fill(repair.change.after)

    @on(Settled.PasteIt)
    @work(exclusive=True, group="aws", exit_on_error=False)
    async def paste(self) -> None:
        """Take the trust policy from whoever has it."""
        await paste(self, "trust_policy")

    def unread_here(self) -> Sequence[Layer]:
        return ("trust_policy",) if trust.view(self.session).unread else ()

    def draft(self) -> str | None:
        return self.editor.text

    def planned(self, text: str) -> Preview | None:
        return self.wizard.preview_trust(text)


SCREEN = TrustScreen
