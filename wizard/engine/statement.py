"""A statement made ready once and matched against many requests, with the reason beside the answer.

Which elements a statement must have depends on where its policy is attached, so that is told when it is matched.
"""

from __future__ import annotations

from wizard.engine.conditions import Test, compile_conditions
from wizard.engine.context import Context
from wizard.engine.decision import ElementVerdict, PrincipalForm, StatementVerdict, Truth
from wizard.engine.frozen import frozen
from wizard.engine.match import NOTHING, Actions, Resources, compile_actions, compile_resources
from wizard.engine.principal import (
    NO_STRENGTH,
    Named,
    Strength,
    match_not_principal,
    match_principal,
    named_principals,
)
from wizard.engine.typed import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from wizard.engine.document import Document

ANYBODY: Final[Strength] = (True, False, False)


@frozen
class Statement:
    """One statement, compiled."""

    pointer: str
    sid: str | None
    effect: Literal["Allow", "Deny"]
    principals: tuple[Named, ...] | None
    not_principals: tuple[Named, ...] | None
    actions: tuple[Actions, ...]
    resources: tuple[Resources, ...]
    tests: tuple[Test, ...]

    def match(
        self, action: str, context: Context, *, needs_principal: bool, needs_resource: bool, complete: bool
    ) -> StatementVerdict:
        """Decide every element, those after the first mismatch too."""
        elements: list[ElementVerdict] = []
        strength, form = ANYBODY, None
        if self.principals is not None:
            found = match_principal(self.principals, f"{self.pointer}/Principal", context)
            elements.append(found.verdict)
            strength, form = found.strength, found.form
        if self.not_principals is not None:
            verdict = match_not_principal(self.not_principals, f"{self.pointer}/NotPrincipal", context)
            elements.append(verdict)
        elif self.principals is None and needs_principal:
            elements.append(self._missing("Principal"))
        if self.actions:
            elements.extend([one.verdict(action) for one in self.actions])
        else:
            elements.append(self._missing("Action"))
        if self.resources:
            elements.extend([one.verdict(context, complete=complete) for one in self.resources])
        elif needs_resource:
            elements.append(self._missing("Resource"))
        elements.extend([test.decide(context) for test in self.tests])
        return self._verdict(tuple(elements), strength, form)

    def _missing(self, element: str) -> ElementVerdict:
        return ElementVerdict(element, self.pointer, False, mistake=f"The statement has no {element}.")

    def _verdict(
        self, elements: tuple[ElementVerdict, ...], strength: Strength, form: PrincipalForm | None
    ) -> StatementVerdict:
        truth: Truth = True
        unknowns = NOTHING
        for one in elements:
            if one.holds is False:
                return StatementVerdict(
                    self.pointer, self.sid, self.effect, False, elements, form, NOTHING, NO_STRENGTH
                )
            if one.holds is None:
                truth = None
                unknowns |= one.unknowns
        if truth is None:
            strength = _weakened(strength)
        return StatementVerdict(self.pointer, self.sid, self.effect, truth, elements, form, unknowns, strength)


def _weakened(strength: Strength) -> Strength:
    one, two, three = (None if level else level for level in strength)
    return (one, two, three)


def compile_document(document: Document) -> tuple[Statement, ...]:
    """Compile every statement that has an effect."""
    with_variables = document.version == "2012-10-17"
    return tuple(
        _compile(pointer, element, effect, with_variables)
        for pointer, element in document.statements
        for effect in [element.get("Effect")]
        if effect == "Allow" or effect == "Deny"
    )


def _compile(pointer: str, element: object, effect: Literal["Allow", "Deny"], with_variables: bool) -> Statement:
    assert isinstance(element, dict)
    sid = element.get("Sid")
    actions, resources = [], []
    for name in ("Action", "NotAction"):
        if name in element:
            actions.append(compile_actions(element[name], f"{pointer}/{name}", negated=name == "NotAction"))
    for name in ("Resource", "NotResource"):
        if name in element:
            resources.append(
                compile_resources(
                    element[name], f"{pointer}/{name}", negated=name == "NotResource", with_variables=with_variables
                )
            )
    return Statement(
        pointer,
        sid if isinstance(sid, str) else None,
        effect,
        _principals(element, "Principal", pointer),
        _principals(element, "NotPrincipal", pointer),
        tuple(actions),
        tuple(resources),
        compile_conditions(element.get("Condition"), f"{pointer}/Condition", with_variables=with_variables),
    )


def _principals(element: dict[str, object], name: str, pointer: str) -> tuple[Named, ...] | None:
    return named_principals(element[name], f"{pointer}/{name}") if name in element else None
