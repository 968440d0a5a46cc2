"""Boundary, session policy, SCP, RCP and VPC endpoint policy: another request where that is spared, else an ask."""

from __future__ import annotations

from wizard.engine.case import Policy
from wizard.engine.decision import ElementVerdict, LayerVerdict, PolicyVerdict, StatementVerdict
from wizard.engine.document import Document
from wizard.repair import edit
from wizard.repair.change import Ask
from wizard.repair.exemptions import and_not, exempt_action, exempt_caller, exempt_issuer, exempt_resource, spare_values
from wizard.repair.guardrail_causes import NAMES, WORDS, level_count, level_name, silent_levels
from wizard.repair.held_policies import policy_of
from wizard.repair.option import Option, Situation, one_or_list
from wizard.repair.parties import caller_of, role_arn_of, role_name
from wizard.repair.place import conditions, label
from wizard.repair.providers import issuer_of, provider_arn
from wizard.repair.request_repairs import for_condition
from wizard.repair.session_tag_repairs import without_extras
from wizard.repair.tag_repairs import tag_the_caller, tag_the_role

_OF_THE_CALLER = ("permissions_boundary", "session_policy")
"""Policies that limit nobody but the caller: there the role is exempted, not the caller."""


def allow_options(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    """The ask that makes the layer allow the call."""
    level, verdict = _silent(situation, layer)
    policy = policy_of(situation.case, layer.layer, verdict) if verdict is not None else None
    text = _text(policy)
    document: str | None = None
    role = role_arn_of(situation.case)
    wanted: dict[str, object] = {"Effect": "Allow", "Action": one_or_list(situation.actions), "Resource": role}
    if layer.layer == "vpc_endpoint_policy":
        caller = caller_of(situation.case)
        if caller is None or caller.named is None:
            return ()
        wanted = {"Effect": "Allow", "Principal": {"AWS": caller.named}, **wanted}
    if text is not None:
        document = edit.add_statement(text, wanted)
    elif verdict is None or (policy is not None and isinstance(policy.document, Document)):
        document = edit.policy_text(wanted)
    what = f"Allow {' and '.join(situation.actions)} on {role_name(role)} in the {WORDS[layer.layer]}"
    if verdict is not None:
        what += f" {verdict.name}"
    cause = NAMES[layer.layer][1]
    return (
        _ask(situation, layer, verdict, level, what, document, cause),
        *without_extras(situation, layer.action, cause),
    )


def deny_options(situation: Situation, layer: LayerVerdict) -> tuple[Option, ...]:
    """Ways out of a Deny: a request that it spares, else the ask to exempt this caller."""
    for verdict in layer.policies:
        policy = policy_of(situation.case, layer.layer, verdict)
        for statement in verdict.statements:
            if statement.effect != "Deny" or statement.matches is not True:
                continue
            found = [option for test in conditions(statement) for option in _past(situation, layer, test)]
            text, cause = _text(policy), NAMES[layer.layer][0]
            found += without_extras(situation, layer.action, cause)
            for spared in spare_values(text, statement) if text is not None else ():
                what = f"{spared.title} in {verdict.name}"
                found.append(_ask(situation, layer, verdict, verdict.level, what, spared.text, cause, spared.rank))
            if text is not None and caller_of(situation.case) is None:
                whom, document = _token_exempted(situation, layer, text, statement)
            else:
                whom = "this role" if layer.layer in _OF_THE_CALLER else "this caller"
                document = _exempted(situation, layer, text, statement) if text is not None else None
            what = f"Exempt {whom} from {label(statement.sid, statement.pointer)} of {verdict.name}"
            found.append(_ask(situation, layer, verdict, verdict.level, what, document, cause, rank=2))
            return tuple(found)
    return ()


def _past(situation: Situation, layer: LayerVerdict, test: ElementVerdict) -> tuple[Option, ...]:
    """Another request, or another tag on role or caller, with which a condition of the Deny would not hold."""
    tagged = (*tag_the_role(situation, test), *tag_the_caller(situation, test, layer.layer))
    return (*for_condition(situation, test), *tagged)


def _exempted(situation: Situation, layer: LayerVerdict, text: str, statement: StatementVerdict) -> str | None:
    """A Deny that spares this caller (or, in a policy of the caller's alone, this role)."""
    caller = caller_of(situation.case)
    if layer.layer in _OF_THE_CALLER:
        return exempt_resource(text, statement, role_arn_of(situation.case), layer.action)
    if caller is None or caller.named is None:
        return None
    return exempt_caller(text, statement.pointer, caller.named)


def _token_exempted(
    situation: Situation, layer: LayerVerdict, text: str, statement: StatementVerdict
) -> tuple[str, str | None]:
    """Who is spared, and a Deny that spares them: a call with a token has no caller whom a policy could name."""
    issuer = issuer_of(situation.case)
    if issuer is not None and (document := exempt_issuer(text, statement.pointer, issuer)) is not None:
        return f"the tokens of {issuer}", document
    fewer = exempt_action(text, statement.pointer, layer.action)
    provider = provider_arn(situation.case, role_arn_of(situation.case))
    if fewer is None and issuer is not None and provider is not None and _by_web_identity(situation):
        return f"the tokens of {issuer}", and_not(text, statement.pointer, "aws:FederatedProvider", provider)
    return f"calls of {layer.action}", fewer


def _by_web_identity(situation: Situation) -> bool:
    request = situation.case.request
    return request is not None and request.action == "sts:AssumeRoleWithWebIdentity"


def _silent(situation: Situation, layer: LayerVerdict) -> tuple[int | None, PolicyVerdict | None]:
    """The policy that should speak: the first of the first level on which none allows."""
    for level, at in silent_levels(situation.case, layer):
        return level, at[0] if at else None
    return None, layer.policies[0] if layer.policies else None


def _ask(
    situation: Situation,
    layer: LayerVerdict,
    verdict: PolicyVerdict | None,
    level: int | None,
    what: str,
    document: str | None,
    cause: str,
    rank: int = 0,
) -> Option:
    who = _who(situation, layer)
    if level is not None:
        what += f" at {level_name(level, level_count(situation.case, layer.layer))}"
    ask = Ask(who, what, layer.layer, document, verdict.name if verdict is not None else None, level)
    return Option(what, f"Only {who} can do it.", (ask,), (cause,), rank)


def _who(situation: Situation, layer: LayerVerdict) -> str:
    caller = caller_of(situation.case)
    account = caller.account if caller is not None else "the caller"
    match layer.layer:
        case "permissions_boundary":
            return f"an administrator of account {account}"
        case "session_policy":
            return "whoever opens the caller's session"
        case "service_control_policy":
            return f"the administrator of the organization of account {account}"
        case "resource_control_policy":
            return f"the administrator of the organization of account {role_arn_of(situation.case).split(':')[4]}"
        case _:
            return "the owner of the VPC endpoint"


def _text(policy: Policy | None) -> str | None:
    document = policy.document if policy is not None else None
    return document.text if isinstance(document, Document) and document.parses else None
