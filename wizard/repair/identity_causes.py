"""Why the caller's own policies do not let it call the action on this role: the nearest Allow, or the Deny.

("Policy evaluation logic", "Grant a user permissions to switch roles")
"""

from __future__ import annotations

from wizard.engine.case import Case, Policy
from wizard.engine.decision import ElementVerdict, LayerVerdict, PolicyVerdict, StatementVerdict, Truth
from wizard.engine.document import Document
from wizard.engine.pattern import wild
from wizard.repair.actions import is_near_action
from wizard.repair.cause import Cause, NearMiss
from wizard.repair.condition_causes import findings
from wizard.repair.near_miss import distance, near
from wizard.repair.parties import caller_of, role_arn_of, role_name
from wizard.repair.place import cause, conditions, element, label
from wizard.repair.shown import shown
from wizard.repair.trust_causes import curable

Ranked = tuple[float, Cause]


def denial_causes(case: Case, layer: LayerVerdict, truth: Truth = True) -> list[Cause]:
    """The Deny statements of identity policies that match (None: that may), with the group they come through."""
    found: list[Cause] = []
    for verdict, policy in _policies(case, layer):
        for statement in verdict.statements:
            if statement.effect == "Deny" and statement.matches is truth:
                through = f" (through group {policy.group})" if policy.group else ""
                where = label(statement.sid, statement.pointer)
                message = f"The policy {policy.name}{through} denies {layer.action} in {where}."
                found.append(_cause("identity_explicit_deny", layer, policy, message, statement.pointer))
                found += curable(statement, layer, policy.name, policy.document)
    return found


def allow_causes(case: Case, layer: LayerVerdict) -> list[Cause]:
    """Why no identity policy allows the action: what almost does, else that nothing does."""
    found: list[Ranked] = []
    for verdict, policy in _policies(case, layer):
        if verdict.malformed:
            found.append((0.0, _malformed(layer, policy)))
        for statement in verdict.statements:
            if statement.effect == "Allow":
                found += _gap(case, layer, policy, statement)
    if found:
        return [cause for _, cause in sorted(found, key=lambda one: one[0])]
    caller = caller_of(case)
    message = f"No policy of {caller or 'the caller'} allows {layer.action} on {role_name(role_arn_of(case))}."
    return [cause("identity_allow_missing", layer.layer, message)]


def covers(case: Case, layer: LayerVerdict) -> bool:
    """Whether some Allow statement covers this layer's action, whatever else keeps it from matching."""
    for verdict, _ in _policies(case, layer):
        for statement in verdict.statements:
            action = element(statement, "Action", "NotAction")
            if statement.effect == "Allow" and (action is None or action.holds is not False):
                return True
    return False


def _gap(case: Case, layer: LayerVerdict, policy: Policy, statement: StatementVerdict) -> list[Ranked]:
    action = element(statement, "Action", "NotAction")
    resource = element(statement, "Resource", "NotResource")
    if action is not None and action.holds is False:
        if (resource is None or resource.holds is not False) and _meant(action, resource, layer.action, case):
            listed = ", ".join(shown(text) for text in action.expected if _neighbour(text, layer.action))
            message = f"The policy {policy.name} allows {listed or 'other actions'}, not {layer.action}."
            if action.element == "NotAction":
                message = f"The policy {policy.name} allows everything except actions that include {layer.action}."
            return [(0.8, _cause("identity_action_mismatch", layer, policy, message, action.pointer))]
        return []
    if resource is not None and resource.holds is False:
        return _resource_gap(case, layer, policy, resource)
    found: list[Ranked] = []
    for test in conditions(statement):
        if test.holds is not False:
            continue
        message = f"The policy {policy.name} allows it under a condition. {findings(test, asking='it')[-1].message}"
        found.append((0.3, _cause("identity_condition_mismatch", layer, policy, message, test.pointer)))
        for finding in findings(test, asking=f"the policy {policy.name}"):
            if finding.name in ("mfa_required", "mfa_too_old", "condition_operator_mistake", "condition_key_unknown"):
                found.append((0.31, _cause(finding.name, layer, policy, finding.message, test.pointer)))
    return found


def _resource_gap(case: Case, layer: LayerVerdict, policy: Policy, resource: ElementVerdict) -> list[Ranked]:
    wanted = role_arn_of(case)
    if not resource.expected:
        message = f"The policy {policy.name} allows {layer.action} on nothing: the statement names no Resource."
        return [(0.9, _cause("identity_resource_mismatch", layer, policy, message, resource.pointer))]
    about_roles = [text for text in resource.expected if _is_about_roles(text)]
    if resource.element == "NotResource":
        message = (
            f"The policy {policy.name} allows {layer.action} on everything except resources that include this role."
        )
        return [(0.7, _cause("identity_resource_mismatch", layer, policy, message, resource.pointer))]
    if not about_roles:
        return []
    closest = min(about_roles, key=lambda text: distance(text, wanted, 40))
    apart = distance(closest, wanted, 40)
    message = f"The policy {policy.name} allows {layer.action} on {shown(closest)}; the role is {wanted}."
    service = "".join(closest.split(":")[2:3])
    if resource.mistake and ("${" in closest or "*" in service or "?" in service):
        message += f" {resource.mistake}"
    found = _cause("identity_resource_mismatch", layer, policy, message, resource.pointer, near(closest, wanted))
    return [(0.5 + apart / 100, found)]


def _is_about_roles(resource: str) -> bool:
    lower = resource.lower()
    if ":iam:" in lower or ":sts:" in lower or ":role" in lower or resource.count(":") < 5:
        return True
    return wild(resource.split(":")[2], "iam")  # no wildcard stands for a service, but its author thought so


def _meant(action: ElementVerdict, resource: ElementVerdict | None, wanted: str, case: Case) -> bool:
    if action.element == "NotAction":
        left_out = (text.lower() for text in action.expected)
        return any(text.startswith("sts:") and wild(text, wanted.lower()) for text in left_out)
    if any(is_near_action(text, wanted) for text in action.expected):
        return True
    if resource is None or all(text == "*" for text in resource.expected):
        return False
    names_role = any(role_name(role_arn_of(case)) in text for text in resource.expected)
    return names_role and any(_neighbour(text, wanted) for text in action.expected)


def _neighbour(action: str, wanted: str) -> bool:
    return is_near_action(action, wanted) or action.lower() in ("iam:passrole", "iam:getrole", "iam:*")


def _malformed(layer: LayerVerdict, policy: Policy) -> Cause:
    problems = policy.document.problems if isinstance(policy.document, Document) else ()
    detail = f": {problems[0].message.rstrip('.')}" if problems else ""
    message = f"The policy {policy.name} is not one that IAM understands{detail}."
    return _cause("identity_policy_malformed", layer, policy, message, problems[0].pointer if problems else None)


def _policies(case: Case, layer: LayerVerdict) -> list[tuple[PolicyVerdict, Policy]]:
    held = case.caller.identity_policies if case.caller is not None else ()
    if not isinstance(held, tuple):
        return []
    return [(verdict, held[verdict.index]) for verdict in layer.policies if verdict.index < len(held)]


def _cause(
    name: str,
    layer: LayerVerdict,
    policy: Policy,
    message: str,
    pointer: str | None,
    near_miss: NearMiss | None = None,
) -> Cause:
    return cause(
        name,
        layer.layer,
        message,
        policy=policy.name,
        document=policy.document,
        pointer=pointer,
        near_miss=near_miss,
    )
