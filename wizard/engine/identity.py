"""Who calls: the caller's ARN read once, with what a session's ARN leaves out.

A session's ARN names its role without the role's path; only the case's ``caller.role_arn`` (GetRole) tells it.
"""

from __future__ import annotations

from functools import lru_cache

from wizard.engine.arn import IdentityKind, parse_arn
from wizard.engine.case import Caller
from wizard.engine.frozen import frozen


@frozen
class Identity:
    """A caller as principals name it."""

    kind: IdentityKind  # "session" also for a role ARN, which stands for any session of that role
    arn: str  # as the case gives it
    partition: str
    account: str
    name: str  # of the user or role, without path
    principal_arn: str | None  # the user's or role's own ARN; None: a role whose path is unknown
    session_arn: str | None  # None: not a session, or any session of the role

    @property
    def is_session(self) -> bool:
        """Whether the caller is a session of a role."""
        return self.kind == "session"

    @property
    def may_be_service_linked(self) -> bool | None:
        """Whether the caller's role is linked to a service; None where its path is unknown and its name allows it."""
        if not self.is_session:
            return False
        if self.principal_arn is None:
            return None if self.name.startswith("AWSServiceRoleFor") else False
        return ":role/aws-service-role/" in self.principal_arn


def identify(caller: Caller) -> Identity | None:
    """Read the caller's ARN; None where it is no ARN of a caller."""
    role_arn = caller.role_arn if isinstance(caller.role_arn, str) else None
    return _identify(caller.arn, role_arn)


@lru_cache(maxsize=64)
def _identify(text: str, role_arn: str | None) -> Identity | None:
    arn = parse_arn(text)
    if arn is None:
        return None
    kind = arn.kind
    if kind == "session":
        return Identity(kind, text, arn.partition, arn.account, arn.session_role_name, role_arn, text)
    if kind == "role":
        return Identity("session", text, arn.partition, arn.account, arn.name, text, None)
    if kind == "other":
        return None
    return Identity(kind, text, arn.partition, arn.account, arn.name, text, None)
