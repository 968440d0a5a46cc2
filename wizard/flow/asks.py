"""What only somebody else can change, as cards beside the repairs and as a preview that can only be handed over."""

from __future__ import annotations

from wizard.flow.cards import Card, cards
from wizard.flow.judgement import judge
from wizard.flow.preview import Preview, diff
from wizard.flow.session import Session
from wizard.repair import handoff
from wizard.repair.applied import apply_changes
from wizard.repair.change import Ask


def ask_cards(session: Session) -> tuple[Card, ...]:
    """What somebody else must change, best first; none where the request is allowed."""
    judgement = session.judgement
    if judgement is None or judgement.decision.allowed:
        return ()
    return tuple(
        card
        for card in cards(judgement.plans, (Ask,))
        if isinstance(card.change, Ask) and card.change.layer != "profile"
    )


def preview(session: Session, ask: Ask) -> Preview:
    """The request to somebody else in every form. It cannot be applied here."""
    judgement = session.judgement
    assert judgement is not None
    plan = next(plan for plan in judgement.plans if ask in plan.changes)
    then = judge(apply_changes(judgement.case, (ask,)))
    document = ask.document or ""
    return Preview(
        change=ask,
        title=ask.what,
        target=f"by {ask.who}",
        diff=diff("", document),
        before_text="",
        after_text=document,
        terraform=handoff.terraform(ask) if document else "",
        cloudformation=handoff.cloudformation(ask) if document else "",
        handover=handoff.message(plan, judgement.diagnosis, judgement.case),
        before=judgement.verdict,
        after=then.verdict,
        grants=plan.grants,
        refused=f"This is for {ask.who}: copy it, save it, or hand it over.",
        effect=(f"Now:   {judgement.verdict}", f"After: {then.verdict}"),
    )
