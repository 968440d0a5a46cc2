"""An AWS in memory for the screens' tests: a case that changes, decided by the engine. No server, no boto3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from wizard.aws.gateway import (
    Applied,
    AssumeCall,
    AssumedRole,
    AwsFailure,
    BeforeCall,
    Gathered,
    Identity,
    ManagedPolicySummary,
    MfaDevice,
    Reading,
    RolePermissions,
    RoleSummary,
    Target,
)
from wizard.engine.case import Caller, Case, Policy, Request, Role
from wizard.engine.decide import decide
from wizard.engine.document import Document
from wizard.flow.coach import Lesson, Score, Wish
from wizard.repair.change import Change, InlinePolicyChange, TrustPolicyChange
from wizard.secret import Secret

ROLE = "arn:aws:iam::123456789012:role/MyCrossAccountRole"
CALLER = "arn:aws:iam::210987654321:user/remote-user"
DEVICE = "arn:aws:iam::210987654321:mfa/phone"
TRUST = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "LetRemoteUserIn",
      "Effect": "Allow",
      "Principal": {
        "AWS": "arn:aws:iam::123456789012:user/remote-user"
      },
      "Action": "sts:AssumeRole"
    }
  ]
}"""
MAY_ASSUME = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
    f'"Resource": "{ROLE}"}}]}}'
)
S3_ACCESS = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:ListBucket"],
      "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]
    }
  ]
}"""
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass
class FakeAws:
    """Answers from one case and remembers what was done to it."""

    trust: str = TRUST
    caller_policy: str | None = MAY_ASSUME
    code: str = "123456"
    role_policies: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    failure: AwsFailure | None = None
    hang: Callable[[], object] = lambda: None
    lag: int = 0  # how many calls are still denied as before the last change
    calls: int = 0

    def case(self, target: Target) -> Case:
        """The case as it is now."""
        policies = (Policy("assume", Document.from_text(self.caller_policy), kind="inline", source="user"),)
        return Case(
            request=Request(
                target.role or ROLE,
                role_session_name=target.session_name or "TestSession",
                external_id=target.external_id,
                mfa_authenticated=target.mfa_serial is not None,
            ),
            caller=Caller(
                CALLER,
                role_arn=None,
                credentials="long_term",
                identity_policies=policies if self.caller_policy else (),
                permissions_boundary=None,
                session_policies=(),
                service_control_policies=(),
                organization_id=None,
                tags={},
            ),
            role=Role(
                True,
                ROLE,
                role_id="AROAEXAMPLE",
                max_session_duration=3600,
                tags={},
                trust_policy=Document.from_text(self.trust),
                resource_control_policies=(),
                oidc_providers=(),
            ),
            vpc_endpoint_policies=(),
        )

    def gather(self, target: Target, report: Callable[[Reading], None]) -> Gathered:
        self.hang()
        if self.failure is not None:
            raise self.failure
        readings = (
            Reading("trust policy of role MyCrossAccountRole", "trust_policy", "read", "iam:GetRole"),
            Reading(
                "service control policies",
                "service_control_policy",
                "denied",
                "organizations:ListPoliciesForTarget",
                "the caller may not read the organization",
                "organizations:ListPoliciesForTarget",
            ),
        )
        for reading in readings:
            report(reading)
        self.target = target
        inline = tuple(
            Policy(name, Document.from_text(text), kind="inline") for name, text in self.role_policies.items()
        )
        return Gathered(
            case=self.case(target),
            caller=Identity(CALLER, "210987654321", "AIDAEXAMPLE", profile="default"),
            role_side=Identity("arn:aws:iam::123456789012:user/role-admin", "123456789012", "AIDAADMIN"),
            readings=readings,
            mfa_devices=(MfaDevice(DEVICE),),
            role_permissions=RolePermissions(inline=inline),
        )

    def current(self, change: Change) -> str | None:
        return self.trust if isinstance(change, TrustPolicyChange) else None

    def apply(self, change: Change, before_call: BeforeCall) -> Applied:
        if isinstance(change, TrustPolicyChange):
            if change.before != self.trust:
                raise AwsFailure("changed", "Nothing was changed", "somebody else changed it", "Read again (ctrl+r).")
            before_call(None)
            self.trust = change.after
        elif isinstance(change, InlinePolicyChange):
            before_call(None)
            if change.principal_arn == ROLE:
                self.role_policies[change.policy_name] = change.after or ""
            else:
                self.caller_policy = change.after
        self.changes.append(change)
        return Applied(change, NOW, "role-admin", "200, request id 7a62c49f")

    def assume(self, call: AssumeCall) -> AssumedRole:
        case = self.case(self.target)
        assert case.request is not None
        if call.token_code is not None and call.token_code.reveal() != self.code:
            said = "MultiFactorAuthentication failed with invalid MFA one time pass code."
            raise AwsFailure("denied", "AWS refused the code", "it is wrong or spent", "Enter a new one.", message=said)
        self.calls += 1
        if self.calls <= self.lag or not decide(case).allowed:
            raise AwsFailure(
                "denied", "AWS denied the call", "a policy stands in the way", "See the engine's answer.",
                operation="sts:AssumeRole", code="AccessDenied", message=f"User: {CALLER} is not authorized",
            )  # fmt: skip
        name = f"arn:aws:sts::123456789012:assumed-role/MyCrossAccountRole/{call.role_session_name}"
        return AssumedRole(name, "AROAEXAMPLE:TestSession", NOW + timedelta(hours=1))

    def open_mfa_session(self, serial_number: str, token_code: Secret) -> Identity:
        return Identity(CALLER, "210987654321", "AIDAEXAMPLE")

    def use_profile(self, name: str, ask_code: Callable[[str], Secret | None]) -> Identity:
        if self.target.mfa_serial and ask_code(self.target.mfa_serial) is None:
            raise AwsFailure("cancelled", "The profile was not tried", "no code was entered", "Try it later.")
        return Identity("arn:aws:sts::123456789012:assumed-role/MyCrossAccountRole/botocore", "123456789012", "AROA")

    def roles(self) -> Iterator[RoleSummary]:
        for number in range(120):
            yield RoleSummary(f"Role{number}", f"arn:aws:iam::123456789012:role/Role{number}")

    def managed_policies(self) -> Iterator[ManagedPolicySummary]:
        for name in ("ReadOnlyAccess", "AmazonS3ReadOnlyAccess", "AdministratorAccess"):
            yield ManagedPolicySummary(name, f"arn:aws:iam::aws:policy/{name}")


@dataclass
class FakeCoach:
    """A lesson for the panel."""

    name: str = "cross-account"
    title: str = "The user of another account"
    story: str = (
        "Your colleague remote-user works in account 210987654321 and must become MyCrossAccountRole in account "
        "123456789012. The role was made from a tutorial, and AWS says no. Find out why, and let exactly this user in."
    )
    debrief: str = "An account id is part of every ARN."
    wish: Wish | None = field(default_factory=lambda: Wish("S3Access", S3_ACCESS))
    profile_name: str | None = "cross-account"
    code: str | None = "123456"
    hints: tuple[str, ...] = ("Look at the account id in the trust policy.", "The user lives in 210987654321.")
    taken: list[str] = field(default_factory=list)
    exports: tuple[str, ...] = ()
    continued: bool = False
    revision: int = 0
    solves: bool = False  # what the judge will say
    judged: Score | None = None

    @property
    def hints_taken(self) -> tuple[str, ...]:
        return tuple(self.taken)

    def next_hint(self) -> str | None:
        if len(self.taken) == len(self.hints):
            return None
        self.taken.append(self.hints[len(self.taken)])
        return self.taken[-1]

    def lessons(self) -> tuple[Lesson, ...]:
        return (
            Lesson("cross-account", "The role next door", "basics", 2, "one name in two accounts"),
            Lesson("two-locks", "Two locks", "trust", teaches="two causes at once"),
        )

    def phone(self) -> str | None:
        return self.code

    def score(self) -> Score:
        self.judged = Score(self.solves, 3 if self.solves else 0)
        return self.judged
