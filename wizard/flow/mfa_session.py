"""The caller's MFA device, and the session that can be opened with it: GetSessionToken with a code."""

from __future__ import annotations

from wizard.engine.arn import parse_arn
from wizard.engine.decision import Decision
from wizard.flow.session import Session
from wizard.repair.change import RequestChange


def device(session: Session) -> str | None:
    """The serial number of the device whose code is asked for: as given, or the first one read; None: none is known."""
    devices = session.gathered.mfa_devices if session.gathered is not None else ()
    known = devices[0].serial_number if isinstance(devices, tuple) and devices else None
    return session.target.mfa_serial or known


def counts(session: Session) -> bool:
    """Whether MFA has a part in this call: it goes with it, a policy asks about it, or calling with it is a cure."""
    if session.target.mfa_serial is not None or session.mfa_session is not None:
        return True
    judgement = session.judgement
    if judgement is None:
        return False
    return _asked(judgement.decision) or any(
        all(isinstance(change, RequestChange) and "mfa_authenticated" in change.set for change in plan.changes)
        for plan in judgement.plans
    )


def _asked(decision: Decision) -> bool:
    return any(
        (element.key or "").lower().startswith("aws:multifactorauth")
        for layer in decision.layers
        for policy in layer.policies
        for statement in policy.statements
        for element in statement.elements
    )


def guess(session: Session) -> str:
    """The ARN that a virtual device of the caller most often has, for one that could not be read; "" for no user."""
    caller = parse_arn(session.caller_arn or "")
    if caller is None or caller.kind != "user":
        return ""
    return f"arn:{caller.partition}:iam::{caller.account}:mfa/{caller.resource.rpartition('/')[2]}"


def asking(session: Session) -> str:
    """The question for a device that could not be read."""
    where = "No MFA device of the caller's could be read. The console shows its ARN under Security credentials."
    return f"{where} The one below is a guess: most are named like their user." if guess(session) else where


def offered(session: Session) -> str | None:
    """The serial number of the device with which a session can be opened; None where it cannot, or is open.

    Only a user's long-term keys may call GetSessionToken.
    """
    caller = session.judgement.case.caller if session.judgement is not None else None
    if caller is None or caller.credentials != "long_term" or session.gathered is None:
        return None
    return device(session)
