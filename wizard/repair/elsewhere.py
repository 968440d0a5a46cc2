"""Causes that lie neither in the request nor in a policy that was read: who has to look where."""

from __future__ import annotations

from wizard.repair.cause import Cause, Diagnosis
from wizard.repair.change import Ask
from wizard.repair.option import Option


def elsewhere(diagnosis: Diagnosis) -> list[Option]:
    """What to do about other credentials than meant, RW400 and RW401."""
    return [option for cause in diagnosis.causes if (option := _option(cause)) is not None]


def _option(cause: Cause) -> Option | None:
    match cause.name:
        case "wrong_credentials_used":
            who, what = "you", "Call with the credentials that are meant"
        case "not_yet_propagated":
            who, what = "you", "Wait a minute and try again"
        case "hidden_policy":
            who = "whoever administers the accounts and their organization"
            layer = "policies" if cause.layer == "request" else cause.layer.replace("_", " ")
            what = f"Look into the {layer} that could not be read"
        case _:
            return None
    return Option(what, cause.message, (Ask(who, what, cause.layer),), (cause.name,))
