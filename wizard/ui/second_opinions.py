"""Second opinions on request: which other judges can be asked now, and what one of them says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from wizard.ui.dialogs.explain import Explain

if TYPE_CHECKING:
    from wizard.flow.opinions import Question
    from wizard.ui.screens.step import StepScreen


def second_opinions(screen: StepScreen) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """What can be asked: name, what it costs or overlooks, and how it is begun."""
    for question in screen.wizard.questions(screen.draft()):
        yield question.title, question.note, partial(_begin, screen, question)


def _begin(screen: StepScreen, question: Question) -> None:
    screen.run_worker(_consult(screen, question), exclusive=True, group="aws", exit_on_error=False)


async def _consult(screen: StepScreen, question: Question) -> None:
    """Ask, and show what was said."""
    answer = await screen.ask(question.title, lambda _: screen.wizard.opinion(question))
    if answer is not None:
        screen.app.push_screen(Explain(question.title, "\n".join(answer.lines)))
