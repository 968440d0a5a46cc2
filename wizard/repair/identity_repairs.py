"""How the caller's side can let it call: an exact new inline policy, or one element of a policy it has."""

from __future__ import annotations

from wizard.engine.arn import is_account_id
from wizard.engine.case import Policy
from wizard.engine.decide import decide
from wizard.engine.decision import ElementVerdict, LayerVerdict, StatementVerdict
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.repair import edit
from wizard.repair.actions import is_near_action
from wizard.repair.applied import apply_changes
from wizard.repair.change import Ask, AttachmentChange, Change, InlinePolicyChange, ManagedPolicyChange
from wizard.repair.exemptions import exempt_caller, exempt_resource
from wizard.repair.near_miss import is_slip, is_typo
from wizard.repair.operator_repairs import KNOWS_VARIABLES, NO_VARIABLES, with_variables
from wizard.repair.option import Option, Situation, one_or_list
from wizard.repair.parties import Party, caller_of, party, role_arn_of, role_name
from wizard.repair.place import conditions, element, label
from wizard.repair.protected_roles import by_its_owner, owner_of
from wizard.repair.request_repairs import for_condition
from wizard.repair.savable import refusal
from wizard.repair.session_tag_repairs import without_extras
from wizard.repair.shown import shown
from wizard.repair.tag_repairs import tag_the_caller, tag_the_role


def allow_options(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    """Ways to make the caller's own policies allow this role."""
    found: list[Option] = []
    for policy, verdict in _statements(situation, layer):
        if verdict.effect == "Allow":
            found += _nearly(situation, layer, policy, verdict)
    new = _new_policy(situation)
    if new is not None:
        found.append(new)
    own = [by_its_owner(option, caller_of(situation.case)) for option in found]
    further = {"sts:TagSession": "identity_tag_session_missing"}.get(layer.action, "identity_source_identity_missing")
    own += without_extras(situation, layer.action, further)
    return tuple(sorted(own, key=lambda option: option.rank))


def deny_options(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    """Ways out of an explicit deny: another request if one is spared, else the role exempted from it."""
    found: list[Option] = []
    for policy, verdict in _statements(situation, layer):
        if verdict.effect != "Deny" or verdict.matches is not True:
            continue
        for test in conditions(verdict):
            found += for_condition(situation, test)
            found += (*tag_the_role(situation, test), *tag_the_caller(situation, test, layer.layer))
        found += without_extras(situation, layer.action, "identity_explicit_deny")
        where = f"{label(verdict.sid, verdict.pointer)} of {_named(situation, policy)}"
        caller, spared = caller_of(situation.case), _sparing(situation, policy, verdict)
        if spared is not None:
            why = "The Deny stays for everybody else who has the policy."
            found.append(Option(f"Exempt {caller} from {where}", why, (spared,), ("identity_explicit_deny",), rank=2))
        change = _exempted(situation, layer, policy, verdict)
        if change is not None:
            through = f", which comes through group {policy.group}" if policy.group else ""
            title = f"Exempt this role from {where}"
            why = f"The Deny stays for everything else{through}."
            found.append(Option(title, why, (change,), ("identity_explicit_deny",), rank=2))
        elif spared is None and (away := _taken_away(situation, layer, policy, verdict)) is not None:
            found.append(away)
        break
    return tuple(by_its_owner(option, caller_of(situation.case)) for option in found)


def _taken_away(situation: Situation, layer: LayerVerdict, policy: Policy, verdict: StatementVerdict) -> Option | None:
    """A managed policy whose text is not the account's to change: detached; one whose ARN is not known: an ask."""
    caller, text = caller_of(situation.case), _text(policy)
    if caller is None or policy.kind != "managed":
        return None
    if policy.arn is not None and policy.group is None and policy.source != "group":
        what, why = f"Detach {policy.name} from {caller}", "The policy is AWS's own: its statements cannot be changed."
        if policy.name.startswith("AWSCompromisedKeyQuarantine"):
            why = "AWS put it there because an access key has leaked: replace the keys first."
        change: Change = AttachmentChange(_principal_arn(caller), policy.arn, attach=False)
        return Option(what, why, (change,), ("identity_explicit_deny",), rank=2)
    who = f"an administrator of account {caller.account}"
    if policy.arn is not None and ":aws:policy/" in policy.arn:
        what = f"Take {caller} out of the group {policy.group or 'that has ' + policy.name}"
        why = f"{policy.name} is AWS's own, and its statements cannot be changed."
        return Option(what, why, (Ask(who, what, "identity_policy"),), ("identity_explicit_deny",), rank=2)
    after = exempt_resource(text, verdict, role_arn_of(situation.case), layer.action) if text is not None else None
    whom = "this role"
    if after is None and text is not None and caller.named is not None:
        whom, after = str(caller), exempt_caller(text, verdict.pointer, caller.named)
    what = f"Exempt {whom} from {label(verdict.sid, verdict.pointer)} of {policy.name}"
    ask = Ask(who, what, "identity_policy", after, policy.name)
    return Option(what, f"Only {who} can do it.", (ask,), ("identity_explicit_deny",), rank=2)


def _nearly(situation: Situation, layer: LayerVerdict, policy: Policy, verdict: StatementVerdict) -> list[Option]:
    return [*_with_variables(situation, layer, policy, verdict), *_widened(situation, layer, policy, verdict)]


def _with_variables(
    situation: Situation, layer: LayerVerdict, policy: Policy, verdict: StatementVerdict
) -> list[Option]:
    """A policy whose variables are plain text, because its Version knows none."""
    text = _text(policy)
    if text is None or not any("${" in (one.mistake or "") for one in verdict.elements):
        return []
    after = with_variables(text)
    change = _policy_change(situation, policy, after) if after is not None else None
    if change is None:
        return []
    then = decide(apply_changes(situation.case, (change,)))
    if not any(one.layer == layer.layer and one.action == layer.action and one.allows is True for one in then.layers):
        return []
    title = f"{KNOWS_VARIABLES}, in {_named(situation, policy)}"
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
    text = _text(policy)
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
    title = f"{what} in {_where(situation, policy, verdict)}"
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
    text = _text(policy)
    if text is None or action.element != "Action" or not edit.has(text, action.pointer):
        return []
    slips = [one for one in action.expected if is_near_action(one, layer.action)]
    value = edit.value(text, action.pointer)
    further = layer.action != situation.actions[0]
    if further and not slips and any(one.lower() == "sts:assumerole" for one in action.expected):
        after = edit.append(text, action.pointer, layer.action)
        title = f"Add {layer.action} to {_where(situation, policy, verdict)}"
        return _changed(situation, policy, after, title, _own_allow(layer.action))
    if not slips:
        return []
    if isinstance(value, str):
        after = edit.replace(text, action.pointer, layer.action)
    elif isinstance(value, list):
        after = edit.replace(text, f"{action.pointer}/{value.index(slips[0])}", layer.action)
    else:
        return []
    title = f"Write {layer.action} instead of {shown(slips[0])} in {_where(situation, policy, verdict)}"
    cause = _own_allow(layer.action) if further else "identity_action_mismatch"
    return _changed(situation, policy, after, title, cause)


def _where(situation: Situation, policy: Policy, verdict: StatementVerdict) -> str:
    """The policy, and which of its statements, where there are several."""
    several = isinstance(policy.document, Document) and len(policy.document.statements) > 1
    name = _named(situation, policy)
    return f"{label(verdict.sid, verdict.pointer)} of {name}" if several else name


def _named(situation: Situation, policy: Policy) -> str:
    """The policy's name; where the caller has another so named, with what tells the two apart."""
    held = situation.case.caller.identity_policies if situation.case.caller is not None else ()
    namesakes = [one for one in held if one.name == policy.name] if isinstance(held, tuple) else []
    if len(namesakes) < 2:
        return policy.name
    if policy.group is not None:
        return f"{policy.name} of group {policy.group}"
    return f"the {policy.kind} policy {policy.name}" if policy.kind is not None else policy.name


def _own_allow(action: str) -> str:
    return "identity_tag_session_missing" if action == "sts:TagSession" else "identity_source_identity_missing"


def _changed(situation: Situation, policy: Policy, after: str, title: str, cause: str) -> list[Option]:
    change = _policy_change(situation, policy, after)
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
    change: Change = InlinePolicyChange(_principal_arn(caller), name, None, text)
    if owner_of(_principal_arn(caller)) is None and refusal(situation.case, (change,)) is not None:
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
    held = situation.case.caller.identity_policies if situation.case.caller is not None else ()
    taken = {policy.name for policy in held} if isinstance(held, tuple) else set()
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{number}", number + 1
    return name


def _principal_arn(caller: Party) -> str:
    return caller.named or f"arn:{caller.partition}:iam::{caller.account}:role/{caller.name}"


def _policy_change(situation: Situation, policy: Policy, after: str) -> Change | None:
    """The change of a policy the caller has, or an ask where AWS owns it or nobody can tell whose it is."""
    caller = caller_of(situation.case)
    if caller is None:
        return None
    text = _text(policy)
    if policy.kind == "managed":
        if policy.arn is None or ":aws:policy/" in policy.arn:
            return None
        return ManagedPolicyChange(policy.arn, _principal_arn(caller), text, after)
    principal = _principal_arn(caller)
    if policy.group is not None:
        principal = f"arn:{caller.partition}:iam::{caller.account}:group/{policy.group}"
    elif policy.source == "group":
        who = f"an administrator of account {caller.account}"
        return Ask(who, f"Change the group's policy {policy.name}", "identity_policy", after, policy.name)
    return InlinePolicyChange(principal, policy.name, text, after)


def _sparing(situation: Situation, policy: Policy, verdict: StatementVerdict) -> Change | None:
    """A Deny that others have as well, without this caller in it."""
    text, caller = _text(policy), caller_of(situation.case)
    shared = policy.group is not None or policy.kind == "managed" or policy.source == "group"
    if text is None or not shared or caller is None or caller.named is None:
        return None
    return _policy_change(situation, policy, exempt_caller(text, verdict.pointer, caller.named))


def _exempted(situation: Situation, layer: LayerVerdict, policy: Policy, verdict: StatementVerdict) -> Change | None:
    text = _text(policy)
    if text is None:
        return None
    after = exempt_resource(text, verdict, role_arn_of(situation.case), layer.action)
    if after is not None:
        return _policy_change(situation, policy, after)
    change = _policy_change(situation, policy, text)
    return replace(change, after=None) if isinstance(change, InlinePolicyChange) else None


def _statements(situation: Situation, layer: LayerVerdict) -> list[tuple[Policy, StatementVerdict]]:
    held = situation.case.caller.identity_policies if situation.case.caller is not None else ()
    if not isinstance(held, tuple):
        return []
    return [
        (held[verdict.index], statement)
        for verdict in layer.policies
        if verdict.index < len(held)
        for statement in verdict.statements
    ]


def _text(policy: Policy) -> str | None:
    return policy.document.text if isinstance(policy.document, Document) and policy.document.parses else None
