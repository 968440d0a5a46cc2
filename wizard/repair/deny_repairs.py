"""A Deny of the trust policy: another request if that is spared, else this caller exempted."""

from __future__ import annotations

from wizard.engine.decide import decide
from wizard.engine.decision import ElementVerdict, LayerVerdict, StatementVerdict
from wizard.engine.frozen import replace
from wizard.repair import edit
from wizard.repair.applied import apply_changes
from wizard.repair.evidence import denied
from wizard.repair.exemptions import and_not, exempt_caller, spare_by_condition, spare_values
from wizard.repair.named import named_by
from wizard.repair.option import Option, Situation
from wizard.repair.parties import Party, caller_of, role_arn_of
from wizard.repair.place import conditions, element, label
from wizard.repair.place import statement as statement_at
from wizard.repair.providers import issuer_of, provider_arn
from wizard.repair.request_repairs import for_condition
from wizard.repair.session_tag_repairs import without_extras
from wizard.repair.tag_repairs import tag_the_caller, tag_the_role


def options(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    """Ways past the first Deny statement that matches."""
    text = situation.trust_text
    for verdict in layer.policies[0].statements if layer.policies else ():
        if verdict.effect != "Deny" or verdict.matches is not True:
            continue
        found = [option for test in conditions(verdict) for option in _past(situation, test)]
        found += without_extras(situation, layer.action, "trust_explicit_deny")
        if text is not None:
            found += _as_meant(situation, text, verdict)
            found += _values(situation, text, verdict)
            found += _spare(situation, text, verdict)
        return tuple(found)
    return ()


def spared_requests(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    """Where nobody knows whether a Deny matches: requests that it spares for certain."""
    for verdict in (each for policy in layer.policies for each in policy.statements):
        if verdict.effect == "Deny" and verdict.matches is None:
            matching = (replace(test, holds=True) for test in conditions(verdict))  # as it would be if it denied
            return tuple(option for test in matching for option in for_condition(situation, test))
    return ()


def perhaps(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    """Where nobody knows whether a Deny matches: a request that it spares; once AWS has denied, the caller exempted."""
    text, found = situation.trust_text, [*spared_requests(situation, layer)]
    for verdict in layer.policies[0].statements if layer.policies else ():
        if verdict.effect == "Deny" and verdict.matches is None:
            if text is not None and denied(situation.case):
                found += _spare(situation, text, verdict)
            break
    return tuple(found)


def _past(situation: Situation, test: ElementVerdict) -> tuple[Option, ...]:
    """Another request, or another tag on role or caller, with which a condition of the Deny would not hold."""
    return (*for_condition(situation, test), *tag_the_role(situation, test), *tag_the_caller(situation, test))


def _as_meant(situation: Situation, text: str, verdict: StatementVerdict) -> list[Option]:
    """The Deny as its author meant it, where it is misspelt and spares this request once it is not."""
    from wizard.repair.condition_repairs import right_key
    from wizard.repair.element_repairs import right_elements

    document = situation.trust_policy
    found = [*right_elements(situation, text, document)] if document is not None else []
    found += [option for test in conditions(verdict) for option in right_key(situation, text, test)]
    return [option for option in found if not _still_denied(situation, option, verdict.pointer)]


def _still_denied(situation: Situation, option: Option, pointer: str) -> bool:
    layers = decide(apply_changes(situation.case, option.changes)).layers
    statements = (each for one in layers for policy in one.policies for each in policy.statements)
    return any(each.pointer == pointer and each.effect == "Deny" and each.matches is True for each in statements)


def _values(situation: Situation, text: str, verdict: StatementVerdict) -> list[Option]:
    why = "The Deny goes on for every other value."
    return [
        Option(spared.title, why, (situation.trust_change(spared.text),), ("trust_explicit_deny",), rank=spared.rank)
        for spared in spare_values(text, verdict)
    ]


def _spare(situation: Situation, text: str, verdict: StatementVerdict) -> list[Option]:
    caller = caller_of(situation.case)
    if caller is None:
        return _spare_tokens(situation, text, verdict)
    if caller.named is None:
        return []
    title = f"Exempt {caller} from {label(verdict.sid, verdict.pointer)}"
    why = "The Deny stays for everybody else."
    if element(verdict, "NotPrincipal") is not None:
        after = spare_by_condition(text, verdict.pointer, caller.named)
        title += ", by a condition in place of NotPrincipal"
        why = "The Deny stays for everybody else; IAM saves no NotPrincipal in a trust policy."
        return [Option(title, why, (situation.trust_change(after),), ("trust_not_principal_deny",), rank=2)]
    after = _unnamed(situation, text, verdict.pointer, caller) or exempt_caller(text, verdict.pointer, caller.named)
    return [Option(title, why, (situation.trust_change(after),), ("trust_explicit_deny",), rank=2)]


def _spare_tokens(situation: Situation, text: str, verdict: StatementVerdict) -> list[Option]:
    """A Deny of everybody without the tokens of one provider: a call with a token has no caller whom it could spare."""
    issuer, provider = issuer_of(situation.case), provider_arn(situation.case, role_arn_of(situation.case))
    named = named_by(statement_at(situation.trust_policy, verdict.pointer), verdict.pointer)
    if issuer is None or provider is None or any(one.name != "*" for one in named):
        return []
    title = f"Exempt the tokens of {issuer} from {label(verdict.sid, verdict.pointer)}"
    why = "The Deny stays for everybody else; the statement that allows them says which of them may come."
    after = and_not(text, verdict.pointer, "aws:FederatedProvider", provider)
    return [Option(title, why, (situation.trust_change(after),), ("trust_explicit_deny",), rank=2)]


def _unnamed(situation: Situation, text: str, pointer: str, caller: Party) -> str | None:
    """The Deny without the caller's own name, where it stands among others or alone."""
    named = named_by(statement_at(situation.trust_policy, pointer), pointer)
    own = [one for one in named if one.name in (caller.named, caller.arn)]
    if len(own) != 1:
        return None
    if len(named) > 1 and own[0].pointer.rpartition("/")[2].isdecimal():
        return edit.remove(text, own[0].pointer)
    return edit.remove(text, pointer) if pointer != "/Statement" and len(named) == 1 else None
