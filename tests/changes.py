"""What a walk through a lesson has changed, told by the wizard's own journal and by the files: to compare two walks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from wizard.flow.journal import Journal, ProfileFileChange, Recorded


@dataclass(frozen=True)
class Changes:
    """What was changed in AWS and in the profiles, without what differs from run to run: home, port, keys."""

    made: tuple[tuple[str, str, Recorded | str], ...]  # status, who made it, what; of a profile only its name
    config: str
    credentials: str


def changes(home: Path) -> Changes:
    """What has been changed so far in the lesson that lives in this folder."""
    made = tuple(
        (
            entry.status,
            entry.identity,
            change.profile if isinstance(change := entry.change, ProfileFileChange) else change,
        )
        for entry in Journal(folder=home).entries()
    )
    return Changes(made, _told(home, "config"), _told(home, "credentials"))


def _told(home: Path, name: str) -> str:
    text = (home / ".aws" / name).read_text().replace(str(home), "~")
    text = re.sub(r"http://127\.0\.0\.1:\d+", "http://practice", text)
    return re.sub(r"(?m)^(aws_\w+ = ).*", r"\1…", text)
