"""What the palette offers in practice alone: another terminal at this AWS, another lesson, this one anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from wizard.flow.coach import BEGIN_ANEW, Coach, stars
from wizard.ui.dialogs.choose import Choice, Choose
from wizard.ui.dialogs.explain import Explain

if TYPE_CHECKING:
    from wizard.ui.app import WizardApp
    from wizard.ui.screens.step import StepScreen


def practising(screen: StepScreen, coach: Coach) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """What is offered: name, what it does, and how it is begun."""
    app = cast("WizardApp", screen.app)
    yield "The aws CLI…", "Copy the lines that point another terminal at this AWS", lambda: _show_exports(app, coach)
    yield (
        "Lessons…",
        "All lessons with their stars; Enter begins one",
        lambda: screen.run_worker(_choose_lesson(app, coach), exclusive=True, group="choose", exit_on_error=False),
    )
    yield BEGIN_ANEW, "As if nothing had been done in it", lambda: app.leave_for(coach.name, anew=True)


def _show_exports(app: WizardApp, coach: Coach) -> None:
    """Show and copy what another terminal needs; what is done there is noticed here."""
    lines = "\n".join(coach.exports)
    app.copy(lines + "\n")
    told = "Copied, if your terminal takes it. Paste this there; what you then do is noticed here."
    app.push_screen(Explain("The aws CLI in another terminal", f"{told}\n\n{lines}"))


async def _choose_lesson(app: WizardApp, coach: Coach) -> None:
    """Leave for another lesson; this one is kept where it stands."""

    def found() -> Iterator[Choice]:
        for lesson in coach.lessons():
            yield Choice(lesson.name, f"{stars(lesson.stars)} {lesson.title}", lesson.teaches, lesson.level)

    name = await app.push_screen_wait(Choose("Lessons", found))
    if name is not None:
        app.leave_for(name)
