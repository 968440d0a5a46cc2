"""The call in a pasted text: the command that was typed, a profile's block, a program's lines, CloudTrail's record.

They all name the same few parameters, each in its own spelling: `--external-id x`, `external_id = x`,
`ExternalId="x"`, `"externalId": "x"`. A policy's condition key (`sts:ExternalId`) is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from wizard.aws.gateway import Target
from wizard.engine.arn import role_arn_mistake
from wizard.engine.frozen import frozen, replace
from wizard.engine.mfa_device import device_mistake

_NAMES: Final[Mapping[str, str]] = {
    "role": r"role[-_]?arn",
    "session_name": r"role[-_]?session[-_]?name|session_name",
    "external_id": r"external[-_]?id",
    "duration_seconds": r"duration[-_]?seconds",
    "mfa_serial": r"serial[-_]?number|mfa[-_]?serial",
    "source_identity": r"source[-_]?identity",
    "caller_profile": r"profile|source_profile|aws_profile",
}
"""The target's fields, and what they are called in an option, a setting, a parameter and an event."""
_VALUE: Final = r"""\\?["']?(?P<value>[^\s"'\\,;)}\]]+)"""
_PATTERNS: Final = {
    field: re.compile(rf"(?<![\w:.-])(?:--(?:{name})(?:=|\s+)|(?:{name})\\?[\"']?\s*[=:]\s*){_VALUE}", re.IGNORECASE)
    for field, name in _NAMES.items()
}
_SHAPES: Final[Mapping[str, str]] = {
    "session_name": r"[\w+=,.@-]{2,64}",
    "external_id": r"[\w+=,.@:/-]{2,1224}",
    "duration_seconds": r"[1-9]\d{2,4}",
    "source_identity": r"[\w+=,.@-]{2,64}",
}
_TAGS: Final = re.compile(r"""--tags((?:[ \t]+["']?Key=[^\s,"']+,Value=[^\s"']*["']?)+)""")
_TAG: Final = re.compile(r"""Key=([^\s,"']+),Value=([^\s"']*)""")
_TRANSITIVE: Final = re.compile(r"--transitive-tag-keys((?:[ \t]+(?!-)[^\s\\]+)+)")


@frozen
class PastedCall:
    """What a text says of one call; a field that it does not give, or gives twice and differently, is left out."""

    fields: Mapping[str, str]
    tags: Mapping[str, str]
    transitive_tag_keys: tuple[str, ...]
    mistaken_role: str | None = None  # what stands in place of the role's ARN

    @property
    def role(self) -> str | None:
        """The role's ARN."""
        return self.fields.get("role")

    def into(self, base: Target, profiles: Mapping[str, Mapping[str, str]]) -> Target:
        """The target with what this call passed, where nothing says otherwise. A profile counts that is there."""
        found: dict[str, Any] = {**self.fields, "tags": self.tags, "transitive_tag_keys": self.transitive_tag_keys}
        if "duration_seconds" in self.fields:
            found["duration_seconds"] = int(self.fields["duration_seconds"])
        if self.fields.get("caller_profile") not in profiles:
            found.pop("caller_profile", None)
        return replace(base, **{name: value for name, value in found.items() if value and not getattr(base, name)})


def pasted_call(text: str) -> PastedCall:
    """What a text says of the call that it is about. Never raises."""
    line = re.sub(r"[\\`^]\r?\n\s*", " ", text)  # a command may go on in the next line
    fields: dict[str, str] = {}
    for field, pattern in _PATTERNS.items():
        values = {found["value"] for found in pattern.finditer(line)}
        value = values.pop() if len(values) == 1 else ""
        if re.fullmatch(_SHAPES.get(field, ".+"), value, re.ASCII):
            fields[field] = value
    if "mfa_serial" in fields and device_mistake(fields["mfa_serial"]) is not None:
        del fields["mfa_serial"]
    mistaken = fields.pop("role") if "role" in fields and role_arn_mistake(fields["role"]) is not None else None
    tags = _TAGS.search(line)
    keys = _TRANSITIVE.search(line)
    passed = dict(_TAG.findall(tags[1])) if tags else {}
    return PastedCall(fields, passed, tuple(keys[1].split()) if keys else (), mistaken)
