"""A decision step by step, as lines of text. A rule that AWS does not document is named as believed."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.engine.case import Case, Unknown
from wizard.engine.decision import Decision, ElementVerdict, LayerVerdict, PolicyVerdict, StatementVerdict, Truth
from wizard.engine.typed import Final

_MATCHES: Final = {True: "matches", False: "does not match", None: "may match"}
_HOLDS: Final = {True: "yes", False: "no", None: "unknown"}
_BESIDE: Final = ("sts:TagSession", "sts:SetSourceIdentity")
BELIEVED: Final = "believed, not documented by AWS: "


def trace(decision: Decision, case: Case) -> list[str]:
    """Every step of a decision, indented by depth."""
    return list(_lines(decision, case))


def _lines(decision: Decision, case: Case) -> Iterator[str]:
    if case.request is not None:
        who = case.caller.arn if case.caller is not None else "nobody (the call is not signed)"
        yield f"{case.request.action} on {case.request.role_arn} by {who}"
    for problem in decision.problems:
        yield f"  {problem.field}: {problem.message} [{problem.name}]"
        if problem.believed:
            yield f"    {BELIEVED}{problem.believed}"
    action = None
    for layer in decision.layers:
        if layer.action != action:
            action = layer.action
            yield f"  {action}"
            if action in _BESIDE:
                yield f"    {BELIEVED}it is decided through every layer as sts:AssumeRole itself is."
        yield from _layer(layer)
    answer: str = decision.outcome
    if decision.blocked_by:
        answer += f", blocked by {', '.join(decision.blocked_by)}"
    if decision.depends_on:
        answer += f" on {', '.join(decision.depends_on)}"
    yield f"  => {answer}"


def _layer(layer: LayerVerdict) -> Iterator[str]:
    name = layer.layer.replace("_", " ")
    yield f"    {name}: {_summary(layer)}"
    yield f"      {BELIEVED if layer.believed else ''}{layer.rule}"
    for policy in layer.policies:
        yield from _policy(policy)


def _summary(layer: LayerVerdict) -> str:
    if layer.denies:
        return "denies"
    if not layer.policies and not layer.unknowns:
        return "no policy takes part" if layer.allows else "there is no policy that could allow"
    words = {True: "allows", False: "does not allow", None: "may allow"}[layer.allows]
    if layer.denies is None:
        words += ", may deny"
    if layer.allows is False and layer.must_allow is False:
        words += ", and need not"
    return words


def _policy(policy: PolicyVerdict) -> Iterator[str]:
    level = "" if policy.level is None else f" (level {policy.level})"
    if not policy.readable:
        yield f"      {policy.name}{level}: could not be read"
    elif policy.malformed:
        yield f"      {policy.name}{level}: is no policy; it grants and denies nothing"
    else:
        yield f"      {policy.name}{level}"
    for statement in policy.statements:
        yield from _statement(statement)


def _statement(statement: StatementVerdict) -> Iterator[str]:
    sid = f" {statement.sid}" if statement.sid else ""
    yield f"        {statement.pointer}{sid} {statement.effect}: {_MATCHES[statement.matches]}"
    for element in statement.elements:
        yield from _element(element)


def _element(element: ElementVerdict) -> Iterator[str]:
    about = element.element if element.key is None else f"{element.operator} {element.key}"
    says = ", ".join(element.expected) or "nothing"
    yield f"          {about}: {_truth(element.holds)} (policy: {says}; request: {_actual(element)})"
    if element.mistake:
        yield f"            mistake: {element.mistake}"
    if element.believed:
        yield f"            {BELIEVED}{element.believed}"


def _truth(truth: Truth) -> str:
    return _HOLDS[truth]


def _actual(element: ElementVerdict) -> str:
    if isinstance(element.actual, Unknown):
        return "unknown"
    return "absent" if element.actual is None else ", ".join(element.actual) or "nothing"
