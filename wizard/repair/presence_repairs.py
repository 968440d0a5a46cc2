"""A Null test, which asks that a key be there or not: another request that has it or leaves it out.

("IAM JSON policy elements: Condition operators", "Null")
"""

from __future__ import annotations

from wizard.engine.decision import ElementVerdict
from wizard.repair.condition_keys import cause_of
from wizard.repair.option import Option, Situation, other_request
from wizard.repair.parties import caller_of
from wizard.repair.session_tag_repairs import for_session_tags
from wizard.repair.wanted_values import FREE, asker, asks_for_presence, value_beside

_NOTHING = "Nothing changes in AWS."


def for_presence(situation: Situation, test: ElementVerdict) -> tuple[Option, ...]:
    """Requests that carry a key, or leave it out, as a Null test wants it."""
    present, name = asks_for_presence(test), cause_of(test)
    request, caller = situation.case.request, caller_of(situation.case)
    beside = value_beside(situation, test)
    match name:
        case "mfa_required" | "mfa_too_old" if present and caller is not None and caller.kind == "user":
            return mfa(situation, test, "mfa_required")
        case "external_id_missing" if present:
            what = (
                f"Pass the ExternalId {asker(situation, test)} asks for" if beside else "Pass an ExternalId, whichever"
            )
            return (other_request(situation, what, _NOTHING, name, external_id=beside or FREE),)
        case "external_id_mismatch" if not present:
            return (other_request(situation, "Pass no ExternalId", _NOTHING, name, external_id=None),)
        case "source_identity_required" if (test.key or "").lower() == "sts:sourceidentity":
            if not present:
                passed = request is not None and request.source_identity is not None
                none = other_request(situation, "Pass no source identity", _NOTHING, name, source_identity=None)
                return (none,) if passed else ()
            own = beside or (caller.session or caller.name if caller is not None else None)
            what = f"Pass the source identity {own}"
            return (other_request(situation, what, _NOTHING, name, source_identity=own),) if own else ()
        case "session_tag_required":
            return for_session_tags(situation, test)
    return ()


def mfa(situation: Situation, test: ElementVerdict, name: str) -> tuple[Option, ...]:
    """The call with a code of an MFA device."""
    fields: dict[str, object] = {"mfa_authenticated": True}
    context = _mfa_context(situation, test)
    if context:
        fields["context"] = context
    what = "Call with a fresh MFA code" if name == "mfa_too_old" else "Call with MFA"
    return (other_request(situation, what, "Nothing changes in AWS; an MFA device is needed.", name, **fields),)


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
