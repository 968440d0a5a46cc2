"""The AssumeRole call that a target asks for, and how it is told: what each setting is called, its value in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.aws.gateway import AssumeCall, Target
from wizard.engine.case import UNKNOWN
from wizard.engine.frozen import replace

DEFAULT_SESSION_NAME: Final = "role-wizard"

_NAMES: Final[Mapping[str, str]] = {
    "role_arn": "role",
    "role_session_name": "session name",
    "external_id": "external id",
    "duration_seconds": "duration",
    "source_identity": "source identity",
    "tags": "session tags",
    "transitive_tag_keys": "transitive tags",
    "session_policy": "session policy",
    "serial_number": "MFA device",
    "mfa_authenticated": "MFA",
    "context": "call made with",
}
"""By the names that settings have in a call that is sent, and in a case's request."""


def assume_call(target: Target, role_arn: str, session_name: str = DEFAULT_SESSION_NAME) -> AssumeCall:
    """What a target passes, without a code. ``session_name``: where the target gives none."""
    return AssumeCall(
        role_arn=role_arn,
        role_session_name=target.session_name or session_name,
        external_id=target.external_id,
        duration_seconds=target.duration_seconds,
        source_identity=target.source_identity,
        tags=target.tags,
        transitive_tag_keys=target.transitive_tag_keys,
        session_policy=target.session_policy,
        serial_number=target.mfa_serial,
    )


def settings(call: AssumeCall) -> tuple[tuple[str, str], ...]:
    """What a call passes: each setting's name, and its value."""
    passed = ((setting, getattr(call, setting, None)) for setting in _NAMES)
    return tuple((setting_name(setting), setting_value(setting, given)) for setting, given in passed if given)


def with_settings(target: Target) -> str:
    """What a target passes, as the end of a sentence; empty where it passes nothing."""
    from wizard.flow.verdict import joined  # takes as long to import as all the rest

    call = assume_call(replace(target, session_policy=None), "", "")  # a policy is no part of a sentence
    told = joined(tuple(f"the {name} {value}" for name, value in settings(call)))
    return f" with {told}" if told else ""


def setting_name(setting: str) -> str:
    """What a setting is called."""
    return _NAMES.get(setting, setting)


def setting_value(setting: str, given: object) -> str:
    """What is given for a setting, for a person."""
    if setting == "mfa_authenticated":
        return "with a code from the device" if given is True else "not used"
    if given is None or given is UNKNOWN or given == {} or given == ():
        return "not passed"
    if setting == "duration_seconds":
        return f"{given} seconds"
    if isinstance(given, Mapping):
        return ", ".join(f"{key} = {item}" for key, item in given.items())
    if isinstance(given, (tuple, list)):
        return ", ".join(str(item) for item in given)
    return str(given)
