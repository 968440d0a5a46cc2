"""Which layers of the caller's side must allow: in one account that hangs on how the trust policy names the caller.

Policy evaluation for requests within a single account; Permissions boundaries for IAM entities; Cross-account policy
evaluation logic. An unknown is carried through by Kleene's logic.
"""

from __future__ import annotations

from wizard.engine.context import Context
from wizard.engine.decision import PrincipalForm, StatementVerdict, Truth
from wizard.engine.frozen import frozen
from wizard.engine.kleene import FALSE, TRUE, Reasoned, either
from wizard.engine.layers import Finding
from wizard.engine.typed import Final


@frozen
class Need:
    """Whether a layer of the caller's side must allow, and by which rule."""

    must: Truth
    rule: str
    believed: bool = False


def grant_strength(trust: Finding) -> tuple[Reasoned, Reasoned, Reasoned]:
    """How strongly the trust policy's Allow statements grant, joined over the statements."""
    if trust.allows.truth is None and not any(policy.statements for policy in trust.policies):
        return trust.allows, trust.allows, trust.allows  # the policy could not be read
    allowing = [
        statement
        for policy in trust.policies
        for statement in policy.statements
        if statement.effect == "Allow" and statement.matches is not False
    ]
    if not allowing:
        return FALSE, FALSE, FALSE

    def at(level: int) -> Reasoned:
        return either(_at(statement, level) for statement in allowing)

    return at(0), at(1), at(2)


def _at(statement: StatementVerdict, level: int) -> Reasoned:
    truth = statement.strength[level]
    if truth is None:
        unknowns = statement.unknowns
        for element in statement.elements:
            unknowns |= element.unknowns
        return Reasoned(None, unknowns)
    return TRUE if truth else FALSE


def needs_of_caller(
    trust: Finding, strength: tuple[Reasoned, Reasoned, Reasoned], context: Context
) -> tuple[Need, Need, Need]:
    """What the identity policies, the boundary and the session policies must do, given the trust policy's grant."""
    if not context.same_account:
        limit = Need(True, "Where there is one, it must allow as well: it limits what the other policies allow.")
        return Need(True, "Across accounts the caller's own policies must allow as well."), limit, limit
    alone, within, account = (one.truth for one in strength)
    if not (alone or within or account or None in (alone, within, account)):
        alone, within, account = _named_only(trust, context)
        if not (alone or within or account):
            return _NOT_ASKED, _NOT_ASKED, _NOT_ASKED
    identity_must = _weakest(account, alone, within)
    within_must = _weakest(_or(account, within), alone)
    form = _granting_form(trust) if within_must is False else None
    return (
        Need(identity_must, _RULES[identity_must]),
        Need(within_must, _RULES[within_must], form in ("user", "any")),
        Need(within_must, _RULES[within_must], form == "any"),
    )


def _granting_form(trust: Finding) -> PrincipalForm | None:
    """The form by which the trust policy grants alone; None where AWS documents that nothing else must allow then."""
    form: PrincipalForm | None = None
    for policy in trust.policies:
        for statement in policy.statements:
            if statement.effect != "Allow" or not statement.strength[0]:
                continue
            tested = any((one.key or "").lower() == "aws:principalarn" for one in statement.elements)
            if statement.principal_form in ("session", "federated_user") or (
                statement.principal_form == "any" and tested
            ):
                return None
            if form != "user":
                form = statement.principal_form
    return form


def _named_only(trust: Finding, context: Context) -> tuple[Truth, Truth, Truth]:
    """By which form the trust policy names the caller, where none of its statements allows the call."""
    forms: list[str] = []
    for policy in trust.policies:
        for statement in policy.statements:
            principal = statement.elements[0] if statement.elements else None
            if (
                statement.effect == "Allow"
                and principal is not None
                and principal.element == "Principal"
                and principal.holds is not False
                and statement.principal_form is not None
            ):
                form: str = statement.principal_form
                if form == "deleted":  # the caller's own id
                    form = "role" if context.identity is not None and context.identity.is_session else "user"
                forms.append(form)
    if any(form in ("any", "user", "session", "federated_user") for form in forms):
        return True, False, False
    if "role" in forms:
        return False, True, False
    return False, False, "account" in forms


def _weakest(needed: Truth, *unneeded: Truth) -> Truth:
    """Whether a layer must allow: a stronger grant makes it needless."""
    if True in unneeded:
        return False
    if None in unneeded:
        return None if needed is not False else False
    return needed


def _or(one: Truth, other: Truth) -> Truth:
    if one or other:
        return True
    return None if one is None or other is None else False


_RULES: Final = {
    True: "In the same account this must allow, because of how the trust policy names the caller.",
    False: "In the same account this need not allow, because the trust policy names the caller itself.",
    None: "Whether this must allow hangs on which principal of the trust policy is the caller.",
}
_NOT_ASKED: Final = Need(False, "Not asked: the trust policy names neither the caller nor its account.")
