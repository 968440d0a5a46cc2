"""How the caller's side can let it call: an exact new inline policy, or one element of a policy it has."""

from __future__ import annotations

from wizard.engine.arn import is_account_id
from wizard.engine.case import Policy
from wizard.engine.decide import decide
from wizard.engine.decision import ElementVerdict, LayerVerdict, StatementVerdict
from wizard.repair import edit
from wizard.repair.actions import is_near_action
from wizard.repair.applied import apply_changes
from wizard.repair.callers_policies import held, named, policy_change, principal_arn, statements, text_of, where
from wizard.repair.change import Ask, Change, InlinePolicyChange
from wizard.repair.near_miss import is_slip, is_typo
from wizard.repair.operator_repairs import KNOWS_VARIABLES, NO_VARIABLES, with_variables
from wizard.repair.option import Option, Situation, one_or_list
from wizard.repair.parties import Party, caller_of, party, role_arn_of, role_name
from wizard.repair.place import conditions, element
from wizard.repair.protected_roles import by_its_owner, owner_of
from wizard.repair.request_repairs import for_condition
from wizard.repair.savable import refusal
from wizard.repair.session_tag_repairs import without_extras
from wizard.repair.shown import shown
from wizard.repair.tag_repairs import tag_the_caller, tag_the_role


def allow_options(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    """Ways to make the caller's own policies allow this role."""
    found: list[Option] = []
    for policy, verdict in statements(situation, layer):
        if verdict.effect == "Allow":
            found += _nearly(situation, layer, policy, verdict)
    new = _new_policy(situation)
    if new is not None:
        found.append(new)
    own = [by_its_owner(option, caller_of(situation.case)) for option in found]
    further = {"sts:TagSession": "identity_tag_session_missing"}.get(layer.action, "identity_source_identity_missing")
    own += without_extras(situation, layer.action, further)
    return tuple(sorted(own, key=lambda option: option.rank))


def _nearly(situation: Situation, layer: LayerVerdict, policy: Policy, verdict: StatementVerdict) -> list[Option]:
    return [*_with_variables(situation, layer, policy, verdict), *_widened(situation, layer, policy, verdict)]


def _with_variables(
    situation: Situation, layer: LayerVerdict, policy: Policy, verdict: StatementVerdict
) -> list[Option]:
    """A policy whose variables are plain text, because its Version knows none."""
    text = text_of(policy)
    if text is None or not any("${" in (one.mistake or "") for one in verdict.elements):
        return []
    after = with_variables(text)
    change = policy_change(situation, policy, after) if after is not None else None
    if change is None:
        return []
    then = decide(apply_changes(situation.case, (change,)))
    if not any(one.layer == layer.layer and one.action == layer.action and one.allows is True for one in then.layers):
        return []
    title = f"{KNOWS_VARIABLES}, in {named(situation, policy)}"
    return [Option(title, NO_VARIABLES, (change,), ("identity_resource_mismatch", "condition_operator_mistake"))]


def _widened(situation: Situation, layer: LayerVerdict, policy: Policy, verdict: StatementVerdict) -> list[Option]:
    action = element(verdict, "Action", "NotAction")
    resource = element(verdict, "Resource", "NotResource")
    if action is not None and action.holds is False:
        if resource is not None and resource.holds is False:
            return []
        return _other_action(situation, layer, policy, verdict, action)
    if resource is not None and resource.holds is False:
        return _other_resource(situation, policy, verdict, resource)
    failing = [test for test in conditions(verdict) if test.holds is False]
    if not failing:
        return []
    tagged = (*tag_the_role(situation, failing[0]), *tag_the_caller(situation, failing[0], layer.layer))
    return [*for_condition(situation, failing[0]), *tagged]


def _other_resource(
    situation: Situation, policy: Policy, verdict: StatementVerdict, resource: ElementVerdict
) -> list[Option]:
    text = text_of(policy)
    wanted = role_arn_of(situation.case)
    if text is None or resource.element != "Resource" or not edit.has(text, resource.pointer):
        return []
    if not any(":role" in one or ":iam:" in one or _means(one, wanted) for one in resource.expected):
        return []
    value = edit.value(text, resource.pointer)
    slips = [one for one in resource.expected if is_slip(one, wanted) or _means(one, wanted)]
    if slips and isinstance(value, str):
        after = edit.replace(text, resource.pointer, wanted)
    elif slips and isinstance(value, list):
        after = edit.replace(text, f"{resource.pointer}/{value.index(slips[0])}", wanted)
    else:
        after = edit.append(text, resource.pointer, wanted)
    what = f"Write {wanted} instead of {shown(slips[0])}" if slips else f"Name {role_name(wanted)}"
    title = f"{what} in {where(situation, policy, verdict)}"
    return _changed(situation, policy, after, title, "identity_resource_mismatch")


def _means(written: str, wanted: str) -> bool:
    """Whether a resource was to be this role: by another path, or by a session's ARN; one of another account is not."""
    other, role = party(written), party(wanted)
    if "${" in written:
        return False
    if is_account_id(other.account) and other.account != role.account:
        return is_typo(other.account, role.account) and other.name == role.name
    return role_name(written) == role.name or (other.kind == "session" and other.name == role.name)


def _other_action(
    situation: Situation, layer: LayerVerdict, policy: Policy, verdict: StatementVerdict, action: ElementVerdict
) -> list[Option]:
    text = text_of(policy)
    if text is None or action.element != "Action" or not edit.has(text, action.pointer):
        return []
    slips = [one for one in action.expected if is_near_action(one, layer.action)]
    value = edit.value(text, action.pointer)
    further = layer.action != situation.actions[0]
    if further and not slips and any(one.lower() == "sts:assumerole" for one in action.expected):
        after = edit.append(text, action.pointer, layer.action)
        title = f"Add {layer.action} to {where(situation, policy, verdict)}"
        return _changed(situation, policy, after, title, _own_allow(layer.action))
    if not slips:
        return []
    if isinstance(value, str):
        after = edit.replace(text, action.pointer, layer.action)
    elif isinstance(value, list):
        after = edit.replace(text, f"{action.pointer}/{value.index(slips[0])}", layer.action)
    else:
        return []
    title = f"Write {layer.action} instead of {shown(slips[0])} in {where(situation, policy, verdict)}"
    cause = _own_allow(layer.action) if further else "identity_action_mismatch"
    return _changed(situation, policy, after, title, cause)


def _own_allow(action: str) -> str:
    return "identity_tag_session_missing" if action == "sts:TagSession" else "identity_source_identity_missing"


def _changed(situation: Situation, policy: Policy, after: str, title: str, cause: str) -> list[Option]:
    change = policy_change(situation, policy, after)
    if change is None:
        return []
    shared = policy.group is not None or policy.kind == "managed"
    why = "One element of a policy that is meant for this."
    if shared:
        why = "The policy is shared: it changes for everybody who has it."
    return [Option(title, why, (change,), (cause,), rank=2 if shared else 0)]


def _new_policy(situation: Situation) -> Option | None:
    caller = caller_of(situation.case)
    role = role_arn_of(situation.case)
    if caller is None or caller.kind not in ("user", "session", "role"):
        return None
    name = _free_name(situation, f"AllowAssume{role_name(role)}")
    text = edit.policy_text({"Effect": "Allow", "Action": one_or_list(situation.actions), "Resource": role})
    change: Change = InlinePolicyChange(principal_arn(caller), name, None, text)
    if owner_of(principal_arn(caller)) is None and refusal(situation.case, (change,)) is not None:
        return _managed(situation, caller, name, text)
    why = "The least that is needed: this action on this one role."
    actions = " and ".join(situation.actions)
    return Option(
        f"Let {caller} call {actions} on {role_name(role)}", why, (change,), ("identity_allow_missing",), rank=1
    )


def _managed(situation: Situation, caller: Party, name: str, text: str) -> Option:
    """A policy of its own, where the inline policies leave no room for another."""
    who = f"an administrator of account {caller.account}"
    what = f"Make a managed policy {name} and attach it to {caller}"
    why = "The inline policies leave no room for another one; a managed policy has room of its own."
    return Option(what, why, (Ask(who, what, "identity_policy", text),), ("identity_allow_missing",), rank=1)


def _free_name(situation: Situation, wanted: str) -> str:
    taken = {policy.name for policy in held(situation)}
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{number}", number + 1
    return name
