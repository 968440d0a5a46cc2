"""The corrected request, used from whichever step shows that it is the request which is at fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.flow import mfa_session
from wizard.flow.request import offer

if TYPE_CHECKING:
    from wizard.ui.screens.step import StepScreen


async def use_corrected_request(screen: StepScreen) -> None:
    """Use the request that the best repair proposes and read again; ask for the MFA device that nobody could read."""
    offered = offer(screen.session)
    device = None
    if offered is not None and offered.asks_device:
        from wizard.ui.dialogs.device import MfaDevice

        dialog = MfaDevice(mfa_session.asking(screen.session), mfa_session.guess(screen.session))
        device = await screen.app.push_screen_wait(dialog)
        if device is None:
            return
    await screen.ask(
        "Reading with the corrected request",
        lambda progress: screen.wizard.use_corrected_request(progress, device),
    )
    screen.begin()
