"""A plan of several changes, made one after the other; where one fails, those before it can be taken back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from wizard.aws.gateway import Applied, AwsFailure
from wizard.flow.apply import NotReadAgain
from wizard.flow.change_told import title
from wizard.flow.judgement import judge
from wizard.flow.preview import Preview, effect, further
from wizard.flow.session import Session
from wizard.flow.verdict import joined
from wizard.flow.wizard import Wizard
from wizard.repair import cloudformation, handoff, terraform
from wizard.repair.applied import apply_changes
from wizard.repair.change import Change, Plan
from wizard.repair.target_state import reverse

TAKE_BACK = "Take back what was done?"
LEFT = "It stays. `role-wizard undo` takes it back later."


class Stopped(Exception):
    """A change of several that failed: what was done before it, which one it was, and why."""

    def __init__(self, done: tuple[Applied, ...], at: Preview, failure: AwsFailure) -> None:
        super().__init__(f"It stopped at: {at.title}.")
        self.done = done
        self.at = at
        self.failure = failure

    @property
    def before(self) -> tuple[str, ...]:
        """What was done before that, a sentence each."""
        return tuple(f"{title(applied.change)}. {applied.answer}" for applied in self.done)


def changes(plan: Plan) -> tuple[Change, ...]:
    """The plan's changes that are made in AWS, in its order."""
    return tuple(change for change in plan.changes if reverse(change) is not None)


def first(plans: tuple[Plan, ...]) -> Plan | None:
    """The best plan that makes several changes in AWS."""
    return next((plan for plan in plans if len(changes(plan)) > 1), None)


def previews(wizard: Wizard, plan: Plan) -> tuple[Preview, ...]:
    """Each change's preview, decided on what the ones before it leave."""
    now = wizard.session.judgement
    found: list[Preview] = []
    for change in changes(plan):
        assert now is not None
        found.append(wizard.preview_change(change, now=now, plan=plan))
        now = judge(apply_changes(now.case, (change,)))
    return tuple(found)


def joint(plan: Plan, session: Session, planned: tuple[Preview, ...]) -> Preview:
    """Several changes of a plan as one preview: made one after the other, in this order."""
    judgement = session.judgement
    assert judgement is not None
    first, last = planned[0], planned[-1]
    assert first.before is not None and last.after is not None
    diff = tuple(line for each in planned for line in (f"@@ {each.title}: {each.target} @@", *each.diff))
    granted = tuple(dict.fromkeys(grant for each in planned for grant in each.grants))
    lost = tuple(dict.fromkeys(loss for each in planned for loss in each.losses))
    made = tuple(each.change for each in planned if each.change is not None)
    request = next((each.request for each in planned if each.request is not None), None)
    refused = next((each for each in planned if each.refused is not None), first)
    aside = " ".join(dict.fromkeys(each.side_effect for each in planned if each.side_effect)) or None
    return Preview(
        change=None,
        title=f"{len(planned)} changes, in this order, for",
        target=session.role_arn or first.target,
        diff=diff,
        before_text="",
        after_text="\n".join(diff),
        cli="\n".join(each.cli for each in planned),
        terraform=terraform.together(made),
        cloudformation=cloudformation.together(made),
        handover=handoff.message(plan, judgement.diagnosis, judgement.case),
        before=first.before,
        after=last.after,
        grants=granted,
        losses=lost,
        type_to_confirm=_each(each.type_to_confirm for each in planned) or None,
        warning=" ".join(dict.fromkeys(each.warning for each in planned if each.warning)) or None,
        identity=_each(each.maker_arn for each in planned) or None,
        refused=refused.refused,
        obstacle=refused.obstacle,
        request=request,
        side_effect=aside,
        effect=(*effect(first.before, last.after, last.rest), *further(granted, lost, request, aside)),
        rest=last.rest,
        asked=question(planned),
    )


def all_of(number: int) -> str:
    """So many, told as all that there are."""
    return "both" if number == 2 else f"all {number}"


def question(planned: tuple[Preview, ...]) -> str:
    """Whether to make them all."""
    return f"Apply {all_of(len(planned))} changes?"


def _each(texts: Iterable[str | None]) -> str:
    return joined(tuple(dict.fromkeys(text for text in texts if text)))


def apply(wizard: Wizard, planned: tuple[Preview, ...]) -> tuple[Applied, ...]:
    """Make them all, then read again. *Blocks.* Raises Stopped where one fails, NotReadAgain where only that does."""
    done: list[Applied] = []
    for preview in planned:
        try:
            done.append(wizard.make(preview))
        except AwsFailure as failure:
            with contextlib.suppress(NotReadAgain):  # the failure of the change is the one to tell
                wizard.read_after(planned[: len(done)])
            raise Stopped(tuple(done), preview, failure) from None
    wizard.read_after(planned)
    return tuple(done)


def take_back(wizard: Wizard, done: tuple[Applied, ...]) -> tuple[Applied, ...]:
    """Take changes back, the last one first, then read again. *Blocks.* Raises AwsFailure."""
    back: list[Applied] = []
    taken: list[Preview] = []
    try:
        for applied in reversed(done):
            preview = wizard.preview_undo(applied.change)
            if preview is not None:
                back.append(wizard.make(preview))
                taken.append(preview)
    finally:
        with contextlib.suppress(NotReadAgain):
            wizard.read_after(taken)
    return tuple(back)
