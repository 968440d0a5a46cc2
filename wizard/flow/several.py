"""A plan of several changes, made one after the other; where one fails, those before it can be taken back."""

from __future__ import annotations

import contextlib

from wizard.aws.gateway import Applied, AwsFailure
from wizard.flow.apply import NotReadAgain
from wizard.flow.judgement import judge
from wizard.flow.preview import Preview
from wizard.flow.wizard import Wizard
from wizard.repair.applied import apply_changes
from wizard.repair.change import Change, Plan
from wizard.repair.target_state import reverse


class Stopped(Exception):
    """A change of several that failed: what was done before it, which one it was, and why."""

    def __init__(self, done: tuple[Applied, ...], at: Preview, failure: AwsFailure) -> None:
        super().__init__(str(failure))
        self.done = done
        self.at = at
        self.failure = failure


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
