"""The last change taken back, from whichever step one is on: previewed like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.aws.gateway import AwsFailure
from wizard.flow import last_change
from wizard.flow.undo import UndoRefused
from wizard.ui.background import in_background

if TYPE_CHECKING:
    from wizard.ui.screens.step import StepScreen


async def take_back(screen: StepScreen) -> None:
    """Preview taking the last change back, and take it back where the person says so."""
    wizard = screen.wizard
    try:
        way = await in_background(lambda: last_change.way_back(wizard))
    except UndoRefused as refused:
        screen.notify(refused.next_step, title=str(refused), severity="warning")
        return
    except AwsFailure as failure:
        screen.fail(failure)
        return
    screen.carried_out(await screen.previewed(way.preview, lambda: last_change.take(wizard, way)))
