"""What only somebody else can change, as cards beside the repairs and as a preview that can only be handed over."""

from __future__ import annotations

from wizard.flow import change_told
from wizard.flow.cards import Card, cards
from wizard.flow.judgement import Judgement, judge
from wizard.flow.parts import open_after
from wizard.flow.preview import Preview, effect
from wizard.flow.session import Session
from wizard.repair import handoff
from wizard.repair.applied import apply_changes
from wizard.repair.change import Ask, Change, Plan
from wizard.repair.held_policies import replaced


def ask_cards(session: Session) -> tuple[Card, ...]:
    """What somebody else must change, best first; none where the request is allowed."""
    judgement = session.judgement
    if judgement is None or judgement.decision.allowed:
        return ()
    return tuple(
        card for card in cards(judgement, (Ask,)) if isinstance(card.change, Ask) and card.change.layer != "profile"
    )


YOURS = "This is up to you"


def heading(asks: tuple[Ask, ...]) -> str:
    """Who must act: of some things that no policy can cure, the person at the keyboard."""
    return YOURS if all(ask.who == "you" for ask in asks) else "Somebody else must act"


def told(ask: Ask) -> str:
    """What is asked of whom, below its heading."""
    return ask.what if ask.who == "you" else f"{ask.who}: {ask.what}"


def texts(session: Session, change: Change) -> tuple[str, str]:
    """The text before and after a change, of what is asked of somebody, too; nothing where that is words alone."""
    if isinstance(change, Ask) and session.judgement is not None:
        return replaced(session.judgement.case, change) or "", change.document or ""
    return change_told.texts(change)


def preview(session: Session, ask: Ask) -> Preview:
    """What is asked of somebody, in every form. It cannot be applied here."""
    judgement = session.judgement
    assert judgement is not None
    plan = next(plan for plan in judgement.plans if ask in plan.changes)
    if ask.document is None and ask.caller_tags is None:
        return _looked_into(session, judgement, plan, ask)
    then = judge(apply_changes(judgement.case, (ask,)))
    before, document = texts(session, ask)
    obstacle, refused = _obstacle(ask)
    others = None if then.decision.allowed else open_after(judgement.case, plan, (ask,))
    return Preview(
        change=ask,
        title=ask.what,
        target=f"by {ask.who}",
        about=session.role_arn or "",
        diff=change_told.diff(before, document),
        before_text=before,
        after_text=document,
        terraform=handoff.terraform(ask) if document else "",
        cloudformation=handoff.cloudformation(ask) if document else "",
        handover=handoff.message(plan, judgement.diagnosis, judgement.case),
        before=judgement.verdict,
        after=then.verdict,
        grants=plan.grants,
        refused=refused,
        obstacle=obstacle,
        rest=others,
        effect=effect(judgement.verdict, then.verdict, others),
    )


def _looked_into(session: Session, judgement: Judgement, plan: Plan, ask: Ask) -> Preview:
    """What is asked in words alone: it has no text, and decides nothing before it is answered."""
    obstacle, refused = _obstacle(ask)
    return Preview(
        change=ask,
        title=ask.what,
        target=f"by {ask.who}",
        about=session.role_arn or "",
        diff=(),
        before_text="",
        after_text="",
        handover=handoff.message(plan, judgement.diagnosis, judgement.case),
        refused=refused,
        obstacle=obstacle,
        effect=(f"Now: {judgement.verdict}", plan.why),
    )


def _obstacle(ask: Ask) -> tuple[str, str]:
    """Why it cannot be applied here, and what is done instead."""
    if ask.who == "you":
        return YOURS, "It is not done from here: do it yourself, then read again."
    return "Not with your credentials", "Copy it, save it, or hand it over."
