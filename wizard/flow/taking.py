"""As which policy a pasted text is taken, in this sitting: what it is, against what could not be read."""

from __future__ import annotations

from wizard.engine.arn import parse_arn
from wizard.engine.decision import Layer
from wizard.engine.frozen import frozen
from wizard.flow.known import wanted
from wizard.flow.recognised import Recognised, recognised
from wizard.flow.session import Session
from wizard.flow.verdict import LAYER_NAMES


@frozen
class Taking:
    """The layers that a text may be taken for: none, one, or several to choose from; and the same in a sentence."""

    layers: tuple[Layer, ...]
    told: str
    confirm: bool = False  # another policy than the one asked for: it is taken once the person has said so


def taking(session: Session, text: str, meant: Layer | None = None) -> Taking:
    """What to make of a text. ``meant``: the layer that was asked for; it counts where the text can be of it."""
    found = recognised(text)
    if not found.layers:
        return Taking((), found.what)
    if (wrong := _somebody_else_s(session, found)) is not None:
        return Taking((), wrong)
    if meant in found.layers:
        return Taking((meant,), f"Taken as {LAYER_NAMES[meant]}.")
    open_ = wanted(session)
    fitting = tuple(layer for layer in found.layers if layer in open_)
    if not fitting:
        return Taking((), f"This is {found.what}. None of that kind is missing here.")
    if len(fitting) > 1:
        return Taking(fitting, f"This is {found.what}. Which one is asked next.", meant is not None)
    return Taking(fitting, f"This is {found.what}. It is taken as {LAYER_NAMES[fitting[0]]}.", meant is not None)


def _somebody_else_s(session: Session, found: Recognised) -> str | None:
    """That an answer is about another role or user than the request's; None where it is not."""
    if found.of is None:
        return None
    role, caller = parse_arn(session.role_arn or ""), parse_arn(session.caller_arn or "")
    if found.layers == ("trust_policy",):
        if role is None or found.of == session.role_arn:
            return None
        return f"That is the role {found.of}, and not {session.role_arn}."
    mine = (caller.session_role_name or caller.name) if caller is not None else None
    if mine is None or found.of == mine:
        return None
    if role is not None and found.of == role.name:
        return f"That is what {role.name} itself may do, which takes no part in assuming it."
    return f"That is a policy of {found.of}, and the caller is {mine}."
