"""The `Aws` protocol answered from a case: for a colleague's captured case, offline, and for tests.

What the case does not know is a denied read. Changes change the case; AssumeRole answers as the engine decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from wizard.aws import calls, recorded_state
from wizard.aws.apply import target_arn
from wizard.aws.gateway import (
    Applied,
    AssumeCall,
    AssumedRole,
    AwsFailure,
    Gathered,
    Identity,
    ManagedPolicySummary,
    MfaDevice,
    Reading,
    RolePermissions,
    RoleSummary,
    Target,
    Trial,
)
from wizard.aws.managed_by import recognise, refuse_protected
from wizard.engine.arn import parse_arn
from wizard.engine.case import UNKNOWN, Caller, Case, Request, Role, Unknown
from wizard.engine.decide import decide
from wizard.engine.decision import Layer
from wizard.engine.frozen import replace
from wizard.repair.change import (
    Change,
)
from wizard.repair.saved_form import same_policy
from wizard.repair.target_state import before
from wizard.secret import Secret

_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
_NO_PERMISSIONS = RolePermissions()


class Recorded:
    """An AWS that holds one case. ``case`` is what it has become."""

    def __init__(
        self,
        case: Case,
        role_permissions: RolePermissions | Unknown = _NO_PERMISSIONS,
        devices: tuple[MfaDevice, ...] | Unknown = (),
        near_roles: tuple[str, ...] = (),
        code: str = "123456",
        now: Callable[[], datetime] = lambda: _NEVER,
    ) -> None:
        self.case = case
        self.role_permissions = role_permissions
        self._devices, self._near, self._code, self._now = devices, near_roles, code, now
        self._mfa_session = False
        self._became: str | None = None
        self._spent: set[str] = set()

    def gather(self, target: Target, report: Callable[[Reading], None]) -> Gathered:
        """See `Aws.gather`."""
        self.case = replace(self.case, request=self._request(target))
        readings = tuple(_readings(self.case))
        for reading in readings:
            report(reading)
        role, request = self.case.role, self.case.request
        arn = (role and role.arn) or (request and request.role_arn) or ""
        return Gathered(
            case=self.case,
            caller=_identity(self.case.caller.arn) if self.case.caller else None,
            role_side=_administrator(arn),
            readings=readings,
            mfa_devices=self._devices,
            role_permissions=self.role_permissions,
            managed_by=recognise(arn, role.tags if role and isinstance(role.tags, Mapping) else {}),
            near_roles=self._near if role is not None and role.exists is False else (),
        )

    def current(self, change: Change) -> str | None:
        """See `Aws.current`."""
        target_arn(change)
        return recorded_state.current(self.case, self.role_permissions, change)

    def apply(self, change: Change, before_call: Callable[[], None]) -> Applied:
        """See `Aws.apply`."""
        refuse_protected(target_arn(change))
        if not same_policy(self.current(change), before(change)):
            raise AwsFailure(
                "changed", "The change was not sent", "the case says something else", "Read again with ctrl+r."
            )
        before_call()
        self.case, self.role_permissions = recorded_state.after(self.case, self.role_permissions, change)
        return Applied(change, self._now(), "a recorded case", "recorded: the case was changed, AWS was not")

    def assume(self, call: AssumeCall) -> AssumedRole:
        """See `Aws.assume`."""
        request = Request(
            role_arn=call.role_arn,
            role_session_name=call.role_session_name,
            external_id=call.external_id,
            duration_seconds=call.duration_seconds,
            source_identity=call.source_identity,
            tags=call.tags,
            transitive_tag_keys=call.transitive_tag_keys,
            mfa_authenticated=self._authenticated(call),
            context=self.case.request.context if self.case.request else {},
        )
        decision = decide(replace(self.case, request=request, observed=None))
        role = parse_arn(call.role_arn)
        if not decision.allowed or role is None:
            caller = self.case.caller.arn if self.case.caller else "nobody"
            raise AwsFailure(
                kind="denied",
                what="sts:AssumeRole did not work",
                why="the case does not allow it",
                next_step="Look at the causes in step 1.",
                operation=calls.ASSUME_ROLE.action,
                code="AccessDenied",
                message=f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {call.role_arn}",
            )
        name = f"{role.name}/{call.role_session_name}"
        self._became = f"arn:{role.partition}:sts::{role.account}:assumed-role/{name}"
        return AssumedRole(
            arn=self._became,
            role_id="AROARECORDED",
            expires=self._now() + timedelta(seconds=call.duration_seconds or 3600),
        )

    def try_identity(self) -> Identity:
        """See `Aws.try_identity`."""
        if self._became is None:
            raise AwsFailure("refused", "There is nothing to try", "no role was assumed yet", "Assume the role first.")
        return _identity(self._became)

    def try_action(self, trial: Trial) -> str:
        """See `Aws.try_action`. A recorded case holds nothing that could be read."""
        raise AwsFailure("refused", f"{trial} was not tried", "this is a recorded case", "Try it on AWS.")

    def open_mfa_session(self, serial_number: str, token_code: Secret) -> Identity:
        """See `Aws.open_mfa_session`."""
        self._spend(token_code)
        self._mfa_session = True
        assert self.case.caller is not None
        return _identity(self.case.caller.arn)

    def use_profile(self, name: str, ask_code: Callable[[str], Secret | None]) -> Identity:
        """See `Aws.use_profile`. A recorded case has no profile to use."""
        raise AwsFailure(
            "refused", f"Profile {name} was not used", "this is a recorded case", "Use it with the AWS CLI."
        )

    def roles(self) -> Iterator[RoleSummary]:
        """See `Aws.roles`: the one role of the case, and its near names."""
        request = self.case.request
        for arn in dict.fromkeys((*((request.role_arn,) if request else ()), *self._near)):
            yield RoleSummary(arn.rpartition("/")[2], arn)

    def managed_policies(self) -> Iterator[ManagedPolicySummary]:
        """See `Aws.managed_policies`: those that the case names."""
        for policy in recorded_state.policies(self.case, self.role_permissions):
            if policy.arn is not None:
                yield ManagedPolicySummary(policy.name, policy.arn)

    def _request(self, target: Target) -> Request | None:
        """The case's request, with what the target says in place of it."""
        request = self.case.request or (Request(target.role) if target.role else None)
        if request is None:
            return None
        given = {
            "role_arn": target.role if target.role and target.role.startswith("arn:") else None,
            "role_session_name": target.session_name,
            "external_id": target.external_id,
            "duration_seconds": target.duration_seconds,
            "source_identity": target.source_identity,
            "tags": target.tags or None,
            "transitive_tag_keys": target.transitive_tag_keys or None,
            "mfa_authenticated": True if target.mfa_serial or self._mfa_session else None,
        }
        return replace(request, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]

    def _authenticated(self, call: AssumeCall) -> bool | Unknown:
        if call.token_code is not None:
            self._spend(call.token_code)
            return True
        if self._mfa_session:
            return True
        caller = self.case.caller
        return False if caller is not None and caller.credentials == "long_term" else UNKNOWN

    def _spend(self, code: Secret) -> None:
        """A code works once. Raises AwsFailure."""
        if code.reveal() != self._code or code.reveal() in self._spent:
            raise AwsFailure(
                kind="denied",
                what="sts:AssumeRole did not work",
                why="AWS did not accept the MFA code",
                next_step="Wait for the next code (each works once).",
                code="AccessDenied",
                message="MultiFactorAuthentication failed with invalid MFA one time pass code.",
            )
        self._spent.add(code.reveal())


def _readings(case: Case) -> Iterator[Reading]:
    """One reading for each layer of the case."""
    caller, role = case.caller or Caller(""), case.role or Role()
    identity = parse_arn(caller.arn)
    is_user = identity is not None and identity.kind == "user"  # its keys carry no session policy
    layers: tuple[tuple[Layer, str, object], ...] = (
        ("trust_policy", calls.GET_ROLE.action, () if role.exists is False else role.trust_policy),
        ("identity_policy", calls.LIST_USER_POLICIES.action, caller.identity_policies),
        ("permissions_boundary", calls.GET_USER.action, caller.permissions_boundary),
        ("session_policy", "none", () if is_user else caller.session_policies),
        ("service_control_policy", calls.LIST_POLICIES_FOR_TARGET.action, caller.service_control_policies),
        ("resource_control_policy", calls.LIST_POLICIES_FOR_TARGET.action, role.resource_control_policies),
        ("vpc_endpoint_policy", "DNS", case.vpc_endpoint_policies),
    )
    for layer, operation, value in layers:
        what = layer.replace("_", " ")
        if value is UNKNOWN:
            yield Reading(what, layer, "denied", operation, "the case does not say", operation)
        elif value is None or value == ():
            yield Reading(what, layer, "absent", operation)
        else:
            yield Reading(what, layer, "read", operation)


def _identity(arn: str) -> Identity:
    parsed = parse_arn(arn)
    return Identity(arn, parsed.account if parsed else "", "", credentials_from="a recorded case")


def _administrator(role_arn: str) -> Identity | None:
    """Whoever may repair the role's account, in the recording."""
    parsed = parse_arn(role_arn)
    if parsed is None:
        return None
    return _identity(f"arn:{parsed.partition}:iam::{parsed.account}:user/recorded-administrator")
