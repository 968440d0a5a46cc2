"""Another request instead of another policy: what to pass so that a condition is met."""

from __future__ import annotations

import re

from wizard.engine.decide import decide
from wizard.engine.decision import ElementVerdict
from wizard.engine.operators import instant, network
from wizard.engine.pattern import ONE, STAR, glob
from wizard.repair.applied import apply_changes
from wizard.repair.change import RequestChange
from wizard.repair.condition_causes import is_private, values
from wizard.repair.condition_keys import cause_of
from wizard.repair.near_miss import is_slip_of_an_id
from wizard.repair.option import Option, Situation, other_request, send_one
from wizard.repair.parties import caller_of
from wizard.repair.providers import issuer_of
from wizard.repair.regions import is_region
from wizard.repair.shown import shown
from wizard.repair.wanted_values import (
    FREE,
    asker,
    asks_for_presence,
    asks_to_match,
    fitting,
    literal,
    literals,
    patterns,
)

_NOTHING = "Nothing changes in AWS."
_IP, _OF_A_VPC = "aws:sourceip", ("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip", "aws:sourcevpcarn")
_ANY_ADDRESS = {"0.0.0.0/0": ("IPv4", "192.0.2.1"), "::/0": ("IPv6", "2001:db8::1")}
"""The ranges of every address, with an address of each that stands for all. (RFC 5737, RFC 3849)"""


def for_condition(situation: Situation, test: ElementVerdict) -> tuple[Option, ...]:
    """Requests under which a condition would hold (or, in a Deny, would not apply), and which AWS takes."""
    return tuple(option for option in _offered(situation, test) if _is_taken(situation, option))


def _is_taken(situation: Situation, option: Option) -> bool:
    """Whether what would be passed is of a form that AWS takes: no ExternalId has a blank in it."""
    changes = (change for change in option.changes if isinstance(change, RequestChange))
    passed = {f"request.{name}" for change in changes for name in change.set}
    problems = decide(apply_changes(situation.case, option.changes)).problems
    return not any(one.name == "request_parameter_invalid" and one.field in passed for one in problems)


def _offered(situation: Situation, test: ElementVerdict) -> tuple[Option, ...]:
    request = situation.case.request
    caller = caller_of(situation.case)
    if request is None or (request.action != "sts:AssumeRole" and (test.key or "").lower() == "sts:externalid"):
        return ()  # a call with a token takes no ExternalId
    if asks_for_presence(test) is not None:
        from wizard.repair.presence_repairs import for_presence

        return for_presence(situation, test)
    name, key = cause_of(test), test.key or ""
    wanted = literal(situation, test)
    match name:
        case "external_id_missing" | "external_id_mismatch" if wanted:
            what = f"Pass the ExternalId {asker(situation, test)} asks for"
            return (other_request(situation, what, _NOTHING, name, external_id=wanted),)
        case "external_id_missing" | "external_id_mismatch" if (fits := fitting(situation, test)) is not None:
            pattern, value = fits
            what = f"Pass an ExternalId that fits {shown(pattern)}, such as {shown(value)}"
            if value == FREE:
                what = "Pass an ExternalId, whichever"
            return (other_request(situation, what, _NOTHING, name, external_id=value),)
        case "external_id_mismatch" if not asks_to_match(test):
            return (other_request(situation, "Pass no ExternalId", _NOTHING, name, external_id=None),)
        case "mfa_required" | "mfa_too_old" if caller is not None and caller.kind == "user" and _asks_for_mfa(test):
            from wizard.repair.presence_repairs import mfa

            return mfa(situation, test, name)
        case "source_identity_required" if wanted and key.lower() == "sts:sourceidentity":
            what = f"Pass the source identity {asker(situation, test)} asks for"
            return (other_request(situation, what, _NOTHING, name, source_identity=wanted),)
        case "source_identity_required" if (own := _own_identity(situation, test)) is not None:
            return (other_request(situation, f"Pass the source identity {own}", _NOTHING, name, source_identity=own),)
        case "source_identity_required" if request.source_identity is not None and not asks_to_match(test):
            return (other_request(situation, "Pass no source identity", _NOTHING, name, source_identity=None),)
        case "session_name_mismatch" if asks_to_match(test):
            filled = wanted or (_filled(situation, test) if "like" in _base(test) else None)
            what = f"Use the session name {asker(situation, test)} asks for"
            return (other_request(situation, what, _NOTHING, name, role_session_name=filled),) if filled else ()
        case "session_name_mismatch" if (free := _another_name(situation, test)) is not None:
            what = f"Use another session name, such as {free}"
            return (other_request(situation, what, _NOTHING, name, role_session_name=free),)
        case "session_tag_required":
            from wizard.repair.session_tag_repairs import for_session_tags

            return for_session_tags(situation, test)
        case "network_mismatch" if (place := _place(situation, test)) is not None:
            return (_from_there(situation, key, place),)
        case "condition_mismatch" if key.lower() == "sts:roleauthorizedbyidp":
            what = "Send a token whose roles claim names this role"
            why = "The token's issuer has to say which roles it is for."
            return (other_request(situation, what, why, name, context={key: "true"}),)
        case "oidc_audience_mismatch" if values(test):
            from wizard.repair.audience_repairs import for_audience

            return for_audience(situation, literals(situation, test), rank=1)  # STS knew the audience that was sent
        case "oidc_audience_mismatch" | "oidc_subject_mismatch" | "saml_mismatch" | "condition_mismatch" if (
            wanted and _lacks_claim(situation, test)
        ):
            what = f"{send_one(situation.case)} whose {key.rpartition(':')[2]} is {wanted}"
            return (other_request(situation, what, "This one is not made for the role.", name, context={key: wanted}),)
        case "region_mismatch" if (region := next(filter(is_region, literals(situation, test)), None)) is not None:
            what = f"Call STS in {region}"
            return (other_request(situation, what, _NOTHING, name, context={key: region}),)
        case "time_window_mismatch" if test.expected and (moment := instant(test.expected[0])) is not None:
            return _later(situation, test, moment)
    return ()


def _asks_for_mfa(test: ElementVerdict) -> bool:
    """Whether a condition is on calls without MFA: then it is no MFA that helps."""
    without = "false" in (text.lower() for text in test.expected)
    return "bool" not in _base(test) or without is (test.holds is True)


def _from_there(situation: Situation, key: str, wanted: str) -> Option:
    what, place = f"Call from {wanted}", wanted.partition("/")[0]
    why = "The condition is for calls from there; nothing changes in AWS."
    if wanted in _ANY_ADDRESS:
        kind, place = _ANY_ADDRESS[wanted]
        what, why = f"Call over {kind}", f"The policy lets every {kind} address in; nothing changes in AWS."
    internet = key.lower() == _IP  # a call carries its address there, or the network it comes through
    elsewhere = {one: None for one in _carried(situation) if (one.lower() == _IP) is not internet}
    return other_request(situation, what, why, "network_mismatch", context={**elsewhere, key: place})


def _carried(situation: Situation) -> tuple[str, ...]:
    """The keys of the request that say from which network it comes."""
    context = situation.case.request.context if situation.case.request is not None else {}
    return tuple(key for key, value in context.items() if key.lower() in (_IP, *_OF_A_VPC) and value)


def _place(situation: Situation, test: ElementVerdict) -> str | None:
    """The first network or endpoint of the condition from which a call can come."""
    by_address = "ip" in _base(test)
    for wanted in literals(situation, test):
        misspelt = any(is_slip_of_an_id(wanted, given) for given in values(test))
        if _reachable(test.key or "", wanted) if by_address else "/" not in wanted and not misspelt:
            return wanted
    return None


def _reachable(key: str, wanted: str) -> bool:
    """Whether a call can come from there: over the internet AWS sees a public address."""
    return network(wanted) is not None and not (key.lower() == "aws:sourceip" and is_private(wanted))


def _lacks_claim(situation: Situation, test: ElementVerdict) -> bool:
    """Whether another token of the same issuer could carry the claim: it is missing, or says who has signed in."""
    issuer, _, claim = (test.key or "").lower().rpartition(":")
    if situation.case.caller is not None or (values(test) and claim != "amr"):
        return False
    return issuer == "saml" or issuer == (issuer_of(situation.case) or "").lower()


def _later(situation: Situation, test: ElementVerdict, moment: float) -> tuple[Option, ...]:
    """A later call, or a later session: an Allow that asks for it, or a Deny of what comes before a moment."""
    key, name = test.key or "", "time_window_mismatch"
    later = ("less" if test.holds is True else "greater") in _base(test)
    if not later:
        return ()
    after = {key: str(int(moment) + 1)}
    if key.lower() == "aws:tokenissuetime":  # ("Revoke IAM role temporary security credentials")
        what = f"Sign in again: sessions opened after {test.expected[0]} pass"
        why = "Older sessions were revoked." if test.holds is True else "A newer session is asked for."
        if not values(test):
            what, why = "Call with temporary credentials of GetSessionToken", "Long-term keys have no time of issue."
        return (other_request(situation, what, why, name, context=after),)
    return (
        other_request(situation, f"Wait until {test.expected[0]}", "The condition holds then.", name, context=after),
    )


def _own_identity(situation: Situation, test: ElementVerdict) -> str | None:
    """The caller's own name as the source identity, where the condition is a pattern: as it stands, or filled in."""
    caller = caller_of(situation.case)
    if caller is None or (test.key or "").lower() != "sts:sourceidentity":
        return None
    own = session_name(caller.session or caller.name)
    fits = fitting(situation, test, own)
    names = (own, session_name(fits[1])) if fits is not None else ()
    return next((name for name in names if any(glob(one, name) for one in patterns(situation, test))), None)


def _filled(situation: Situation, test: ElementVerdict) -> str | None:
    """A session name that a pattern takes: its variables and wildcards filled."""
    name = situation.case.request.role_session_name if situation.case.request is not None else None
    pattern = next(patterns(situation, test), None)
    if pattern is None:
        return None
    return session_name(pattern.replace(STAR, name or "session").replace(ONE, "x"))


def _another_name(situation: Situation, test: ElementVerdict) -> str | None:
    """A session name that a condition does not name: the caller's own, or one for this program."""
    caller = caller_of(situation.case)
    names = [session_name(caller.session or caller.name)] if caller is not None else []
    taken = tuple(patterns(situation, test))
    return next((one for one in (*names, FREE) if not any(glob(wanted, one) for wanted in taken)), None)


def session_name(text: str) -> str:
    """A text as a session's name takes it: letters without accents, a hyphen for what may not stand there."""
    from unicodedata import combining, normalize

    plain = "".join(one for one in normalize("NFKD", text) if not combining(one))
    return re.sub(r"[^A-Za-z0-9_+=,.@-]", "-", plain)[:64]


def _base(test: ElementVerdict) -> str:
    return (test.operator or "").rpartition(":")[2].lower()
