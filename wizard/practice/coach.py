"""What a lesson says to its learner: the story, one hint more, the phone, how it stands, the debrief."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from wizard.practice import progress, snapshot
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.judge import Judgement
from wizard.practice.lesson import RoleWish
from wizard.state import StateError


@dataclass(slots=True)
class Coach:
    """The voice of one running lesson."""

    environment: PracticeEnvironment
    taken: int = 0

    @property
    def name(self) -> str:
        """The lesson's name."""
        return self.environment.lesson.name

    @property
    def title(self) -> str:
        """The lesson's title."""
        return self.environment.lesson.title

    @property
    def story(self) -> str:
        """What happened, in a few short paragraphs."""
        return "\n\n".join(self.environment.lesson.story)

    @property
    def debrief(self) -> str:
        """The rule behind the lesson, and how to do the repair with the AWS CLI."""
        return "\n\n".join(self.environment.lesson.debrief)

    @property
    def role_wants(self) -> RoleWish | None:
        """The inline policy that the role itself should get."""
        return self.environment.lesson.role_wants

    @property
    def profile_name(self) -> str:
        """How the profile of step 5 is to be called."""
        return self.environment.lesson.profile_name

    @property
    def hints_taken(self) -> tuple[str, ...]:
        """The hints that were asked for so far."""
        return self.environment.lesson.hints[: self.taken]

    def next_hint(self) -> str | None:
        """One hint more, closer than the last; None when there is no further one."""
        hints = self.environment.lesson.hints
        if self.taken >= len(hints):
            return None
        self.taken += 1
        return hints[self.taken - 1]

    def phone(self) -> str | None:
        """The code on the learner's phone; None where the lesson has no MFA device."""
        return self.environment.phone_code()

    def judge(self) -> Judgement:
        """How the lesson stands; a lesson that is solved is remembered, if not now then by `leave`."""
        found = self.environment.judge(self.taken)
        if found.solved:
            with contextlib.suppress(StateError):
                progress.solved(self.name, found.stars)
        return found

    def leave(self) -> None:
        """The learner goes: a lesson that is not solved is kept as it stands, one that is solved begins anew.

        Raises StateError where that cannot be kept.
        """
        found = self.environment.judge(self.taken)
        if found.solved:
            progress.solved(self.name, found.stars)
            snapshot.forget(self.name)
        else:
            snapshot.keep(self.environment.snapshot(self.taken))

    @property
    def exports(self) -> tuple[str, ...]:
        """The lines that point another terminal's AWS CLI at this AWS."""
        return self.environment.exports()
