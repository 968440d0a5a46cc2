"""A repair of several changes: previewed as one, applied in order, taken back on request where it stops halfway."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from wizard.flow import several

if TYPE_CHECKING:
    from wizard.repair.change import Plan
    from wizard.ui.app import WizardApp
    from wizard.ui.screens.drafting import DraftingScreen


async def preview_all(screen: DraftingScreen, plan: Plan) -> None:
    """Show all changes of a repair; apply them in order where the person says so."""
    planned = several.previews(screen.wizard, plan)
    preview = several.joint(plan, screen.session, planned)
    outcome = await screen.previewed(preview, lambda: several.apply(screen.wizard, planned))
    if outcome is not None and isinstance(outcome.failure, several.Stopped):
        await _stopped(screen, outcome.failure)
    else:
        screen.carried_out(outcome)


async def _stopped(screen: DraftingScreen, stopped: several.Stopped) -> None:
    """Say what was done and what was not; take it back where the person says so."""
    from wizard.ui.dialogs.confirm import Confirm

    app = cast("WizardApp", screen.app)
    failure = app.failure = stopped.failure
    screen.show_all()
    if not stopped.done:
        screen.fail(failure)
        return
    why = f"{stopped} {failure.headline}: {failure.why}"
    told = "\n".join((why, "Done before that:", *(f"• {done}" for done in stopped.before)))
    question = Confirm(several.TAKE_BACK, told, yes="Take it back", no="Leave it")
    if await app.push_screen_wait(question):
        screen.run_worker(_take_back(screen, stopped), group="taking-back", exit_on_error=False)
    else:
        screen.notify(several.LEFT)


async def _take_back(screen: DraftingScreen, stopped: several.Stopped) -> None:
    """Take back what was done. It cannot be called back: it goes on whatever is begun meanwhile."""
    await screen.ask("Taking it back", lambda _: several.take_back(screen.wizard, stopped.done), may_stop=False)
    screen.settle()
