"""The repairs of one step as cards: what each changes, what it newly lets others do, and the text it leads to."""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.engine.decide import decide
from wizard.engine.frozen import frozen, replace
from wizard.flow import parts
from wizard.flow.judgement import Judgement
from wizard.flow.preview import WIDE
from wizard.flow.request import request_part
from wizard.flow.verdict import still_open
from wizard.repair.applied import apply_changes
from wizard.repair.change import Ask, Change, Grant, Plan
from wizard.repair.grants import grants as newly_granted
from wizard.repair.proof import missing_allow


@frozen
class Card:
    """One repair. ``change`` is this step's part of the plan; the plan may hold more for other steps.

    ``grants``: what this part alone newly lets others do; the plan's own are those of all its parts.
    """

    title: str
    why: str
    change: Change
    proof: str
    grants: tuple[Grant, ...]
    best: bool = False
    wide: bool = False
    among: str = ""  # that it is one part of several, and where the others are
    plan: Plan | None = None


def cards(judgement: Judgement, kinds: tuple[type, ...]) -> tuple[Card, ...]:
    """The plans' changes of the given kinds, best first, each text once."""
    found: list[Card] = []
    seen: list[Change] = []
    for plan in judgement.plans:
        for change in plan.changes:
            if not isinstance(change, kinds) or change in seen:
                continue
            seen.append(change)
            told = parts.part(plan, change)
            granted = plan.grants if len(parts.parts(plan)) < 2 else _granted(judgement.case, plan, change)
            found.append(
                Card(
                    title=told.title,
                    why=told.why,
                    change=change,
                    proof=proof(judgement.case, plan),
                    grants=granted,
                    wide=any(grant.breadth >= WIDE for grant in granted),
                    among=parts.among(plan, change),
                    plan=plan,
                )
            )
    return tuple(found)


def _granted(case: Case, plan: Plan, change: Change) -> tuple[Grant, ...]:
    """What one part of several newly lets others do, the call being made as the plan makes it."""
    request = request_part((plan,), change)
    return newly_granted(case, (change,) if request is None else (change, request))


def recommended(judgement: Judgement, *lists: tuple[Card, ...]) -> tuple[tuple[Card, ...], ...]:
    """The lists of one step, one card of all marked as the best: what can be done here before what others must do."""
    every = [card for found in lists for card in found]
    own = [card for card in every if not isinstance(card.change, Ask)] or every
    best = min(own, key=lambda card: _place(judgement, card), default=None)
    return tuple(tuple(replace(card, best=True) if card is best else card for card in found) for found in lists)


def _place(judgement: Judgement, card: Card) -> int:
    """How far down the plans a card's own is; one of no plan comes last."""
    return judgement.plans.index(card.plan) if card.plan is not None else len(judgement.plans)


def asks(plans: tuple[Plan, ...]) -> tuple[Ask, ...]:
    """What somebody else must change, according to the best plan that asks."""
    for plan in plans:
        found = tuple(change for change in plan.changes if isinstance(change, Ask) and change.layer != "profile")
        if found:
            return found
    return ()


def proof(case: Case, plan: Plan, *, as_a_whole: bool = False) -> str:
    """How far a plan is proved, in words; ``as_a_whole``: where it is not told by its parts, which would be counted."""
    if plan.verified:
        number = 1 if as_a_whole else len(parts.parts(plan))
        return f"proved: allowed after{'wards' if number < 2 else ' both' if number == 2 else f' all {number}'}"
    if not plan.verified_if:
        return "not enough on its own"
    open_ = f"open: {still_open(plan.verified_if)}"
    unread = missing_allow(decide(apply_changes(case, plan.changes)))
    return f"not proved; {open_}" if unread else f"allowed by everything that could be read; {open_}"
