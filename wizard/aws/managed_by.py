"""Who owns a role: a stack, a tool or AWS itself, recognised by its path, tags, name and description.

A change made here to such a role is refused by AWS, or drifts from its definition and is undone by the next run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from wizard.aws.gateway import AwsFailure, ManagedBy
from wizard.engine.arn import parse_arn
from wizard.repair.protected_roles import owner_of

_OWNER_KEY = re.compile(
    r"^(managed|created|provisioned|deployed)[-_ ]?(by|with)$|^(tool|iac|source|provisioner)$", re.I
)
_ANY = re.compile("")
_TAGS: Final = (
    (re.compile(r"^aws[-:]cdk:", re.I), _ANY, "AWS CDK"),
    (re.compile(r"^aws:cloudformation:stack-(name|id)$"), _ANY, "CloudFormation"),
    (re.compile(r"^(aws:)?servicecatalog:"), _ANY, "Service Catalog"),
    (re.compile(r"^pulumi:", re.I), _ANY, "Pulumi"),
    (re.compile(r"terraform|opentofu", re.I), _ANY, "Terraform"),
    (_OWNER_KEY, re.compile(r"terraform|opentofu|terragrunt|atlantis", re.I), "Terraform"),
    (_OWNER_KEY, re.compile(r"pulumi", re.I), "Pulumi"),
    (_OWNER_KEY, re.compile(r"cdk", re.I), "AWS CDK"),
    (_OWNER_KEY, re.compile(r"cloudformation|serverless|\bsam\b", re.I), "CloudFormation"),
)
_NAMES: Final = (
    (re.compile(r"^AWSControlTower|^aws-controltower-"), "Control Tower"),
    (re.compile(r"^cdk-[a-z0-9]{1,20}-[a-z-]+-role-\d{12}-"), "AWS CDK (bootstrap stack)"),
    (re.compile(r"^stacksets-exec-[0-9a-f]{32}$"), "CloudFormation StackSets"),
    (re.compile(r"^terraform-\d{20,}$"), "Terraform"),
    (re.compile(r"^[A-Za-z][\w-]*-[A-Za-z0-9]+-(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{12,13}$"), "CloudFormation"),
)


def recognise(arn: str, tags: Mapping[str, str], description: str = "") -> ManagedBy | None:
    """Whatever owns the role, the surest sign first; ``None`` where nothing points to anything."""
    role = parse_arn(arn)
    if role is None:
        return None
    if owner := owner_of(arn):
        sign = f"its path is {role.path}" if role.path != "/" else f"its name is {role.name}"
        return ManagedBy(owner, sign, refuses=True)
    for key, value in tags.items():
        for wanted, content, tool in _TAGS:
            if wanted.search(key) and content.search(value):
                return ManagedBy(tool, f"its tag {key} = {value}")
    for pattern, tool in _NAMES:
        if pattern.search(role.name):
            return ManagedBy(tool, f"its name {role.name} has the form that {tool} gives")
    if re.search(r"managed by (terraform|pulumi|cloudformation|cdk)", description, re.I):
        return ManagedBy(description.strip().rpartition(" ")[2].strip("."), f"its description: {description.strip()}")
    return None


def refuse_protected(arn: str, asker: str | None = None) -> None:
    """Raises AwsFailure for a role that AWS lets nobody but its owner change. ``asker``: who would have asked."""
    owner = recognise(arn, {})
    if owner is not None and owner.refuses:
        raise AwsFailure(
            kind="protected",
            what="The change was not sent",
            why=f"the role belongs to {owner.tool} ({owner.sign}); AWS refuses any other change to it",
            next_step=f"Change it through {owner.tool}, or hand the change over to whoever administers that.",
            identity=asker,
        )
