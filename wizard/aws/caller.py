"""The caller's half of the case: who it is, its policies, boundary, tags, devices and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wizard.aws import policies
from wizard.aws.abreast import Started
from wizard.aws.calls import GET_ROLE, GET_USER, LIST_ACCESS_KEYS, LIST_MFA_DEVICES
from wizard.aws.gateway import ManagedBy, MfaDevice
from wizard.aws.live import Side, masked
from wizard.aws.managed_by import recognise
from wizard.aws.provenance import OWN_SESSION, UNTAGGED_SESSION
from wizard.aws.reader import Reader, Sides
from wizard.engine.arn import Arn, parse_arn
from wizard.engine.case import UNKNOWN, Caller, Credentials, Policy, Unknown
from wizard.engine.frozen import frozen, replace


@frozen
class CallerFacts:
    """The caller of the case, and what is shown beside it."""

    caller: Caller
    devices: tuple[MfaDevice, ...] | Unknown = UNKNOWN
    keys: Mapping[str, datetime] | Unknown = UNKNOWN
    managed_by: ManagedBy | None = None


def read(reader: Reader, sides: Sides, arn: str) -> CallerFacts:
    """All that can be read about the principal ``arn``, the caller's own credentials asked first."""
    principal = parse_arn(arn)
    if principal is None:
        return CallerFacts(Caller(arn))
    asked = sides.of(principal.account, first=sides.caller)
    own = sides.caller if sides.caller is not None and sides.caller.identity().arn == arn else None
    match principal.kind:
        case "user":
            facts = _user(reader, asked, principal)
            facts = replace(facts, caller=replace(facts.caller, credentials=_credentials(own)))
        case "session":
            facts = _session(reader, asked, principal, own)
        case "role":
            facts = _role(reader, asked, arn, principal.account, principal.name)
        case "federated_user":
            facts = CallerFacts(Caller(arn, role_arn=None, credentials="federation_token"))
        case _:
            facts = CallerFacts(
                Caller(arn, role_arn=None, identity_policies=(), permissions_boundary=None, session_policies=())
            )
    if own is None:
        return facts
    return replace(facts, caller=replace(facts.caller, user_id=own.identity().user_id))


def _credentials(own: Side | None) -> Credentials | Unknown:
    """A user's credentials: access keys, or a session opened with them. Unknown where they are not at hand."""
    if own is None:
        return UNKNOWN
    return "temporary" if own.has_session_token else "long_term"


def _user(reader: Reader, sides: Sequence[Side], user: Arn) -> CallerFacts:
    def entity() -> dict[str, Any] | Unknown:
        return reader.read(
            f"tags and boundary of user {user.name}",
            "permissions_boundary",
            GET_USER,
            sides,
            lambda side: side.call(GET_USER, UserName=user.name)["User"],
            account=user.account,
        )

    def devices() -> tuple[MfaDevice, ...] | Unknown:
        def ask(side: Side) -> tuple[MfaDevice, ...]:
            found = side.pages(LIST_MFA_DEVICES, "MFADevices", UserName=user.name)
            return tuple(MfaDevice(device["SerialNumber"], device.get("EnableDate")) for device in found)

        return reader.read(f"MFA devices of {user.name}", None, LIST_MFA_DEVICES, sides, ask, account=user.account)

    def keys() -> dict[str, datetime] | Unknown:
        def ask(side: Side) -> dict[str, datetime]:
            found = side.pages(LIST_ACCESS_KEYS, "AccessKeyMetadata", UserName=user.name)
            return {masked(key["AccessKeyId"]): key["CreateDate"] for key in found}

        return reader.read(f"access keys of {user.name}", None, LIST_ACCESS_KEYS, sides, ask, account=user.account)

    about, serials, made = Started(entity), Started(devices), Started(keys)
    granted = policies.of_user(reader, sides, user.name, user.account)
    caller = Caller(str(user), role_arn=None, identity_policies=granted, session_policies=())
    found, owner = about.result(), None
    if isinstance(found, dict):
        owner = recognise(found.get("Arn", str(user)), tags_of(found))
        caller = replace(
            caller,
            user_id=found.get("UserId", UNKNOWN),
            tags=tags_of(found),
            permissions_boundary=boundary_of(reader, sides, found),
        )
    return CallerFacts(caller, serials.result(), made.result(), owner)


def _session(reader: Reader, sides: Sequence[Side], session: Arn, own: Side | None) -> CallerFacts:
    """A role session: the role behind it is looked up, since the session's ARN has no path."""
    facts = _role(reader, sides, str(session), session.account, session.session_role_name)
    caller = replace(facts.caller, credentials="temporary")
    method = own.method if own else None
    if method in OWN_SESSION:
        caller = replace(caller, session_policies=())
    if method not in UNTAGGED_SESSION:
        caller = replace(caller, tags=UNKNOWN)  # session tags override the role's, and none can be read
    return replace(facts, caller=caller)


def _role(reader: Reader, sides: Sequence[Side], arn: str, account: str, name: str) -> CallerFacts:
    """The role that calls (or whose session does)."""

    def entity() -> dict[str, Any] | Unknown:
        return reader.read(
            f"path, tags and boundary of role {name}",
            "permissions_boundary",
            GET_ROLE,
            sides,
            lambda side: side.call(GET_ROLE, RoleName=name)["Role"],
            account=account,
        )

    about = Started(entity)
    granted = policies.of_principal(reader, sides, "role", name, account)
    caller = Caller(arn, identity_policies=granted)
    found, owner = about.result(), recognise(f"arn:aws:iam::{account}:role/{name}", {})
    if isinstance(found, dict):
        owner = recognise(found.get("Arn", ""), tags_of(found), found.get("Description", ""))
        caller = replace(
            caller,
            role_arn=found.get("Arn", UNKNOWN),
            tags=tags_of(found),
            permissions_boundary=boundary_of(reader, sides, found),
        )
    return CallerFacts(caller, managed_by=owner)


def tags_of(entity: dict[str, Any]) -> dict[str, str]:
    """The tags in an answer of GetUser or GetRole."""
    return {tag["Key"]: tag["Value"] for tag in entity.get("Tags", ())}


def boundary_of(reader: Reader, sides: Sequence[Side], entity: dict[str, Any]) -> Policy | None:
    """The permissions boundary in an answer of GetUser or GetRole, its document read."""
    arn = entity.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    if arn is None:
        return None
    document = reader.managed_policy(arn, "permissions_boundary", sides)
    return Policy(arn.rpartition("/")[2], document, arn, kind="managed")
