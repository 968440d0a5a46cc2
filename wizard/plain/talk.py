"""A sitting that is talked through: what is said and heard, its readings with progress, and where an answer leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from wizard.aws.gateway import AwsFailure, Target
from wizard.flow.coach import Score
from wizard.flow.progress import Progress
from wizard.flow.session import Step
from wizard.flow.wizard import Wizard
from wizard.plain import render, telling
from wizard.plain.asker import Asker
from wizard.plain.spoken_progress import SpokenProgress
from wizard.secret import Secret

Move = Step | Literal["start", "leave", "practise", "anew"]
Stay = Literal["stay"]
"""A step's own doing is over, and its question comes again."""
Act = Callable[[], "Move | Stay"]


@dataclass(slots=True)
class Talk:
    """One sitting, talked through. ``pause`` waits so many seconds."""

    wizard: Wizard
    ask: Asker
    say: Callable[[str], None]
    pause: Callable[[float], None]
    failure: AwsFailure | None = None  # why nothing could be read at all
    told: set[str] = field(default_factory=set)  # blocks of this step that need no second telling
    answered: Mapping[str, str] = field(default_factory=dict)  # in step 5's form, otherwise than was proposed
    solved: Score | None = None  # how the lesson stood when it was last said to be solved

    def tell(self, lines: Sequence[str]) -> None:
        """Say a block."""
        self.say(render.joined(lines))

    def tell_once(self, lines: Sequence[str]) -> None:
        """Say a block, unless the step said exactly this before."""
        text = render.joined(lines)
        if text not in self.told:
            self.told.add(text)
            self.say(text)

    def code(self, device: str) -> Secret | None:
        """A device's one-time code; None where it was cancelled."""
        coach = self.wizard.coach
        return self.ask.code(device, coach.phone if coach else lambda: None)

    def tell_solved(self) -> None:
        """Say that the lesson is solved, as soon as it is and once for each result."""
        if self.wizard.coach is None:
            return
        score = self.wizard.coach.score()
        if score.solved and score != self.solved:
            self.solved = score
            self.tell(telling.score(score, self.wizard.coach))

    def read(self, target: Target | None = None) -> bool:
        """Read AWS (again), telling how it goes. False where nothing can be said at all; then it is told why."""
        return self._reading(
            lambda progress: self.wizard.read(progress) if target is None else self.wizard.retarget(target, progress)
        )

    def begin_anew(self, target: Target) -> bool:
        """Read about a target named at the start, as `read` does."""
        self.answered = {}
        return self._reading(lambda progress: self.wizard.begin_anew(target, progress))

    def correct(self, mfa_serial: str | None = None) -> bool:
        """Use the corrected request, and read again."""
        return self._reading(lambda progress: self.wizard.use_corrected_request(progress, mfa_serial))

    def _reading(self, work: Callable[[Progress], object]) -> bool:
        told = SpokenProgress(self.say)
        self.say(f"Reading {'the case' if self.wizard.captured else 'AWS'}. Ctrl-C ends the wizard.")
        try:
            work(Progress(told.report))
        except AwsFailure as failure:
            self.failure = failure
            self.tell(render.failure(failure))
            return False
        self.failure = None
        self.say(f"Done: {told.read} read, {told.not_read} could not be read.")
        return True
