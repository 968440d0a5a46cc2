"""What changes come to: the case decided again with all of them, and whether AWS would save what they write.

It alone says what is proved: a plan changed on its way to a screen is held to the same.
"""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.engine.decide import decide
from wizard.engine.decision import Decision
from wizard.engine.frozen import frozen
from wizard.repair.applied import apply_changes
from wizard.repair.change import Ask, Change, RequestChange


@frozen
class Proof:
    """Whether the engine allows the call afterwards, on which unknowns that hangs, and why AWS would not save it."""

    verified: bool
    verified_if: tuple[str, ...] = ()
    refusal: str | None = None

    def why(self, reason: str) -> str:
        """The reason of a plan, with what speaks against it."""
        return f"{reason} But AWS would refuse to save it: {self.refusal}" if self.refusal else reason


def proof(case: Case, changes: tuple[Change, ...]) -> Proof:
    """What the changes come to together."""
    return proof_of(case, changes, decide(apply_changes(case, changes)))


def proof_of(case: Case, changes: tuple[Change, ...], decision: Decision) -> Proof:
    """The same, where the case with the changes was decided already."""
    refused = refusal(case, changes)
    if refused is not None or any(map(undecidable, changes)):
        return Proof(False, refusal=refused)
    return Proof(decision.allowed, decision.depends_on if decision.outcome == "depends" else ())


def missing_allow(decision: Decision) -> bool:
    """Whether a layer that must allow the call is not known to: nobody may call it allowed by what was read."""
    return any(layer.must_allow and not layer.allows for layer in decision.layers)


def undecidable(change: Change) -> bool:
    """Whether nothing is known of a change that could be decided again once it is made."""
    return isinstance(change, Ask) and change.document is None and change.caller_tags is None


def refusal(case: Case, changes: tuple[Change, ...]) -> str | None:
    """Why AWS would refuse to save what the changes write; None where it would not."""
    if all(isinstance(change, RequestChange) for change in changes):
        return None
    from wizard.repair import savable  # `check` starts sooner without

    return savable.refusal(case, changes)
