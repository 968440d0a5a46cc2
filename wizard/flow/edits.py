"""The edits of steps 2 and 3 that wait to be applied: where they wait, and what is said of them meanwhile."""

from __future__ import annotations

from wizard.engine.frozen import replace
from wizard.flow import trust
from wizard.flow.change_told import target
from wizard.flow.parts import numbered, step_of
from wizard.flow.session import STEPS, Session, Step
from wizard.flow.verdict import Verdict, joined
from wizard.repair.change import Ask, Change, TrustPolicyChange
from wizard.repair.principal_target import target_of

NOT_APPLIED = "*"
"""The mark of what is edited and not applied, beside the step and in its verdict."""


def waiting(session: Session) -> tuple[Change, ...]:
    """The changes that stand in an editor and are not what is there, in the order of their steps."""
    edits = (change for change in session.edits if _waits(session, change))
    return tuple(sorted(edits, key=lambda change: STEPS.index(step_of(change))))


def _waits(session: Session, change: Change) -> bool:
    if isinstance(change, Ask):  # somebody else makes it
        return False
    if isinstance(change, TrustPolicyChange):
        now = trust.change(session, change.after)
        return now is not None and now.role_arn == change.role_arn
    return change not in tuple(applied.change for applied in session.applied)


def steps_waiting(session: Session) -> tuple[Step, ...]:
    """The steps in which an edit waits."""
    return tuple(step_of(change) for change in waiting(session))


def elsewhere(session: Session, here: Step) -> str:
    """Said in the verdict line of a step: where else an edit waits; empty where none does."""
    numbers = tuple(str(STEPS.index(step) + 1) for step in steps_waiting(session) if step != here)
    return f"{'an edit waits' if len(numbers) == 1 else 'edits wait'} in {joined(numbers)}" if numbers else ""


def left_behind(session: Session, here: Step, key: str) -> str:
    """Said once to whoever goes on without applying. ``key`` previews."""
    steps = tuple(step for step in steps_waiting(session) if step != here)
    if not steps:
        return ""
    edits, it = ("edit", "it") if len(steps) == 1 else ("edits", "each")
    return f"{NOT_APPLIED} Not applied: the {edits} in {numbered(steps)}. There {key} previews {it}."


def lost(session: Session) -> str:
    """What leaving now would lose; empty where nothing waits."""
    named = tuple(f"{numbered((step_of(change),))} ({_of_whom(change)})" for change in waiting(session))
    named += (f"{numbered(('profile',))} (profile {session.typed_profile})",) if session.typed_profile else ()
    return f"Edited and not applied yet: {joined(named)}." if named else ""


def _of_whom(change: Change) -> str:
    owner = target_of(target(change))
    return f"{owner.kind} {owner.name}"


def as_edited(verdict: Verdict) -> Verdict:
    """The verdict of what stands in an editor: allowed only once that is applied."""
    if verdict.word != "ALLOWED":
        return verdict
    sentence, *briefs = (f"once applied, {told}" for told in (verdict.sentence, *verdict.briefs))
    return replace(verdict, symbol=NOT_APPLIED, sentence=sentence, briefs=tuple(briefs))
