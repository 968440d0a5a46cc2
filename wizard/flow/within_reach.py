"""What a plan asks of somebody else and the credentials of this sitting can do themselves.

A plan knows policies, not credentials: a boundary, a policy of the organization and an identity provider are always
somebody else's in it. Here the ask becomes the change wherever a profile of the sitting belongs to the owner's account.
"""

from __future__ import annotations

from wizard.aws.gateway import Gathered
from wizard.engine.case import Case
from wizard.engine.decision import Layer
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.flow.judgement import Judgement, judge
from wizard.repair.change import Ask, Change, ManagedPolicyChange, Plan
from wizard.repair.grants import grants
from wizard.repair.held_policies import asked_of
from wizard.repair.parties import party
from wizard.repair.proof import proof
from wizard.repair.provider_repairs import registration


def judged(gathered: Gathered) -> Judgement:
    """The judgement of what was read."""
    return within_reach(judge(gathered.case, gathered.near_roles), gathered)


def within_reach(judgement: Judgement, gathered: Gathered | None) -> Judgement:
    """The judgement with every ask that can be carried out here as the change that does it."""
    if gathered is None:
        return judgement
    accounts = frozenset(side.account for side in (gathered.role_side, gathered.caller) if side is not None)
    plans = tuple(_with_changes(plan, judgement.case, accounts) for plan in judgement.plans)
    return replace(judgement, plans=plans)


def _with_changes(plan: Plan, case: Case, accounts: frozenset[str]) -> Plan:
    changes = tuple(_carried_out(change, plan, case, accounts) for change in plan.changes)
    if changes == plan.changes:
        return plan
    found = proof(case, changes)
    return replace(
        plan,
        why=found.why(_WHY),
        changes=changes,
        verified=found.verified,
        verified_if=found.verified_if,
        grants=grants(case, changes),
    )


_WHY = "It counts for everybody to whom it applies, not for this caller alone."


def _carried_out(change: Change, plan: Plan, case: Case, accounts: frozenset[str]) -> Change:
    """The change that meets an ask; what is no ask, or out of reach, stays as it is."""
    if not isinstance(change, Ask):
        return change
    if change.layer == "request":
        made = registration(case) if set(plan.causes) & _PROVIDER_CAUSES else None
        return made if made is not None and party(made.provider_arn).account in accounts else change
    policy = asked_of(case, change) if change.layer in _WITH_ARNS else None
    if policy is None or policy.arn is None or change.document is None or not isinstance(policy.document, Document):
        return change
    if party(policy.arn).account not in accounts:
        return change
    through = case.caller.arn if case.caller is not None else ""
    return ManagedPolicyChange(policy.arn, through, policy.document.text, change.document)


_WITH_ARNS: tuple[Layer, ...] = ("permissions_boundary", "service_control_policy", "resource_control_policy")
"""The layers whose policies are changed wherever they are kept."""
_PROVIDER_CAUSES = frozenset({"oidc_provider_mismatch", "oidc_audience_mismatch"})
