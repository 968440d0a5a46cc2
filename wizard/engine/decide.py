"""Case → Decision: every layer on every action of the request, joined as AWS joins them.

Policy evaluation logic; Cross-account policy evaluation logic; Permissions boundaries for IAM entities. An unknown is
carried through by Kleene's logic.
"""

from __future__ import annotations

from functools import lru_cache

from wizard.engine.case import UNKNOWN, Case, Levels, Request, Unknown
from wizard.engine.context import Context
from wizard.engine.decision import Decision, Layer, LayerVerdict, Outcome, Truth
from wizard.engine.frozen import replace
from wizard.engine.kleene import Reasoned, either, every, opposite, unknown
from wizard.engine.layers import (
    BOUNDARY,
    ENDPOINT,
    IDENTITY,
    NO_LIMIT,
    RCP,
    SCP,
    SESSION,
    Finding,
    Kind,
    find_levels,
    find_policies,
    find_policy,
    find_trust,
)
from wizard.engine.needs import Need, grant_strength, needs_of_caller
from wizard.engine.request_check import request_problems, request_unknowns
from wizard.engine.typed import Final

ORDER: Final[tuple[Layer, ...]] = (
    "resource_control_policy",
    "service_control_policy",
    "vpc_endpoint_policy",
    "trust_policy",
    "identity_policy",
    "permissions_boundary",
    "session_policy",
)
"""In which order blocking layers are reported: explicit denies first, then missing allows."""


def decide(case: Case) -> Decision:
    """Decide a case as AWS would. A case without a request (a profile's) depends on it.

    Where Kleene's logic leaves it open and one unknown is tested twice, the completions of the unknowns decide.
    """
    decision = _decide(case)
    if decision.outcome != "depends" or case.request is None:
        return decision
    from wizard.engine.completions import complete

    answers = complete(case, decision, _decide)
    if answers is None:
        return decision
    if answers.allowed is None:
        return replace(decision, depends_on=tuple(sorted(answers.unknowns)))
    if answers.allowed:
        return replace(decision, outcome="allowed", depends_on=())
    may_block = {one.layer for one in decision.layers if one.blocks is not False}
    blocked = tuple(layer for layer in ORDER if layer in may_block)
    return replace(decision, outcome="implicit_deny", blocked_by=blocked, depends_on=())


def _decide(case: Case) -> Decision:
    request = case.request
    if request is None:
        return Decision("depends", depends_on=("request",))
    context = Context(case, request)
    problems = request_problems(case, request, context)
    layers: tuple[LayerVerdict, ...] = ()
    grants: list[Reasoned] = [request_unknowns(request, context)]
    if context.role_arn is not None:
        for action in actions(request, context):
            verdicts, granted = _decide_action(case, action, context)
            layers += verdicts
            grants.append(granted)
    if problems:
        return Decision(problems[0].decision, (problems[0].layer,), (), layers, problems)
    return _join(layers, every(grants))


def actions(request: Request, context: Context) -> tuple[str, ...]:
    """What the call needs: itself, and leave to tag the session or to set its source identity."""
    needed: list[str] = [request.action]
    inherited = context.caller.transitive_tags if context.caller is not None else None
    if context.passed_tags or inherited:
        needed.append("sts:TagSession")
    if context.source_identity is not None:
        needed.append("sts:SetSourceIdentity")
    return tuple(needed)


def _join(layers: tuple[LayerVerdict, ...], granted: Reasoned) -> Decision:
    if granted.truth is True:
        return Decision("allowed", layers=layers)
    if granted.truth is None:
        return Decision("depends", (), tuple(sorted(granted.unknowns)), layers)
    denying = {one.layer for one in layers if one.denies}
    lacking = {one.layer for one in layers if one.must_allow and one.allows is False}
    blocked = [layer for layer in ORDER if layer in denying]
    blocked += [layer for layer in ORDER if layer in lacking and layer not in denying]
    outcome: Outcome = "explicit_deny" if denying else "implicit_deny"
    return Decision(outcome, tuple(blocked), (), layers)


def _decide_action(case: Case, action: str, context: Context) -> tuple[tuple[LayerVerdict, ...], Reasoned]:
    trust = find_trust(context.role.trust_policy, action, context)
    rcp = _guardrail(context.role.resource_control_policies, RCP, action, context)
    endpoint = _endpoint(case, action, context)
    found: list[tuple[Layer, Finding, Need]] = [
        ("resource_control_policy", rcp, _RCP_NEED),
        ("vpc_endpoint_policy", endpoint, _ENDPOINT_NEED if endpoint is not NO_LIMIT else _NO_ENDPOINT),
        ("trust_policy", trust, _TRUST_NEED),
    ]
    granted = [opposite(rcp.denies), endpoint.allows, opposite(endpoint.denies), opposite(trust.denies)]
    if context.web is not None:
        granted.append(trust.allows)
    else:
        scp, identity, boundary, session = _callers_side(action, context)
        strength = grant_strength(trust)
        needs = needs_of_caller(trust, strength, context)
        found.insert(1, ("service_control_policy", scp, _SCP_NEED))
        found += zip(_CALLERS, (identity, boundary, session), needs, strict=True)
        within = every((boundary.allows, session.allows))
        if context.same_account:
            one, two, three = strength
            granted.append(either((one, every((two, within)), every((three, identity.allows, within)))))
        else:
            granted += (trust.allows, identity.allows, within)
        granted += (scp.allows, *[opposite(one.denies) for one in (scp, identity, boundary, session)])
    return tuple([_verdict(layer, action, one, need) for layer, one, need in found]), every(granted)


_CALLERS: Final[tuple[Layer, ...]] = ("identity_policy", "permissions_boundary", "session_policy")


@lru_cache(maxsize=64)
def _unlimited(layer: Layer, action: str, must: Truth, rule: str, believed: bool) -> LayerVerdict:
    """The verdict of a layer in which no policy takes part."""
    return LayerVerdict(layer, action, True, False, must, (), rule, believed)


def _verdict(layer: Layer, action: str, found: Finding, need: Need) -> LayerVerdict:
    if found is NO_LIMIT:
        return _unlimited(layer, action, need.must, need.rule, need.believed)
    return LayerVerdict(
        layer,
        action,
        found.allows.truth,
        found.denies.truth,
        need.must,
        found.policies,
        need.rule,
        need.believed,
        found.allows.unknowns | found.denies.unknowns,
    )


def _endpoint(case: Case, action: str, context: Context) -> Finding:
    policies = case.vpc_endpoint_policies
    if policies == () or (policies is UNKNOWN and context.web is not None):
        return NO_LIMIT
    return find_policies(policies, ENDPOINT, action, context)


def _callers_side(action: str, context: Context) -> tuple[Finding, Finding, Finding, Finding]:
    caller = context.caller
    if caller is None:
        nobody = Finding(unknown("caller"), unknown("caller"))
        return nobody, nobody, nobody, nobody
    scp = _guardrail(caller.service_control_policies, SCP, action, context)
    identity = find_policies(caller.identity_policies, IDENTITY, action, context)
    if caller.permissions_boundary is None:
        boundary = NO_LIMIT
    elif isinstance(caller.permissions_boundary, Unknown):
        boundary = Finding(unknown(BOUNDARY.field), unknown(BOUNDARY.field))
    else:
        boundary = find_policy(caller.permissions_boundary, BOUNDARY, action, context)
    is_user = context.identity is not None and context.identity.kind == "user"
    if caller.session_policies == () or (is_user and caller.session_policies is UNKNOWN):
        session = NO_LIMIT
    else:
        session = find_policies(caller.session_policies, SESSION, action, context)
    return scp, identity, boundary, session


def _guardrail(levels: Levels | Unknown, kind: Kind, action: str, context: Context) -> Finding:
    """SCPs or RCPs: neither limits a call by a service-linked role."""
    linked = context.identity.may_be_service_linked if context.identity is not None else False
    if linked:
        return NO_LIMIT
    found = find_levels(levels, kind, action, context)
    if linked is False or found is NO_LIMIT:
        return found
    maybe = unknown("caller.role_arn")
    return replace(found, allows=either((found.allows, maybe)), denies=every((found.denies, maybe)))


_TRUST_NEED: Final = Need(True, "The trust policy must allow, in the same account too.")
_RCP_NEED: Final = Need(False, "RCPFullAWSAccess cannot be detached: only a Deny of an RCP counts.")
_SCP_NEED: Final = Need(True, "Every level of SCPs above the caller must allow.")
_ENDPOINT_NEED: Final = Need(True, "The policy of the endpoint the call goes through must allow.")
_NO_ENDPOINT: Final = Need(False, "The call goes through no VPC endpoint with a policy.")
