"""The repairs of one step as cards: what each changes, what it newly lets others do, and the text it leads to."""

from __future__ import annotations

from wizard.engine.frozen import frozen
from wizard.flow.preview import WIDE
from wizard.flow.verdict import still_open
from wizard.repair.change import Ask, Change, Grant, Plan


@frozen
class Card:
    """One repair. ``change`` is this step's part of the plan; the plan may hold more for other steps."""

    title: str
    why: str
    change: Change
    proof: str
    grants: tuple[Grant, ...]
    best: bool = False
    wide: bool = False
    further: int = 0  # changes of the same plan that other steps make


def cards(plans: tuple[Plan, ...], kinds: tuple[type, ...]) -> tuple[Card, ...]:
    """The plans' changes of the given kinds, best first, each text once."""
    found: list[Card] = []
    seen: list[Change] = []
    for plan in plans:
        for change in plan.changes:
            if not isinstance(change, kinds) or change in seen:
                continue
            seen.append(change)
            others = len(plan.changes) - 1
            found.append(
                Card(
                    title=plan.title,
                    why=plan.why,
                    change=change,
                    proof=proof(plan),
                    grants=plan.grants,
                    best=not found,
                    wide=any(grant.breadth >= WIDE for grant in plan.grants),
                    further=others,
                )
            )
    return tuple(found)


def asks(plans: tuple[Plan, ...]) -> tuple[Ask, ...]:
    """What somebody else must change, according to the best plan that asks."""
    for plan in plans:
        found = tuple(change for change in plan.changes if isinstance(change, Ask) and change.layer != "profile")
        if found:
            return found
    return ()


def proof(plan: Plan) -> str:
    """How far a plan is proved, in words."""
    if plan.verified:
        return "proved: allowed afterwards"
    if plan.verified_if:
        return f"allowed by everything that could be read; open: {still_open(plan.verified_if)}"
    return "not enough on its own"
