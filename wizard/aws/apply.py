"""Change → AWS's answer, with the guard before it: what is there now must be what the preview showed.

Exactly the previewed text is sent. IAM has no version check of its own, so the guard narrows the gap to one call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wizard.aws import calls, providers
from wizard.aws.gateway import AwsFailure, DroppedVersion
from wizard.aws.live import Side, policy_text
from wizard.aws.managed_by import refuse_protected
from wizard.aws.principals import POLICY_CALLS, PolicyCalls, policy_holder
from wizard.engine.arn import parse_arn
from wizard.repair.aws_cli import gone_tags, new_tags
from wizard.repair.change import (
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProviderChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.principal_target import organization_policy
from wizard.repair.saved_form import same_policy
from wizard.repair.target_state import before, setting_text

VERSIONS_OF_A_POLICY = 5
"""How many a managed policy keeps ("IAM and AWS STS quotas")."""


def target_arn(change: Change) -> str:
    """The ARN of what a change edits; its account decides whose credentials are used. Raises AwsFailure."""
    match change:
        case TrustPolicyChange() | RoleSettingChange():
            return change.role_arn
        case InlinePolicyChange() | AttachmentChange():
            return change.principal_arn
        case ManagedPolicyChange():
            return change.policy_arn
        case ProviderChange():
            return change.provider_arn
    raise AwsFailure("refused", "Nothing was changed", "this change is not made in AWS", "Follow its own words.")


def current(side: Side, change: Change) -> str | None:
    """What is there now, in the form of `repair.target_state`; ``None``: nothing. Raises AwsFailure."""
    match change:
        case TrustPolicyChange():
            role = side.call(calls.GET_ROLE, RoleName=_role_name(change.role_arn))["Role"]
            refuse_protected(role["Arn"], str(side.asker))
            return policy_text(role["AssumeRolePolicyDocument"])
        case RoleSettingChange():
            role = side.call(calls.GET_ROLE, RoleName=_role_name(change.role_arn))["Role"]
            refuse_protected(role["Arn"], str(side.asker))
            if change.setting == "max_session_duration":
                return setting_text(role.get("MaxSessionDuration", 3600))
            return setting_text({tag["Key"]: tag["Value"] for tag in role.get("Tags", ())})
        case InlinePolicyChange():
            kind, principal = _holder(change.principal_arn)
            try:
                answer = side.call(kind.get_inline, PolicyName=change.policy_name, **principal)
            except AwsFailure as failure:
                if failure.kind != "not_found":
                    raise
                return None
            return policy_text(answer["PolicyDocument"])
        case AttachmentChange():
            kind, principal = _holder(change.principal_arn)
            attached = side.pages(kind.list_attached, "AttachedPolicies", **principal)
            return change.policy_arn if any(policy["PolicyArn"] == change.policy_arn for policy in attached) else None
        case ManagedPolicyChange() if organization_policy(change.policy_arn) is not None:
            found = side.call(calls.DESCRIBE_POLICY, PolicyId=change.policy_arn.rpartition("/")[2])
            return str(found["Policy"]["Content"])
        case ProviderChange():
            return providers.current(side, change.provider_arn)
        case ManagedPolicyChange():
            version = side.call(calls.GET_POLICY, PolicyArn=change.policy_arn)["Policy"]["DefaultVersionId"]
            answer = side.call(calls.GET_POLICY_VERSION, PolicyArn=change.policy_arn, VersionId=version)
            return policy_text(answer["PolicyVersion"]["Document"])
    target_arn(change)
    return None


def guard(side: Side, change: Change) -> None:
    """Raises AwsFailure: ``protected``, or ``changed`` where the target is not what the preview showed."""
    refuse_protected(target_arn(change), str(side.asker))
    if not same_policy(current(side, change), before(change)):
        raise AwsFailure(
            kind="changed",
            what="The change was not sent",
            why="somebody else has changed it since the preview",
            next_step="",
            again=True,
            further=("Look at what is there now, and preview once more.",),
            identity=str(side.asker),
        )


def dropped_by(side: Side, change: Change) -> DroppedVersion | None:
    """The version that has to go first: the oldest of five that is not the default. Raises AwsFailure."""
    if not isinstance(change, ManagedPolicyChange) or organization_policy(change.policy_arn) is not None:
        return None
    policy = {"PolicyArn": change.policy_arn}
    versions = list(side.pages(calls.LIST_POLICY_VERSIONS, "Versions", **policy))
    if len(versions) < VERSIONS_OF_A_POLICY:
        return None
    spare = (version["VersionId"] for version in versions if not version["IsDefaultVersion"])
    oldest = min(spare, key=lambda version: int(version.removeprefix("v")))
    answer = side.call(calls.GET_POLICY_VERSION, VersionId=oldest, **policy)
    return DroppedVersion(oldest, policy_text(answer["PolicyVersion"]["Document"]))


Send = tuple[calls.Call, dict[str, Any]]


def perform(side: Side, change: Change, dropped: DroppedVersion | None = None) -> str:
    """Make the change; AWS's answers in words. Raises AwsFailure, which names the calls that had worked before it."""
    done: list[str] = []
    for call, parameters in _calls(change, dropped):
        try:
            done.append(_answer(call, side.call(call, **parameters), dropped))
        except AwsFailure as failure:
            if done:
                failure.why += f"; done before it: {'; '.join(done)}"
            raise
    return "; ".join(done)


def _calls(change: Change, dropped: DroppedVersion | None) -> Iterator[Send]:
    """What is sent, in its order. Raises AwsFailure."""
    match change:
        case TrustPolicyChange():
            named = {"RoleName": _role_name(change.role_arn), "PolicyDocument": change.after}
            yield calls.UPDATE_ASSUME_ROLE_POLICY, named
        case InlinePolicyChange():
            kind, principal = _holder(change.principal_arn)
            named = principal | {"PolicyName": change.policy_name}
            yield (kind.delete, named) if change.after is None else (kind.put, named | {"PolicyDocument": change.after})
        case AttachmentChange():
            kind, principal = _holder(change.principal_arn)
            yield kind.attach if change.attach else kind.detach, principal | {"PolicyArn": change.policy_arn}
        case ManagedPolicyChange() if organization_policy(change.policy_arn) is not None:
            yield calls.UPDATE_POLICY, {"PolicyId": change.policy_arn.rpartition("/")[2], "Content": change.after}
        case ManagedPolicyChange():
            policy = {"PolicyArn": change.policy_arn}
            if dropped is not None:
                yield calls.DELETE_POLICY_VERSION, policy | {"VersionId": dropped.version_id}
            yield calls.CREATE_POLICY_VERSION, policy | {"PolicyDocument": change.after, "SetAsDefault": True}
        case ProviderChange():
            yield from providers.calls_for(change)
        case RoleSettingChange(setting="max_session_duration"):
            yield calls.UPDATE_ROLE, {"RoleName": _role_name(change.role_arn), "MaxSessionDuration": change.after}
        case RoleSettingChange(setting="tags"):
            yield from _tags(change)
        case _:
            raise AwsFailure("refused", "Nothing was changed", "this kind of change is not known", "Make it by hand.")


def _tags(change: RoleSettingChange) -> Iterator[Send]:
    role = {"RoleName": _role_name(change.role_arn)}
    if gone := gone_tags(change):
        yield calls.UNTAG_ROLE, role | {"TagKeys": gone}
    if new := new_tags(change):
        yield calls.TAG_ROLE, role | {"Tags": [{"Key": key, "Value": value} for key, value in new.items()]}


def _answer(call: calls.Call, answer: Mapping[str, Any], dropped: DroppedVersion | None) -> str:
    metadata = answer.get("ResponseMetadata", {})
    status, request = metadata.get("HTTPStatusCode", 200), metadata.get("RequestId", "not given")
    told = f"{call.operation}: HTTP {status}, request id {request}"
    if call is calls.DELETE_POLICY_VERSION and dropped is not None:
        return f"{told}, {dropped.gone}"
    if call is calls.CREATE_POLICY_VERSION:
        return f"{told}, {answer['PolicyVersion']['VersionId']} is the default"
    return told


def _role_name(arn: str) -> str:
    parsed = parse_arn(arn)
    return parsed.name if parsed else arn


def _holder(arn: str) -> tuple[PolicyCalls, dict[str, str]]:
    """The calls for a principal, and its name as their parameter. Raises AwsFailure."""
    found = policy_holder(arn)
    if found is None:
        raise AwsFailure(
            "refused",
            "The change was not sent",
            f"{arn} is no user, group or role, so it has no policies of its own",
            "Change the role behind a session, or the user.",
        )
    kind, name = found
    return POLICY_CALLS[kind], {POLICY_CALLS[kind].parameter: name}
