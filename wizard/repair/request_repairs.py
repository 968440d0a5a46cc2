"""Another request instead of another policy: what to pass so that a condition is met."""

from __future__ import annotations

import re

from wizard.engine.decision import ElementVerdict
from wizard.engine.operators import instant, network
from wizard.repair.condition_causes import cause_of, is_private, values
from wizard.repair.option import Option, Situation
from wizard.repair.parties import caller_of
from wizard.repair.providers import issuer_of

_VARIABLE = r"(?i)\$\{\s*aws:username\s*\}"
SESSION_NAME = r"[^\w+=,.@-]"
"""What may not stand in a session's name."""


def for_condition(situation: Situation, test: ElementVerdict) -> tuple[Option, ...]:
    """Requests under which a condition would hold (or, in a Deny, would not apply)."""
    request = situation.case.request
    caller = caller_of(situation.case)
    if request is None or _base(test).startswith("null"):
        return _null(situation, test)
    name = cause_of(test)
    key = test.key or ""
    literal = _literal(situation, test)
    match name:
        case "external_id_missing" | "external_id_mismatch" if literal:
            what = "Pass the ExternalId the role asks for"
            return (option(situation, what, "Nothing changes in AWS.", name, external_id=literal),)
        case "mfa_required" | "mfa_too_old" if caller is not None and caller.kind == "user":
            fields: dict[str, object] = {"mfa_authenticated": True}
            context = _mfa_context(situation, test)
            if context:
                fields["context"] = context
            what = "Call with a fresh MFA code" if name == "mfa_too_old" else "Call with MFA"
            return (option(situation, what, "Nothing changes in AWS; an MFA device is needed.", name, **fields),)
        case "source_identity_required" if literal and key.lower() == "sts:sourceidentity":
            what = "Pass the source identity the role asks for"
            return (option(situation, what, "Nothing changes in AWS.", name, source_identity=literal),)
        case "session_name_mismatch":
            wanted = literal or (_filled(test, request.role_session_name) if "like" in _base(test) else None)
            what = "Use the session name the role asks for"
            return (
                (option(situation, what, "Nothing changes in AWS.", name, role_session_name=wanted),) if wanted else ()
            )
        case "session_tag_required":
            return _tags(situation, test, literal)
        case "network_mismatch" if literal and ("ip" not in _base(test) or _reachable(key, literal)):
            place = literal.partition("/")[0]
            what = f"Call from {literal}"
            why = "The role is meant for calls from there; nothing changes in AWS."
            return (option(situation, what, why, name, context={key: place}),)
        case "oidc_audience_mismatch" | "oidc_subject_mismatch" | "saml_mismatch" | "condition_mismatch" if (
            _lacks_claim(situation, test)
        ):
            what = f"Send a token whose {key.rpartition(':')[2]} is {literal}"
            return (option(situation, what, "This one is not made for the role.", name, context={key: literal}),)
        case "region_mismatch" if literal:
            what = f"Call STS in {literal}"
            return (option(situation, what, "Nothing changes in AWS.", name, context={key: literal}),)
        case "time_window_mismatch" if literal and "greater" in _base(test) and (opens := instant(literal)) is not None:
            what = f"Wait until {literal}"
            return (option(situation, what, "The role opens then.", name, context={key: str(int(opens) + 1)}),)
        case "time_window_mismatch" if literal and _revokes(test) and (revoked := instant(literal)) is not None:
            what, why = f"Sign in again: sessions opened after {literal} pass", "Older sessions were revoked."
            return (option(situation, what, why, name, context={key: str(int(revoked) + 1)}),)
    return ()


def _reachable(key: str, literal: str) -> bool:
    """Whether a call can come from there: over the internet AWS sees a public address."""
    return network(literal) is not None and not (key.lower() == "aws:sourceip" and is_private(literal))


def _lacks_claim(situation: Situation, test: ElementVerdict) -> bool:
    """Whether another token of the same issuer could carry the claim: it is missing, or says who has signed in."""
    issuer, _, claim = (test.key or "").lower().rpartition(":")
    if not _literal(situation, test) or (values(test) and claim != "amr"):
        return False
    return issuer == "saml" or issuer == (issuer_of(situation.case) or "").lower()


def _revokes(test: ElementVerdict) -> bool:
    """Whether a Deny applies to sessions that are older than a moment. ("Revoke IAM role temporary credentials")"""
    return test.holds is True and (test.key or "").lower() == "aws:tokenissuetime" and "less" in _base(test)


def _tags(situation: Situation, test: ElementVerdict, literal: str | None) -> tuple[Option, ...]:
    request = situation.case.request
    assert request is not None
    key = test.key or ""
    name = "session_tag_required"
    if key.lower().startswith("aws:requesttag/") and literal:
        tag = key.partition("/")[2]
        kept = {k: v for k, v in request.tags.items() if k.lower() != tag.lower()}
        what = f"Pass the session tag {tag}={literal}"
        return (option(situation, what, "Nothing changes in AWS.", name, tags={**kept, tag: literal}),)
    allowed = {text.lower() for text in test.expected}
    if key.lower() == "aws:tagkeys":
        kept = {k: v for k, v in request.tags.items() if k.lower() in allowed}
        keys = tuple(k for k in request.transitive_tag_keys if k.lower() in allowed)
        if kept != request.tags:
            what = "Pass only the session tags that the role takes"
            return (option(situation, what, "Nothing changes in AWS.", name, tags=kept, transitive_tag_keys=keys),)
    if key.lower() == "sts:transitivetagkeys" and test.expected:
        keys = tuple(k for k in test.expected if k in request.tags)
        return (
            (option(situation, "Make the tags transitive", "Nothing changes in AWS.", name, transitive_tag_keys=keys),)
            if keys
            else ()
        )
    return ()


def _null(situation: Situation, test: ElementVerdict) -> tuple[Option, ...]:
    """Null: "false" asks for a key to be there."""
    caller = caller_of(situation.case)
    if cause_of(test) == "mfa_required" and caller is not None and caller.kind == "user":
        fields: dict[str, object] = {"mfa_authenticated": True}
        if "age" in (test.key or "").lower():
            fields["context"] = _mfa_context(situation, test)
        return (
            option(
                situation, "Call with MFA", "Nothing changes in AWS; an MFA device is needed.", "mfa_required", **fields
            ),
        )
    return ()


def _mfa_context(situation: Situation, test: ElementVerdict) -> dict[str, object]:
    """Keys that the case states outright would still say "no MFA"."""
    request = situation.case.request
    stated = {key.lower(): key for key in request.context} if request is not None else {}
    context: dict[str, object] = {}
    if "aws:multifactorauthpresent" in stated:
        context[stated["aws:multifactorauthpresent"]] = "true"
    if (test.key or "").lower() == "aws:multifactorauthage" or "aws:multifactorauthage" in stated:
        context[stated.get("aws:multifactorauthage", "aws:MultiFactorAuthAge")] = "0"
    return context


def _literal(situation: Situation, test: ElementVerdict) -> str | None:
    """The first value that can be passed as it stands."""
    caller = caller_of(situation.case)
    for text in test.expected:
        if caller is not None and caller.kind == "user":
            text = re.sub(_VARIABLE, caller.name, text)
        if "${" in text or "*" in text or "?" in text:
            continue
        return text
    return None


def _filled(test: ElementVerdict, name: str | None) -> str | None:
    """A session name that a pattern takes: its wildcards filled."""
    for text in test.expected:
        if "${" not in text:
            return re.sub(SESSION_NAME, "-", text.replace("*", name or "session").replace("?", "x"))[:64]
    return None


def _base(test: ElementVerdict) -> str:
    return (test.operator or "").rpartition(":")[2].lower()


def option(situation: Situation, title: str, why: str, cause: str, **fields: object) -> Option:
    """One that only sends another request."""
    return Option(title, why, (situation.request_change(**fields),), (cause,))
