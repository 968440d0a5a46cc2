"""Several changes of one target as one: what is sent is the last text, and what it replaces the first."""

from __future__ import annotations

from wizard.engine.frozen import replace
from wizard.repair.change import (
    Ask,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    RequestChange,
    TrustPolicyChange,
)


def merged(changes: tuple[Change, ...]) -> tuple[tuple[Change, tuple[int, ...]], ...]:
    """One change to a target, in the order in which the targets come first; with each, the places of those in it."""
    found: list[tuple[Change, tuple[int, ...]]] = []
    for place, change in enumerate(changes):
        for at, (earlier, places) in enumerate(found):
            joined = _joined(earlier, change)
            if joined is not None:
                found[at] = joined, (*places, place)
                break
        else:
            found.append((change, (place,)))
    return tuple(found)


def _joined(first: Change, second: Change) -> Change | None:
    match first, second:
        case RequestChange(), RequestChange():
            return RequestChange({**first.set, **second.set})
        case TrustPolicyChange(), TrustPolicyChange():
            return replace(second, before=first.before)
        case InlinePolicyChange(), InlinePolicyChange():
            same = (first.principal_arn, first.policy_name) == (second.principal_arn, second.policy_name)
            return replace(second, before=first.before) if same else None
        case ManagedPolicyChange(), ManagedPolicyChange():
            return replace(second, before=first.before) if first.policy_arn == second.policy_arn else None
        case Ask(), Ask() if first.document is not None and second.document is not None:
            same_place = (first.layer, first.policy, first.level) == (second.layer, second.policy, second.level)
            return replace(second, what=f"{first.what}; {second.what}") if same_place else None
    return None
