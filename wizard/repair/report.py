"""Case → what `check --json` prints: decision, causes, unknowns and plans as plain JSON values."""

from __future__ import annotations

import json
from collections.abc import Mapping

from wizard.engine.case import Case
from wizard.engine.decide import decide
from wizard.engine.decision import Decision
from wizard.engine.frozen import replace
from wizard.repair.cause import Cause, Diagnosis
from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    Plan,
    ProfileChange,
    ProviderChange,
    RequestChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.diagnose import diagnose
from wizard.repair.principal_target import organization_policy

Json = dict[str, object]


def report(case: Case) -> Json:
    """Decide, diagnose and plan a case. A profile that does not resolve makes no call that AWS could decide."""
    decision = decide(case)
    diagnosis = diagnose(case, decision)
    found = _plans(case, decision, diagnosis)
    if case.profile is None:
        return report_json(case, decision, diagnosis, found)
    from wizard.repair.profile_repairs import profile_causes, profile_decision, profile_plans, profile_problems

    problems = profile_problems(case)
    if problems:
        decision = profile_decision(decision, problems)
        diagnosis = replace(diagnosis, causes=(*profile_causes(problems), *diagnosis.causes))
        found = (*profile_plans(case, problems), *found)
    return report_json(case, decision, diagnosis, found)


def _plans(case: Case, decision: Decision, diagnosis: Diagnosis) -> tuple[Plan, ...]:
    """Where nothing is wrong there is nothing to plan, nor to import."""
    if decision.allowed and not diagnosis.causes:
        return ()
    from wizard.repair.plan import plans

    return plans(case, decision, diagnosis)


def report_json(case: Case, decision: Decision, diagnosis: Diagnosis, found: tuple[Plan, ...]) -> Json:
    """What is known already, in the shape of a report."""
    return {
        "name": case.name,
        "decision": decision.outcome,
        "blocked_by": list(decision.blocked_by),
        "causes": [cause_json(cause) for cause in diagnosis.causes],
        "depends_on": list(decision.depends_on),
        "plans": [plan_json(plan) for plan in found],
    }


def cause_json(cause: Cause) -> Json:
    """One cause. What does not apply to it is left out."""
    found: Json = {"code": cause.code, "cause": cause.name, "layer": cause.layer}
    for key, value in (("policy", cause.policy), ("pointer", cause.pointer), ("line", cause.line)):
        if value is not None:
            found[key] = value
    found["message"] = cause.message
    if cause.near_miss is not None:
        near = cause.near_miss
        found["near_miss"] = {"written": near.written, "wanted": near.wanted, "why": near.why}
    return found


def plan_json(plan: Plan) -> Json:
    """One plan, with documents as JSON values."""
    found: Json = {
        "title": plan.title,
        "why": plan.why,
        "verified": plan.verified,
        "changes": [change_json(change) for change in plan.changes],
        "grants": [str(grant) for grant in plan.grants],
    }
    if plan.verified_if:
        found["verified_if"] = list(plan.verified_if)
    return found


def change_json(change: Change) -> Json:
    """One change."""
    match change:
        case RequestChange():
            return {"kind": "request", "set": {key: _plain(value) for key, value in change.set.items()}}
        case TrustPolicyChange():
            return {"kind": "trust_policy", "role_arn": change.role_arn, "document": _document(change.after)}
        case InlinePolicyChange():
            return {
                "kind": "identity_policy",
                "principal_arn": change.principal_arn,
                "policy_name": change.policy_name,
                "document": _document(change.after),
            }
        case ManagedPolicyChange() if (kind := organization_policy(change.policy_arn)) is not None:
            return {"kind": kind.lower(), "policy_arn": change.policy_arn, "document": _document(change.after)}
        case ManagedPolicyChange():
            return {
                "kind": "identity_policy",
                "principal_arn": change.principal_arn,
                "policy_name": change.policy_arn.rpartition("/")[2],
                "policy_arn": change.policy_arn,
                "document": _document(change.after),
            }
        case AttachmentChange():
            name = change.policy_arn.rpartition("/")[2]
            return {
                "kind": "identity_policy",
                "principal_arn": change.principal_arn,
                "policy_name": name,
                "policy_arn": change.policy_arn,
                "attach": change.attach,
            }
        case ProviderChange():
            client_ids = change.after.split() if change.after is not None else None
            return {"kind": "provider", "provider_arn": change.provider_arn, "client_ids": client_ids}
        case RoleSettingChange():
            return {"kind": "role", "role_arn": change.role_arn, "set": {change.setting: _plain(change.after)}}
        case ProfileChange():
            return {"kind": "profile", "section": change.section, "set": dict(change.set)}
        case Ask():
            return _ask(change)


def _ask(ask: Ask) -> Json:
    found: Json = {
        "kind": "ask",
        "who": ask.who,
        "what": ask.what,
        "layer": ask.layer,
        "document": _document(ask.document),
    }
    if ask.policy is not None:
        found["policy_name"] = ask.policy
    if ask.level is not None:
        found["level"] = ask.level
    if ask.caller_tags is not None:
        found["caller_tags"] = dict(ask.caller_tags)
    return found


def _document(text: str | None) -> object:
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
