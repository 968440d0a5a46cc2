"""What a lesson adds to the five steps. The flow knows this protocol; the practice room fills it."""

from __future__ import annotations

import re
import textwrap
from typing import Protocol

from wizard.engine.frozen import frozen

CONTINUED = "This lesson goes on where you left it."
BEGIN_ANEW = "Begin this lesson anew"
THE_RULE = "The rule behind it"
"""What is offered in place of a hint, once a lesson is solved."""


@frozen
class Wish:
    """An inline policy that the lesson (or the user) wants the role itself to have."""

    policy_name: str
    document: str


@frozen
class Score:
    """How a lesson stands."""

    solved: bool
    stars: int = 0
    remarks: tuple[str, ...] = ()  # what is still missing, or what was granted beyond need


@frozen
class Lesson:
    """A line of the list of lessons. ``stars``: the best result so far, 0 where it is not solved."""

    name: str
    title: str
    level: str
    stars: int = 0
    teaches: str = ""  # a few words


def stars(count: int) -> str:
    """A lesson's result as it is drawn: so many of three."""
    return "★" * count + "☆" * (3 - count)


def in_words(score: Score) -> str:
    """The result of a lesson that is solved, where it is not drawn."""
    return f"Solved, {score.stars} of 3 stars."


def remarks(score: Score, key: str, *, denied: bool) -> tuple[str, ...]:
    """What is said of a result in step 5. ``key``: previews the profile, whose use proves the role as well.

    ``denied``: AWS still would, so that nothing proves anything yet.
    """
    if score.remarks or score.solved:
        return score.remarks
    if denied:
        return ("AWS would still deny it: the steps marked ! come first.",)
    return (f"Assume the role as the proof: in step 4, or by {key}, which writes the profile and uses it once.",)


def opening(story: str, columns: int, rows: int) -> str:
    """The first sentences of a story, as many as have room; all of it where not even one has."""
    told = " ".join(story.split())
    ends = [sentence.end() for sentence in re.finditer(r"[.!?](?= |$)", told)]
    fitting = [end for end in ends if len(textwrap.wrap(told[:end], columns, break_on_hyphens=False)) <= rows]
    return told[: fitting[-1]] if fitting else told


def is_solved(coach: Coach) -> bool:
    """Whether the lesson was solved when it was judged last."""
    return coach.judged is not None and coach.judged.solved


def told_so_far(coach: Coach) -> str:
    """All that a lesson has told so far: the rule, once it is solved, the story, and the hints taken."""
    hints = [f"Hint {number}: {hint}" for number, hint in enumerate(coach.hints_taken, 1)]
    story = "\n\n".join([coach.story, *hints])
    return f"{THE_RULE}\n{coach.debrief}\n\nThe story\n{story}" if is_solved(coach) else story


class Coach(Protocol):
    """The story beside the steps, the hints, the phone, and the judge at the end."""

    @property
    def name(self) -> str:
        """The lesson's name: `cross-account`."""
        ...

    @property
    def title(self) -> str:
        """The lesson's title."""
        ...

    @property
    def story(self) -> str:
        """What happened, in a few short paragraphs."""
        ...

    @property
    def debrief(self) -> str:
        """The rule behind the lesson, and how to do the repair by hand."""
        ...

    @property
    def continued(self) -> bool:
        """Whether it goes on where it was left, with something done in it."""
        ...

    @property
    def wish(self) -> Wish | None:
        """What the role itself should be allowed to do."""
        ...

    @property
    def profile_name(self) -> str | None:
        """How the lesson wants the profile of step 5 to be called."""
        ...

    @property
    def hints_taken(self) -> tuple[str, ...]:
        """The hints that were asked for so far."""
        ...

    def next_hint(self) -> str | None:
        """One hint more; None when there is no further one."""
        ...

    def phone(self) -> str | None:
        """The current six digits of the learner's MFA device; None where the lesson has none."""
        ...

    def score(self) -> Score:
        """Judge the state of the practice AWS: solved, and nobody let in who should stay out."""
        ...

    @property
    def judged(self) -> Score | None:
        """How the lesson stood when it was judged last; None: it was not yet."""
        ...

    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons, in the order in which they are learned."""
        ...

    @property
    def revision(self) -> int:
        """Counts what happens in the practice AWS, whoever does it: changes, and roles assumed."""
        ...

    @property
    def exports(self) -> tuple[str, ...]:
        """The `export` lines that point another terminal's AWS CLI at this practice AWS."""
        ...
