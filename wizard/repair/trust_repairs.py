"""How the trust policy can let the caller in: whom to name, narrowest first, and what else a statement lacks."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.engine.decision import ElementVerdict, LayerVerdict
from wizard.engine.document import Document
from wizard.repair import condition_repairs, edit
from wizard.repair.actions import is_near_action
from wizard.repair.option import Option, Situation, one_or_list
from wizard.repair.parties import SSO_PATH, Party, caller_of, party, role_arn_of
from wizard.repair.place import statement as statement_at
from wizard.repair.principals import Miss, named_by
from wizard.repair.providers import issuer_of, provider_arn
from wizard.repair.trust_causes import Gap, allow_gaps

_REPLACED = 1.6
"""A named principal with a smaller distance than this is taken for a slip, and put right where it stands."""


def options(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    """Ways to make the trust policy allow this layer's action, or at least to come nearer to it."""
    text = situation.trust_text
    document = situation.case.role.trust_policy if situation.case.role is not None else None
    if text is None or not isinstance(document, Document):
        return ()
    if not document.parses:
        return _anew(situation)
    if layer.action in ("sts:TagSession", "sts:SetSourceIdentity"):
        return _further_action(situation, layer, text)
    gaps = allow_gaps(situation.case, layer)
    if not gaps:
        return _whom(situation, text, None)
    gap = gaps[0]
    if gap.principal is not None:
        return _whom(situation, text, gap)
    if gap.action is not None:
        return (_cover(situation, text, gap.action, layer.action, "trust_action_missing"),)
    test = next((one for one in gap.conditions if one.holds is False), gap.conditions[0])
    return condition_repairs.options(situation, gap.statement.pointer, test)


def without_ghost(situation: Situation, ghost: str) -> tuple[Option, ...]:
    """A policy that IAM refuses to save because a principal does not exist: compared as text it may be made later."""
    text = situation.trust_text
    document = situation.case.role.trust_policy if situation.case.role is not None else None
    if text is None or not isinstance(document, Document):
        return ()
    for pointer, statement in document.statements:
        for one in named_by(statement, pointer):
            other = party(one.name)
            if one.name != ghost or other.kind not in ("user", "role"):
                continue
            if len(named_by(statement, pointer)) > 1 and one.pointer.rpartition("/")[2].isdecimal():
                after = edit.remove(text, one.pointer)
                title, why = f"Leave {other} out", "For when it is gone for good."
            else:
                after = edit.replace(text, one.pointer, other.root)
                after = edit.set_condition(after, pointer, "ArnEquals", "aws:PrincipalArn", ghost)
                title = f"Trust account {other.account}, and in it only {other}"
                why = "The ARN is compared as text, so that the principal may be made later."
            return (Option(title, why, (situation.trust_change(after),), ("trust_principal_nonexistent",)),)
    return ()


def _whom(situation: Situation, text: str, gap: Gap | None) -> tuple[Option, ...]:
    if situation.case.request is not None and situation.case.request.action != "sts:AssumeRole":
        return _provider(situation, text, gap)
    caller = caller_of(situation.case)
    if caller is None or caller.kind in ("root", "other"):
        return ()
    missed = gap.principal if gap is not None else None
    found: list[Option] = []
    if caller.named is not None:
        found.append(_exactly(situation, text, caller, gap))
    found.append(_account_and_arn(situation, text, caller, missed))
    if caller.kind == "user":
        found.append(_account_and_mfa(situation, text, caller, missed))
    found.append(_account(situation, text, caller, missed))
    return tuple(option for option in found if option.changes)


def _exactly(situation: Situation, text: str, caller: Party, gap: Gap | None) -> Option:
    """The caller's own ARN: in place of a slip, beside the names of a fitting statement, or in one of its own."""
    assert caller.named is not None
    missed = gap.principal if gap is not None else None
    host = _host(situation, gap)
    if missed is not None and missed.weight < _REPLACED and missed.named.name != "*":
        after = edit.replace(text, missed.named.pointer, caller.named)
        title = f"Trust {caller} of {caller.account} in place of {_short(missed.named.name)}"
        if title.endswith(f"in place of {caller} of {caller.account}"):
            title = f"Trust {caller} of {caller.account} by its full ARN"
    elif host is not None:
        after = edit.add_principal(text, host, "AWS", caller.named)
        title = f"Trust {caller} of {caller.account}"
    else:
        after = edit.add_statement(text, _statement(situation, caller.named))
        title = f"Trust {caller} of {caller.account}"
    why = "The narrowest repair: one principal by its exact ARN, and nobody else."
    if caller.kind in ("session", "role"):
        why = "The narrowest repair that lasts: the role by its exact ARN, for all its sessions."
    return Option(title, why, (situation.trust_change(after),), _cured(missed))


def _account_and_arn(situation: Situation, text: str, caller: Party, missed: Miss | None) -> Option:
    pattern = caller.sso_pattern
    operator, arn = ("ArnLike", pattern) if pattern else ("ArnEquals", caller.named)
    if arn is None:
        path = f"{SSO_PATH.strip('/')}/*" if caller.is_sso else ""
        name = caller.name.rpartition("_")[0] + "_*" if caller.is_sso else caller.name
        operator, arn = "ArnLike", f"arn:{caller.partition}:iam::{caller.account}:role/{path}{name}"
    condition = {operator: {"aws:PrincipalArn": arn}}
    after = edit.add_statement(text, _statement(situation, caller.root, condition))
    slot = _sole(situation, missed)
    if missed is not None and slot is not None:
        after = edit.set_condition(
            edit.replace(text, missed.named.pointer, caller.root), slot, operator, "aws:PrincipalArn", arn
        )
    title = f"Trust account {caller.account}, and in it only {caller}"
    why = "Outlives a principal that is deleted and made again, since the ARN is compared as text."
    if pattern:
        why = "Outlives a new provisioning by Identity Center, which changes the role's suffix."
    return Option(title, why, (situation.trust_change(after),), _cured(missed))


def _account_and_mfa(situation: Situation, text: str, caller: Party, missed: Miss | None) -> Option:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    after = edit.add_statement(text, _statement(situation, caller.root, condition))
    slot = _sole(situation, missed)
    if missed is not None and slot is not None:
        replaced = edit.replace(text, missed.named.pointer, caller.root)
        after = edit.set_condition(replaced, slot, "Bool", "aws:MultiFactorAuthPresent", "true")
    title = f"Trust account {caller.account}, with MFA"
    why = "For when that account's administrator shall decide who may come, and everybody has to use MFA."
    return Option(title, why, (situation.trust_change(after),), _cured(missed), rank=1)


def _account(situation: Situation, text: str, caller: Party, missed: Miss | None) -> Option:
    if missed is not None and missed.weight < _REPLACED and missed.named.name != "*":
        after = edit.replace(text, missed.named.pointer, caller.root)
    else:
        after = edit.add_statement(text, _statement(situation, caller.root))
    title = f"Trust the whole account {caller.account}"
    why = "For when that account's administrator alone shall decide who may come."
    return Option(title, why, (situation.trust_change(after),), _cured(missed), rank=2)


def _provider(situation: Situation, text: str, gap: Gap | None) -> tuple[Option, ...]:
    """Name the token's identity provider."""
    arn = provider_arn(situation.case, role_arn_of(situation.case))
    if arn is None:
        return ()
    missed = gap.principal if gap is not None else None
    title = f"Trust the provider {arn.rpartition('oidc-provider/')[2]}"
    why = "The provider that signed the token; the conditions say which of its tokens may come in."
    if missed is not None and missed.named.kind == "Federated":
        after = edit.replace(text, missed.named.pointer, arn)
        return (Option(title, why, (situation.trust_change(after),), _cured(missed)),)
    condition = _claims(situation)
    if not condition or situation.case.request is None:
        return ()
    wanted = {
        "Effect": "Allow",
        "Principal": {"Federated": arn},
        "Action": situation.case.request.action,
        "Condition": {"StringEquals": condition},
    }
    after = edit.add_statement(text, wanted)
    return (Option(title, why, (situation.trust_change(after),), _cured(missed)),)


def _claims(situation: Situation) -> dict[str, str]:
    """The audience and subject of this very token, as conditions."""
    issuer = issuer_of(situation.case)
    found: dict[str, str] = {}
    for claim in ("aud", "sub"):
        key = f"{issuer}:{claim}"
        value: object = situation.case.token.claims.get(claim) if situation.case.token is not None else None
        if value is None and situation.case.request is not None:
            value = situation.case.request.context.get(key)
        if isinstance(value, str):
            found[key] = value
    return found if any(key.endswith(":sub") for key in found) else {}


def _further_action(situation: Situation, layer: LayerVerdict, text: str) -> tuple[Option, ...]:
    """sts:TagSession or sts:SetSourceIdentity beside the AssumeRole that is allowed already."""
    tags = layer.action == "sts:TagSession"
    cause = "trust_tag_session_missing" if tags else "trust_source_identity_missing"
    found: list[Option] = []
    for verdict in layer.policies[0].statements if layer.policies else ():
        action = next((one for one in verdict.elements if one.element == "Action"), None)
        others = [one for one in verdict.elements if one is not action]
        if verdict.effect != "Allow" or action is None or action.holds is not False:
            continue
        if all(one.holds is True for one in others) and edit.has(text, action.pointer):
            found.append(_cover(situation, text, action, layer.action, cause))
            break
    request = situation.case.request
    caller = situation.case.caller
    if not found and situation.case.caller is not None:
        who = caller_of(situation.case)
        if who is not None and who.named is not None:
            after = edit.add_statement(
                text, {"Effect": "Allow", "Principal": {"AWS": who.named}, "Action": layer.action}
            )
            why = "For this caller alone."
            found.append(Option(f"Allow {layer.action} to {who}", why, (situation.trust_change(after),), (cause,)))
    if request is not None and tags and request.tags and (caller is None or not caller.transitive_tags):
        change = situation.request_change(tags={}, transitive_tag_keys=())
        why = "Nothing changes in AWS; policies that look at the tags will then not see them."
        found.append(Option("Pass no session tags", why, (change,), (cause,), rank=1))
    if request is not None and not tags and request.source_identity and (caller is None or not caller.source_identity):
        change = situation.request_change(source_identity=None)
        why = "Nothing changes in AWS; the session then names no source identity."
        found.append(Option("Pass no source identity", why, (change,), (cause,), rank=1))
    return tuple(found)


def _cover(situation: Situation, text: str, element: ElementVerdict, action: str, cause: str) -> Option:
    """Make a statement's Action (or NotAction) cover one more."""
    useless = _useless_actions(situation, element)
    wrong = [one for one in element.expected if one.lower() in useless or _is_misspelt(one, action)]
    value = edit.value(text, element.pointer)
    if element.element == "NotAction":
        kept = [one for one in element.expected if not _excludes(one, action)]
        after = edit.replace(text, element.pointer, one_or_list(tuple(kept) or ("sts:GetCallerIdentity",)))
        title = f"Do not leave {action} out"
    elif wrong and isinstance(value, str):
        after = edit.replace(text, element.pointer, action)
        title = f"Write {action} instead of {wrong[0]}"
    elif wrong and isinstance(value, list):
        after = edit.replace(text, f"{element.pointer}/{value.index(wrong[0])}", action)
        title = f"Write {action} instead of {wrong[0]}"
    else:
        after = edit.append(text, element.pointer, action)
        title = f"Allow {action} in the trust policy"
    why = "The statement names the right principal already; only the action is missing."
    return Option(title, why, (situation.trust_change(after),), (cause,))


_ASSUMING = frozenset({"sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"})


def _is_misspelt(written: str, action: str) -> bool:
    return is_near_action(written, action) and written.lower() not in _ASSUMING


def _useless_actions(situation: Situation, element: ElementVerdict) -> frozenset[str]:
    """Ways of assuming a role that no principal of the statement can use."""
    pointer = element.pointer.rpartition("/Action")[0]
    document = situation.case.role.trust_policy if situation.case.role is not None else None
    kinds = {one.kind for one in named_by(statement_at(document, pointer), pointer)}
    if kinds == {"AWS"}:
        return _ASSUMING - {"sts:assumerole"}
    return frozenset({"sts:assumerole"}) if kinds == {"Federated"} else frozenset()


def _excludes(pattern: str, action: str) -> bool:
    from fnmatch import fnmatchcase

    return fnmatchcase(action.lower(), pattern.lower())


def _anew(situation: Situation) -> tuple[Option, ...]:
    """A trust policy that cannot be read as one: a new one for this caller."""
    caller = caller_of(situation.case)
    if caller is None or caller.named is None:
        return ()
    after = edit.policy_text(_statement(situation, caller.named))
    why = "What is there is no policy that IAM can read, so that nobody loses anything by the new one."
    title = f"Write a new trust policy for {caller} of {caller.account}"
    return (Option(title, why, (situation.trust_change(after),), ("trust_policy_malformed",)),)


def _statement(
    situation: Situation, principal: str, condition: Mapping[str, object] | None = None
) -> dict[str, object]:
    wanted: dict[str, object] = {
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": one_or_list(situation.actions),
    }
    if condition:
        wanted["Condition"] = condition
    return wanted


def _host(situation: Situation, nearest: Gap | None) -> str | None:
    """An Allow statement that lacks nothing but the caller, and names IAM principals."""
    if nearest is None:
        return None
    document = situation.case.role.trust_policy if situation.case.role is not None else None
    for layer in situation.decision.layers:
        if layer.layer != "trust_policy" or layer.action != situation.actions[0]:
            continue
        for gap in allow_gaps(situation.case, layer):
            pointer = gap.statement.pointer
            named = named_by(statement_at(document, pointer), pointer)
            lacks_only_the_caller = gap.principal is not None and gap.action is None and not gap.conditions
            if lacks_only_the_caller and any(one.kind == "AWS" for one in named) and not _guarded(document, pointer):
                return pointer
    return None


def _guarded(document: object, pointer: str) -> bool:
    """Whether conditions could tie the statement to the principals that it names now."""
    found = document.node(pointer) if isinstance(document, Document) else None
    return isinstance(found, Mapping) and bool(found.get("Condition"))


def _sole(situation: Situation, missed: Miss | None) -> str | None:
    """The statement whose only principal is the slip, so that it can become the account with a condition."""
    if missed is None or missed.weight >= _REPLACED or missed.named.name == "*":
        return None
    pointer = missed.named.pointer.partition("/Principal")[0]
    document = situation.case.role.trust_policy if situation.case.role is not None else None
    found = statement_at(document, pointer)
    return pointer if len(named_by(found, pointer)) == 1 else None


def _short(name: str) -> str:
    other = party(name)
    if other.kind == "root":
        return f"account {other.account}"
    if other.kind == "session":
        return f"its session {other.session}"
    return f"{other} of {other.account}" if other.kind in ("user", "role") else name


def _cured(missed: Miss | None) -> tuple[str, ...]:
    return (missed.cause,) if missed is not None else ("trust_policy_empty",)
