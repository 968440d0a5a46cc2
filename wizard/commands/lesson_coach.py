"""A running lesson as the flow wants it: practice knows nothing of the flow, so the two meet here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.flow.coach import Lesson, Score, Wish

if TYPE_CHECKING:
    from wizard.practice.environment import PracticeEnvironment


class LessonCoach:
    """Speaks for one running lesson; fills the protocol `flow.coach.Coach`."""

    def __init__(self, environment: PracticeEnvironment, hints_taken: int = 0) -> None:
        from wizard.practice.coach import Coach

        self._coach = Coach(environment, hints_taken)
        self.name = self._coach.name
        self.title = self._coach.title
        self.story = self._coach.story
        self.debrief = self._coach.debrief
        self.profile_name: str | None = self._coach.profile_name
        self.exports = self._coach.exports
        self.continued = environment.continued
        wanted = self._coach.role_wants
        self.judged: Score | None = None
        self.wish = Wish(wanted.policy_name, wanted.document) if wanted else None

    @property
    def hints_taken(self) -> tuple[str, ...]:
        """The hints that were asked for so far."""
        return self._coach.hints_taken

    @property
    def revision(self) -> int:
        """Counts what happens in the lesson's AWS."""
        return self._coach.environment.cloud.revision

    def next_hint(self) -> str | None:
        """One hint more; None when there is no further one."""
        return self._coach.next_hint()

    def phone(self) -> str | None:
        """The code on the learner's phone."""
        return self._coach.phone()

    def leave(self) -> None:
        """Keep a lesson that is left in the middle; forget where a solved one stood."""
        self._coach.leave()

    def score(self) -> Score:
        """How the lesson stands; one that is solved is remembered."""
        found = self._coach.judge()
        self.judged = Score(found.solved, found.stars, found.remarks)
        return self.judged

    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons with the stars so far."""
        from wizard.practice import progress
        from wizard.practice.lesson_files import all_lessons

        stars = progress.stars()
        return tuple(
            Lesson(each.name, each.title, each.level, stars.get(each.name, 0), each.teaches) for each in all_lessons()
        )
