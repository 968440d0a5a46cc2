"""A condition of the trust policy that cannot be met by another request: what to change in it, narrowest first."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.engine.conditions import read_operator
from wizard.engine.context import KNOWN_KEYS, Context
from wizard.engine.decision import ElementVerdict
from wizard.engine.web_identity import exposed_claims
from wizard.repair import edit
from wizard.repair.accepted_values import accepting
from wizard.repair.condition_keys import TAG_KEYS, cause_of, is_known_key
from wizard.repair.illegible import legible
from wizard.repair.layout import escape, tokens
from wizard.repair.named import named_by
from wizard.repair.near_miss import distance, is_typo
from wizard.repair.operator_repairs import in_operators
from wizard.repair.option import Option, Situation, one_or_list
from wizard.repair.parties import caller_of, role_arn_of, unique_id_of
from wizard.repair.place import statement as statement_at
from wizard.repair.providers import issuer_of, provider_arn
from wizard.repair.request_repairs import for_condition
from wizard.repair.savable import errors
from wizard.repair.shown import shown
from wizard.repair.tag_repairs import tag_the_caller, tag_the_role
from wizard.repair.wanted_values import asks_for_presence, neighbours

_NEVER_DROPPED = frozenset({"oidc_subject_mismatch", "oidc_audience_mismatch", "saml_mismatch"})
"""Conditions without which a role that trusts a provider would be open to strangers."""


def options(situation: Situation, statement: str, test: ElementVerdict) -> tuple[Option, ...]:
    """Ways to let the request past one failing condition of an Allow statement at ``statement``."""
    known = read_operator(test.operator or "")[0] is not None and "${" not in (test.mistake or "")
    found = [*for_condition(situation, test)] if known else []  # what is no test at all, no request meets
    text = situation.trust_text
    if text is None or not edit.has(text, test.pointer):
        return tuple(found)
    if not test.key:  # no condition at all, only something that stands where one belongs
        return (*found, *_drop(situation, text, statement, test))
    found += in_operators(situation, text, test)
    found += legible(situation, text, test)
    found += right_key(situation, text, test)
    found += accepting(situation, text, test)
    found += (*tag_the_role(situation, test), *tag_the_caller(situation, test))
    found += _own_statement(situation, text, statement, test)
    found += _drop(situation, text, statement, test)
    return tuple(found)


def right_key(situation: Situation, text: str, test: ElementVerdict) -> list[Option]:
    """A misspelt key: the one that AWS has."""
    key = test.key or ""
    issuer = issuer_of(situation.case)
    written, _, claim = key.rpartition(":")
    if issuer is not None and not written and claim in exposed_claims(issuer):
        after = edit.rename(text, test.pointer, f"{issuer}:{claim}")
        why = "The key of a claim begins with the token's issuer."
        return [Option(f"Test {issuer}:{claim}", why, (situation.trust_change(after),), (cause_of(test),))]
    if "." in written and issuer is not None and written.lower() != issuer.lower():
        if edit.has(text, f"{test.pointer.rpartition('/')[0]}/{escape(f'{issuer}:{claim}')}"):
            return []  # the token's own provider is tested as well: two providers in one statement
        after = edit.rename(text, test.pointer, f"{issuer}:{claim}")
        why = "The key begins with another provider than the token's."
        return [Option(f"Test {issuer}:{claim}", why, (situation.trust_change(after),), (cause_of(test),))]
    if other := _other_claim(situation, test):
        after = edit.rename(text, test.pointer, f"{written}:{other}")
        why = f"What is compared with the claim {claim} is this token's {other}."
        return [Option(f"Test {written}:{other}", why, (situation.trust_change(after),), (cause_of(test),))]
    if is_known_key(key) or cause_of(test) != "condition_key_unknown":
        return []
    if len(test.expected) == 1 and is_known_key(meant := test.expected[0]):
        after = edit.rename(edit.replace(text, test.pointer, key), test.pointer, meant)
        title, why = f"Write {meant} as the key and {shown(key)} as its value", "They stand the wrong way round."
        return [Option(title, why, (situation.trust_change(after),), ("condition_key_unknown",))]
    better = _known_key_like(key)
    if better is None:
        return []
    after = edit.rename(text, test.pointer, better)
    why = f"No request carries {shown(key)}."
    title = f"Write {better} instead of {shown(key)}"
    return [Option(title, why, (situation.trust_change(after),), ("condition_key_unknown",))]


def _known_key_like(key: str) -> str | None:
    """The key that AWS has and that was meant; behind a slash stands a tag's, which anybody may choose."""
    written, slash, tag = key.partition("/")
    known = [f"{one}{slash}{tag}" for one in TAG_KEYS] if slash else KNOWN_KEYS
    near = [one for one in known if is_typo(_last(written), _last(one.partition("/")[0])) or is_typo(key, one)]
    return min(near, key=lambda one: distance(key.lower(), one.lower(), 40), default=None)


def _last(key: str) -> str:
    return key.rpartition(":")[2]


def _other_claim(situation: Situation, test: ElementVerdict) -> str | None:
    """The claim of this token that the values were meant for, where they stand under another claim's key."""
    issuer, _, claim = (test.key or "").rpartition(":")
    request = situation.case.request
    if "." not in issuer or request is None:
        return None
    context = Context(situation.case, request)
    for other in ("sub", "aud", "oaud"):
        given = context.fact(f"{issuer}:{other}")
        if other != claim and isinstance(given, tuple) and any(one in test.expected for one in given):
            return other
    return None


def _own_statement(situation: Situation, text: str, pointer: str, test: ElementVerdict) -> list[Option]:
    """A statement for this caller alone, with every other condition of the one that almost matches."""
    caller = caller_of(situation.case)
    found = statement_at(situation.trust_policy, pointer)
    if caller is None:
        return _of_one_provider(situation, text, found, test)
    if caller.named is None or not found:
        return []
    if {one.name for one in named_by(found, pointer)} <= {caller.named, unique_id_of(situation.case)}:
        return []  # it is this caller's own already; then the condition itself has to go
    title = f"Let {caller} in without {test.key}"
    if _lets_nobody_in(test) and any(one.pointer.startswith(f"{pointer}/Condition") for one in errors(text, "trust")):
        after = edit.replace(edit.prune(text, test.pointer), f"{pointer}/Principal", {"AWS": caller.named})
        why = "As it stands nobody comes in by the statement, and IAM does not save it: it becomes this caller's alone."
        return [Option(title, why, (situation.trust_change(after),), (cause_of(test),), rank=1)]
    kept = _without(found.get("Condition"), tuple(one.pointer for one in _failing(situation, test)))
    wanted: dict[str, object] = {
        "Effect": "Allow",
        "Principal": {"AWS": caller.named},
        "Action": one_or_list(situation.actions),
    }
    if kept:
        wanted["Condition"] = kept
    after = edit.add_statement(text, wanted)
    why = "A statement of its own: for everybody else the condition stays."
    return [Option(title, why, (situation.trust_change(after),), (cause_of(test),), rank=1)]


def _lets_nobody_in(test: ElementVerdict) -> bool:
    """Whether no request at all meets a condition: its operator, or what it compares, is none."""
    operator, qualifier, if_exists = read_operator(test.operator or "")
    return operator is None or not (operator.negated or if_exists or qualifier == "all")


def _of_one_provider(
    situation: Situation, text: str, found: Mapping[str, object], test: ElementVerdict
) -> list[Option]:
    """Two providers in one statement, whose conditions no token meets together: one for this token's provider."""
    issuer, arn = issuer_of(situation.case), provider_arn(situation.case, role_arn_of(situation.case))
    request, conditions = situation.case.request, found.get("Condition")
    if issuer is None or arn is None or request is None or not isinstance(conditions, Mapping):
        return []
    written = (test.key or "").rpartition(":")[0]
    if "." not in written or written.lower() == issuer.lower():
        return []
    kept: dict[str, object] = {}
    for operator, block in conditions.items():
        tests = block.items() if isinstance(block, Mapping) else ()
        own = {key: value for key, value in tests if "." not in key.rpartition(":")[0] or key.startswith(f"{issuer}:")}
        if own:
            kept[str(operator)] = own
    wanted = {"Effect": "Allow", "Principal": {"Federated": arn}, "Action": request.action, "Condition": kept}
    if not _tests_subject(wanted):
        return []
    title = f"Let tokens of {issuer} in by a statement of their own"
    why = "A token has one issuer: the conditions on two of them are never met together."
    change = situation.trust_change(edit.add_statement(text, wanted))
    return [Option(title, why, (change,), (cause_of(test),))]


def _failing(situation: Situation, test: ElementVerdict) -> tuple[ElementVerdict, ...]:
    """A condition, and those beside it on the same key that the request does not meet either."""
    return (test, *(one for one in neighbours(situation, test) if one.holds is not True))


def _without(conditions: object, pointers: tuple[str, ...]) -> dict[str, object]:
    gone = {tuple(tokens(pointer)[-2:]) for pointer in pointers}
    kept: dict[str, object] = {}
    for operator, block in conditions.items() if isinstance(conditions, dict) else ():
        if not isinstance(block, dict):
            continue
        tests = {key: value for key, value in block.items() if (operator, key) not in gone}
        if tests:
            kept[operator] = tests
    return kept


def _drop(situation: Situation, text: str, pointer: str, test: ElementVerdict) -> list[Option]:
    name = cause_of(test)
    found = statement_at(situation.trust_policy, pointer)
    named = named_by(found, pointer)
    by_token = name in _NEVER_DROPPED and any(one.kind == "Federated" for one in named)
    if (by_token and not _shuts_out(test)) or any(one.name == "*" for one in named):
        return []
    if (by_token or name == "oidc_claim_not_exposed") and not _tests_subject(_pruned(text, pointer, test)):
        return _subject_instead(situation, text, pointer, test)
    after = text
    for one in _failing(situation, test):
        after = edit.prune(after, one.pointer)
    title = f"Take the condition on {shown(test.key)} away" if test.key else "Take away what is no condition"
    why, rank = "The widest way out: nobody whom the statement names has to meet it any more.", 3
    if by_token:
        title, rank = f"Take {test.operator} on {test.key} away", 0
        why = "What the statement asks of the subject beside it stays, and says which tokens may come."
    return [Option(title, why, (situation.trust_change(after),), (name,), rank)]


def _shuts_out(test: ElementVerdict) -> bool:
    """Whether a condition names tokens that may not come: by an operator with Not, or by one without their claim."""
    operator, _, _ = read_operator(test.operator or "")
    return operator is not None and (operator.negated or asks_for_presence(test) is False)


def _pruned(text: str, pointer: str, test: ElementVerdict) -> object:
    """A statement as it would be without a condition."""
    return edit.value(edit.prune(text, test.pointer), pointer)


def _subject_instead(situation: Situation, text: str, pointer: str, test: ElementVerdict) -> list[Option]:
    """The token's subject, where what is told of it is no claim that AWS reads, or only who may not come."""
    issuer, token = issuer_of(situation.case), situation.case.token
    subject = token.claims.get("sub") if token is not None else None
    if issuer is None or not isinstance(subject, str):
        return []
    after = edit.set_condition(edit.prune(text, test.pointer), pointer, "StringEquals", f"{issuer}:sub", subject)
    why = "The subject says which workload a token is for, and AWS reads it."
    change = situation.trust_change(after)
    return [Option("Test the token's subject instead", why, (change,), (cause_of(test),))]


def _tests_subject(statement: object) -> bool:
    conditions = statement.get("Condition") if isinstance(statement, dict) else None
    blocks = conditions.values() if isinstance(conditions, dict) else ()
    return any(str(key).endswith(":sub") for block in blocks if isinstance(block, dict) for key in block)
