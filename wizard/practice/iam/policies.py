"""Managed policies and their versions."""

from __future__ import annotations

from dataclasses import replace

from wizard.practice import identifiers, policy_check
from wizard.practice.cloud import Call, Operation
from wizard.practice.fault import Fault, limit_exceeded, no_such_entity, validation_error
from wizard.practice.iam import lookup
from wizard.practice.protocol import Values
from wizard.practice.world import ManagedPolicy, Principal, Version

VERSION_LIMIT = 5


def shown(call: Call, policy: ManagedPolicy) -> Values:
    """A managed policy as IAM shows it, without its document."""
    account = call.account
    holders: list[Principal] = [*account.users.values(), *account.groups.values(), *account.roles.values()]
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default,
        "AttachmentCount": sum(policy.arn in holder.attached for holder in holders),
        "IsAttachable": True,
        "Description": policy.description or None,
        "CreateDate": policy.created,
        "UpdateDate": max(version.created for version in policy.versions.values()),
    }


def get_policy(call: Call) -> Values:
    """Read what a managed policy is, without its document."""
    return {"Policy": shown(call, lookup.policy(call))}


def list_policies(call: Call) -> Values:
    """Read the managed policies of the account and of AWS, page by page."""
    scope = call.values.get("Scope", "All")
    found: list[ManagedPolicy] = []
    if scope in ("All", "Local"):
        found += call.account.policies.values()
    if scope in ("All", "AWS"):
        found += call.cloud.world.aws_policies.values()
    rows = [shown(call, policy) for policy in lookup.under_path(call, found)]
    if call.values.get("OnlyAttached"):
        rows = [row for row in rows if row["AttachmentCount"]]
    return lookup.page(call, "Policies", rows)


def create_policy(call: Call) -> Values:
    """Make a managed policy."""
    name, path, document = call.values["PolicyName"], call.values.get("Path", "/"), call.values["PolicyDocument"]
    arn = identifiers.entity_arn(call.account.id, "policy", path, name)
    if any(policy.name == name for policy in call.account.policies.values()):
        why = f"A policy called {name} already exists. Duplicate names are not allowed."
        raise Fault("EntityAlreadyExists", why, 409)
    _check(document)
    account, unique = identifiers.unique_id(call.account, "policy", name)
    versions = {"v1": Version(document, call.now)}
    policy = ManagedPolicy(
        name, arn, unique, call.now, versions, path=path, description=call.values.get("Description", "")
    )
    call.save(account.with_policy(policy))
    return {"Policy": shown(call, policy)}


def delete_policy(call: Call) -> Values:
    """Remove a managed policy that is attached to nobody."""
    policy = _own(call)
    if shown(call, policy)["AttachmentCount"]:
        raise Fault("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
    if len(policy.versions) > 1:
        raise Fault("DeleteConflict", "This policy has more than one version. Delete the other versions first.", 409)
    policies = {arn: other for arn, other in call.account.policies.items() if arn != policy.arn}
    call.save(replace(call.account, policies=policies))
    return {}


def get_policy_version(call: Call) -> Values:
    """Read one version, with its document."""
    policy = lookup.policy(call)
    return {"PolicyVersion": _version(policy, call.values["VersionId"], with_document=True)}


def list_policy_versions(call: Call) -> Values:
    """Read which versions there are, newest first."""
    policy = lookup.policy(call)
    names = sorted(policy.versions, key=lambda name: -int(name[1:]))
    return lookup.page(call, "Versions", [_version(policy, name, with_document=False) for name in names])


def create_policy_version(call: Call) -> Values:
    """Add a version; it takes effect at once only with ``SetAsDefault``."""
    policy = _own(call)
    document = call.values["PolicyDocument"]
    _check(document)
    if len(policy.versions) >= VERSION_LIMIT:
        raise limit_exceeded(
            "A managed policy can have up to 5 versions. Before you create a new version, you must delete an "
            "existing version."
        )
    name = f"v{max(int(known[1:]) for known in policy.versions) + 1}"
    changed = replace(
        policy,
        versions={**policy.versions, name: Version(document, call.now)},
        default=name if call.values.get("SetAsDefault") else policy.default,
    )
    call.save(call.account.with_policy(changed))
    return {"PolicyVersion": _version(changed, name, with_document=False)}


def set_default_policy_version(call: Call) -> Values:
    """Put another version into force."""
    policy = _own(call)
    name = call.values["VersionId"]
    _version(policy, name, with_document=False)
    call.save(call.account.with_policy(replace(policy, default=name)))
    return {}


def delete_policy_version(call: Call) -> Values:
    """Take away a version that is not in force."""
    policy = _own(call)
    name = call.values["VersionId"]
    _version(policy, name, with_document=False)
    if name == policy.default:
        raise Fault("DeleteConflict", "Cannot delete the default version of a policy.", 409)
    versions = {known: version for known, version in policy.versions.items() if known != name}
    call.save(call.account.with_policy(replace(policy, versions=versions)))
    return {}


def _own(call: Call) -> ManagedPolicy:
    policy = lookup.policy(call)
    if policy.arn not in call.account.policies:
        raise Fault("AccessDenied", f"Policy {policy.arn} is AWS managed and cannot be modified.", 403)
    return policy


def _check(document: str) -> None:
    policy_check.permission_policy(document)
    policy_check.managed_size(document)


def _version(policy: ManagedPolicy, name: str, *, with_document: bool) -> Values:
    if not name.startswith("v") or not name[1:2].isdigit():
        raise validation_error(f"Value '{name}' at 'versionId' failed to satisfy constraint.")
    version = policy.versions.get(name)
    if version is None:
        raise no_such_entity(f"Policy {policy.arn} version {name} does not exist or is not attachable.")
    return {
        "Document": version.document if with_document else None,
        "VersionId": name,
        "IsDefaultVersion": name == policy.default,
        "CreateDate": version.created,
    }


OPERATIONS: dict[str, Operation] = {
    "GetPolicy": get_policy,
    "ListPolicies": list_policies,
    "CreatePolicy": create_policy,
    "DeletePolicy": delete_policy,
    "GetPolicyVersion": get_policy_version,
    "ListPolicyVersions": list_policy_versions,
    "CreatePolicyVersion": create_policy_version,
    "SetDefaultPolicyVersion": set_default_policy_version,
    "DeletePolicyVersion": delete_policy_version,
}
