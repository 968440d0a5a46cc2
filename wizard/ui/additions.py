"""What a person can add to what was read, from the palette: a policy that may not be read here, and an MFA session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from wizard.engine.decision import Layer
from wizard.flow import known, mfa_session
from wizard.flow.verdict import LAYER_NAMES

if TYPE_CHECKING:
    from wizard.ui.screens.step import StepScreen


def additions(screen: StepScreen) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """What can be added now: name, what it does, and how it is begun."""
    if known.wanted(screen.session):
        yield (
            "Paste a policy…",
            "One that could not be read here; it counts as known",
            lambda: _begin(screen, _ask_which),
        )
    if mfa_session.offered(screen.session) is not None:
        what = "GetSessionToken with a code: every later call of the caller carries MFA"
        yield "Open an MFA session…", what, lambda: _begin(screen, _open)


def _begin(screen: StepScreen, work: Callable[[StepScreen], object]) -> None:
    screen.run_worker(work(screen), exclusive=True, group="aws", exit_on_error=False)  # type: ignore[arg-type]


async def _ask_which(screen: StepScreen, text: str = "") -> None:
    from wizard.ui.dialogs.choose import Choice, Choose

    layers = {LAYER_NAMES[layer]: layer for layer in known.wanted(screen.session)}
    choices = [Choice(name, name) for name in layers]
    chosen = await screen.app.push_screen_wait(Choose("Paste which policy?", lambda: iter(choices)))
    if chosen is not None:
        await paste(screen, layers[chosen], text)


def pasted(screen: StepScreen, layers: Sequence[Layer], text: str) -> None:
    """Take what was pasted, maybe nothing, as the policy of the one layer that it may be of; else ask of which."""
    if len(layers) == 1:
        _begin(screen, lambda screen: paste(screen, layers[0], text))
    elif layers:
        _begin(screen, lambda screen: _ask_which(screen, text))


async def paste(screen: StepScreen, layer: Layer, begun: str = "") -> None:
    """Ask for the policy of a layer, and judge with it. ``begun``: what was pasted already."""
    from wizard.ui.dialogs.paste import Paste

    text = await screen.app.push_screen_wait(Paste(f"Paste {LAYER_NAMES[layer]}", begun))
    if text is not None:
        await screen.ask("Judging with it", lambda progress: screen.wizard.paste(layer, text, progress))


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
