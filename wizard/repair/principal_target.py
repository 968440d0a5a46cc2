"""Whom a change is made to, in the words of IAM's calls: user, group or role, its name and its path."""

from __future__ import annotations

from wizard.engine.arn import parse_arn
from wizard.engine.frozen import frozen


@frozen
class PrincipalTarget:
    """An IAM user, group, role or managed policy."""

    kind: str  # "user", "group", "role", "policy"
    name: str  # without path: what IAM's calls take
    path: str  # "/" or with both slashes
    account: str

    @property
    def label(self) -> str:
        """A name for it in infrastructure code: letters, digits and underscores."""
        label = "".join(letter.lower() if letter.isalnum() and letter.isascii() else "_" for letter in self.name)
        return label if label[:1].isalpha() else f"{self.kind}_{label}"

    @property
    def logical_id(self) -> str:
        """A CloudFormation logical id: letters and digits only."""
        words = "".join(letter if letter.isalnum() and letter.isascii() else " " for letter in self.name).split()
        name = "".join(word[0].upper() + word[1:] for word in words)
        return name if name[:1].isalpha() else f"{self.kind.capitalize()}{name}"


ORGANIZATION_TYPES = {
    "service_control_policy": "SERVICE_CONTROL_POLICY",
    "resource_control_policy": "RESOURCE_CONTROL_POLICY",
}
"""What Organizations calls the type of a policy, by its layer."""


def organization_policy(arn: str) -> str | None:
    """The type of an organization's policy, ``SERVICE_CONTROL_POLICY`` or another; ``None`` for any other ARN."""
    parsed = parse_arn(arn)
    if parsed is None or parsed.service != "organizations" or parsed.resource_type != "policy":
        return None
    return parsed.path.strip("/").rpartition("/")[2].upper() or None


def issuer_name(provider_arn: str) -> str:
    """The issuer that an OIDC provider's ARN names, without scheme."""
    return provider_arn.partition(":oidc-provider/")[2]


def target_of(arn: str) -> PrincipalTarget:
    """The target that an ARN names. A text that is no ARN is taken as a role's name."""
    parsed = parse_arn(arn)
    if parsed is None:
        return PrincipalTarget("role", arn.rpartition("/")[2], "/", "")
    return PrincipalTarget(parsed.resource_type, parsed.name, parsed.path, parsed.account)
