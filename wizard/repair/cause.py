"""What a diagnosis consists of: causes, near misses, advice. The finding of them is `diagnose.py`'s."""

from __future__ import annotations

import re

from wizard.engine.decision import Layer
from wizard.engine.frozen import frozen

NO_WORD = "the texts differ"
"""What is said of two strings that differ in no way that has a name."""


WRONG_AND_RIGHT = ("written", "wanted")


@frozen
class NearMiss:
    """Two strings that almost agree: what the policy (or request) says, and what would have matched.

    ``labels`` is what each is called beside it. Of a condition either side may be the wrong one: no label takes sides.
    """

    written: str
    wanted: str
    why: str  # "one letter differs", "the path is left out", "another account", …
    labels: tuple[str, str] = WRONG_AND_RIGHT

    @property
    def between(self) -> str:
        """The word between the two where they are told in one sentence."""
        return "instead of" if self.labels == WRONG_AND_RIGHT else "against"

    def unsaid(self, message: str = "") -> str:
        """The difference in words: nothing where the ``message`` beside it says so, or where no word says more."""
        return "" if self.why == NO_WORD or _bare(self.why) in _bare(message) else self.why


def _bare(text: str) -> str:
    return re.sub(r"\ban? ", "", text.lower())


@frozen
class Cause:
    """One reason for the denial, with its place."""

    code: str  # "RW110"
    name: str  # "external_id_missing"
    layer: Layer
    message: str  # one sentence about this very case
    policy: str | None = None  # the policy's name
    pointer: str | None = None  # JSON pointer into that policy
    line: int | None = None
    near_miss: NearMiss | None = None

    @property
    def place(self) -> str:
        """Where it stands, as "trust policy, line 12"; nothing where that is no place in a text."""
        return ", ".join(part for part in (self.policy, f"line {self.line}" if self.line else None) if part)


@frozen
class Advice:
    """Something to harden, apart from the causes of the denial."""

    name: str
    message: str
    pointer: str | None = None


@frozen
class Diagnosis:
    """Every cause that applies, the true root first, and advice apart from it."""

    causes: tuple[Cause, ...]
    advice: tuple[Advice, ...] = ()
