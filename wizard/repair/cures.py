"""What refuses first → the options that cure it.

So that `check` starts sooner, the repairs of a kind are imported when it refuses.
"""

from __future__ import annotations

from wizard.engine.decide import ORDER
from wizard.engine.decision import LayerVerdict
from wizard.repair.evidence import names_missing_allow, one_sided
from wizard.repair.option import Option, Situation
from wizard.repair.place import conditions
from wizard.repair.trust_causes import allow_gaps


def cures(situation: Situation, *, first: bool) -> tuple[Option, ...]:
    """Ways to cure what refuses first; ``first`` on a walk, also ways round what is not known of the caller."""
    decision = situation.decision
    for problem in decision.problems:
        from wizard.repair import principal_repairs, problem_repairs

        if problem.name == "trust_principal_nonexistent":
            ghost = problem.message.rpartition('"AWS":')[2].strip(' ".')
            return (
                *principal_repairs.without_ghost(situation, ghost),
                *problem_repairs.for_problem(situation, problem),
            )
        return problem_repairs.for_problem(situation, problem)
    layers = sorted(decision.layers, key=lambda one: ORDER.index(one.layer))
    for layer in layers:
        if layer.denies is True and (found := _past_deny(situation, layer)):
            return found
    for layer in layers:
        if layer.must_allow is True and layer.allows is False and (found := _to_allow(situation, layer)):
            return found
    if decision.outcome == "depends":
        if first and (found := _named(situation, layers)):
            return found
        return _told(situation, layers) or _met(situation, layers) or _perhaps_denied(situation, layers)
    for layer in layers:  # refused whatever the unknowns are: by two conditions, say, that no request meets together
        blocks = layer.layer in decision.blocked_by and layer.must_allow is not False
        if blocks and layer.allows is None and (found := _to_allow(situation, layer)):
            return found
    return _perhaps_denied(situation, layers)


def _named(situation: Situation, layers: list[LayerVerdict]) -> tuple[Option, ...]:
    """Where all hangs on whether a principal of the trust policy is the caller: ways to name him for certain."""
    for layer in layers:
        if layer.layer == "trust_policy" and layer.allows is None:
            gaps = allow_gaps(situation.case, layer)
            if gaps and gaps[0].principal is not None:
                from wizard.repair import trust_repairs

                return trust_repairs.options(situation, layer)
    return ()


def _told(situation: Situation, layers: list[LayerVerdict]) -> tuple[Option, ...]:
    """Where AWS's answer tells what the policies read leave open: which of them does not allow the call."""
    for layer in layers:
        if layer.layer == "session_policy" and layer.must_allow is True and layer.allows is None:
            from wizard.repair import session_repairs

            if found := session_repairs.past_unread(situation):
                return found
        if layer.layer == "identity_policy" and layer.allows is None and names_missing_allow(situation.case):
            from wizard.repair import identity_repairs

            return identity_repairs.allow_options(situation, layer)
        if one_sided(situation.case, (layer,)):
            return _to_allow(situation, layer)
    return ()


def _past_deny(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    match layer.layer:
        case "trust_policy":
            from wizard.repair import deny_repairs

            return deny_repairs.options(situation, layer)
        case "identity_policy":
            from wizard.repair import identity_deny_repairs

            return identity_deny_repairs.deny_options(situation, layer)
        case _:
            from wizard.repair import guardrail_repairs

            return guardrail_repairs.deny_options(situation, layer)


def _to_allow(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    match layer.layer:
        case "trust_policy":
            from wizard.repair import trust_repairs

            return trust_repairs.options(situation, layer)
        case "identity_policy":
            from wizard.repair import identity_repairs

            return identity_repairs.allow_options(situation, layer)
        case _:
            from wizard.repair import guardrail_repairs

            return guardrail_repairs.allow_options(situation, layer)


def _met(situation: Situation, layers: list[LayerVerdict]) -> tuple[Option, ...]:
    """Where all hangs on a context key of the trust policy: a request that meets the condition for certain."""
    trust = (layer for layer in layers if layer.layer == "trust_policy" and layer.allows is None)
    statements = (each for layer in trust for policy in layer.policies for each in policy.statements)
    tests = (test for statement in statements if statement.matches is None for test in conditions(statement))
    open_test = next((test for test in tests if test.holds is None), None)
    if open_test is None:
        return ()
    from wizard.repair import request_repairs

    return request_repairs.for_condition(situation, open_test)


def _perhaps_denied(situation: Situation, layers: list[LayerVerdict]) -> tuple[Option, ...]:
    """Where all hangs on whether a Deny matches: from which network the call comes, or whether with MFA, mostly."""
    for layer in layers:
        if layer.denies is None:
            from wizard.repair import deny_repairs

            ways = deny_repairs.perhaps if layer.layer == "trust_policy" else deny_repairs.spared_requests
            if found := ways(situation, layer):
                return found
    return ()
