"""What a person gives in place of a policy that could not be read: it counts as known from then on."""

from __future__ import annotations

import json

from wizard.aws.gateway import Reading, Target
from wizard.engine.decision import Layer
from wizard.engine.frozen import replace
from wizard.flow.session import Session
from wizard.flow.verdict import LAYER_NAMES

NOT_READ = ("denied", "failed", "not_asked")
PASTABLE: tuple[Layer, ...] = tuple(layer for layer in LAYER_NAMES if layer not in ("request", "profile"))


def unread(session: Session) -> tuple[Reading, ...]:
    """What could not be read and was not given either."""
    readings = session.gathered.readings if session.gathered is not None else ()
    given = {reading.layer for reading in readings if reading.outcome == "pasted"}
    return tuple(each for each in readings if each.outcome in NOT_READ and each.layer not in given)


def wanted(session: Session) -> tuple[Layer, ...]:
    """The layers of which a policy could be pasted now."""
    layers = dict.fromkeys(reading.layer for reading in unread(session))
    return tuple(layer for layer in layers if layer in PASTABLE)


def instead(reading: Reading) -> str:
    """What would do in place of the missing read; nothing where only the read will do."""
    if reading.outcome not in NOT_READ or reading.layer not in PASTABLE:
        return ""
    return f"Instead: paste the policy here, or give --known {reading.layer}=FILE."


def mistake(text: str) -> str | None:
    """Why a text cannot be the policy; None where it can: a document, or an AWS CLI answer that holds one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return f"That is no JSON ({error}). Give the whole policy, or the whole answer of the AWS CLI."
    return None if isinstance(value, dict) else "That is JSON, and no policy: a policy is an object."


def given(target: Target, layer: Layer, text: str) -> Target:
    """The target with a policy in the place of what could not be read."""
    return replace(target, known={**target.known, layer: text})
