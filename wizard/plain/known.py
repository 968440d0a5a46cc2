"""What a person can add to what was read: a policy that may not be read here, and an MFA session to read more."""

from __future__ import annotations

from wizard.aws.gateway import AwsFailure
from wizard.engine.decision import Layer
from wizard.flow import known, mfa_session, role_side
from wizard.flow.layout import spread
from wizard.flow.start import known_profiles
from wizard.flow.taking import taking
from wizard.flow.verdict import LAYER_NAMES
from wizard.plain import render
from wizard.plain.asker import Option
from wizard.plain.talk import Act, Move, Stay, Talk


def pasting(talk: Talk, meant: Layer | None = None) -> list[Option[Act]]:
    """The choice to paste a policy, where one could not be read; ``meant``: the one that the step is about."""
    if not known.wanted(talk.wizard.session):
        return []
    return [Option("Paste a policy that could not be read", lambda: _paste(talk, meant))]


def naming(talk: Talk) -> list[Option[Act]]:
    """The choice to name a profile of the role's account, where the role could not be read."""
    profile = role_side.wanted_profile(talk.wizard.session)
    return [Option(f"Name {profile}, and read again", lambda: _name(talk))] if profile else []


def _name(talk: Talk) -> Move | Stay:
    session = talk.wizard.session
    found = role_side.others(session, known_profiles())
    ways = [Option(f"{one.name}, {one.remark}" if one.remark else one.name, one.name) for one in found]
    name = talk.ask.pick("Which profile?", ways)
    return "inspect" if name is not None and talk.read(role_side.named(session, name)) else "stay"


def opening(talk: Talk, back: Move = "inspect") -> list[Option[Act]]:
    """The choice to open an MFA session, where the caller has a device; it leads ``back``."""
    serial_number = mfa_session.offered(talk.wizard.session)
    if serial_number is None:
        return []
    return [Option("Open an MFA session for all calls, and read again", lambda: _open(talk, serial_number, back))]


def _paste(talk: Talk, meant: Layer | None) -> Move | Stay:
    session = talk.wizard.session
    text = spread(talk.ask.paste("Paste the policy, or what the AWS CLI answers of it."))
    if not text:
        return "stay"
    found = taking(session, text, meant)
    talk.tell(render.prose(found.told))
    layers: list[Option[Layer]] = [Option(LAYER_NAMES[each], each) for each in found.layers]
    asked = found.confirm or len(layers) > 1
    layer = talk.ask.pick("Which policy is it?", layers) if asked else layers[0].value if layers else None
    if layer is None:
        return "stay"
    return "inspect" if talk.read(known.given(session.target, layer, text)) else "stay"


def _open(talk: Talk, serial_number: str, back: Move) -> Move | Stay:
    code = talk.code(serial_number)
    if code is None:
        talk.say("No code was given. Nothing was sent.")
        return "stay"
    try:
        talk.wizard.open_mfa_session(serial_number, code)
    except AwsFailure as failure:
        talk.tell(render.failure(failure))
        return "stay"
    talk.say("The MFA session is open; the caller's calls are made with it from now on.")
    return back
