"""A condition of the trust policy that cannot be met by another request: what to change in it, narrowest first."""

from __future__ import annotations

from fnmatch import fnmatchcase

from wizard.engine.context import KNOWN_KEYS, Context
from wizard.engine.decision import ElementVerdict
from wizard.repair import edit
from wizard.repair.condition_causes import (
    cause_of,
    is_known_key,
    values,
    would_match_as_network,
    would_match_as_pattern,
)
from wizard.repair.illegible import legible
from wizard.repair.layout import escape, tokens
from wizard.repair.near_miss import is_typo
from wizard.repair.option import Option, Situation, one_or_list
from wizard.repair.parties import caller_of
from wizard.repair.place import statement as statement_at
from wizard.repair.principals import named_by
from wizard.repair.providers import issuer_of
from wizard.repair.request_repairs import for_condition
from wizard.repair.subject import github_subject
from wizard.repair.tag_repairs import tag_the_caller, tag_the_role

_NEVER_DROPPED = frozenset({"oidc_subject_mismatch", "oidc_audience_mismatch", "saml_mismatch"})
"""Conditions without which a role would be open to strangers."""

_NEVER_WIDENED = frozenset({"mfa_required", "mfa_too_old", "time_window_mismatch", "service_only_condition"})
"""Conditions whose value is not a list of who may come in."""

_ACCEPTED = {
    "external_id_missing": 1,
    "external_id_mismatch": 1,
    "organization_mismatch": 2,
    "principal_tag_mismatch": 2,
    "condition_mismatch": 2,
    "session_tag_required": 1,
    "session_name_mismatch": 1,
}
"""How much is given up where a further value is accepted: whoever else carries it comes in too."""

_HELD_BY_OTHERS = frozenset({"principal_tag_mismatch"})
"""Conditions whose present value others meet: even where it looks like a slip it stays, and the new one is added."""

_LIKE = {
    "stringequals": "StringLike",
    "stringequalsignorecase": "StringLike",
    "stringnotequals": "StringNotLike",
}


def options(situation: Situation, statement: str, test: ElementVerdict) -> tuple[Option, ...]:
    """Ways to let the request past one failing condition of an Allow statement at ``statement``."""
    found = [*for_condition(situation, test)]
    text = situation.trust_text
    if text is None or not edit.has(text, test.pointer):
        return tuple(found)
    if not test.key:  # no condition at all, only something that stands where one belongs
        return (*found, *_drop(situation, text, statement, test))
    found += _as_pattern(situation, text, test)
    found += legible(situation, text, test)
    found += _right_key(situation, text, test)
    found += _accept(situation, text, test)
    found += (*tag_the_role(situation, test), *tag_the_caller(situation, test))
    found += _own_statement(situation, text, statement, test)
    found += _drop(situation, text, statement, test)
    return tuple(found)


def _as_pattern(situation: Situation, text: str, test: ElementVerdict) -> list[Option]:
    """A string operator with a wildcard or with a range of addresses: the operator that takes it."""
    as_network = would_match_as_network(test)
    if not as_network and not would_match_as_pattern(test):
        return []
    path = tokens(test.pointer)
    operator, key = path[-2], path[-1]
    qualifier, colon, plain = operator.rpartition(":")
    suffix = "IfExists" if plain.endswith("IfExists") else ""
    better = "IpAddress" if as_network else _LIKE.get(plain.removesuffix("IfExists").lower(), "StringLike")
    like = qualifier + colon + better + suffix
    after = _move(text, test.pointer, like, key)
    what = f"Compare {key} with {like}, which takes {'ranges' if as_network else 'wildcards'}"
    why = f"The value is written as a {'range' if as_network else 'pattern'} already; only the operator is wrong."
    return [Option(what, why, (situation.trust_change(after),), ("condition_operator_mistake", cause_of(test)))]


def _move(text: str, pointer: str, operator: str, key: str) -> str:
    """Put a condition's key under another operator."""
    block = pointer.rpartition("/")[0]
    conditions = block.rpartition("/")[0]
    alone = edit.size(text, block) == 1
    if alone and not edit.has(text, f"{conditions}/{escape(operator)}"):
        return edit.rename(text, block, operator)
    value = edit.value(text, pointer)
    statement = conditions.rpartition("/")[0]
    return edit.set_condition(edit.prune(text, pointer), statement, operator, key, value)


def _right_key(situation: Situation, text: str, test: ElementVerdict) -> list[Option]:
    """A misspelt key: the one that AWS has."""
    key = test.key or ""
    issuer = issuer_of(situation.case)
    written, _, claim = key.rpartition(":")
    if "." in written and issuer is not None and written.lower() != issuer.lower():
        after = edit.rename(text, test.pointer, f"{issuer}:{claim}")
        why = "The key begins with another provider than the token's."
        return [Option(f"Test {issuer}:{claim}", why, (situation.trust_change(after),), (cause_of(test),))]
    if other := _other_claim(situation, test):
        after = edit.rename(text, test.pointer, f"{written}:{other}")
        why = f"What is compared with the claim {claim} is this token's {other}."
        return [Option(f"Test {written}:{other}", why, (situation.trust_change(after),), (cause_of(test),))]
    if is_known_key(key) or cause_of(test) != "condition_key_unknown":
        return []
    close = [known for known in KNOWN_KEYS if is_typo(key.rpartition(":")[2], known.rpartition(":")[2])]
    if not close:
        return []
    after = edit.rename(text, test.pointer, close[0])
    why = f"No request carries {key}."
    return [
        Option(f"Write {close[0]} instead of {key}", why, (situation.trust_change(after),), ("condition_key_unknown",))
    ]


def _other_claim(situation: Situation, test: ElementVerdict) -> str | None:
    """The claim of this token that the values were meant for, where they stand under another claim's key."""
    issuer, _, claim = (test.key or "").rpartition(":")
    request = situation.case.request
    if "." not in issuer or request is None:
        return None
    context = Context(situation.case, request)
    for other in ("sub", "aud"):
        given = context.fact(f"{issuer}:{other}")
        if other != claim and isinstance(given, tuple) and any(one in test.expected for one in given):
            return other
    return None


def _accept(situation: Situation, text: str, test: ElementVerdict) -> list[Option]:
    """Add (or, for a slip, put right) the value that this request carries."""
    name = cause_of(test)
    operator = (test.operator or "").rpartition(":")[2].lower().removesuffix("ifexists")
    actual = values(test)
    positive = "not" not in operator and operator.startswith(("string", "arn", "ipaddress", "numericequals"))
    if not positive or not actual or name in _NEVER_WIDENED or would_match_as_pattern(test):
        return []
    if operator in ("arnequals", "arnlike") and not all(one.startswith("arn:") for one in actual):
        return []
    blanks = [one for one in test.expected if one.strip() == actual[0].strip()]
    slips = blanks or [one for one in test.expected if is_typo(one, actual[0]) and name not in _HELD_BY_OTHERS]
    fitting = _with_ids(test, actual[0])
    title = f"Accept {_shown(fitting)} for {_key(test)}"
    why = "For when what the request carries is right and the policy is out of date."
    value: object = edit.value(text, test.pointer)
    found: list[Option] = []
    rank = 0 if blanks else 2 if (test.key or "").lower() == "aws:principalaccount" else _ACCEPTED.get(name, 0)

    def accepted(title: str, why: str, after: str) -> None:
        found.append(Option(title, why, (situation.trust_change(after),), (name,), rank))

    old, reason = _outdated(test, actual[0])
    if old is not None:
        accepted(f"{title} in place of {_shown(old)}", reason, _instead(text, test.pointer, value, old, fitting))
    if slips and isinstance(value, str | list):
        accepted(title, why, _instead(text, test.pointer, value, slips[0], actual[0]))
    elif isinstance(value, str | list):
        after = edit.append(text, test.pointer, fitting)
        for one in actual[1:]:
            if one not in test.expected:
                after = edit.append(after, test.pointer, one)
        also = " as well" if old is not None else ""
        accepted(title + also, "For when other calls still carry the old value." if also else why, after)
    return found


def _instead(text: str, pointer: str, value: object, old: str, new: str) -> str:
    """One value of a condition in the place of another; the new one may be there already."""
    if not isinstance(value, list):
        return edit.replace(text, pointer, new)
    return edit.replace(text, f"{pointer}/{value.index(old)}", new)


def _outdated(test: ElementVerdict, given: str) -> tuple[str | None, str]:
    """The value that stood for this very workload before its tokens changed, and why they did."""
    theirs = github_subject(given)
    for text in test.expected:
        ours = github_subject(text)
        if ours is None or theirs is None or (ours.owner, ours.repository) != (theirs.owner, theirs.repository):
            continue
        if theirs.has_ids and not ours.has_ids:
            return text, "The repository's tokens carry the ids now, and none carries the old form any more."
        if (ours.kind, theirs.kind) == ("ref", "environment") and ours.has_ids == theirs.has_ids:
            return text, "The job names an environment now; beside it the branch would stay an open way in."
    return None, ""


def _with_ids(test: ElementVerdict, given: str) -> str:
    """For GitHub's subject with ids, the pattern that is there with the ids put in; else what the token carries."""
    theirs = github_subject(given)
    takes_wildcards = "like" in (test.operator or "").lower()
    for text in test.expected:
        ours = github_subject(text)
        if ours is None or theirs is None or not theirs.has_ids or ours.has_ids:
            continue
        if (ours.owner, ours.repository) == (theirs.owner, theirs.repository):
            pattern = given[: len(given) - len(theirs.rest)] + ours.rest
            if pattern == given or (takes_wildcards and fnmatchcase(given, pattern)):
                return pattern
    return given


def _key(test: ElementVerdict) -> str:
    issuer, _, claim = (test.key or "").rpartition(":")
    return f"the claim {claim}" if "." in issuer else test.key or "the condition"


def _own_statement(situation: Situation, text: str, pointer: str, test: ElementVerdict) -> list[Option]:
    """A statement for this caller alone, with every other condition of the one that almost matches."""
    caller = caller_of(situation.case)
    document = situation.case.role.trust_policy if situation.case.role is not None else None
    found = statement_at(document, pointer)
    if caller is None or caller.named is None or not found:
        return []
    if [one.name for one in named_by(found, pointer)] == [caller.named]:
        return []  # it is this caller's own already; then the condition itself has to go
    kept = _without(found.get("Condition"), test)
    wanted: dict[str, object] = {
        "Effect": "Allow",
        "Principal": {"AWS": caller.named},
        "Action": one_or_list(situation.actions),
    }
    if kept:
        wanted["Condition"] = kept
    after = edit.add_statement(text, wanted)
    title = f"Let {caller} in without {test.key}"
    why = "A statement of its own: for everybody else the condition stays."
    return [Option(title, why, (situation.trust_change(after),), (cause_of(test),), rank=1)]


def _without(conditions: object, test: ElementVerdict) -> dict[str, object]:
    path = tokens(test.pointer)
    kept: dict[str, object] = {}
    for operator, block in conditions.items() if isinstance(conditions, dict) else ():
        if not isinstance(block, dict):
            continue
        tests = {key: value for key, value in block.items() if (operator, key) != (path[-2], path[-1])}
        if tests:
            kept[operator] = tests
    return kept


def _drop(situation: Situation, text: str, pointer: str, test: ElementVerdict) -> list[Option]:
    name = cause_of(test)
    document = situation.case.role.trust_policy if situation.case.role is not None else None
    found = statement_at(document, pointer)
    everybody = any(one.name == "*" for one in named_by(found, pointer))
    if name in _NEVER_DROPPED or everybody:
        return []
    if name == "oidc_claim_not_exposed" and not _tests_subject(found):
        return _subject_instead(situation, text, pointer, test)
    after = edit.prune(text, test.pointer)
    title = f"Take the condition on {test.key} away" if test.key else "Take away what is no condition"
    why = "The widest way out: nobody whom the statement names has to meet it any more."
    return [Option(title, why, (situation.trust_change(after),), (name,), rank=3)]


def _subject_instead(situation: Situation, text: str, pointer: str, test: ElementVerdict) -> list[Option]:
    """The token's subject, where a claim that AWS does not read was all that told tokens apart."""
    issuer, token = issuer_of(situation.case), situation.case.token
    subject = token.claims.get("sub") if token is not None else None
    if issuer is None or not isinstance(subject, str):
        return []
    after = edit.set_condition(edit.prune(text, test.pointer), pointer, "StringEquals", f"{issuer}:sub", subject)
    why = "The subject says which workload a token is for, and AWS reads it."
    change = situation.trust_change(after)
    return [Option("Test the token's subject instead", why, (change,), ("oidc_claim_not_exposed",))]


def _tests_subject(statement: object) -> bool:
    conditions = statement.get("Condition") if isinstance(statement, dict) else None
    blocks = conditions.values() if isinstance(conditions, dict) else ()
    return any(str(key).endswith(":sub") for block in blocks if isinstance(block, dict) for key in block)


def _shown(value: str) -> str:
    return value if len(value) <= 60 else value[:57] + "…"
