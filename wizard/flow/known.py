"""What a person gives in place of a policy that could not be read: it counts as known from then on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wizard.aws.gateway import WHO_CALLS, Reading, Target
from wizard.engine.arn import parse_arn
from wizard.engine.decision import Layer
from wizard.engine.frozen import frozen, replace
from wizard.flow.session import Session
from wizard.flow.verdict import POLICIES, joined

NOT_READ = ("denied", "failed", "not_asked")


def unread(session: Session) -> tuple[Reading, ...]:
    """What could not be read and was not given either."""
    readings = session.gathered.readings if session.gathered is not None else ()
    given = {reading.layer for reading in readings if reading.outcome == "pasted"}
    return tuple(each for each in readings if each.outcome in NOT_READ and each.layer not in given)


def nothing_read(session: Session) -> bool:
    """Whether no policy of the request could be read, and none was given."""
    readings = session.gathered.readings if session.gathered is not None else ()
    return not any(each.layer is not None and each.outcome not in NOT_READ for each in readings)


def who_calls_unread(session: Session) -> Reading | None:
    """The reading that did not tell who calls: why, and the way to sign in; None where it is known."""
    readings = session.gathered.readings if session.gathered is not None else ()
    return next((each for each in readings if each.what == WHO_CALLS and each.outcome in NOT_READ), None)


@frozen
class Gap:
    """What stayed unread for one and the same reason."""

    what: tuple[str, ...]
    detail: str
    outcome: str
    missing_permission: str | None
    where: str = ""

    @property
    def missing(self) -> str:
        """What would have to be allowed, and to whom alone it is of use; empty where no permission is missing."""
        if not self.missing_permission:
            return ""
        return (
            f" Missing permission: {self.missing_permission}.{f' It counts only {self.where}.' if self.where else ''}"
        )

    @property
    def why(self) -> str:
        """Why, in a few words: AWS's own only where no permission is missing, or something denies it outright."""
        if self.outcome != "denied" or "explicit deny" in self.detail:
            return self.detail
        return "AWS denied it." if self.missing_permission else self.detail


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
    return Gap(tuple(each.what for each in same), first.detail, first.outcome, missing, first.where)


ALL_READS = "`role-wizard explain permissions` prints the IAM policy that allows all these reads."


def settled_by(readings: tuple[Reading, ...], *, here: bool = True) -> tuple[str, ...]:
    """What would do in place of missing reads, each told once. ``here``: a policy can be pasted where it is told."""
    denied = any(each.outcome == "denied" and each.missing_permission for each in readings)
    return (*((ALL_READS,) if denied else ()), *filter(None, (instead(readings, here=here),)))


def wanted(session: Session) -> tuple[Layer, ...]:
    """The layers of which a policy could be pasted now."""
    return _pastable(unread(session))


def instead(readings: Iterable[Reading], *, here: bool = True) -> str:
    """What would do in place of missing reads; nothing where only the reads will do."""
    layers = _pastable(each for each in readings if each.outcome in NOT_READ)
    if not layers:
        return ""
    paste = f"paste the {'policies' if len(layers) > 1 else 'policy'} here, or " if here else ""
    if len(layers) == 1:
        return f"Instead: {paste}give --known {layers[0]}=FILE."
    return f"Instead: {paste}give --known LAYER=FILE for each LAYER: {', '.join(layers)}."


_ROLE_SIDE: tuple[Layer, ...] = ("trust_policy", "resource_control_policy")


def capture_again(session: Session) -> str:
    """How whoever captured a case fills its gaps; nothing for a live sitting, or where there are none."""
    missed = unread(session) if session.captured else ()
    if not missed:
        return ""
    role = parse_arn(session.role_arn or "")
    told = session.judgement is not None and session.judgement.case.observed is not None
    ways = () if told else ("AWS's error message as START",)
    if role is not None and any(each.layer in _ROLE_SIDE for each in missed):
        ways = (*ways, f"--role-profile, a profile of account {role.account}")
    permissions = tuple(dict.fromkeys(each.operation for each in missed if ":" in each.operation))
    may = f" (it takes {joined(permissions)})" if permissions else ""
    return f"Or capture the case again{' with ' if ways else ''}{joined(ways)}{may}."


def _pastable(readings: Iterable[Reading]) -> tuple[Layer, ...]:
    layers = dict.fromkeys(each.layer for each in readings)
    return tuple(layer for layer in layers if layer in POLICIES)


def given(target: Target, layer: Layer, text: str) -> Target:
    """The target with a policy in the place of what could not be read."""
    return replace(target, known={**target.known, layer: text})
