"""A value that the request carries and a condition does not list: how the condition can take it, too."""

from __future__ import annotations

import re

from wizard.engine.decision import ElementVerdict
from wizard.engine.operators import OPERATORS, READERS, bare_name
from wizard.engine.pattern import wild
from wizard.repair import edit
from wizard.repair.condition_causes import cause_of, values, would_match_as_pattern
from wizard.repair.near_miss import is_typo
from wizard.repair.option import Option, Situation, one_or_list
from wizard.repair.parties import caller_of
from wizard.repair.shown import shown
from wizard.repair.subject import github_subject, subject_note

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

_HELD_BY_OTHERS = frozenset({"principal_tag_mismatch", "network_mismatch", "region_mismatch", "session_tag_required"})
"""Conditions whose present value others meet: even where it looks like a slip it stays, and the new one is added."""


def accepting(situation: Situation, text: str, test: ElementVerdict) -> list[Option]:
    """Add (or, for a slip, put right) the value that this request carries."""
    name = cause_of(test)
    operator = bare_name(test.operator)
    actual = values(test)
    positive = "not" not in operator and operator.startswith(("string", "arn", "ipaddress", "numericequals"))
    if not positive or not actual or name in _NEVER_WIDENED or would_match_as_pattern(test):
        return []
    if operator in ("arnequals", "arnlike") and not all(one.startswith("arn:") for one in actual):
        return []
    blanks = [one for one in test.expected if one.strip() == actual[0].strip()]
    slips = blanks or [one for one in test.expected if name not in _HELD_BY_OTHERS and _is_slip(one, actual[0])]
    useless = _unread(operator, test)
    fitting = _lasting(situation, test) or _with_ids(test, actual[0])
    title = f"Accept {_shown(fitting)} for {_key(test)}"
    why = "For when what the request carries is right and the policy is out of date."
    value: object = edit.value(text, test.pointer)
    found: list[Option] = []
    rank = 0 if blanks else 2 if (test.key or "").lower() == "aws:principalaccount" else _ACCEPTED.get(name, 0)

    def accepted(title: str, why: str, after: str) -> None:
        found.append(Option(title, why, (situation.trust_change(after),), (name,), rank))

    if (branch := _short_branch(test, actual[0])) is not None and isinstance(value, str | list):
        reason = f"{subject_note(branch, actual[0])} No token carries what is written now."
        accepted(
            f"{title} in place of {_shown(branch)}", reason, _instead(text, test.pointer, value, branch, actual[0])
        )
        return found
    old, reason = _outdated(test, actual[0])
    if old is not None:
        accepted(f"{title} in place of {_shown(old)}", reason, _instead(text, test.pointer, value, old, fitting))
    if useless:
        kept = tuple(one for one in test.expected if one not in useless)
        after = edit.replace(text, test.pointer, one_or_list((*kept, *actual)))
        accepted(
            f"{title} in place of {_shown(useless[0])}", f"{test.operator} cannot read what is written now.", after
        )
    elif slips and isinstance(value, str | list):
        told = title if blanks else f"{title} in place of {_shown(slips[0])}"
        accepted(told, why, _instead(text, test.pointer, value, slips[0], actual[0]))
    elif isinstance(value, str | list):
        after = edit.append(text, test.pointer, fitting)
        for one in actual[1:]:
            if one not in test.expected:
                after = edit.append(after, test.pointer, one)
        also = " as well" if old is not None else ""
        accepted(title + also, "For when other calls still carry the old value." if also else why, after)
    return found


def _is_slip(written: str, given: str) -> bool:
    """Whether nobody else can be meant: tenant-1 and tenant-2 are two, however near they are to each other."""
    numbers = re.findall(r"[0-9]+", written), re.findall(r"[0-9]+", given)
    return numbers[0] == numbers[1] and is_typo(written, given)


def _lasting(situation: Situation, test: ElementVerdict) -> str | None:
    """The pattern of an Identity Center role, whose suffix a new provisioning changes, where patterns are compared."""
    caller, operator = caller_of(situation.case), (test.operator or "").lower()
    takes_patterns = "like" in operator or "arnequals" in operator
    by_pattern = any("*" in one for one in test.expected)
    if (test.key or "").lower() != "aws:principalarn" or caller is None or not takes_patterns or not by_pattern:
        return None
    return caller.sso_pattern


def _unread(operator: str, test: ElementVerdict) -> tuple[str, ...]:
    """The values that the operator cannot read, beside which IAM saves no other."""
    known = OPERATORS.get(operator)
    reader = READERS.get(known.family) if known is not None and known.family != "arn" else None
    return tuple(one for one in test.expected if "${" not in one and reader is not None and reader(one) is None)


def _instead(text: str, pointer: str, value: object, old: str, new: str) -> str:
    """One value of a condition in the place of another; the new one may be there already."""
    if not isinstance(value, list):
        return edit.replace(text, pointer, new)
    return edit.replace(text, f"{pointer}/{value.index(old)}", new)


def _short_branch(test: ElementVerdict, given: str) -> str | None:
    """The value that names the token's own branch or tag without ``refs/``, as no token does."""
    theirs = github_subject(given)
    for text in test.expected:
        ours = github_subject(text)
        if ours is None or theirs is None or (ours.owner, ours.repository) != (theirs.owner, theirs.repository):
            continue
        name = ours.rest.removeprefix("ref:")
        if ours.kind == "ref" and not name.startswith("refs/") and theirs.rest.endswith(f"/{name}"):
            return text
    return None


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
            return text, (
                "The job names an environment now; beside it the branch would stay an open way in. "
                "Which branches may use the environment is set in GitHub."
            )
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
            if pattern == given or (takes_wildcards and wild(pattern, given)):
                return pattern
    return given


def _key(test: ElementVerdict) -> str:
    issuer, _, claim = (test.key or "").rpartition(":")
    return f"the claim {claim}" if "." in issuer else test.key or "the condition"


def _shown(value: str) -> str:
    return shown(value) if len(value) <= 60 else value[:57] + "…"
