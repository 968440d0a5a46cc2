"""Whether the lesson's profile, as it stands in the config file, leads to the role: for lessons about profiles.

Read with botocore's own loader, followed from profile to profile; nothing is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wizard.practice.cloud import Cloud
from wizard.practice.lesson import Lesson


def leads_to_role(lesson: Lesson, cloud: Cloud, config_file: Path, credentials_file: Path) -> bool:
    """Whether the profile assumes the lesson's role with the keys of the lesson's caller."""
    profiles = _profiles(config_file, credentials_file)
    profile = profiles.get(lesson.profile_name, {})
    if profile.get("role_arn") != lesson.role_arn or ("source_profile" in profile) == ("credential_source" in profile):
        return False
    caller = next(item for item in lesson.profiles if item.name == lesson.target.caller_profile)
    wanted = {"external_id": lesson.target.external_id, "mfa_serial": lesson.target.mfa_serial}
    if any(value and profile.get(name) != value for name, value in wanted.items()):
        return False
    source = profiles.get(str(profile.get("source_profile")), {})
    if "role_arn" in source:
        return False
    key = cloud.keys.get(str(source.get("aws_access_key_id")))
    secret = source.get("aws_secret_access_key")
    return key is not None and key.secret.reveal() == secret and key.arn(cloud.world) == caller.principal


def _profiles(config_file: Path, credentials_file: Path) -> Mapping[str, Mapping[str, Any]]:
    """Both files together, as botocore joins them. Empty where one does not parse."""
    from botocore.configloader import load_config, raw_config_parse
    from botocore.exceptions import BotoCoreError

    try:
        profiles: dict[str, dict[str, Any]] = dict(load_config(str(config_file))["profiles"])
        for name, values in raw_config_parse(str(credentials_file)).items():
            profiles[name] = {**profiles.get(name, {}), **values}
    except BotoCoreError:
        return {}
    return profiles
