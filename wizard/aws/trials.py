"""One harmless read with the credentials of the role that was just assumed: what it needs, the role must be allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from wizard.aws import calls
from wizard.aws.gateway import AwsFailure, Trial
from wizard.aws.live import Side


def perform(side: Side, trial: Trial, role_name: str) -> str:
    """Make the call; what came back, counted. Raises AwsFailure."""
    if trial not in _CALLS:
        raise AwsFailure("refused", "Nothing was sent", f"{trial} is none of the trials", "Choose another one.")
    return _CALLS[trial](side, role_name)


def _buckets(side: Side, role_name: str) -> str:
    return _counted(len(side.call(calls.LIST_BUCKETS).get("Buckets", ())), "bucket")


def _tables(side: Side, role_name: str) -> str:
    return _counted(len(side.call(calls.LIST_TABLES).get("TableNames", ())), "table")


def _log_groups(side: Side, role_name: str) -> str:
    return _counted(len(side.call(calls.DESCRIBE_LOG_GROUPS).get("logGroups", ())), "log group")


def _own_role(side: Side, role_name: str) -> str:
    role = side.call(calls.GET_ROLE, RoleName=role_name)["Role"]
    return f"it may read its own role: {role['Arn']}"


def _counted(number: int, noun: str) -> str:
    return f"AWS answered with {number} {noun}{'' if number == 1 else 's'}"


_CALLS: Final[dict[Trial, Callable[[Side, str], str]]] = {
    "s3:ListAllMyBuckets": _buckets,
    "iam:GetRole": _own_role,
    "dynamodb:ListTables": _tables,
    "logs:DescribeLogGroups": _log_groups,
}
