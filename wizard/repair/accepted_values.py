"""A value that the request carries and a condition does not list: how the condition can take it, too."""

from __future__ import annotations

import re

from wizard.engine.arn import is_account_id, parse_arn
from wizard.engine.conditions import compared_values
from wizard.engine.decision import ElementVerdict
from wizard.engine.operators import OPERATORS, READERS, bare_name
from wizard.engine.pattern import wild
from wizard.repair import edit
from wizard.repair.audience_repairs import unregistered
from wizard.repair.condition_causes import values, would_match_as_pattern
from wizard.repair.condition_keys import cause_of
from wizard.repair.near_miss import is_slip, is_slip_of_an_id, is_typo
from wizard.repair.option import Option, Situation, one_or_list
from wizard.repair.parties import caller_of, party
from wizard.repair.regions import is_region
from wizard.repair.shown import shown
from wizard.repair.subject import as_patterned, github_subject, is_short_for, subject_note

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
    if not _lists_who_may_come(test) or not isinstance(edit.value(text, test.pointer), str | int | float | list):
        return []
    given = values(test)[0]
    fitting = _lasting(situation, test) or _for_every_run(test, given) or _with_ids(test, given)
    title = f"Accept {_shown(fitting)} for {_key(test)}"

    def accepted(title: str, why: str, after: str) -> Option:
        change, meant = situation.trust_change(after), _names_an_organization(test)
        return Option(title, why, (change,), (cause_of(test),), _rank(test), as_meant=meant)

    if (short := next((one for one in test.expected if is_short_for(one, given)), None)) is not None:
        why = f"{subject_note(short, given)} No token carries what is written now."
        return [accepted(f"{title} in place of {_shown(short)}", why, _instead(text, test, short, fitting))]
    if (session := _session(test)) is not None:
        why = "Of a session aws:PrincipalArn holds the role's ARN: no request carries what is written now."
        return [accepted(f"{title} in place of {_shown(session)}", why, _instead(text, test, session, fitting))]
    if (unknown := unregistered(situation, test)) is not None:
        why = "The account's provider does not know the audience that is written now: no token comes in with it."
        return [accepted(f"{title} in place of {_shown(unknown)}", why, _instead(text, test, unknown, given))]
    old, why = _outdated(test, given)
    if old is not None:
        still = "For when other calls still carry the old value."
        return [
            accepted(f"{title} in place of {_shown(old)}", why, _instead(text, test, old, fitting)),
            accepted(f"{title} as well", still, _added(text, test, fitting)),
        ]
    if unread := _unread(test):
        kept = tuple(one for one in test.expected if one not in unread)
        after = edit.replace(text, test.pointer, one_or_list((*kept, *values(test))))
        why = f"{test.operator} cannot read what is written now."
        return [accepted(f"{title} in place of {_shown(unread[0])}", why, after)]
    why = "For when what the request carries is right and the policy is out of date."
    if (slip := _blanks(test)) is not None:
        return [accepted(title, why, _instead(text, test, slip, given))]
    if (slip := _slip(test)) is not None:
        return [accepted(f"{title} in place of {_shown(slip)}", why, _instead(text, test, slip, given))]
    if (pattern := _misspelt_pattern(test, given)) is not None:
        written, meant = pattern
        corrected = f"Accept {_shown(meant)} for {_key(test)} in place of {_shown(written)}"
        return [
            accepted(f"{title} in place of {_shown(written)}", why, _instead(text, test, written, fitting)),
            accepted(corrected, "The pattern as it was meant.", _instead(text, test, written, meant)),
        ]
    found = [accepted(title, why, _added(text, test, fitting))]
    if (wider := _any_session(test, given) or _any_run(test, given)) is not None:
        lasting = "For each of its sessions or runs, and not for this one alone."
        found.append(
            accepted(f"Accept {_shown(wider)} for {_key(test)}", lasting, edit.append(text, test.pointer, wider))
        )
    return found


def _misspelt_pattern(test: ElementVerdict, given: str) -> tuple[str, str] | None:
    """A pattern with white space around it, or whose words before its first star are a slip of the request's, and what
    was meant."""
    if "like" not in (test.operator or "").lower() or cause_of(test) in _HELD_BY_OTHERS:
        return None
    for one in test.expected:
        if one != one.strip() and wild(one.strip(), given):
            return one, one.strip()
        head, star, rest = one.partition("*")
        lengths = sorted(range(len(head) - 2, len(head) + 3), key=lambda length: abs(length - len(head)))
        for own in (given[:length] for length in lengths if length > 0):
            slip = is_slip(head, own) or is_slip_of_an_id(head, own)
            if star and own[-1:] == head[-1:] and slip and wild(f"{own}*{rest}", given):
                return one, f"{own}*{rest}"
    return None


def _lists_who_may_come(test: ElementVerdict) -> bool:
    """Whether a condition lists values of which this request's could be a further one."""
    operator, carried = bare_name(test.operator), values(test)
    positive = "not" not in operator and operator.startswith(("string", "arn", "ipaddress", "numericequals"))
    if not positive or not carried or cause_of(test) in _NEVER_WIDENED or would_match_as_pattern(test):
        return False
    return operator not in ("arnequals", "arnlike") or all(one.startswith("arn:") for one in carried)


def _rank(test: ElementVerdict) -> int:
    """How much is given up: nothing where only white space goes, or an id that nobody has."""
    if _blanks(test) is not None or any(is_slip_of_an_id(one, values(test)[0]) for one in test.expected):
        return 0
    return 2 if (test.key or "").lower() == "aws:principalaccount" else _ACCEPTED.get(cause_of(test), 0)


def _names_an_organization(test: ElementVerdict) -> bool:
    """Whether the caller's organization stands there already, by a slip of its id: its members were to come in."""
    return cause_of(test) == "organization_mismatch" and _rank(test) == 0


def _blanks(test: ElementVerdict) -> str | None:
    """The value that differs from the request's by white space around it alone."""
    given = values(test)[0].strip()
    return next((one for one in test.expected if one.strip() == given), None)


def _slip(test: ElementVerdict) -> str | None:
    """The value that was meant to be the request's, and that nobody else's is."""
    given, cause = values(test)[0], cause_of(test)
    for one in test.expected:
        if is_slip_of_an_id(one, given):
            return one
        held = cause in _HELD_BY_OTHERS and (cause != "region_mismatch" or is_region(one))
        if not held and (is_slip(one, given) or _is_nobodys(one, given)):
            return one
    return None


def _is_nobodys(written: str, given: str) -> bool:
    """Whether an ARN is nobody's, and was probably meant to be another: its account has not twelve digits, or has a
    role or user of that name under another path ("IAM identifiers": a name stands once in an account)."""
    named, caller = parse_arn(written), party(given)
    if named is not None and not is_account_id(named.account):
        return is_typo(written, given)
    other = party(written)
    known = caller.kind in ("user", "role") and not set("*?$") & set(written)
    return known and (other.kind, other.account, other.name) == (caller.kind, caller.account, caller.name)


def _session(test: ElementVerdict) -> str | None:
    """The ARN of a role's session where the role's own is compared."""
    sessions = (one for one in test.expected if re.match(r"arn:[^:]*:sts:[^:]*:[^:]*:assumed-role/", one))
    return next(sessions, None) if (test.key or "").lower() == "aws:principalarn" else None


def _for_every_run(test: ElementVerdict, given: str) -> str | None:
    """For a pattern that leaves a part out, the token's subject with the wildcards of it."""
    short = next((one for one in test.expected if is_short_for(one, given)), None)
    return _any_run(test, given) if short is not None else None


def _any_run(test: ElementVerdict, given: str) -> str | None:
    """The token's subject with the wildcards that the policy has for another workload."""
    if "like" not in (test.operator or "").lower() or not (test.key or "").endswith(":sub"):
        return None
    return next((found for one in test.expected if (found := as_patterned(one, given)) is not None), None)


def _any_session(test: ElementVerdict, given: str) -> str | None:
    """The unique id of a role with any session of it, where the condition has such patterns: a session ends."""
    role, colon, _ = given.partition(":")
    by_pattern = "like" in (test.operator or "").lower() and any(one.endswith(":*") for one in test.expected)
    return f"{role}:*" if (test.key or "").lower() == "aws:userid" and colon and by_pattern else None


def _lasting(situation: Situation, test: ElementVerdict) -> str | None:
    """The pattern of an Identity Center role, whose suffix a new provisioning changes, where patterns are compared."""
    caller, operator = caller_of(situation.case), (test.operator or "").lower()
    takes_patterns = "like" in operator or "arnequals" in operator
    by_pattern = any("*" in one for one in test.expected)
    if (test.key or "").lower() != "aws:principalarn" or caller is None or not takes_patterns or not by_pattern:
        return None
    return caller.sso_pattern


def _unread(test: ElementVerdict) -> tuple[str, ...]:
    """The values that the operator cannot read, beside which IAM saves no other."""
    known = OPERATORS.get(bare_name(test.operator))
    reader = READERS.get(known.family) if known is not None and known.family != "arn" else None
    return tuple(one for one in test.expected if "${" not in one and reader is not None and reader(one) is None)


def _instead(text: str, test: ElementVerdict, old: str, new: str) -> str:
    """One value of a condition in the place of another; the new one may be there already."""
    written = edit.value(text, test.pointer)
    if not isinstance(written, list):
        return edit.replace(text, test.pointer, new)
    at = next(at for at, one in enumerate(written) if old in compared_values(one))
    return edit.replace(text, f"{test.pointer}/{at}", new)


def _added(text: str, test: ElementVerdict, fitting: str) -> str:
    """What fits the request beside what is accepted already; of a key of several values, all that it carries."""
    text = edit.append(text, test.pointer, fitting)
    for one in values(test)[1:]:
        if one not in test.expected:
            text = edit.append(text, test.pointer, one)
    return text


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
    """A value for a title; what tells long ones apart stands at their end."""
    return shown(value) if len(value) <= 60 else f"{value[:22]}…{value[-37:]}"
