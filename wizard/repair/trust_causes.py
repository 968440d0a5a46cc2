"""Why the trust policy refuses: each Allow statement that almost matches, and each Deny that does.

For every Allow statement it counts what keeps it from matching; the nearest statements give the causes, so that
an unrelated one is never blamed. ("How IAM roles differ from resource-based policies", "IAM roles: trust policies")
"""

from __future__ import annotations

from wizard.engine.case import Case, Unknown
from wizard.engine.decision import ElementVerdict, LayerVerdict, PolicyVerdict, StatementVerdict, Truth
from wizard.engine.document import Document
from wizard.engine.frozen import frozen
from wizard.repair.actions import is_near_action
from wizard.repair.cause import Cause, NearMiss
from wizard.repair.condition_causes import findings
from wizard.repair.condition_keys import cause_of
from wizard.repair.named import MEANT, UNRELATED, Miss, named_by
from wizard.repair.near_miss import is_typo
from wizard.repair.parties import Party, caller_of, role_arn_of, unique_id_of
from wizard.repair.place import cause, conditions, element, label, statement
from wizard.repair.providers import provider_miss
from wizard.repair.shown import shown

POLICY = "trust policy"
_NEAR = 2.0
"""Statements with a greater distance than this are blamed only where no nearer one is."""


@frozen
class Gap:
    """What keeps one Allow statement from matching."""

    statement: StatementVerdict
    principal: Miss | None
    action: ElementVerdict | None
    conditions: tuple[ElementVerdict, ...]
    weight: float
    resource: ElementVerdict | None = None


def denial_causes(case: Case, layer: LayerVerdict, truth: Truth = True) -> list[Cause]:
    """The Deny statements of the trust policy that match this request (with ``truth`` None: that may)."""
    document = _document(case)
    found: list[Cause] = []
    for verdict in _statements(layer):
        if verdict.effect != "Deny" or verdict.matches is not truth:
            continue
        spared = element(verdict, "NotPrincipal")
        name = "trust_not_principal_deny" if spared else "trust_explicit_deny"
        message = f"The trust policy denies the caller in {label(verdict.sid, verdict.pointer)}."
        if spared:
            where = label(verdict.sid, verdict.pointer)
            message = f"The trust policy denies, in {where}, everybody whom NotPrincipal does not spare fully."
        found.append(cause(name, layer.layer, message, policy=POLICY, document=document, pointer=verdict.pointer))
        found += curable(verdict, layer, POLICY, document)
    return found


def allow_causes(case: Case, layer: LayerVerdict) -> list[Cause]:
    """Why no Allow statement of the trust policy matches this request."""
    document = _document(case)
    policy = layer.policies[0] if layer.policies else None
    if policy is not None and policy.malformed:
        return [_malformed(layer, document)]
    if not isinstance(document, Document):
        return []
    gaps = allow_gaps(case, layer)
    if not any(verdict.effect == "Allow" for verdict in _statements(layer)):
        message, place = "The trust policy has no statement that allows anything.", ""
        if misspelt := misspelt_effect(document):
            place, written = misspelt
            message = f"The trust policy has no statement that allows anything: its Effect is written {shown(written)}."
        return [cause("trust_policy_empty", layer.layer, message, policy=POLICY, document=document, pointer=place)]
    nearest = _nearest(gaps)
    caller = caller_of(case)
    found: list[Cause] = []
    if caller is not None and _is_self(case, caller) and gaps and all(gap.principal for gap in gaps):
        message = f"{caller} asks for itself, and its own trust policy does not name it."
        found.append(
            cause("trust_not_self", layer.layer, message, policy=POLICY, document=document, pointer="/Statement")
        )
    for gap in nearest:
        found += _gap_causes(gap, layer, document)
    return found or _nobody_named(layer, document)


def misspelt_effect(document: Document) -> tuple[str, str] | None:
    """Where Allow is misspelt or in another letter case, and how; such a statement counts for nothing."""
    for pointer, found in document.statements:
        effect = found.get("Effect")
        if isinstance(effect, str) and effect != "Allow" and is_typo(effect, "Allow"):
            return f"{pointer}/Effect", effect
    return None


def _nearest(gaps: list[Gap]) -> list[Gap]:
    """The statements to blame: where one is meant for this caller, none that is meant for somebody else."""
    near = [gap for gap in gaps if gap.weight < _NEAR] or gaps[:1]
    return [gap for gap in near if not _for_others(gap)] or near


def _for_others(gap: Gap) -> bool:
    return gap.principal is not None and gap.principal.weight >= MEANT


def _nobody_named(layer: LayerVerdict, document: Document) -> list[Cause]:
    """An Allow whose Principal can be nobody's name, or whose NotPrincipal leaves the caller out.

    No cause where a statement may fit after all.
    """
    for verdict in _statements(layer):
        who = element(verdict, "Principal", "NotPrincipal")
        if verdict.effect == "Allow" and who is not None and who.holds is False:
            says = "names nobody" if who.element == "Principal" else "leaves the caller out by NotPrincipal"
            message = f"The Allow of {label(verdict.sid, verdict.pointer)} {says}."
            place = who.pointer
            break
    else:
        if any(verdict.effect == "Allow" and verdict.matches is None for verdict in _statements(layer)):
            return []
        message, place = "No Allow statement of the trust policy fits this call.", "/Statement"
    return [cause("trust_principal_missing", layer.layer, message, policy=POLICY, document=document, pointer=place)]


def allow_gaps(case: Case, layer: LayerVerdict) -> list[Gap]:
    """Every Allow statement with what keeps it from matching, the nearest first."""
    gaps = [_gap(case, verdict) for verdict in _statements(layer) if verdict.effect == "Allow"]
    return sorted((gap for gap in gaps if gap.weight > 0), key=lambda gap: gap.weight)


def covers(layer: LayerVerdict, pointer: str) -> bool:
    """Whether the Allow statement at a pointer covers this layer's action."""
    for verdict in _statements(layer):
        if verdict.pointer == pointer:
            action = element(verdict, "Action", "NotAction")
            return action is None or action.holds is not False
    return False


def curable(
    verdict: StatementVerdict, layer: LayerVerdict, policy: str, document: Document | Unknown | None
) -> list[Cause]:
    """The conditions of a Deny for which another request would not be denied: MFA, mostly."""
    found = []
    for test in conditions(verdict):
        for finding in findings(test, effect="Deny"):
            if finding.name in _TOLD:
                found.append(
                    cause(
                        finding.name,
                        layer.layer,
                        finding.message,
                        policy=policy,
                        document=document,
                        pointer=test.pointer,
                    )
                )
    return found


CURABLE = frozenset(
    {
        "external_id_missing",
        "external_id_mismatch",
        "mfa_required",
        "mfa_too_old",
        "source_identity_required",
        "session_tag_required",
        "session_name_mismatch",
        "network_mismatch",
        "region_mismatch",
    }
)
"""Causes that another request cures."""

_TOLD = CURABLE | {"time_window_mismatch", "principal_tag_mismatch"}
"""What is told beside a Deny: why it applies, where time or a tag would cure it, too."""


def _gap(case: Case, verdict: StatementVerdict) -> Gap:
    principal = _principal(case, verdict)
    action = element(verdict, "Action", "NotAction")
    missed = action if action is not None and action.holds is False else None
    failing = tuple(test for test in conditions(verdict) if test.holds is not True)
    weight = principal.weight if principal else 0.0
    if missed is not None:
        near = any(is_near_action(text, _wanted(case)) for text in missed.expected)
        weight += 0.5 if near else 2.0
    weight += sum(0.2 if cause_of(test) in CURABLE else 0.8 for test in failing)
    resource = next((one for one in verdict.elements if one.element in _RESOURCES and one.holds is False), None)
    weight += 0.5 if resource is not None else 0.0
    return Gap(verdict, principal, missed, failing, weight, resource)


_RESOURCES = ("Resource", "NotResource")


def _principal(case: Case, verdict: StatementVerdict) -> Miss | None:
    """The likeliest of the named principals, where none of them is the caller."""
    tested = element(verdict, "Principal", "NotPrincipal")
    if tested is None or tested.holds is True:
        return None
    from wizard.repair.principals import miss, path_unknown  # when they are needed, so that `check` starts sooner

    named = named_by(statement(_document(case), verdict.pointer), verdict.pointer)
    caller = caller_of(case)
    if tested.holds is None:
        return path_unknown(named, caller) if caller is not None else None
    web = case.request is not None and case.request.action != "sts:AssumeRole"
    misses: list[Miss] = []
    for one in named:
        if web:
            misses.append(provider_miss(one, case))
        elif caller is not None:
            misses.append(miss(one, caller, unique_id_of(case)))
    return min(misses, key=lambda one: one.weight, default=None)


def _gap_causes(gap: Gap, layer: LayerVerdict, document: Document) -> list[Cause]:
    found: list[Cause] = []

    def add(name: str, message: str, pointer: str, near_miss: NearMiss | None = None) -> None:
        found.append(
            cause(name, layer.layer, message, policy=POLICY, document=document, pointer=pointer, near_miss=near_miss)
        )

    if gap.principal is not None:
        one = gap.principal
        add(one.cause, one.message, one.named.pointer, one.near_miss)
        if one.weight >= UNRELATED:
            return found
    if gap.action is not None:
        listed = ", ".join(map(shown, gap.action.expected))
        which = label(gap.statement.sid, gap.statement.pointer)
        said = f"{which[:1].upper()}{which[1:]} allows {listed}, not {layer.action}."
        if gap.action.element == "NotAction":
            said = f"{which[:1].upper()}{which[1:]} leaves {layer.action} out by its NotAction: {listed}."
        elif not listed:
            said = f"{which[:1].upper()}{which[1:]} has no Action."
        add("trust_action_missing", said, gap.action.pointer)
    if gap.resource is not None:
        message = "A trust policy takes no Resource: the role is the one that it belongs to."
        add("trust_policy_malformed", message, gap.resource.pointer)
    for test in gap.conditions:
        for finding in findings(test):
            add(finding.name, finding.message, test.pointer, finding.near_miss)
    return found


def _malformed(layer: LayerVerdict, document: Document | Unknown | None) -> Cause:
    problem = document.problems[0] if isinstance(document, Document) and document.problems else None
    message = "The trust policy is not a policy that IAM understands"
    message += f": {problem.message.rstrip('.')}." if problem else "."
    found = cause("trust_policy_malformed", layer.layer, message, policy=POLICY)
    if problem is None:
        return found
    return Cause(found.code, found.name, found.layer, found.message, POLICY, problem.pointer, problem.line)


def _statements(layer: LayerVerdict) -> tuple[StatementVerdict, ...]:
    policies: tuple[PolicyVerdict, ...] = layer.policies
    return policies[0].statements if policies else ()


def _document(case: Case) -> Document | Unknown | None:
    return case.role.trust_policy if case.role is not None else None


def _is_self(case: Case, caller: Party) -> bool:
    role = role_arn_of(case)
    if caller.named is not None:
        return caller.named == role
    account, name = role.split(":")[4:5], role.rpartition("/")[2]
    return caller.kind in ("session", "role") and account == [caller.account] and caller.name == name


def _wanted(case: Case) -> str:
    return case.request.action if case.request is not None else "sts:AssumeRole"
