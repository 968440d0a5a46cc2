"""The change that takes another one back, as near to what was there before as AWS saves it again.

Of a deleted principal a trust policy keeps the unique id. IAM shows such a policy and refuses to save it again
(MalformedPolicyDocument): once out, the id stays out. ("AWS JSON policy elements: Principal")
"""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.engine.frozen import replace
from wizard.repair.change import Change, TrustPolicyChange
from wizard.repair.leftovers import cleared
from wizard.repair.savable import errors
from wizard.repair.saved_form import same_policy
from wizard.repair.target_state import reverse

_LEFT_BEHIND = "deleted_principal"


def way_back(change: Change) -> Change | None:
    """The change that leads back, or near to it; None where nothing in AWS does."""
    back = reverse(change)
    if not isinstance(back, TrustPolicyChange) or not _names_deleted(back.after):
        return back
    near = cleared(Case(), back.after, only=_LEFT_BEHIND).text
    return None if _names_deleted(near) or same_policy(back.before, near) else replace(back, after=near)


def shortfall(change: Change) -> str | None:
    """What the way back does not bring back, as a sentence; None where it brings back all, or there never was one."""
    back = reverse(change)
    if not isinstance(back, TrustPolicyChange) or not _names_deleted(back.after):
        return None
    if way_back(change) is None:
        return "This cannot be taken back: IAM saves no trust policy again that names a deleted principal."
    (left_out,) = cleared(Case(), back.after, only=_LEFT_BEHIND).said
    return f"The way back also has to {left_out}: IAM saves no such id again."


def _names_deleted(text: str) -> bool:
    return any(one.name == _LEFT_BEHIND for one in errors(text, "trust"))
