"""Whose credentials call where a profile names the role: its source, as botocore takes it for that profile alone.

Mostly the source is a profile that can be used by itself. A credential_source is none, and neither is a profile with
both keys and a role: used by itself it assumes that role, as a source it has the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Profiles = Mapping[str, Mapping[str, Any]]
_BESIDE_THE_ENVIRONMENT = ("container-role", "iam-role")
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

    def __init__(self, botocore: Any, core: Any, name: str) -> None:
        self._credentials, self._exceptions = botocore.credentials, botocore.exceptions
        self._core, self._settings = core, core.full_config["profiles"][name]
        self._chain = core.get_component("credential_provider")

    def get_provider(self, name: str) -> Any:
        """One of the chain's providers, as the one that may ask for a code."""
        return self._chain.get_provider(name)

    def load_credentials(self) -> Any:
        """What botocore would call AssumeRole with. Raises botocore's exceptions."""
        source = self._settings.get("credential_source")
        if source is None:
            builder = self._credentials.ProfileProviderBuilder(self._core)
            of_profile = builder.providers(profile_name=self._settings["source_profile"], disable_env_vars=True)
            return self._credentials.CredentialResolver(of_profile).load_credentials()
        named = (self._credentials.EnvProvider(), *map(self._chain.get_provider, _BESIDE_THE_ENVIRONMENT))
        sourcer = self._credentials.CanonicalNameCredentialSourcer(named)
        if not sourcer.is_supported(source):
            raise self._exceptions.InvalidConfigError(
                error_msg=f"credential_source is {source}, which AWS does not know"
            )
        if (found := sourcer.source_credentials(source)) is None:
            raise self._exceptions.CredentialRetrievalError(provider=source, error_msg="it has none")
        return found
