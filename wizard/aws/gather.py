"""Everything that takes part in one request, read side by side: Target → Gathered. It decides nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, get_args

from wizard.aws import caller as caller_side
from wizard.aws import guardrails, pasted
from wizard.aws import role as role_side
from wizard.aws.abreast import Started, abreast
from wizard.aws.calls import GET_CALLER_IDENTITY, GET_ROLE, LIST_ACCOUNT_ALIASES
from wizard.aws.gateway import AwsFailure, Gathered, Identity, Reading, Target
from wizard.aws.guardrails import Organization
from wizard.aws.live import Side
from wizard.aws.provenance import hidden_by_environment
from wizard.aws.reader import Reader, Sides
from wizard.engine.arn import parse_arn
from wizard.engine.case import UNKNOWN, Case, ContextValue, Policies, Request, Unknown
from wizard.engine.decision import Layer

LAYERS: tuple[Layer, ...] = get_args(Layer)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks: both sides as far as their credentials work, and what failed."""

    sides: Sides
    failures: tuple[AwsFailure, ...]


def gather(
    target: Target,
    caller: Side,
    role: Side,
    report: Callable[[Reading], None],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    mfa_session: bool = False,
) -> Gathered:
    """Read it all. Raises AwsFailure where neither side has usable credentials and nothing was pasted."""
    reader = Reader(report)
    error = pasted.error(target.error_text)
    asked = _open(reader, caller, role)
    if asked.sides.caller is None and asked.sides.role is None and not (error or target.known):
        raise asked.failures[0]
    sides = asked.sides
    mine = sides.caller.identity() if sides.caller else None
    caller_arn = _who_calls(target, mine, error.caller_arn if error else None)
    role_arn = target.role or (error.role_arn if error else None)
    role_arn = _resolved(reader, sides, role_arn) if role_arn else None

    reading_caller = Started(lambda: caller_side.read(reader, sides, caller_arn) if caller_arn else None)
    reading_role = Started(lambda: role_side.read(reader, sides, role_arn) if role_arn else None)
    reading_endpoint = Started(partial(_endpoint, reader, sides))
    reading_guards = Started(partial(_guardrails, reader, sides, caller_arn, role_arn))
    aliases = _aliases(reader, sides)
    of_caller, of_role, guards = reading_caller.result(), reading_role.result(), reading_guards.result()
    endpoint, context = reading_endpoint.result()
    case = Case(
        request=_request(target, role_arn, caller_arn, sides.caller, mfa_session, context | _now(now))
        if role_arn
        else None,
        caller=of_caller.caller if of_caller else None,
        role=of_role.role if of_role else None,
        vpc_endpoint_policies=endpoint,
        observed=error.observed if error else None,
    )
    case = pasted.filled_in(reader, _guarded(case, guards), target.known)
    return Gathered(
        case=case,
        caller=_named(mine, aliases),
        role_side=_named(sides.role.identity() if sides.role else None, aliases),
        readings=tuple(sorted(reader.readings, key=_place)),
        mfa_devices=of_caller.devices if of_caller else UNKNOWN,
        access_keys=of_caller.keys if of_caller else UNKNOWN,
        role_permissions=of_role.permissions if of_role else UNKNOWN,
        managed_by=of_role.managed_by if of_role else None,
        near_roles=of_role.near if of_role else (),
        warnings=(
            *hidden_by_environment(target.caller_profile, os.environ),
            *(f"{failure.what}: {failure.why}. {failure.next_step}" for failure in asked.failures),
            *_mismatch(mine, caller_arn),
        ),
    )


def _place(reading: Reading) -> tuple[int, str]:
    """Where a reading stands in the list: by layer, in the order in which AWS evaluates them."""
    return (LAYERS.index(reading.layer) if reading.layer else len(LAYERS), reading.what)


def _open(reader: Reader, caller: Side, role: Side) -> _Asked:
    """Who both sides are. One after the other, since each may ask for a code."""
    failures: list[AwsFailure] = []
    opened: dict[str, Side | None] = {}
    for name, side in (("caller", caller), ("role", role)):
        if name == "role" and side is caller:
            opened[name] = opened["caller"]
            continue
        try:
            side.identity()
        except AwsFailure as failure:
            failures.append(failure)
            opened[name] = None
            what = "who calls" if name == "caller" else "who reads the role's account"
            note = f"{failure.why}. {failure.next_step}"
            reader.note(Reading(what, None, "failed", GET_CALLER_IDENTITY.action, note))
        else:
            opened[name] = side
    return _Asked(Sides(opened["caller"], opened["role"]), tuple(failures))


def _who_calls(target: Target, mine: Identity | None, denied: str | None) -> str | None:
    """The caller of the case: the chosen profile, else whoever the pasted error says was denied."""
    if mine is not None and (target.caller_profile or denied is None):
        return mine.arn
    return denied


def _mismatch(mine: Identity | None, caller_arn: str | None) -> tuple[str, ...]:
    if mine is None or caller_arn is None or mine.arn == caller_arn:
        return ()
    return (f"The error was answered to {caller_arn}; the credentials at hand are {mine.arn}'s.",)


def _resolved(reader: Reader, sides: Sides, role: str) -> str:
    """A role's name as an ARN of the role side's account; an ARN stays what it is."""
    side = sides.role or sides.caller
    if role.startswith("arn:") or side is None:
        return role
    identity = side.identity()
    home = parse_arn(identity.arn)
    partition = home.partition if home else "aws"
    try:
        arn: str = side.call(GET_ROLE, RoleName=role.rpartition("/")[2])["Role"]["Arn"]
    except AwsFailure:
        return f"arn:{partition}:iam::{identity.account}:role/{role}"
    return arn


def _request(
    target: Target,
    role_arn: str,
    caller_arn: str | None,
    caller: Side | None,
    mfa_session: bool,
    context: dict[str, ContextValue],
) -> Request:
    return Request(
        role_arn=role_arn,
        role_session_name=target.session_name,
        external_id=target.external_id,
        duration_seconds=target.duration_seconds,
        source_identity=target.source_identity,
        tags=target.tags,
        transitive_tag_keys=target.transitive_tag_keys,
        mfa_authenticated=_mfa(target, caller_arn, caller, mfa_session),
        context=context,
    )


def _mfa(target: Target, caller_arn: str | None, caller: Side | None, mfa_session: bool) -> bool | Unknown:
    """A role session carries no MFA, so nothing is said of it; a user's code or MFA session makes it true."""
    principal = parse_arn(caller_arn or "")
    if principal is None or principal.kind != "user":
        return UNKNOWN
    if target.mfa_serial or mfa_session:
        return True
    if caller is None or caller.identity().arn != caller_arn or caller.has_session_token:
        return UNKNOWN
    return False


def _endpoint(reader: Reader, sides: Sides) -> tuple[Policies | Unknown, dict[str, ContextValue]]:
    """What the STS endpoint tells: whether a VPC endpoint may be in between, and the region."""
    for side in sides.all(first=sides.caller):
        url, region = side.sts_endpoint()
        return guardrails.endpoint_policies(reader, url), {"aws:RequestedRegion": region}
    return UNKNOWN, {}


def _now(clock: Callable[[], datetime]) -> dict[str, ContextValue]:
    now = clock()
    return {"aws:CurrentTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "aws:EpochTime": str(int(now.timestamp()))}


@dataclass(frozen=True, slots=True)
class _Guards:
    """What the organizations of both accounts say."""

    caller_organization: Organization | Unknown | None = UNKNOWN
    role_organization: Organization | Unknown | None = UNKNOWN
    service_control: Any = UNKNOWN
    resource_control: Any = UNKNOWN


def _guardrails(reader: Reader, sides: Sides, caller_arn: str | None, role_arn: str | None) -> _Guards:
    accounts = [
        principal.account if principal else None for principal in map(parse_arn, (caller_arn or "", role_arn or ""))
    ]
    distinct = list(dict.fromkeys(account for account in accounts if account))
    found = dict(
        zip(
            distinct,
            abreast([partial(guardrails.organization, reader, sides.of(account), account) for account in distinct]),
            strict=True,
        )
    )
    caller, role = accounts
    of_caller = found[caller] if caller else UNKNOWN
    of_role = found[role] if role else UNKNOWN
    service, resource = abreast(
        [
            partial(guardrails.policies, reader, sides, caller, "SERVICE_CONTROL_POLICY", of_caller)
            if caller
            else lambda: UNKNOWN,
            partial(guardrails.policies, reader, sides, role, "RESOURCE_CONTROL_POLICY", of_role)
            if role
            else lambda: UNKNOWN,
        ]
    )
    return _Guards(of_caller, of_role, service, resource)


def _guarded(case: Case, guards: _Guards) -> Case:
    """The case with what the organizations say."""
    caller, role, request = case.caller, case.role, case.request
    if caller is not None:
        caller = replace(
            caller,
            organization_id=_id(guards.caller_organization),
            service_control_policies=guards.service_control,
        )
    if role is not None:
        role = replace(role, resource_control_policies=guards.resource_control)
    if request is not None and guards.role_organization is not UNKNOWN:
        context = {**request.context, "aws:ResourceOrgID": _id(guards.role_organization)}
        request = replace(request, context=context)  # type: ignore[arg-type]
    return replace(case, caller=caller, role=role, request=request)


def _id(found: Organization | Unknown | None) -> str | Unknown | None:
    return found.id if isinstance(found, Organization) else found


def _aliases(reader: Reader, sides: Sides) -> dict[str, str]:
    """The alias of each account at hand, where it has one and may be read."""
    found: dict[str, str] = {}
    for side in sides.all():
        account = side.identity().account
        if account in found:
            continue
        names: list[str] | Unknown = reader.read(
            f"alias of account {account}",
            None,
            LIST_ACCOUNT_ALIASES,
            [side],
            lambda side: list(side.pages(LIST_ACCOUNT_ALIASES, "AccountAliases")),
        )
        if names is not UNKNOWN and names:
            found[account] = names[0]
    return found


def _named(identity: Identity | None, aliases: dict[str, str]) -> Identity | None:
    if identity is None:
        return None
    return replace(identity, account_alias=aliases.get(identity.account))
