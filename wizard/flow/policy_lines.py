"""The policies that take part, each with a mark and a sentence, and a mark and its reason on each statement."""

from __future__ import annotations

from typing import Literal

from wizard.engine.case import UNKNOWN, Case
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
from wizard.flow.verdict import LAYER_NAMES, joined
from wizard.repair.held_policies import policy_of
from wizard.repair.unknowns import unknowns_named

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

    @property
    def told(self) -> str:
        """Title and verdict as one sentence."""
        between = ":" if self.sentence.startswith("there ") else ""
        return f"{self.title[:1].upper()}{self.title[1:]}{between} {self.sentence}."


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


ABSENT = "there is none, so it does not limit the call"
"""Of a layer without a single policy, where none is needed."""


def reason(statement: StatementVerdict) -> str:
    """Why a statement matches or not, in a sentence: the first element that decides."""
    failing = [element for element in statement.elements if element.holds is False]
    if failing:
        return "; ".join(_element_reason(element) for element in failing)
    open_ = [element for element in statement.elements if element.holds is None]
    if open_:
        names = sorted({name for element in open_ for name in element.unknowns})
        return f"depends on {joined(unknowns_named(names)) or 'what could not be read'}"
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
        named = joined(tuple(element.expected), "or") or "nobody"
        return f"the principal is {named}; the caller is {actual if element.actual else 'not known'}"
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
        return "matches", ABSENT
    return "does not match", "there is none, so nothing allows the call"


def _document(case: Case, layer: Layer, policy: PolicyVerdict) -> Document | None:
    if layer == "trust_policy":
        document = case.role.trust_policy if case.role else UNKNOWN
    else:
        found = policy_of(case, layer, policy)
        document = found.document if found is not None else UNKNOWN
    return document if isinstance(document, Document) else None
