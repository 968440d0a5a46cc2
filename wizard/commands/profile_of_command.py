"""Which profile a command was run with: the wizard begins as the same caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.engine.frozen import frozen

_OPTION = "--profile"


@frozen
class Named:
    """A profile of the config files that a command named."""

    name: str
    opens: bool  # it assumes the refused role itself: the wizard begins with it, and its source is the caller

    def words(self, role: str | None) -> list[str]:
        """What stands behind `role-wizard` to begin with it."""
        return [self.name] if self.opens else [_OPTION, self.name, *([role] if role else [])]


def named_by(words: Sequence[str], role_arn: str | None, profiles: Mapping[str, Mapping[str, str]]) -> Named | None:
    """The profile that ``words`` name, if there is such a one. ``profiles``: each one's merged settings."""
    name = None
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == _OPTION:
            name = following
        elif word.startswith(f"{_OPTION}="):
            name = word.partition("=")[2]
    if name not in profiles or name is None:
        return None
    return Named(name, role_arn is not None and profiles[name].get("role_arn") == role_arn)
