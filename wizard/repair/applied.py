"""The case as it would be once changes are made. Pure: nothing is sent anywhere."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.engine.case import Caller, Case, Levels, OidcProvider, Policies, Policy, Request, Role, Unknown
from wizard.engine.decision import Layer
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    Plan,
    ProviderChange,
    RequestChange,
    RoleSettingChange,
    TrustPolicyChange,
)

_UNREAD = Policy("the policies that could not be read")


def apply_plan(case: Case, plan: Plan) -> Case:
    """The case with a plan carried out. What AWS answered before belongs to the old request, and is dropped."""
    return apply_changes(case, plan.changes)


def apply_changes(case: Case, changes: tuple[Change, ...]) -> Case:
    """The case with changes made, one after the other, and ``observed`` dropped."""
    for change in changes:
        case = _apply(case, change)
    return replace(case, observed=None, expected=None)


def _apply(case: Case, change: Change) -> Case:
    match change:
        case RequestChange():
            return _request(case, change.set)
        case TrustPolicyChange():
            role = case.role or Role()
            return replace(case, role=replace(role, trust_policy=Document.from_text(change.after)))
        case InlinePolicyChange():
            return _with_caller(case, lambda caller: _inline(caller, change))
        case ManagedPolicyChange():
            return _managed(case, change)
        case AttachmentChange():
            return _with_caller(case, lambda caller: _attached(caller, change))
        case ProviderChange():
            return _provider(case, change)
        case RoleSettingChange():
            return replace(case, role=replace(case.role or Role(), **{change.setting: change.after}))  # type: ignore[arg-type]
        case Ask():
            return _asked(case, change)
    return case


def _request(case: Case, fields: Mapping[str, object]) -> Case:
    request = case.request or Request(role_arn="")
    values = dict(fields)
    if isinstance(context := values.get("context"), Mapping):
        values["context"] = {**request.context, **context}
    changed = replace(request, **values)  # type: ignore[arg-type]
    role = case.role
    if changed.role_arn != request.role_arn and role is not None and role.exists is False:
        role = Role(arn=changed.role_arn)  # another role, of which nothing is known yet
    return replace(case, request=changed, role=role)


def _with_caller(case: Case, change: object) -> Case:
    if case.caller is None or not callable(change):
        return case
    return replace(case, caller=change(case.caller))


def _inline(caller: Caller, change: InlinePolicyChange) -> Caller:
    if not belongs(caller, change.principal_arn):
        return caller
    kept = caller.identity_policies if isinstance(caller.identity_policies, tuple) else (_UNREAD,)
    group = change.principal_arn.rpartition("/")[2] if ":group/" in change.principal_arn else None
    found = False
    policies: list[Policy] = []
    for policy in kept:
        if policy.name == change.policy_name and policy.kind != "managed" and policy.group == group:
            found = True
            if change.after is not None:
                policies.append(replace(policy, document=Document.from_text(change.after)))
        else:
            policies.append(policy)
    if not found and change.after is not None:
        source = "group" if group else "user" if ":user/" in caller.arn else "role"
        document = Document.from_text(change.after)
        policies.append(Policy(change.policy_name, document, kind="inline", source=source, group=group))  # type: ignore[arg-type]
    return replace(caller, identity_policies=tuple(policies))


def belongs(caller: Caller, principal_arn: str) -> bool:
    """Whether a policy of that user, group or role is one of the caller's; a session's role need not be known."""
    if ":group/" in principal_arn:
        return True
    if principal_arn in (caller.arn, caller.role_arn):
        return True
    parts, mine = principal_arn.split(":"), caller.arn.split(":")
    session = mine[5].split("/") if len(mine) > 5 else [""]
    same_name = session[0] == "assumed-role" and session[1:2] == [principal_arn.rpartition("/")[2]]
    return isinstance(caller.role_arn, Unknown) and parts[4:5] == mine[4:5] and same_name


def _managed(case: Case, change: ManagedPolicyChange) -> Case:
    """A new text of a policy that has an ARN, wherever it takes part."""
    document, caller, role = Document.from_text(change.after), case.caller, case.role

    def there(policies: Policies) -> Policies:
        return tuple(replace(one, document=document) if one.arn == change.policy_arn else one for one in policies)

    def on_levels(levels: Levels | Unknown) -> Levels | Unknown:
        return tuple(map(there, levels)) if isinstance(levels, tuple) else levels

    if caller is not None:
        held, boundary = caller.identity_policies, caller.permissions_boundary
        caller = replace(
            caller,
            identity_policies=there(held) if isinstance(held, tuple) else held,
            permissions_boundary=there((boundary,))[0] if isinstance(boundary, Policy) else boundary,
            service_control_policies=on_levels(caller.service_control_policies),
        )
    if role is not None:
        role = replace(role, resource_control_policies=on_levels(role.resource_control_policies))
    return replace(case, caller=caller, role=role)


def _provider(case: Case, change: ProviderChange) -> Case:
    """The role's account with one OIDC provider as it would be."""
    role, url = case.role or Role(), change.provider_arn.partition(":oidc-provider/")[2]
    known = role.oidc_providers if isinstance(role.oidc_providers, tuple) else ()
    kept = tuple(one for one in known if not one.is_of(url))
    if change.after is not None:
        kept = (*kept, OidcProvider(url, tuple(change.after.split())))
    return replace(case, role=replace(role, oidc_providers=kept))


def _attached(caller: Caller, change: AttachmentChange) -> Caller:
    if not belongs(caller, change.principal_arn) or not isinstance(caller.identity_policies, tuple):
        return caller
    kept = tuple(policy for policy in caller.identity_policies if policy.arn != change.policy_arn)
    if change.attach:
        name = change.policy_arn.rpartition("/")[2]
        kept = (*kept, Policy(name, arn=change.policy_arn, kind="managed"))
    return replace(caller, identity_policies=kept)


def _asked(case: Case, ask: Ask) -> Case:
    """The case once the ask is met: its document stands in the place of the policy it names."""
    if ask.caller_tags is not None and case.caller is not None:
        tags = case.caller.tags if isinstance(case.caller.tags, Mapping) else {}
        return replace(case, caller=replace(case.caller, tags={**tags, **ask.caller_tags}))
    if ask.document is None:
        return case
    document = Document.from_text(ask.document)
    caller, role, layer = case.caller, case.role, ask.layer
    if layer == "vpc_endpoint_policy":
        return replace(case, vpc_endpoint_policies=_named(case.vpc_endpoint_policies, ask, document))
    if layer == "resource_control_policy" and role is not None:
        levels = _leveled(role.resource_control_policies, ask, document)
        return replace(case, role=replace(role, resource_control_policies=levels))
    if caller is None:
        return case
    return replace(case, caller=_asked_of_caller(caller, ask, layer, document))


def _asked_of_caller(caller: Caller, ask: Ask, layer: Layer, document: Document) -> Caller:
    if layer == "permissions_boundary" and isinstance(caller.permissions_boundary, Policy):
        return replace(caller, permissions_boundary=replace(caller.permissions_boundary, document=document))
    if layer == "session_policy":
        return replace(caller, session_policies=_named(caller.session_policies, ask, document))
    if layer == "service_control_policy":
        return replace(caller, service_control_policies=_leveled(caller.service_control_policies, ask, document))
    if layer == "identity_policy":
        return replace(caller, identity_policies=_named(caller.identity_policies, ask, document))
    return caller


def _named(policies: Policies | Unknown, ask: Ask, document: Document) -> Policies | Unknown:
    if not isinstance(policies, tuple):
        return (_UNREAD, Policy("added", document)) if ask.policy is None else policies
    return _put(policies, ask, document)


def _put(policies: Policies, ask: Ask, document: Document) -> Policies:
    if ask.policy is None:
        return (*policies, Policy("added", document))
    return tuple(replace(one, document=document) if one.name == ask.policy else one for one in policies)


def _leveled(levels: Levels | Unknown, ask: Ask, document: Document) -> Levels | Unknown:
    if not isinstance(levels, tuple):
        return levels
    return tuple(_put(level, ask, document) if ask.level in (None, at) else level for at, level in enumerate(levels))
