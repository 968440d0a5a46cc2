"""What a person gives in place of a policy that could not be read: it counts as known from then on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wizard.aws.gateway import Reading, Target
from wizard.engine.decision import Layer
from wizard.engine.frozen import frozen, replace
from wizard.engine.json_text import fault_told, parsed
from wizard.flow.session import Session
from wizard.flow.verdict import LAYER_NAMES

NOT_READ = ("denied", "failed", "not_asked")
PASTABLE: tuple[Layer, ...] = tuple(layer for layer in LAYER_NAMES if layer not in ("request", "profile"))


def unread(session: Session) -> tuple[Reading, ...]:
    """What could not be read and was not given either."""
    readings = session.gathered.readings if session.gathered is not None else ()
    given = {reading.layer for reading in readings if reading.outcome == "pasted"}
    return tuple(each for each in readings if each.outcome in NOT_READ and each.layer not in given)


@frozen
class Gap:
    """What stayed unread for one and the same reason."""

    what: tuple[str, ...]
    detail: str
    outcome: str
    missing_permission: str | None
    instead: str  # what would do in its place; empty where only the reads will do


def gaps(readings: tuple[Reading, ...]) -> tuple[Gap, ...]:
    """The reads that did not come about, gathered by their reason: what AWS denied stays one by one."""
    found: dict[tuple[str, ...], list[Reading]] = {}
    for reading in readings:
        key = (reading.what,) if reading.outcome == "denied" else (reading.outcome, reading.detail)
        found.setdefault(key, []).append(reading)
    return tuple(_gap(same) for same in found.values())


def _gap(same: Sequence[Reading]) -> Gap:
    first = same[0]
    missing = first.missing_permission if first.outcome == "denied" else None
    return Gap(tuple(each.what for each in same), first.detail, first.outcome, missing, instead(same))


ALL_READS = "`role-wizard explain permissions` prints the IAM policy that allows all these reads."


def settled_by(found: Sequence[Gap]) -> tuple[str, ...]:
    """Where AWS denied a read: how to see all that would have to be allowed, as one policy."""
    return (ALL_READS,) if any(gap.missing_permission for gap in found) else ()


def wanted(session: Session) -> tuple[Layer, ...]:
    """The layers of which a policy could be pasted now."""
    layers = dict.fromkeys(reading.layer for reading in unread(session))
    return tuple(layer for layer in layers if layer in PASTABLE)


def instead(readings: Iterable[Reading]) -> str:
    """What would do in place of missing reads; nothing where only the reads will do."""
    layers = dict.fromkeys(each.layer for each in readings if each.outcome in NOT_READ and each.layer in PASTABLE)
    if not layers:
        return ""
    options = " ".join(f"--known {layer}=FILE" for layer in layers)
    return f"Instead: paste the {'policies' if len(layers) > 1 else 'policy'} here, or give {options}."


def mistake(text: str) -> str | None:
    """Why a text cannot be the policy; None where it can: a document, or an AWS CLI answer that holds one."""
    try:
        value = parsed(text)
    except (ValueError, RecursionError) as error:
        return f"That is no JSON: {fault_told(error)}. Give the whole policy, or the whole answer of the AWS CLI."
    return None if isinstance(value, dict) else "That is JSON, and no policy: a policy is an object."


def given(target: Target, layer: Layer, text: str) -> Target:
    """The target with a policy in the place of what could not be read."""
    return replace(target, known={**target.known, layer: text})
