"""Whose credentials call where a profile names the role: its source, as botocore takes it for that profile alone.

Mostly the source is a profile that can be used by itself. A credential_source is none, and neither is a profile with
both keys and a role: used by itself it assumes that role, as a source it has the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Profiles = Mapping[str, Mapping[str, Any]]
_KEYS = ("aws_access_key_id", "aws_secret_access_key")


def is_no_profile(profiles: Profiles, name: str, caller: str | None) -> bool:
    """Whether the source of the profile ``name`` is nobody that a profile makes. ``caller``: the profile that calls."""
    settings = profiles.get(name, {})
    if settings.get("source_profile") != caller:
        return False  # another caller was chosen
    if caller is None:
        return "credential_source" in settings
    source = profiles.get(caller, {})
    return "role_arn" in source and any(key in source for key in _KEYS)


class Source:
    """Stands in for botocore's chain of credential providers in the session of the profile ``name``."""

    def __init__(self, core: Any, name: str) -> None:
        self._core, self._name = core, name
        self._assume_role = core.get_component("credential_provider").get_provider("assume-role")

    def get_provider(self, name: str) -> Any:
        """The one provider that may ask for a code."""
        return self._assume_role

    def load_credentials(self) -> Any:
        """What botocore would call AssumeRole with. Raises botocore's exceptions."""
        provider = self._assume_role
        provider._loaded_config = self._core.full_config
        return provider._resolve_source_credentials(provider._get_role_config(self._name), self._name)
