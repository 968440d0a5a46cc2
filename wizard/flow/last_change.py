"""The last change taken back in the middle of a sitting, from whichever step, in both front ends."""

from __future__ import annotations

from wizard.flow.undo import Undo, pick, plan
from wizard.flow.wizard import Wizard


def way_back(wizard: Wizard) -> Undo:
    """How the last change that stands is taken back. *Blocks.* Raises UndoRefused, AwsFailure, StateError."""
    return plan(wizard, pick(wizard.journal.entries(), None))


def take(wizard: Wizard, way: Undo) -> str:
    """Take it, and read again: what came of it. *Blocks.*

    Raises AwsFailure, ProfileError, nothing then being taken back; NotReadAgain: it was.
    """
    answer = way.take()
    wizard.read_after((way.preview,))
    return answer
