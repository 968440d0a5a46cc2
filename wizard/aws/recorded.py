"""The `Aws` protocol answered from a case: a colleague's captured one, looked at without any account.

What the case does not know was not read. Nothing is sent anywhere, so nothing can be changed or assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NoReturn

from wizard.aws import calls, pasted
from wizard.aws.gateway import (
    Applied,
    AssumeCall,
    AssumedRole,
    AwsFailure,
    BeforeCall,
    Gathered,
    Identity,
    ManagedPolicySummary,
    Reading,
    RoleSummary,
    Target,
    Trial,
)
from wizard.aws.managed_by import recognise
from wizard.engine.arn import parse_arn
from wizard.engine.case import UNKNOWN, Caller, Case, Request, Role
from wizard.engine.decision import Layer
from wizard.engine.frozen import replace
from wizard.repair.change import Change
from wizard.repair.redacted import EXCHANGED
from wizard.secret import Secret


class Recorded:
    """An AWS that holds one case."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def gather(self, target: Target, report: Callable[[Reading], None]) -> Gathered:
        """See `Aws.gather`: the case, with the target's request, and what was pasted where it has gaps."""
        notes: list[Reading] = []
        case = replace(self.case, request=_request(self.case.request, target))
        case, passed_over = pasted.filled_in(notes.append, case, target.known)
        given = {note.layer for note in notes}
        readings = (*notes, *(reading for reading in _readings(case) if reading.layer not in given))
        for reading in readings:
            report(reading)
        role = case.role or Role()
        arn = role.arn or (case.request.role_arn if case.request else "")
        return Gathered(
            case=case,
            caller=_identity(case.caller.arn) if case.caller else None,
            role_side=None,
            readings=readings,
            managed_by=recognise(arn, role.tags if isinstance(role.tags, Mapping) else {}),
            warnings=((EXCHANGED,) if case.redacted else ()) + passed_over,
        )

    def current(self, change: Change) -> str | None:
        """See `Aws.current`."""
        _refuse("Nothing was looked up")

    def apply(self, change: Change, before_call: BeforeCall) -> Applied:
        """See `Aws.apply`."""
        _refuse("Nothing was changed")

    def assume(self, call: AssumeCall) -> AssumedRole:
        """See `Aws.assume`."""
        _refuse("The role was not assumed")

    def try_identity(self) -> Identity:
        """See `Aws.try_identity`."""
        _refuse("Nothing was tried")

    def try_action(self, trial: Trial) -> str:
        """See `Aws.try_action`."""
        _refuse(f"{trial} was not tried")

    def open_mfa_session(self, serial_number: str, token_code: Secret) -> Identity:
        """See `Aws.open_mfa_session`."""
        _refuse("No session was opened")

    def use_profile(self, name: str, ask_code: Callable[[str], Secret | None]) -> Identity:
        """See `Aws.use_profile`."""
        _refuse(f"Profile {name} was not used")

    def roles(self) -> Iterator[RoleSummary]:
        """See `Aws.roles`: the one role of the case."""
        if self.case.request is not None:
            arn = self.case.request.role_arn
            yield RoleSummary(arn.rpartition("/")[2], arn)

    def managed_policies(self) -> Iterator[ManagedPolicySummary]:
        """See `Aws.managed_policies`: those that the case names."""
        held = self.case.caller.identity_policies if self.case.caller else ()
        for policy in held if isinstance(held, tuple) else ():
            if policy.arn is not None:
                yield ManagedPolicySummary(policy.name, policy.arn)


def _refuse(what: str) -> NoReturn:
    raise AwsFailure("refused", what, "this is a captured case, not AWS itself", "Start without --case.")


def _request(request: Request | None, target: Target) -> Request | None:
    """The case's request, with what the target says in place of it."""
    if request is None:
        return Request(target.role) if target.role else None
    given = {
        "role_arn": target.role if target.role and target.role.startswith("arn:") else None,
        "role_session_name": target.session_name,
        "external_id": target.external_id,
        "duration_seconds": target.duration_seconds,
        "source_identity": target.source_identity,
        "tags": target.tags or None,
        "transitive_tag_keys": target.transitive_tag_keys or None,
        "mfa_authenticated": True if target.mfa_serial else None,
    }
    return replace(request, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


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
            yield Reading(what, layer, "not_asked", operation, "the case does not say")
        elif value is None or value == ():
            yield Reading(what, layer, "absent", operation)
        else:
            yield Reading(what, layer, "read", operation)


def _identity(arn: str) -> Identity:
    parsed = parse_arn(arn)
    return Identity(arn, parsed.account if parsed else "", "", credentials_from="a recorded case")
