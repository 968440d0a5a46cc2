"""Which profile may look at the role's account: chosen from the list, and read with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App

from wizard.flow import role_side
from wizard.flow.role_side import Candidate
from wizard.flow.start import Profiles, known_profiles
from wizard.ui.dialogs.choose import Choice, Choose

if TYPE_CHECKING:
    from wizard.ui.screens.step import StepScreen


async def chosen_role_profile(
    app: App[Any], account: str | None, candidates: Callable[[Profiles], Iterable[Candidate]]
) -> str | None:
    """The profile that the person chooses for the role's side, of those that could be."""

    def found() -> Iterator[Choice]:
        return (Choice(one.name, one.name, one.remark) for one in candidates(known_profiles()))

    heading = f"A profile of account {account}" if account else "The role side's profile"
    return await app.push_screen_wait(Choose(heading, found))


async def name_profile(screen: StepScreen) -> None:
    """Choose a profile that may read the role's account, and read again with it."""
    session = screen.session
    account = role_side.account_of(session.role_arn)
    name = await chosen_role_profile(screen.app, account, partial(role_side.others, session))
    if name is not None:
        target = role_side.named(session, name)
        await screen.ask("Reading AWS", lambda progress: screen.wizard.retarget(target, progress))
