"""What a diagnosis consists of: causes, near misses, advice. The finding of them is `diagnose.py`'s."""

from __future__ import annotations

import re

from wizard.engine.decision import Layer
from wizard.engine.frozen import frozen

NO_WORD = "the texts differ"
"""What is said of two strings that differ in no way that has a name."""


@frozen
class NearMiss:
    """Two strings that almost agree: what the policy (or request) says, and what would have matched."""

    written: str
    wanted: str
    why: str  # "one letter differs", "the path is left out", "another account", …

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
