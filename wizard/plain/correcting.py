"""The choice to use the corrected request, in whichever step it is the request that is at fault."""

from __future__ import annotations

from wizard.engine.mfa_device import device_mistake
from wizard.flow import mfa_session
from wizard.flow.request import RequestOffer, offer
from wizard.flow.session import Step
from wizard.plain import render
from wizard.plain.asker import Option
from wizard.plain.talk import Act, Move, Stay, Talk


def correcting(talk: Talk, here: Step) -> list[Option[Act]]:
    """The choice, where the best repair corrects the request."""
    offered = offer(talk.wizard.session)
    if offered is None:
        return []
    return [Option("Use the corrected request, and read again", lambda: _correct(talk, here, offered))]


def _correct(talk: Talk, here: Step, offered: RequestOffer) -> Move | Stay:
    device = None
    if offered.asks_device:
        talk.tell(render.prose(mfa_session.asking(talk.wizard.session)))
        guess = mfa_session.guess(talk.wizard.session)
        how = "Enter takes it, - cancels" if guess else "nothing cancels"
        device = talk.ask.text(f"The device ({how})", guess)
        wrong = device_mistake(device) if device else "No device was named, so nothing was corrected."
        if wrong is not None:
            talk.say(wrong)
            return "stay"
    return here if talk.correct(device) else "stay"
