"""An MFA session on request: GetSessionToken with a code, so that every later call of the caller carries MFA."""

from __future__ import annotations

from wizard.flow.session import Session


def offered(session: Session) -> str | None:
    """The serial number of the device with which a session can be opened; None where it cannot, or is open.

    Only a user's long-term keys may call GetSessionToken.
    """
    caller = session.judgement.case.caller if session.judgement is not None else None
    if caller is None or caller.credentials != "long_term" or session.gathered is None:
        return None
    devices = session.gathered.mfa_devices
    known = devices[0].serial_number if isinstance(devices, tuple) and devices else None
    return session.target.mfa_serial or known
