"""2 Trust policy: the repairs, best first, and an editor for the role's trust policy."""

from __future__ import annotations

from wizard.engine.decision import Layer
from wizard.flow import outcome, trust
from wizard.flow.cards import Card
from wizard.flow.preview import Preview
from wizard.flow.request import RATHER
from wizard.repair.change import TrustPolicyChange
from wizard.ui.keys import key_of
from wizard.ui.screens.drafting import DraftingScreen, Looked
from wizard.ui.widgets.plans import Plans
from wizard.ui.widgets.settled import Settled

BEST_FIRST = "Repairs, best first"


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
        plans.border_title = f"{RATHER}: {key_of(self.app, 'correct')}" if view.request_first else BEST_FIRST
        settled.show(outcome.settled(self.session, self.STEP, view.note), unread=view.unread, applied=self.done())
        self.editor.read_only = view.unread
        self.editor.display = bool(view.repairs) or not view.unread
        self.set_class(not self.editor.display, "-unread")
        self.editor.border_title = "Trust policy"
        self.put(view.text)
        self._typed()
        self.refocus()

    def after_change(self) -> None:
        self.put(trust.view(self.session).text, anyway=True)

    def look(self, text: str) -> Looked | None:
        if self.editor.read_only:  # there is no policy to look at
            return None
        draft = trust.draft(self.session, text)
        return Looked(draft.problems, draft.size, trust.LIMIT, draft.verdict, draft.changed)

    def take(self, repair: Card) -> None:
        if isinstance(repair.change, TrustPolicyChange):
            self.fill(repair.change.after)

    def unread_here(self) -> Layer | None:
        return "trust_policy" if trust.view(self.session).unread else None

    def draft(self) -> str | None:
        return self.editor.text

    def planned(self, text: str) -> Preview | None:
        return self.wizard.preview_trust(text)


SCREEN = TrustScreen
