"""What stands above both accounts: the organization, its service and resource control policies, VPC endpoints.

Policies of an organization are read with credentials of its management account or a delegated administrator;
from any other account they are unknown, and only whether there are any can be said.
"""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Sequence
from functools import partial
from ipaddress import ip_address
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from wizard.aws.abreast import Started, abreast
from wizard.aws.calls import (
    DESCRIBE_ORGANIZATION,
    DESCRIBE_POLICY,
    LIST_PARENTS,
    LIST_POLICIES_FOR_TARGET,
    LIST_ROOTS,
)
from wizard.aws.gateway import Reading
from wizard.aws.live import Side
from wizard.aws.reader import Reader, Sides
from wizard.engine.arn import parse_arn
from wizard.engine.case import UNKNOWN, Case, Levels, Policies, Policy, Unknown
from wizard.engine.decision import Layer
from wizard.engine.document import Document
from wizard.engine.frozen import frozen, replace
from wizard.practice_keys import is_loopback

PolicyType = Literal["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]
_LAYERS: dict[PolicyType, Layer] = {
    "SERVICE_CONTROL_POLICY": "service_control_policy",
    "RESOURCE_CONTROL_POLICY": "resource_control_policy",
}
_NAMES: dict[PolicyType, str] = {
    "SERVICE_CONTROL_POLICY": "service control policies",
    "RESOURCE_CONTROL_POLICY": "resource control policies",
}


@frozen
class Organization:
    """The organization of one account."""

    id: str
    management_account: str
    all_features: bool


def organization(reader: Reader, sides: Sequence[Side], account: str) -> Organization | Unknown | None:
    """The organization of an account; ``None``: it is in none."""

    def ask(side: Side) -> Organization:
        found = side.call(DESCRIBE_ORGANIZATION)["Organization"]
        return Organization(found["Id"], found["MasterAccountId"], found.get("FeatureSet", "ALL") == "ALL")

    what = f"organization of account {account}"
    return reader.read(what, None, DESCRIBE_ORGANIZATION, sides, ask, absent=None, account=account)


def policies(
    reader: Reader, sides: Sides, account: str, kind: PolicyType, found: Organization | Unknown | None
) -> Levels | Unknown:
    """The policies of one type that bear on an account, by level, root first; ``()`` where none can apply."""
    layer, what = _LAYERS[kind], f"{_NAMES[kind]} on account {account}"
    if found is None:
        reader.note(Reading(what, layer, "absent", DESCRIBE_ORGANIZATION.action, "the account is in no organization"))
        return ()
    if found is not UNKNOWN and account == found.management_account:
        note = "the management account is exempt"
        reader.note(Reading(what, layer, "absent", DESCRIBE_ORGANIZATION.action, note))
        return ()
    if found is not UNKNOWN and not found.all_features:
        note = "the organization has consolidated billing only"
        reader.note(Reading(what, layer, "absent", DESCRIBE_ORGANIZATION.action, note))
        return ()

    def ask(side: Side) -> Levels:
        return _levels(side, account, kind)

    manager = "in the organization's management account"
    if found is not UNKNOWN:
        manager = f"{manager} {found.management_account}"
    where = f"{manager}, or for a delegated administrator"
    everybody = sides.all(first=sides.role)
    return reader.read(what, layer, LIST_POLICIES_FOR_TARGET, everybody, ask, account=account, where=where)


def _levels(side: Side, account: str, kind: PolicyType) -> Levels:
    """From the root down to the account. Raises AwsFailure."""
    path = _upwards(side, account)
    root = next(root for root in side.pages(LIST_ROOTS, "Roots") if root["Id"] == path[-1])
    switched = {entry["Type"] for entry in root.get("PolicyTypes", ()) if entry["Status"] == "ENABLED"}
    if "PolicyTypes" in root and kind not in switched:
        return ()
    return tuple(abreast([partial(_attached, side, target, kind) for target in reversed(path)]))


def _upwards(side: Side, account: str) -> list[str]:
    """The account, the units around it, and the root. Raises AwsFailure."""
    path = [account]
    while not path[-1].startswith("r-"):
        path.append(side.call(LIST_PARENTS, ChildId=path[-1])["Parents"][0]["Id"])
    return path


def _unit_path(reader: Reader, sides: Sides, account: str, found: Organization | Unknown | None) -> str | Unknown:
    """Where the account lies, as aws:PrincipalOrgPaths says it; only the management account is asked."""
    if not isinstance(found, Organization):
        return UNKNOWN

    def ask(side: Side) -> str:
        return "/".join((found.id, *reversed(_upwards(side, account)[1:]), ""))

    managers = sides.of(found.management_account)
    if not managers:
        return UNKNOWN
    path: str | Unknown = reader.read(f"units around account {account}", None, LIST_PARENTS, managers, ask)
    return path


def _attached(side: Side, target: str, kind: PolicyType) -> Policies:
    """The policies attached to one level."""

    def policy(summary: dict[str, Any]) -> Policy:
        content = side.call(DESCRIBE_POLICY, PolicyId=summary["Id"])["Policy"]["Content"]
        return Policy(summary["Name"], Document.from_text(content), summary.get("Arn"))

    listed = side.pages(LIST_POLICIES_FOR_TARGET, "Policies", TargetId=target, Filter=kind)
    return tuple(abreast([partial(policy, cast("dict[str, Any]", summary)) for summary in listed]))


@frozen
class Guards:
    """What the organizations of both accounts say."""

    caller_organization: Organization | Unknown | None = UNKNOWN
    role_organization: Organization | Unknown | None = UNKNOWN
    service_control: Levels | Unknown = UNKNOWN
    resource_control: Levels | Unknown = UNKNOWN
    caller_path: str | Unknown = UNKNOWN

    def added_to(self, case: Case) -> Case:
        """The case with them."""
        caller, role, request = case.caller, case.role, case.request
        if caller is not None:
            organization_id = _id(self.caller_organization)
            caller = replace(caller, organization_id=organization_id, service_control_policies=self.service_control)
        if role is not None:
            role = replace(role, resource_control_policies=self.resource_control)
        owner = _id(self.role_organization)
        if request is not None and not isinstance(owner, Unknown):
            request = replace(request, context={**request.context, "aws:ResourceOrgID": owner})
        if request is not None and not isinstance(self.caller_path, Unknown):
            request = replace(request, context={**request.context, "aws:PrincipalOrgPaths": (self.caller_path,)})
        return replace(case, caller=caller, role=role, request=request)


def read(reader: Reader, sides: Sides, caller_arn: str | None, role_arn: str | None) -> Guards:
    """The organization of either account, and its policies that bear on them."""
    caller, role = parse_arn(caller_arn or ""), parse_arn(role_arn or "")
    accounts = list(dict.fromkeys(side.account for side in (caller, role) if side is not None))
    organizations = abreast([partial(organization, reader, sides.of(account), account) for account in accounts])
    found = dict(zip(accounts, organizations, strict=True))
    of_caller = found[caller.account] if caller else UNKNOWN
    of_role = found[role.account] if role else UNKNOWN
    service: Started[Levels | Unknown] = Started(
        lambda: policies(reader, sides, caller.account, "SERVICE_CONTROL_POLICY", of_caller) if caller else UNKNOWN
    )
    resource = policies(reader, sides, role.account, "RESOURCE_CONTROL_POLICY", of_role) if role else UNKNOWN
    path = _unit_path(reader, sides, caller.account, of_caller) if caller else UNKNOWN
    return Guards(of_caller, of_role, service.result(), resource, path)


def _id(found: Organization | Unknown | None) -> str | Unknown | None:
    return found.id if isinstance(found, Organization) else found


def endpoint_policies(reader: Reader, url: str) -> Policies | Unknown:
    """``()`` where STS is reached over its public address, so that no VPC endpoint stands in between."""
    host = urlsplit(url).hostname or ""
    what, operation = "VPC endpoint on the way to STS", "DNS"
    if is_loopback(url):
        reader.note(Reading(what, "vpc_endpoint_policy", "absent", operation, f"{host} is this machine"))
        return ()
    if urllib.request.getproxies().get("https") and not urllib.request.proxy_bypass(host):
        note = "calls go through a proxy, which may use an endpoint"
        reader.note(Reading(what, "vpc_endpoint_policy", "failed", operation, note))
        return UNKNOWN
    try:
        addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    except OSError as error:
        reader.note(Reading(what, "vpc_endpoint_policy", "failed", operation, f"{host}: {error.strerror or error}"))
        return UNKNOWN
    if all(ip_address(address.partition("%")[0]).is_global for address in addresses):
        reader.note(Reading(what, "vpc_endpoint_policy", "absent", operation, f"{host} has public addresses only"))
        return ()
    note = f"{host} has a private address, so calls go through an endpoint whose policy is not read"
    reader.note(Reading(what, "vpc_endpoint_policy", "not_asked", operation, note))
    return UNKNOWN
