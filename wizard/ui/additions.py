"""What a person can add to what was read, a policy that may not be read here, and an MFA session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from wizard.engine.decision import Layer
from wizard.flow import known, mfa_session, role_side
from wizard.flow.taking import taking
from wizard.flow.verdict import LAYER_NAMES

if TYPE_CHECKING:
    from wizard.ui.screens.step import StepScreen


OPEN_SESSION = "Open an MFA session…"


def additions(screen: StepScreen) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """What can be added now: name, what it does, and how it is begun."""
    if known.wanted(screen.session):
        yield (
            "Paste a policy…",
            "One that could not be read here; it counts as known",
            screen.action_paste_policy,
        )
    if (profile := role_side.wanted_profile(screen.session)) is not None:
        name = f"Name {profile}…"
        yield name, "The role's side is read with it", lambda: screen.action_name_profile()
    if mfa_session.offered(screen.session) is not None:
        what = "GetSessionToken with a code: every later call of the caller carries MFA"
        yield OPEN_SESSION, what, lambda: opened(screen)


def opened(screen: StepScreen) -> None:
    """Ask for a code, and open an MFA session with it."""
    _begin(screen, _open)


def _begin(screen: StepScreen, work: Callable[[StepScreen], object]) -> None:
    screen.run_worker(work(screen), exclusive=True, group="aws", exit_on_error=False)  # type: ignore[arg-type]


def pasted(screen: StepScreen, meant: Layer | None, text: str) -> None:
    """Take what was pasted, maybe nothing, where a policy is missing. ``meant``: the one that the step is about."""
    if known.wanted(screen.session):
        _begin(screen, lambda screen: paste(screen, meant, text))


async def paste(screen: StepScreen, meant: Layer | None = None, begun: str = "") -> None:
    """Ask for a policy, and judge with it. ``begun``: what was pasted already."""
    from wizard.ui.dialogs.paste import Paste

    heading = f"Paste {LAYER_NAMES[meant]}" if meant is not None else "Paste a policy that could not be read"
    dialog = Paste(heading, lambda text: taking(screen.session, text, meant), begun)
    given = await screen.app.push_screen_wait(dialog)
    if given is None:
        return
    layers, text = given
    layer = layers[0] if len(layers) == 1 else await _which(screen, layers)
    if layer is not None:
        await screen.ask("Judging with it", lambda progress: screen.wizard.paste(layer, text, progress))


async def _which(screen: StepScreen, layers: Sequence[Layer]) -> Layer | None:
    from wizard.ui.dialogs.choose import Choice, Choose

    names = {LAYER_NAMES[layer]: layer for layer in layers}
    choices = [Choice(name, name) for name in names]
    chosen = await screen.app.push_screen_wait(Choose("Which policy is it?", lambda: iter(choices)))
    return names[chosen] if chosen is not None else None


async def _open(screen: StepScreen) -> None:
    from wizard.ui.dialogs.mfa import MfaCode

    serial_number = mfa_session.offered(screen.session)
    if serial_number is None:
        return
    why = "The session's keys stay in memory, and end with the wizard."
    code = await screen.app.push_screen_wait(MfaCode(serial_number, why, coach=screen.wizard.coach))
    if code is not None:
        await screen.ask(
            "Opening the session", lambda progress: screen.wizard.open_mfa_session(serial_number, code, progress)
        )
