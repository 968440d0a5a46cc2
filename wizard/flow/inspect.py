"""Step 1, Inspect: the trust policy with a mark on each statement, the causes, what could not be read."""

from __future__ import annotations

from typing import Literal

from wizard.aws.gateway import Gathered, Reading
from wizard.engine.arn import parse_arn
from wizard.engine.case import UNKNOWN, Case, Unknown
from wizard.engine.conditions import read_operator
from wizard.engine.decision import (
    Decision,
    ElementVerdict,
    Layer,
    LayerVerdict,
    PolicyVerdict,
    StatementVerdict,
)
from wizard.engine.document import Document
from wizard.engine.frozen import frozen
from wizard.flow import known, role_side, whom_to_ask
from wizard.flow.judgement import Judgement
from wizard.flow.known import NOT_READ, unread, who_calls_unread
from wizard.flow.likely import likely_causes
from wizard.flow.request import RequestOffer, offer
from wizard.flow.session import Session
from wizard.flow.verdict import LAYER_NAMES, SYMBOLS, joined, side_limit
from wizard.repair.advice import key_advice
from wizard.repair.cause import Advice, Cause
from wizard.repair.guardrail_causes import policy_of

Mark = Literal["matches", "does not match", "does not apply", "denies", "unknown", "is wrong"]
"""Where nothing depends on it, what does not match does not apply; a line is wrong where the policy does not parse."""
MARK_SYMBOLS: dict[Mark, str] = {
    "matches": "✓",
    "does not match": "✗",
    "does not apply": "·",
    "denies": "⊘",
    "unknown": "?",
    "is wrong": "✗",
}


@frozen
class StatementLine:
    """One statement of a policy: whether it matches this request, why, and where it stands (lines from 1)."""

    title: str  # "Statement 1 (AllowAlice)"
    mark: Mark
    reason: str
    first_line: int
    last_line: int
    fault_line: int | None = None  # the line of the element that is the reason
    pointer: str = ""


@frozen
class PolicyLine:
    """One policy that takes part, with its verdict; `text` opens."""

    layer: Layer
    title: str
    mark: Mark
    sentence: str
    text: str | None
    statements: tuple[StatementLine, ...] = ()


@frozen
class InspectView:
    """All that screen 1 shows."""

    trust: PolicyLine
    causes: tuple[Cause, ...]
    likely: tuple[Cause, ...]  # what such an answer usually means, where nobody here can look
    policies: tuple[PolicyLine, ...]
    credentials: tuple[str, ...]  # who asks on either side, by what, and where that came from
    unasked: str | None  # the role's account, where no credentials of it were given
    capture_again: str  # how a captured case's gaps are filled; empty where it has none
    way_on: tuple[str, ...]  # where nothing was read: why, and the shortest way on
    unread: tuple[Reading, ...]
    read: tuple[Reading, ...]  # read, pasted, or not there at all
    warnings: tuple[str, ...]
    advice: tuple[Advice, ...]
    offer: RequestOffer | None
    summary: str


def view(session: Session) -> InspectView | None:
    """Step 1 as it stands; None before anything was read."""
    judgement, gathered = session.judgement, session.gathered
    if judgement is None or gathered is None:
        return None
    lines = policy_lines(judgement.case, judgement.decision)
    trust = next((line for line in lines if line.layer == "trust_policy" and not _not_there(session)), None)
    trust = trust or _no_trust(session)
    causes, likely = judgement.diagnosis.causes, likely_causes(judgement)
    way = whom_to_ask.way_on(session)
    missed = unread(session)
    told = {each.detail for each in missed if _told(each.detail, way)}
    warnings = tuple(each for each in gathered.warnings if not any(why in each for why in told))
    return InspectView(
        trust=trust,
        causes=causes,
        likely=likely,
        policies=tuple(line for line in lines if line.layer != "trust_policy"),
        credentials=(*_taken_as(session), *_credentials(gathered)),
        capture_again=known.capture_again(session),
        unasked=role_side.unasked_account(session),
        way_on=way,
        unread=tuple(each for each in missed if not _told(each.detail, (*way, *warnings))),
        read=tuple(reading for reading in gathered.readings if reading.outcome not in NOT_READ),
        warnings=(*warnings, *_owners(gathered)),
        advice=advice(judgement, gathered),
        offer=offer(session),
        summary=_summary(session, causes, judgement.decision, gathered),
    )


def _told(why: str, lines: tuple[str, ...]) -> bool:
    """Whether lines say already why something was not read."""
    return bool(why) and any(why in line for line in lines)


def _taken_as(session: Session) -> tuple[str, ...]:
    """Of which account a role is that was named without one: a namesake may be meant."""
    name, role = session.target.role, parse_arn(session.role_arn or "")
    gathered = session.gathered
    if name is None or name.startswith("arn:") or role is None or gathered is None:
        return ()
    side = gathered.role_side or gathered.caller
    own = gathered.caller is not None and gathered.caller.account == role.account
    whose = "the caller's own" if own else "the role side's"
    if side is None or side.account != role.account:
        return ()
    return (f"{name} is taken as the role {name} of account {role.account}, {whose}.",)


def _credentials(gathered: Gathered) -> tuple[str, ...]:
    caller, role_side = gathered.caller, gathered.role_side
    if caller is not None and role_side is not None and caller.arn == role_side.arn:
        return (f"Both sides are asked as {caller.told}.",)
    lines = (f"The caller's side is asked as {caller.told}.",) if caller is not None else ()
    if gathered.token_file is not None:
        lines = (f"The call is made by the web identity token in {gathered.token_file}.",)
    return (*lines, f"The role's side is asked as {role_side.told}.") if role_side is not None else lines


def _owners(gathered: Gathered) -> tuple[str, ...]:
    """Whatever manages either principal, so that a repair belongs into its source."""
    sides = (("role", gathered.managed_by), ("caller", gathered.caller_managed_by))
    return tuple(f"{owner.tool} manages the {who} ({owner.sign})." for who, owner in sides if owner is not None)


def advice(judgement: Judgement, gathered: Gathered) -> tuple[Advice, ...]:
    """What to harden, each said once: the trust policy, and the caller's oldest access key where it is too old."""
    keys, read_at = gathered.access_keys, gathered.read_at
    aged: tuple[Advice, ...] = ()
    if not isinstance(keys, Unknown) and keys and read_at is not None:
        aged = key_advice((read_at - min(keys.values())).days)
    once: dict[str, Advice] = {}
    for one in (*judgement.diagnosis.advice, *aged):
        once.setdefault(one.message, one)
    return tuple(once.values())


def policy_lines(case: Case, decision: Decision) -> tuple[PolicyLine, ...]:
    """Every policy that takes part in sts:AssumeRole, in the order in which AWS reports them."""
    lines: list[PolicyLine] = []
    seen: set[tuple[Layer, str, int, int | None]] = set()
    for layer in decision.layers:
        if not layer.policies:
            line = PolicyLine(layer.layer, LAYER_NAMES[layer.layer], *_layer_mark(layer), text=None)
            if line not in lines:  # sts:TagSession asks every layer again
                lines.append(line)
        for policy in layer.policies:
            key = (layer.layer, policy.name, policy.index, policy.level)
            if key in seen:
                continue  # the same policy again, asked for sts:TagSession
            seen.add(key)
            lines.append(_policy_line(case, layer, policy))
    return tuple(lines)


def reason(statement: StatementVerdict) -> str:
    """Why a statement matches or not, in a sentence: the first element that decides."""
    failing = [element for element in statement.elements if element.holds is False]
    if failing:
        return "; ".join(_element_reason(element) for element in failing)
    open_ = [element for element in statement.elements if element.holds is None]
    if open_:
        names = sorted({name for element in open_ for name in element.unknowns})
        return f"depends on {joined(tuple(names)) or 'what could not be read'}"
    if statement.effect == "Deny":
        return "matches this request, and a Deny wins over every Allow"
    return "matches this request"


def _element_reason(element: ElementVerdict) -> str:
    if element.mistake:
        return element.mistake
    wanted = joined(tuple(element.expected), "or") or "nothing"
    if element.actual is None:
        actual = "nothing"
    elif element.actual is UNKNOWN:
        actual = "an unknown value"
    else:
        actual = joined(tuple(element.actual)) or "nothing"
    if element.element == "Condition":
        operator, _, _ = read_operator(element.operator or "")
        relation = "to be anything but" if operator is not None and operator.negated else "="
        asked = f"{element.operator} asks for {element.key} {relation} {wanted}"
        if element.actual is None:
            return f"{asked}, and the request carries none"
        return f"{asked}; the request carries {actual}"
    if element.element in ("NotPrincipal", "NotAction", "NotResource"):
        return f"{element.element} excepts {joined(tuple(element.expected)) or 'nothing'}"
    if element.element == "Principal":
        return f"the principal is {wanted}; the caller is {actual}"
    return f"{element.element} is {wanted}; the request is {actual}"


def _policy_line(case: Case, layer: LayerVerdict, policy: PolicyVerdict) -> PolicyLine:
    document = _document(case, layer.layer, policy)
    title = LAYER_NAMES[layer.layer] if layer.layer == "trust_policy" else f"{LAYER_NAMES[layer.layer]}: {policy.name}"
    if not policy.readable:
        return PolicyLine(layer.layer, title, "unknown", "could not be read", None)
    text = document.text if document is not None else None
    if policy.malformed:
        return PolicyLine(
            layer.layer, title, "does not match", "does not parse, so it grants nothing", text, _mistakes(document)
        )
    enough = layer.allows is True or layer.must_allow is False
    statements = tuple(
        _statement_line(document, number, each, enough) for number, each in enumerate(policy.statements, 1)
    )
    return PolicyLine(layer.layer, title, *_policy_mark(policy, enough), text=text, statements=statements)


def _mistakes(document: Document | None) -> tuple[StatementLine, ...]:
    """What keeps a policy from being one, each at its line."""
    found = document.problems if document is not None else ()
    return tuple(
        StatementLine(f"Line {one.line}", "is wrong", one.message, one.line, one.line, one.line, one.pointer)
        for one in found
    )


def _statement_line(document: Document | None, number: int, statement: StatementVerdict, enough: bool) -> StatementLine:
    title = f"Statement {number}" + (f" ({statement.sid})" if statement.sid else "")
    mark = _statement_mark(statement, enough)
    first = last = 1
    fault: int | None = None
    if document is not None:
        place = document.place(statement.pointer)
        first = place.line
        last = first + document.text[place.offset : place.end].count("\n")
        failing = next((element for element in statement.elements if element.holds is False), None)
        if failing is not None and mark == "does not match":
            fault = document.place(failing.pointer).line
    return StatementLine(title, mark, reason(statement), first, last, fault, statement.pointer)


def _statement_mark(statement: StatementVerdict, enough: bool) -> Mark:
    """The mark of a statement; ``enough``: its layer needs no further Allow."""
    if statement.matches is None:
        return "unknown"
    if not statement.matches:
        return "does not apply" if enough or statement.effect == "Deny" else "does not match"
    return "denies" if statement.effect == "Deny" else "matches"


def _policy_mark(policy: PolicyVerdict, enough: bool) -> tuple[Mark, str]:
    marks = [_statement_mark(statement, enough) for statement in policy.statements]
    if "denies" in marks:
        return "denies", "explicitly denies the call"
    if "matches" in marks:
        return "matches", "allows the call"
    if "unknown" in marks:
        return "unknown", "may allow or deny the call: something it tests is not known"
    return "does not apply" if enough else "does not match", "has no statement for this call"


def _layer_mark(layer: LayerVerdict) -> tuple[Mark, str]:
    """The mark of a layer without a single policy."""
    if layer.denies:
        return "denies", "explicitly denies the call"
    if layer.denies is None or (layer.must_allow and layer.allows is None):
        return "unknown", "could not be read"
    if layer.allows or layer.must_allow is False:
        return "matches", "there is none, so it does not limit the call"
    return "does not match", "there is none, so nothing allows the call"


def _document(case: Case, layer: Layer, policy: PolicyVerdict) -> Document | None:
    if layer == "trust_policy":
        document = case.role.trust_policy if case.role else UNKNOWN
    elif layer == "identity_policy":
        held = case.caller.identity_policies if case.caller else ()
        document = held[policy.index].document if isinstance(held, tuple) and policy.index < len(held) else UNKNOWN
    else:
        found = policy_of(case, layer, policy)
        document = found.document if found is not None else UNKNOWN
    return document if isinstance(document, Document) else None


def _not_there(session: Session) -> bool:
    """Whether AWS has no such role."""
    causes = session.judgement.diagnosis.causes if session.judgement is not None else ()
    return any(cause.name == "role_not_found" for cause in causes)


def _no_trust(session: Session) -> PolicyLine:
    case = session.judgement.case if session.judgement else None
    if _not_there(session):
        return PolicyLine("trust_policy", "the trust policy", "unknown", "is not there: there is no such role", None)
    if case is not None and case.role is not None:
        if case.role.exists is False:
            return PolicyLine("trust_policy", "the trust policy", "does not match", "the role does not exist", None)
        if isinstance(case.role.trust_policy, Document):
            return PolicyLine(
                "trust_policy",
                "the trust policy",
                "unknown",
                "AWS refuses the request before it reads the policy",
                case.role.trust_policy.text,
            )
    return PolicyLine("trust_policy", "the trust policy", "unknown", "could not be read", None)


def _summary(session: Session, causes: tuple[Cause, ...], decision: Decision, gathered: Gathered) -> str:
    if decision.allowed and not causes:
        return f"{SYMBOLS['ALLOWED']} Nothing stands in the way of this request."
    if not causes:
        if (why := who_calls_unread(session)) is not None:
            return f"Who calls is not known: {why}"
        found = side_limit(decision) or "No cause was found in what could be read."
        return found if session.captured or gathered.caller is None else f"{found} Step 4 asks AWS itself."
    return "1 cause" if len(causes) == 1 else f"{len(causes)} causes, the most likely first"
