"""Step 5 once its form is filled in: the profile previewed and written, its files repaired, used once and judged."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from wizard.flow.profile import NEW_CODE
from wizard.profiles.error import ProfileError
from wizard.ui.background import in_background

if TYPE_CHECKING:
    from wizard.ui.app import WizardApp
    from wizard.ui.screens.profile import ProfileScreen


async def write_profile(screen: ProfileScreen) -> None:
    """Show the block; write it where the person says so; then use the profile once.

    One that is like that already has no block to show, and is used at once.
    """
    wizard = screen.wizard
    await screen.files_read()  # what stands in the form may hang on it
    name, settings = screen.form.profile_name, screen.form.settings
    try:
        planned = await in_background(lambda: wizard.plan_profile(name, settings))
        if not planned.changed and not wizard.read_only:
            await in_background(lambda: wizard.write_profile(planned))
        else:
            preview = await in_background(lambda: wizard.preview_profile(planned))
            outcome = await screen.previewed(preview, lambda: wizard.write_profile(planned))
            if outcome is None:
                screen.leave_form()  # where a further key of the preview is not typed into it
                return
            if isinstance(outcome.failure, ProfileError):
                raise outcome.failure
            if not screen.carried_out(outcome):
                return
    except ProfileError as error:
        screen.say_error(error)
        return
    screen.note_written(name, settings)
    await use_profile(screen)


async def mend_files(screen: ProfileScreen) -> None:
    """Preview every repair of the profile's files, and write them where the person says so."""
    wizard = screen.wizard
    try:
        planned = await in_background(wizard.plan_mending)
        preview = wizard.preview_mending(planned)
        outcome = await screen.previewed(preview, lambda: wizard.mend(planned))
        if outcome is not None and isinstance(outcome.failure, ProfileError):
            raise outcome.failure
    except ProfileError as error:
        screen.say_error(error)
        return
    if screen.carried_out(outcome):
        await _judge(screen)


async def use_profile(screen: ProfileScreen) -> None:
    """Use the written profile once, through a fresh session."""
    ask_code = partial(cast("WizardApp", screen.app).ask_code, why=NEW_CODE, skip="Skip")
    doing = "Using the profile once, through a fresh session"
    await screen.ask(doing, lambda _: screen.wizard.use_profile(ask_code))
    done = screen.session.written
    screen.query_one("#copy" if done is None or done.used_as is not None else "#use-once").focus()
    await _judge(screen)


async def _judge(screen: ProfileScreen) -> None:
    """In practice: how the lesson stands."""
    coach = screen.wizard.coach
    if coach is not None:
        screen.show_score(await in_background(coach.score))
