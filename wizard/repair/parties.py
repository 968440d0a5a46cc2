"""Who asks for which role, taken apart once: the words that causes, repairs and grants share."""

from __future__ import annotations

from wizard.engine.arn import parse_arn
from wizard.engine.case import Case, Unknown
from wizard.engine.frozen import frozen
from wizard.engine.typed import Literal

Kind = Literal["user", "session", "role", "root", "federated_user", "other"]
SSO_PATH = "/aws-reserved/sso.amazonaws.com/"
SSO_PREFIX = "AWSReservedSSO_"


@frozen
class Party:
    """One principal. ``named`` is the ARN by which policies name it: of a session, its role's; None if unknown."""

    arn: str
    kind: Kind
    partition: str
    account: str
    name: str  # of the user or role, without path
    session: str | None = None
    named: str | None = None

    @property
    def root(self) -> str:
        """The ARN that names the whole account in a policy."""
        return f"arn:{self.partition}:iam::{self.account}:root"

    @property
    def is_sso(self) -> bool:
        """Whether IAM Identity Center made the role."""
        return self.kind in ("session", "role") and self.name.startswith(SSO_PREFIX)

    @property
    def sso_pattern(self) -> str | None:
        """The role's ARN with the suffix that a new provisioning changes left open."""
        if self.named is None or not self.is_sso:
            return None
        return self.named.rpartition("_")[0] + "_*"

    def __str__(self) -> str:
        if self.kind == "user":
            return f"user {self.name}"
        if self.kind in ("session", "role"):
            return f"role {self.name}"
        if self.kind == "root":
            return f"the root user of {self.account}"
        return self.arn


def party(arn: str, role_arn: str | Unknown | None = None) -> Party:
    """An ARN taken apart; ``role_arn`` is the role's behind a session. Never raises: what is odd is "other"."""
    parts = parse_arn(arn)
    if parts is None:
        return Party(arn, "other", "", "", arn.rpartition("/")[2].rpartition(":")[2])
    partition, account, name = parts.partition, parts.account, parts.name
    match parts.kind:
        case "session":
            named = role_arn if isinstance(role_arn, str) else None
            return Party(arn, "session", partition, account, parts.session_role_name, name, named)
        case "user" | "role" | "root" | "federated_user" as kind:
            return Party(arn, kind, partition, account, name, None, arn)
        case _:
            return Party(arn, "other", partition, account, name.rpartition(":")[2])


def caller_of(case: Case) -> Party | None:
    """The caller, if there is one."""
    return party(case.caller.arn, case.caller.role_arn) if case.caller else None


def unique_id_of(case: Case) -> str | None:
    """The unique id of the caller: of a session, its role's; None where it is not known."""
    user_id = case.caller.user_id if case.caller is not None else None
    return user_id.partition(":")[0] if isinstance(user_id, str) else None


def role_arn_of(case: Case) -> str:
    """The role's ARN as it really is, else as it was asked for."""
    if case.role is not None and case.role.arn:
        return case.role.arn
    return case.request.role_arn if case.request is not None else ""


def role_name(arn: str) -> str:
    """A role's name without its path."""
    return arn.rpartition("/")[2] or arn
