"""Causes that lie neither in the request nor in a policy that was read: who has to look where, and what to try."""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.engine.decision import Decision, Layer
from wizard.repair.cause import Cause, Diagnosis
from wizard.repair.change import Ask, RequestChange
from wizard.repair.evidence import open_layers
from wizard.repair.option import Option
from wizard.repair.parties import caller_of, party, role_arn_of


def elsewhere(case: Case, decision: Decision, diagnosis: Diagnosis) -> list[Option]:
    """What to do about other credentials than meant, RW400 and RW401."""
    found = [option for cause in diagnosis.causes if (option := _option(cause, case, decision)) is not None]
    return found + _worth_a_try(case, diagnosis)


def _worth_a_try(case: Case, diagnosis: Diagnosis) -> list[Option]:
    """A user without MFA, denied by a service control policy that nobody here can read."""
    names, caller = {cause.name for cause in diagnosis.causes}, caller_of(case)
    unread = {"hidden_policy", "scp_explicit_deny"} <= names
    if not unread or caller is None or caller.kind != "user" or case.request is None:
        return []
    if case.request.mfa_authenticated is True:
        return []
    why = "Nothing changes in AWS, and many an organization denies what comes without MFA."
    change = RequestChange({"mfa_authenticated": True})
    return [Option("Try with MFA", why, (change,), ("scp_explicit_deny",), rank=3)]


def _keeper(layer: Layer, case: Case) -> str:
    """Who can see a kind of policy."""
    caller = caller_of(case)
    match layer:
        case "session_policy":
            return "whoever opened the session"
        case "vpc_endpoint_policy":
            return "whoever administers the VPC endpoint"
        case "service_control_policy" | "resource_control_policy":
            return "whoever administers the organization"
        case "trust_policy":
            account = party(role_arn_of(case)).account
        case "identity_policy" | "permissions_boundary" if caller is not None:
            account = caller.account
        case _:
            account = ""
    return f"whoever administers account {account}" if account else "whoever administers the accounts"


def _option(cause: Cause, case: Case, decision: Decision) -> Option | None:
    match cause.name:
        case "wrong_credentials_used":
            who, what = "you", "Call with the credentials that are meant"
            why = "`aws configure list` shows which ones are used, and from where."
        case "not_yet_propagated":
            who, what = "you", "Wait a minute and try again"
            why = "Nothing has to be changed."
        case "hidden_policy" if cause.layer != "request" and cause.layer not in open_layers(decision):
            who, what = "you", f"Make the call again, and read the {cause.layer.replace('_', ' ')} again"
            why = "As it was read it does not refuse the call: AWS's answer may be older."
        case "hidden_policy":
            who = _keeper(cause.layer, case)
            layer = "policies" if cause.layer == "request" else cause.layer.replace("_", " ")
            what = f"Look into the {layer} that could not be read"
            why = f"It takes {who} to see it. Pasted into the wizard, it is decided with the rest."
        case _:
            return None
    rank = 2 if cause.name == "hidden_policy" else 0  # what AWS's answer asks for comes first
    return Option(what, why, (Ask(who, what, cause.layer),), (cause.name,), rank)
