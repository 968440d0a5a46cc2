"""How the trust policy can let the caller in: whom to name, which action to allow, which condition to change.

The repairs of an element are imported when that element is what fails, so that `check` starts sooner.
"""

from __future__ import annotations

from wizard.engine.decision import ElementVerdict, LayerVerdict
from wizard.engine.document import Document
from wizard.engine.pattern import wild
from wizard.engine.policy_check import TRUST_ACTIONS
from wizard.engine.web_identity import BUILT_IN
from wizard.repair import edit
from wizard.repair.actions import is_near_action, is_right_elsewhere
from wizard.repair.named import named_by
from wizard.repair.near_miss import distance, is_typo
from wizard.repair.option import Option, Situation, one_or_list
from wizard.repair.parties import caller_of, role_arn_of
from wizard.repair.place import statement as statement_at
from wizard.repair.protected_roles import way_in
from wizard.repair.shown import shown
from wizard.repair.trust_causes import Gap, allow_gaps


def options(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    """Ways to make the trust policy allow this layer's action, or at least to come nearer to it."""
    kept = way_in(role_arn_of(situation.case))
    if kept is not None:
        return (kept,)
    text = situation.trust_text
    document = situation.trust_policy
    if text is None or not isinstance(document, Document):
        return ()
    if not document.parses:
        from wizard.repair.broken_json import mended
        from wizard.repair.element_repairs import right_statements

        return mended(situation, document) or right_statements(situation, text) or _anew(situation)
    if layer.action in ("sts:TagSession", "sts:SetSourceIdentity"):
        return _further_action(situation, layer, text)
    from wizard.repair.element_repairs import right_effect, right_elements, rightly_named

    if whole := right_elements(situation, text, document):
        return whole
    gaps = allow_gaps(situation.case, layer)
    if not gaps:
        return (*right_effect(situation, text, document), *_name(situation, text, None))
    gap = gaps[0]
    if named := rightly_named(situation, text, document, gap.statement.pointer):
        return named
    if gap.principal is None and gap.resource is not None:
        after = edit.remove(text, gap.resource.pointer.partition(f"/{gap.resource.element}/")[0])
        what, why = "Take the Resource out of the trust policy", "A trust policy belongs to one role, and names none."
        return (Option(what, why, (situation.trust_change(after),), ("trust_policy_malformed",)),)
    if gap.principal is not None:
        from wizard.repair.kind_repairs import under_its_kind

        return (*under_its_kind(situation, text, gap), *_name(situation, text, gap))
    if gap.action is not None:
        return (_cover(situation, text, gap.action, layer.action, "trust_action_missing"),)
    from wizard.repair import condition_repairs

    test = next((one for one in gap.conditions if one.holds is False), gap.conditions[0])
    return condition_repairs.options(situation, gap.statement.pointer, test)


def _name(situation: Situation, text: str, gap: Gap | None) -> tuple[Option, ...]:
    request = situation.case.request
    if request is not None and request.action != "sts:AssumeRole":
        from wizard.repair.provider_repairs import which_provider

        return which_provider(situation, text, gap)
    from wizard.repair.principal_repairs import whom

    return whom(situation, text, gap)


def _further_action(situation: Situation, layer: LayerVerdict, text: str) -> tuple[Option, ...]:
    """sts:TagSession or sts:SetSourceIdentity beside the AssumeRole that is allowed already."""
    from wizard.repair.session_tag_repairs import without_extras

    tags = layer.action == "sts:TagSession"
    cause = "trust_tag_session_missing" if tags else "trust_source_identity_missing"
    found, covered = _under_conditions(situation, layer), False
    for verdict in layer.policies[0].statements if layer.policies else ():
        action = next((one for one in verdict.elements if one.element == "Action"), None)
        others = [one for one in verdict.elements if one is not action]
        if verdict.effect != "Allow" or action is None or action.holds is not False:
            continue
        if all(one.holds is True for one in others) and edit.has(text, action.pointer):
            found.append(_cover(situation, text, action, layer.action, cause))
            covered = True
            break
    if not covered and situation.case.caller is not None:
        who = caller_of(situation.case)
        if who is not None and who.named is not None:
            after = edit.add_statement(
                text, {"Effect": "Allow", "Principal": {"AWS": who.named}, "Action": layer.action}
            )
            why = "For this caller alone."
            found.append(Option(f"Allow {layer.action} to {who}", why, (situation.trust_change(after),), (cause,)))
    found += without_extras(situation, layer.action, cause)
    return tuple(found)


def _under_conditions(situation: Situation, layer: LayerVerdict) -> list[Option]:
    """Requests that meet the conditions under which a statement allows the further action already."""
    from wizard.repair.request_repairs import for_condition

    found: list[Option] = []
    for verdict in layer.policies[0].statements if layer.policies else ():
        others = [one for one in verdict.elements if one.element != "Condition"]
        failing = [one for one in verdict.elements if one.element == "Condition" and one.holds is False]
        if verdict.effect == "Allow" and failing and all(one.holds is True for one in others):
            found += for_condition(situation, failing[0])
    return found


def _cover(situation: Situation, text: str, element: ElementVerdict, action: str, cause: str) -> Option:
    """Make a statement's Action (or NotAction) cover one more."""
    if not element.pointer.endswith(("/Action", "/NotAction")) and f"/{element.element}/" not in element.pointer:
        return _first_action(situation, text, element.pointer, action, cause)
    useless = _useless_actions(situation, element)
    wrong = [one for one in element.expected if one.lower() in useless or _is_misspelt(one, action)]
    wrong.sort(key=lambda one: distance(one.lower(), action.lower(), 40))
    value = edit.value(text, element.pointer)
    if element.element == "NotAction":
        kept = tuple(one for one in element.expected if not wild(one.lower(), action.lower()))
        title = f"Do not leave {action} out"
        after = edit.replace(text, element.pointer, one_or_list(kept)) if kept else text
        if not kept:
            left = [one for one in TRUST_ACTIONS[:5] if one == action or not _left_out(one, element.expected)]
            after = edit.replace(text, element.pointer, one_or_list(tuple(left)))
            after = edit.rename(after, element.pointer, "Action")
            title = f"List what is allowed, {action} among it, in place of NotAction"
    elif wrong and isinstance(value, str):
        after = edit.replace(text, element.pointer, action)
        title = f"Write {action} instead of {shown(wrong[0])}"
    elif wrong and isinstance(value, list):
        after = edit.replace(text, f"{element.pointer}/{value.index(wrong[0])}", action)
        title = f"Write {action} instead of {shown(wrong[0])}"
    else:  # what is no text at all is no action, and IAM saves none beside it
        after = (edit.append if element.expected else edit.replace)(text, element.pointer, action)
        title = f"Allow {action} in the trust policy"
    why = "The statement names the right principal already; only the action is missing."
    return Option(title, why, (situation.trust_change(after),), (cause,))


_ASSUMING = frozenset({"sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"})


def _is_misspelt(written: str, action: str) -> bool:
    return is_near_action(written, action) and not is_right_elsewhere(written)


def _useless_actions(situation: Situation, element: ElementVerdict) -> frozenset[str]:
    """Ways of assuming a role that no principal of the statement can use."""
    pointer = element.pointer.rpartition("/Action")[0]
    named = named_by(statement_at(situation.trust_policy, pointer), pointer)
    usable: set[str] = set()
    for one in named:
        usable |= {"AWS": {"sts:assumerole"}, "Federated": _by_provider(one.name)}.get(one.kind, _ASSUMING)
    return _ASSUMING - usable if named else frozenset()


def _by_provider(name: str) -> set[str]:
    """How a provider's users come in: each kind of provider has a way of its own."""
    ways = {":saml-provider/": "withsaml", ":oidc-provider/": "withwebidentity"}
    return {f"sts:assumerole{way}" for part, way in ways.items() if part in name or name in BUILT_IN}


def _first_action(situation: Situation, text: str, pointer: str, action: str, cause: str) -> Option:
    """A statement without Action: what stands there under a name like it, else the action itself."""
    found = edit.value(text, pointer)
    names = [str(name) for name in found] if isinstance(found, dict) else []
    other = next((name for name in names if is_typo(name, "Action")), None)
    if other is not None:
        after = edit.rename(text, f"{pointer}/{other}", "Action")
        title, why = f"Write Action instead of {other}", "IAM knows no element of that name."
    else:
        after = edit.put(text, pointer, "Action", action)
        title, why = (
            f"Allow {action} in the trust policy",
            "The statement names the right principal; its Action is missing.",
        )
    return Option(title, why, (situation.trust_change(after),), (cause,))


def _left_out(action: str, patterns: tuple[str, ...]) -> bool:
    return any(wild(pattern.lower(), action.lower()) for pattern in patterns)


def _anew(situation: Situation) -> tuple[Option, ...]:
    """A trust policy that cannot be read as one: a new one for this caller, or for tokens like this one."""
    caller = caller_of(situation.case)
    if caller is None:
        from wizard.repair.provider_repairs import own_statement

        whom, statement = "this token's subject", own_statement(situation)
    else:
        from wizard.repair.principal_repairs import new_statement

        whom = f"{caller} of {caller.account}"
        statement = new_statement(situation, caller.named) if caller.named is not None else None
    if statement is None:
        return ()
    after = edit.policy_text(statement)
    why = "What is there is no policy that IAM can read, so that nobody loses anything by the new one."
    title = f"Write a new trust policy for {whom}"
    return (Option(title, why, (situation.trust_change(after),), ("trust_policy_malformed",)),)
