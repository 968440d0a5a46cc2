"""AWS Organizations: the management account may read and change the policies, a member account may not.

A delegation policy can let a member account read them ("Delegated administrator for AWS Organizations").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wizard.engine.document import Document
from wizard.engine.policy_check import DocumentKind
from wizard.practice.authorize import authorize
from wizard.practice.cloud import Call, Operation
from wizard.practice.fault import Fault
from wizard.practice.protocol import Values
from wizard.practice.world import GuardrailPolicy, Organization


def _organization(call: Call, *, to_change: bool = False) -> Organization:
    """The organization, for a caller whose account may read (or change) its policies. Raises Fault."""
    organization = call.cloud.world.organization
    authorize(call, f"organizations:{call.message.operation}")
    if organization is None or call.signer.account not in organization.units:
        raise Fault("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
    readers = () if to_change else organization.policy_readers
    if call.signer.account not in (organization.management_account, *readers):
        raise Fault("AccessDenied", "You don't have permissions to access this resource.")
    return organization


def describe_organization(call: Call) -> Values:
    """Which organization this is. Member accounts may ask this too."""
    authorize(call, "organizations:DescribeOrganization")
    organization = call.cloud.world.organization
    if organization is None or call.signer.account not in organization.units:
        raise Fault("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
    master = organization.management_account
    return {
        "Organization": {
            "Id": organization.id,
            "Arn": f"arn:aws:organizations::{master}:organization/{organization.id}",
            "FeatureSet": "ALL",
            "MasterAccountId": master,
            "MasterAccountArn": f"arn:aws:organizations::{master}:account/{organization.id}/{master}",
        }
    }


def list_roots(call: Call) -> Values:
    """The root of the tree."""
    organization = _organization(call)
    roots = [unit for unit in organization.units.values() if unit.parent is None]
    listed = [{"Id": unit.id, "Name": unit.name, "Arn": _arn(organization, "root", unit.id)} for unit in roots]
    return _page(call, "Roots", listed)


def list_parents(call: Call) -> Values:
    """What a unit or account lies in."""
    organization = _organization(call)
    unit = organization.units.get(str(call.values.get("ChildId")))
    if unit is None:
        raise Fault("ChildNotFoundException", "You specified a child that doesn't exist.")
    parent = organization.units[unit.parent] if unit.parent else None
    kind = "ROOT" if parent and parent.parent is None else "ORGANIZATIONAL_UNIT"
    return {"Parents": [{"Id": parent.id, "Type": kind}] if parent else []}


def list_policies_for_target(call: Call) -> Values:
    """The policies of one kind attached to a root, unit or account."""
    organization = _organization(call)
    unit = organization.units.get(str(call.values.get("TargetId")))
    if unit is None:
        raise Fault("TargetNotFoundException", "You specified a target that doesn't exist.")
    attached = (organization.policies[name] for name in unit.policies)
    kind = call.values.get("Filter")
    return _page(call, "Policies", [_summary(organization, policy) for policy in attached if policy.kind == kind])


def describe_policy(call: Call) -> Values:
    """One policy with its document."""
    organization = _organization(call)
    policy = organization.policies.get(str(call.values.get("PolicyId")))
    if policy is None:
        raise Fault("PolicyNotFoundException", "You specified a policy that doesn't exist.")
    return {"Policy": {"PolicySummary": _summary(organization, policy), "Content": policy.document}}


def update_policy(call: Call) -> Values:
    """Replace a policy's document. The policies that AWS keeps cannot be changed."""
    organization = _organization(call, to_change=True)
    policy = organization.policies.get(str(call.values.get("PolicyId")))
    if policy is None:
        raise Fault("PolicyNotFoundException", "You specified a policy that doesn't exist.")
    text = str(call.values.get("Content", policy.document))
    if policy.name in _OF_AWS:
        raise Fault("PolicyChangesNotAllowedException", "You can't change a policy that AWS manages.")
    kind: DocumentKind = "rcp" if policy.kind == "RESOURCE_CONTROL_POLICY" else "scp"
    if any(problem.severity == "error" for problem in Document.from_text(text).problems_as(kind)):
        raise Fault("MalformedPolicyDocumentException", "The provided policy document does not meet the requirements.")
    changed = replace(policy, document=text)
    organization = replace(organization, policies={**organization.policies, policy.id: changed})
    call.cloud.save(replace(call.cloud.world, organization=organization))
    return {"Policy": {"PolicySummary": _summary(organization, changed), "Content": text}}


def _page(call: Call, key: str, items: Sequence[Values]) -> Values:
    """One page of a list: ``MaxResults`` (at most 20) from ``NextToken`` on. Raises Fault for a foreign token."""
    token = str(call.values.get("NextToken", "0"))
    if not (token.isascii() and token.isdigit()) or int(token) > len(items):
        raise Fault("InvalidInputException", "The request's NextToken is not valid.")
    end = int(token) + min(int(call.values.get("MaxResults", 20)), 20)
    return {key: items[int(token) : end], "NextToken": str(end) if end < len(items) else None}


_OF_AWS = ("FullAWSAccess", "RCPFullAWSAccess")


def _summary(organization: Organization, policy: GuardrailPolicy) -> Values:
    return {
        "Id": policy.id,
        "Arn": _arn(organization, "policy", f"{policy.kind.lower()}/{policy.id}"),
        "Name": policy.name,
        "Type": policy.kind,
        "AwsManaged": policy.name in _OF_AWS,
    }


def _arn(organization: Organization, kind: str, name: str) -> str:
    return f"arn:aws:organizations::{organization.management_account}:{kind}/{organization.id}/{name}"


OPERATIONS: dict[str, Operation] = {
    "DescribeOrganization": describe_organization,
    "ListRoots": list_roots,
    "ListParents": list_parents,
    "ListPoliciesForTarget": list_policies_for_target,
    "DescribePolicy": describe_policy,
    "UpdatePolicy": update_policy,
}
