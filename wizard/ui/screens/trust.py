"""2 Trust policy: the repairs, best first, and an editor for the role's trust policy."""

from __future__ import annotations

from wizard.engine.decision import Layer
from wizard.flow import trust
from wizard.flow.cards import Card
from wizard.flow.draft import Draft
from wizard.flow.preview import Preview
from wizard.repair.change import Change, TrustPolicyChange
from wizard.ui.screens.drafting import DraftingScreen
from wizard.ui.widgets.plans import Plans


class TrustScreen(DraftingScreen):
    """Who may assume the role."""

    STEP = "trust"

    def show(self) -> None:
        view = trust.view(self.session)
        if self.session.judgement is None:
            return
        plans = self.query_one(Plans)
        plans.display = bool(view.repairs)
        plans.show_repairs(view.repairs)
        plans.border_title = view.heading
        self.show_settled(view.note, unread=view.unread, request_first=view.request_first)
        self.editor.read_only = view.unread or view.missing
        self.editor.display = bool(view.repairs) or not self.editor.read_only
        self.set_class(not self.editor.display, "-unread")
        self.editor.border_title = "Trust policy"
        self.put(view.text)
        self._typed()
        self.refocus()

    def after_change(self) -> None:
        self.put(trust.view(self.session).text, anyway=True)

    def look(self, text: str) -> Draft | None:
        unread = self.editor.read_only  # there is no policy to look at
        return None if unread else trust.draft(self.session, text)

    def edit(self) -> Change | None:
        return None if self.editor.read_only else trust.change(self.session, self.editor.text)

    def take(self, repair: Card) -> None:
        if isinstance(repair.change, TrustPolicyChange):
            self.fill(repair.change.after)

    def unread_here(self) -> Layer | None:
        return "trust_policy" if trust.unread(self.session) else None

    def draft(self) -> str | None:
        return self.editor.text

    def planned(self, text: str) -> Preview | None:
        return self.wizard.preview_trust(text)


SCREEN = TrustScreen
