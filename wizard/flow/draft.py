"""What stands in an editor, looked at: the same for a trust policy and for every other policy."""

from __future__ import annotations

from wizard.engine.frozen import frozen
from wizard.engine.policy_check import Problem
from wizard.flow.verdict import Verdict


@frozen
class Draft:
    """What is wrong with a text, how large it is, what it would decide. ``limit`` is 0 where it is no policy's text."""

    text: str
    problems: tuple[Problem, ...]
    size: int
    limit: int
    verdict: Verdict
    changed: bool  # from what AWS has
    savable: bool
    elsewhere: bool = False  # somebody else makes the change: nothing is edited here
    together: bool = False  # the size is that of all inline policies beside it, too

    @property
    def counted(self) -> str:
        """What the size counts."""
        return "characters, with the other inline policies" if self.together else "characters"


def first_error(found: tuple[Problem, ...]) -> str | None:
    """The first mistake for which AWS would refuse a policy, with its line."""
    error = next((each for each in found if each.severity == "error"), None)
    if error is None:
        return None
    return error.message if error.name == "too_large" else f"Line {error.line}: {error.told}."
