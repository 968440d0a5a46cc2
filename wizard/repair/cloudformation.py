"""A change as CloudFormation YAML: the fragment to put into the template that declares the resource."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from wizard.engine.frozen import field, frozen, replace
from wizard.repair.aws_cli import own_tags
from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProfileChange,
    ProviderChange,
    RequestChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.principal_target import (
    ORGANIZATION_TYPES,
    PrincipalTarget,
    issuer_name,
    organization_policy,
    target_of,
)
from wizard.repair.quoted import quoted

_TYPES = {"user": "User", "group": "Group", "role": "Role"}
_PROPERTIES = {"max_session_duration": "MaxSessionDuration", "tags": "Tags"}


@frozen
class _Fragment:
    """What a template holds of one change: a comment for what it cannot say, a resource, or both."""

    comment: str = ""
    logical_id: str = ""
    type: str = ""  # empty: no resource
    properties: Mapping[str, object] = field(default_factory=dict)


def cloudformation(change: Change) -> str:
    """The change as a YAML fragment with ``Resources``, or as a comment where no template can make it."""
    return together((change,))


def together(changes: Iterable[Change]) -> str:
    """Several changes as one fragment: what they change of one resource stands in it once."""
    comments, resources = "", dict[str, dict[str, object]]()
    for fragment in map(_fragment, changes):
        comments += fragment.comment
        if fragment.type:
            _add(resources, fragment)
    template = "\n".join(_yaml({"Resources": resources}, 0)) + "\n" if resources else ""
    return comments + template


def _add(resources: dict[str, dict[str, object]], new: _Fragment) -> None:
    name = new.logical_id
    if name in resources and resources[name]["Type"] != new.type:  # a user and a role may have one name
        name += new.type.rpartition("::")[2]
    resource = resources.setdefault(name, {"Type": new.type, "Properties": {}})
    there = resource["Properties"]
    assert isinstance(there, dict)
    for key, value in new.properties.items():
        before = there.get(key)
        there[key] = [*before, *value] if isinstance(before, list) and isinstance(value, list) else value


def _fragment(change: Change) -> _Fragment:
    match change:
        case TrustPolicyChange():
            return _role(target_of(change.role_arn), {"AssumeRolePolicyDocument": _policy(change.after)})
        case InlinePolicyChange():
            return _inline(change)
        case ManagedPolicyChange() if (kind := organization_policy(change.policy_arn)) is not None:
            policy = target_of(change.policy_arn)
            properties = {"Name": policy.name, "Type": kind, "Content": _policy(change.after)}
            return _Fragment("", policy.logical_id, "AWS::Organizations::Policy", properties)
        case ManagedPolicyChange():
            policy = target_of(change.policy_arn)
            properties = {"ManagedPolicyName": policy.name, **_path(policy), "PolicyDocument": _policy(change.after)}
            return _Fragment("", policy.logical_id, "AWS::IAM::ManagedPolicy", properties)
        case AttachmentChange():
            return _attachment(change)
        case ProviderChange():
            issuer = issuer_name(change.provider_arn)
            if change.after is None:
                return _comment(f"Remove the identity provider https://{issuer}.")
            properties = {"Url": f"https://{issuer}", "ClientIdList": change.after.split()}
            logical_id = target_of(f"arn:aws:iam:::oidc-provider/{issuer}").logical_id
            return _Fragment("", logical_id, "AWS::IAM::OIDCProvider", properties)
        case RoleSettingChange():
            value = change.after
            if isinstance(value, Mapping):
                value = [{"Key": key, "Value": tag} for key, tag in own_tags(value).items()]
            name = _PROPERTIES.get(change.setting, change.setting)
            return _role(target_of(change.role_arn), {name: value})
        case RequestChange():
            return _comment("The request changes, and nothing in AWS: a template has no part in it.")
        case ProfileChange():
            return _comment("The config file on this machine changes, and nothing in AWS.")
        case Ask():
            return _ask(change)


def _role(who: PrincipalTarget, properties: Mapping[str, object]) -> _Fragment:
    return _Fragment("", who.logical_id, "AWS::IAM::Role", {"RoleName": who.name, **_path(who), **properties})


def _inline(change: InlinePolicyChange) -> _Fragment:
    who = target_of(change.principal_arn)
    kind = _TYPES[who.kind]
    if change.after is None:
        return _comment(f"Remove the inline policy {change.policy_name} of {who.kind} {who.name}.")
    logical_id = who.logical_id + target_of(f"arn:aws:iam:::policy/{change.policy_name}").logical_id
    properties = {
        "PolicyName": change.policy_name,
        f"{kind}Name": who.name,
        "PolicyDocument": _policy(change.after),
    }
    return _Fragment("", logical_id, f"AWS::IAM::{kind}Policy", properties)


def _attachment(change: AttachmentChange) -> _Fragment:
    who = target_of(change.principal_arn)
    if not change.attach:
        return _comment(f"Remove {change.policy_arn} from the ManagedPolicyArns of {who.kind} {who.name}.")
    note = _comment(f"Add this to the ManagedPolicyArns that {who.kind} {who.name} already has.")
    properties = {f"{_TYPES[who.kind]}Name": who.name, **_path(who), "ManagedPolicyArns": [change.policy_arn]}
    return replace(note, logical_id=who.logical_id, type=f"AWS::IAM::{_TYPES[who.kind]}", properties=properties)


def _ask(change: Ask) -> _Fragment:
    asked = _comment(f"{change.who}: {change.what}")
    if change.document is None or change.layer not in ORGANIZATION_TYPES:
        return asked
    name = change.policy or change.layer
    properties = {"Name": name, "Type": ORGANIZATION_TYPES[change.layer], "Content": _policy(change.document)}
    logical_id = target_of(f"arn:aws:iam:::policy/{name}").logical_id
    return replace(asked, logical_id=logical_id, type="AWS::Organizations::Policy", properties=properties)


def _path(who: PrincipalTarget) -> dict[str, object]:
    return {"Path": who.path} if who.path != "/" else {}


def _policy(text: str) -> object:
    """A policy document as a value; one that does not parse stays the text that it is."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _comment(text: str) -> _Fragment:
    return _Fragment("".join(f"# {line}\n" for line in text.splitlines()))


def _yaml(value: object, depth: int) -> Iterator[str]:
    """Block style; every word of the user's in quotes, so that dates, colons and `yes` stay what they are."""
    pad = "  " * depth
    if isinstance(value, Mapping):
        for key, item in value.items():
            name = key if str(key).isalnum() and str(key).isascii() else _scalar(str(key))
            yield from _entry(f"{pad}{name}:", item, depth + 1)
    elif isinstance(value, (list, tuple)):
        for item in value:
            if isinstance(item, (Mapping, list, tuple)) and item:
                first, *others = _yaml(item, depth + 1)
                yield f"{pad}- {first.lstrip()}"
                yield from others
            else:
                yield f"{pad}- {_scalar(item)}"


def _entry(head: str, item: object, depth: int) -> Iterator[str]:
    if isinstance(item, (Mapping, list, tuple)) and item:
        yield head
        yield from _yaml(item, depth)
    else:
        yield f"{head} {_scalar(item)}"


def _scalar(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "[]"
    if isinstance(value, Mapping):
        return "{}"
    return quoted(value) if isinstance(value, str) else json.dumps(value)
