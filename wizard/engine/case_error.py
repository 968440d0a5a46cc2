"""What is raised where a case cannot be read."""

from __future__ import annotations


class CaseError(ValueError):
    """A case that cannot be read: which field, and why."""

    def __init__(self, field: str, why: str, name: str | None = None) -> None:
        super().__init__(f"{field}: {why}" if field else why)
        self.field = field
        self.why = why
        self.name = name  # the case's, where it could be read
