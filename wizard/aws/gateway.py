"""The protocol: all that the wizard asks of AWS and does to it, and what comes back.

The flow knows this file, and `judges.py`, alone. `connection.py` is the real thing (boto3), `recorded.py` its twin
that answers from a case. Every method may block; the front ends call them in daemon threads. Every failure is an
`AwsFailure`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from wizard.engine.case import UNKNOWN, Case, Policies, Unknown
from wizard.engine.decision import Layer
from wizard.engine.frozen import field, frozen
from wizard.repair.change import Change
from wizard.secret import Secret

FailureKind = Literal[
    "denied",  # AWS's AccessDenied
    "expired",  # sign in again
    "no_credentials",
    "configuration",  # a profile that does not resolve, a config file that does not parse
    "network",
    "throttled",
    "not_found",
    "refused",  # AWS refuses the parameters: ValidationError, MalformedPolicyDocument, LimitExceeded, …
    "changed",  # the guard: what is there is not what the preview showed
    "protected",  # a role that AWS, Identity Center or a service owns
    "cancelled",
    "other",
]


@dataclass(eq=False)
class AwsFailure(Exception):
    """A call that did not work, in words: what, why, and what to do next. No traceback ever reaches a person."""

    kind: FailureKind
    what: str
    why: str
    next_step: str  # in sentences; empty where it is to read again
    operation: str | None = None  # "sts:AssumeRole"
    code: str | None = None  # the error code on the wire
    message: str | None = None  # AWS's own sentence
    request_id: str | None = None
    identity: str | None = None  # who asked: "profile default, arn:aws:iam::…:user/alice"
    again: bool = False  # after the next step AWS is to be read again
    further: tuple[str, ...] = ()  # sentences: what comes after that, or would do in its place

    def advice(self, read_again: str = "read again") -> str:
        """All that can be done next. ``read_again``: how one reads AWS again where it is told, by which key say."""
        again = f"then {read_again}." if self.next_step else f"{read_again}."
        steps = (self.next_step, again[:1].upper() + again[1:] if self.again else "", *self.further)
        return " ".join(filter(None, steps))

    @property
    def headline(self) -> str:
        """What did not work, and as whom it was asked."""
        if self.identity is None or self.identity in self.what:
            return self.what
        return f"{self.what} (asked as {self.identity})"

    @property
    def answer(self) -> str | None:
        """AWS's own sentence, unless `why` tells it already."""
        return None if self.message is None or self.message.strip().rstrip(".") in self.why else self.message

    def __str__(self) -> str:
        return f"{self.headline}: {self.why}"


@frozen
class Target:
    """What the user asked for: whom to be, which role to reach, how to call. Everything may be missing but that."""

    role: str | None = None  # an ARN, or a name in the role side's account
    caller_profile: str | None = None
    role_profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    session_name: str | None = None
    external_id: str | None = None
    duration_seconds: int | None = None
    mfa_serial: str | None = None
    source_identity: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tag_keys: tuple[str, ...] = ()
    session_policy: str | None = None  # for the new session; takes no part in the decision
    source_ip: str | None = None  # the address under which AWS sees the caller, where somebody knows it
    error_text: str | None = None  # what was pasted
    known: Mapping[Layer, str] = field(default_factory=dict)  # policies pasted or given as files
    profile: str | None = None  # the profile with role_arn that it is about: it has to resolve, too
    caller_arn: str | None = None  # whose call it is, where the credentials at hand may be another's (a hand-over)


@frozen
class Identity:
    """Who one is, as GetCallerIdentity says it, and where the credentials came from."""

    arn: str
    account: str
    user_id: str
    profile: str | None = None
    credentials_from: str | None = None  # "profile default in ~/.aws/credentials", "environment variables", …
    credentials_kind: str | None = None  # "long-term keys", "an Identity Center session", …
    account_alias: str | None = None

    @property
    def told(self) -> str:
        """Who one is, in which account, and with which credentials."""
        account = f"{self.account} ({self.account_alias})" if self.account_alias else self.account
        held = ", ".join(part for part in (self.credentials_kind, self.credentials_from) if part)
        return f"{self.arn} in account {account}" + (f", by {held}" if held else "")


MFA_SESSION: Final = "an MFA session opened here"
"""Where the credentials of `Aws.open_mfa_session` came from."""

WHO_CALLS: Final = "who calls"
"""What the reading of the caller's own identity is called."""


@frozen
class Reading:
    """One read and how it went."""

    what: str  # "trust policy of role Deploy"
    layer: Layer | None
    outcome: Literal["read", "pasted", "absent", "denied", "failed", "not_asked"]
    operation: str  # "iam:GetRole"
    detail: str = ""  # AWS's sentence, or why it was not asked, and what to do
    missing_permission: str | None = None  # what would have to be allowed
    where: str = ""  # in which account alone that permission counts
    again: bool = False  # to read again is part of what to do

    def __str__(self) -> str:
        return f"{self.what}: {self.outcome.replace('_', ' ')}"


@frozen
class MfaDevice:
    """A device of the caller's."""

    serial_number: str
    enabled: datetime | None = None


@frozen
class RolePermissions:
    """What the role itself may do: its own inline policies and the managed ones attached to it."""

    inline: Policies = ()
    attached: Policies = ()


@frozen
class ManagedBy:
    """Whatever owns a role or a user, so that a repair here would drift or be refused."""

    tool: str  # "CloudFormation", "Terraform", "Identity Center", …
    sign: str  # how it was recognised
    refuses: bool = False  # AWS itself refuses the edit


@frozen
class Gathered:
    """All that could be learnt before anything was decided."""

    case: Case
    caller: Identity | None
    role_side: Identity | None
    readings: tuple[Reading, ...] = ()
    mfa_devices: tuple[MfaDevice, ...] | Unknown = UNKNOWN
    access_keys: Mapping[str, datetime] | Unknown = UNKNOWN  # masked key id → when it was made
    role_permissions: RolePermissions | Unknown = UNKNOWN
    managed_by: ManagedBy | None = None  # the role
    caller_managed_by: ManagedBy | None = None  # the caller's user, or the role behind its session
    token_file: str | None = None  # where the caller's web identity token lies, if that makes the call
    near_roles: tuple[str, ...] = ()  # ARNs of the account's roles, where the one asked for is missing
    warnings: tuple[str, ...] = ()  # environment variables that hide the profile, and the like
    read_at: datetime | None = None


@frozen
class AssumeCall:
    """Exactly what is sent to AssumeRole."""

    role_arn: str
    role_session_name: str
    external_id: str | None = None
    duration_seconds: int | None = None
    source_identity: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tag_keys: tuple[str, ...] = ()
    session_policy: str | None = None
    serial_number: str | None = None
    token_code: Secret | None = None


@frozen
class AssumedRole:
    """Who one has become and until when. The keys stay inside the connection."""

    arn: str
    role_id: str
    expires: datetime
    request_id: str | None = None


@frozen
class DroppedVersion:
    """The version of a managed policy that is deleted to make room for a new one, and what it said."""

    version_id: str
    document: str

    @property
    def gone(self) -> str:
        """That it was deleted, as AWS's answers in words hold it."""
        return f"the oldest version {self.version_id} made room"


BeforeCall = Callable[[DroppedVersion | None], None]
"""Hears what the change is about to delete, right before the first call that changes anything."""


@frozen
class Applied:
    """A change that AWS has accepted."""

    change: Change
    when: datetime
    identity: str
    answer: str  # "200, request id …"


@frozen
class RoleSummary:
    """A line of the role list."""

    name: str
    arn: str
    description: str = ""


@frozen
class ManagedPolicySummary:
    """A line of the managed policy list."""

    name: str
    arn: str


Trial = Literal["s3:ListAllMyBuckets", "iam:GetRole", "dynamodb:ListTables", "logs:DescribeLogGroups"]
"""Harmless reads that can be tried with new credentials, by the permission that each needs."""


class Aws(Protocol):
    """Both sides of the request, with their credentials."""

    def gather(self, target: Target, report: Callable[[Reading], None]) -> Gathered:
        """Read everything that takes part; a denied read becomes UNKNOWN. ``report`` hears of each read.

        Raises AwsFailure only where nothing can be said at all: no credentials, no network, nothing pasted.
        """
        ...

    def current(self, change: Change) -> str | None:
        """The target of a change as it is in AWS right now (the exact text, ``None``: absent)."""
        ...

    def apply(self, change: Change, before_call: BeforeCall) -> Applied:
        """Read again, refuse if the target is not what ``change.before`` says, call ``before_call``, then change it.

        Raises AwsFailure of kind ``changed`` from the guard; ``before_call`` (the journal) runs only after the guard
        and right before the call.
        """
        ...

    def assume(self, call: AssumeCall) -> AssumedRole:
        """The real AssumeRole. The new credentials are kept in the connection, for `try_identity`."""
        ...

    def try_identity(self) -> Identity:
        """GetCallerIdentity with the credentials that `assume` was given."""
        ...

    def try_action(self, trial: Trial) -> str:
        """One harmless read with the credentials that `assume` was given; what came back, in words."""
        ...

    def open_mfa_session(self, serial_number: str, token_code: Secret) -> Identity:
        """GetSessionToken with a code; the caller's calls are made with that session from then on."""
        ...

    def use_profile(self, name: str, ask_code: Callable[[str], Secret | None]) -> Identity:
        """GetCallerIdentity through a fresh session that knows the profile only from the config file.

        ``ask_code`` is given the device's serial number; ``None`` cancels.
        """
        ...

    def roles(self) -> Iterator[RoleSummary]:
        """The role side's roles, page by page."""
        ...

    def managed_policies(self) -> Iterator[ManagedPolicySummary]:
        """Managed policies that could be attached to the role, page by page."""
        ...
