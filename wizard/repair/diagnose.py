"""Case + Decision → Diagnosis: every cause that applies, the true root first.

It owns the order alone; the causes of each layer are found in their own files. The order is AWS's order of
reporting: the call itself, explicit denies, missing allows; what AWS named in its answer is raised.
("How AWS enforcement code logic evaluates requests")
"""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.engine.decide import ORDER
from wizard.engine.decision import Decision, LayerVerdict, Truth
from wizard.engine.frozen import replace
from wizard.repair import trust_causes
from wizard.repair.advice import advice
from wizard.repair.cause import Cause, Diagnosis
from wizard.repair.evidence import contradictions, denied, one_sided, weighed
from wizard.repair.place import cause
from wizard.repair.request_causes import credential_causes, problem_causes

_WHOEVER_ASKS = ("caller_is_root", "caller_is_federation_token")
"""Callers whom AWS refuses whatever the policies say: those are not to blame."""

_OWN_ALLOW = {
    ("sts:TagSession", "trust_policy"): "trust_tag_session_missing",
    ("sts:TagSession", "identity_policy"): "identity_tag_session_missing",
    ("sts:SetSourceIdentity", "trust_policy"): "trust_source_identity_missing",
    ("sts:SetSourceIdentity", "identity_policy"): "identity_source_identity_missing",
}


def diagnose(case: Case, decision: Decision, near_roles: tuple[str, ...] = ()) -> Diagnosis:
    """Name every cause of a decision. ``near_roles`` are ARNs or names of roles that do exist in the account."""
    causes = problem_causes(case, decision, near_roles)
    by_others = credential_causes(case) if decision.outcome != "allowed" or denied(case) else []
    if any(problem.name in _WHOEVER_ASKS for problem in decision.problems):
        return Diagnosis(_distinct([*causes, *by_others]), advice(case))
    layers = sorted(decision.layers, key=lambda one: ORDER.index(one.layer) if one.layer in ORDER else len(ORDER))
    for layer in layers:
        if layer.denies is True:
            causes += _denials(case, layer)
    for layer in layers:
        if layer.must_allow is True and layer.allows is False:
            causes += _missing(case, layer, decision)
    if decision.outcome == "depends" or (decision.blocked_by and not causes):
        causes += _open(case, layers)
    told = [*_on_the_callers_side(case, layers, decision), *contradictions(case, decision)]
    if denied(case) and decision.outcome == "allowed":
        from wizard.repair.untold import untold  # when it is needed, so that `check` starts sooner

        told += untold(case, decision)
    causes = weighed([*by_others, *told, *causes], case)
    return Diagnosis(_distinct(causes), advice(case))


def _denials(case: Case, layer: LayerVerdict, truth: Truth = True) -> list[Cause]:
    match layer.layer:
        case "trust_policy":
            return trust_causes.denial_causes(case, layer, truth)
        case "identity_policy":
            from wizard.repair import identity_causes

            return identity_causes.denial_causes(case, layer, truth)
        case _:
            from wizard.repair import guardrail_causes

            return guardrail_causes.denial_causes(case, layer, truth)


def _missing(case: Case, layer: LayerVerdict, decision: Decision) -> list[Cause]:
    own = _OWN_ALLOW.get((layer.action, layer.layer))
    if own is not None:
        return _own_allow(case, layer, decision, own)
    match layer.layer:
        case "trust_policy":
            return trust_causes.allow_causes(case, layer)
        case "identity_policy":
            from wizard.repair import identity_causes

            return identity_causes.allow_causes(case, layer)
        case _:
            from wizard.repair import guardrail_causes

            return guardrail_causes.allow_causes(case, layer)


def _own_allow(case: Case, layer: LayerVerdict, decision: Decision, name: str) -> list[Cause]:
    """sts:TagSession or sts:SetSourceIdentity: named only where repairing AssumeRole would not bring it along."""
    main = next(
        (
            one
            for one in decision.layers
            if one.layer == layer.layer and one.action not in ("sts:TagSession", "sts:SetSourceIdentity")
        ),
        None,
    )
    if layer.layer == "trust_policy":
        gaps = trust_causes.allow_gaps(case, main) if main is not None and main.allows is False else []
        if gaps and trust_causes.covers(layer, gaps[0].statement.pointer):
            return []
        what = "session tags" if layer.action == "sts:TagSession" else "a source identity"
        passed = case.request is not None and (case.request.tags or case.request.source_identity)
        verb = "The call passes" if passed or case.caller is None else "The caller's session hands on"
        message = f"{verb} {what}, and no statement of the trust policy allows {layer.action} to this caller."
        document = case.role.trust_policy if case.role is not None else None
        return [cause(name, layer.layer, message, policy=trust_causes.POLICY, document=document, pointer="/Statement")]
    from wizard.repair import identity_causes

    brought_along = main is not None and main.must_allow is True and main.allows is False
    if brought_along and identity_causes.covers(case, layer):
        return []
    return [cause(name, layer.layer, f"No policy of the caller allows {layer.action} on this role.")]


def _open(case: Case, layers: list[LayerVerdict]) -> list[Cause]:
    """What would refuse if an unknown turned out badly: statements of policies that were read."""
    found: list[Cause] = []
    for layer in layers:
        if layer.denies is None:
            for one in _denials(case, layer, None):
                found.append(replace(one, message=f"{one.message.rstrip('.')}, if what is not known turns out so."))
        undecided = layer.layer == "trust_policy" and layer.blocks is None and layer.allows is not True
        if undecided and layer.policies and layer.policies[0].readable:
            found += trust_causes.allow_causes(case, layer)
    return found


def _on_the_callers_side(case: Case, layers: list[LayerVerdict], decision: Decision) -> list[Cause]:
    """Why it allows nothing, where that tells."""
    without = "only a trust policy that names the caller itself does without"
    return [
        replace(one, message=f"{one.message.rstrip('.')}; {without}.")
        for layer in one_sided(case, layers)
        for one in _missing(case, layer, decision)
    ]


def _distinct(causes: list[Cause]) -> tuple[Cause, ...]:
    seen: dict[tuple[str, str, str | None], Cause] = {}
    for one in causes:
        seen.setdefault((one.name, one.layer, one.policy), one)
    return tuple(seen.values())
