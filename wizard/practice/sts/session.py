"""Temporary credentials: making them, and the MFA code that may come with the request for them."""

from __future__ import annotations

from dataclasses import replace

from wizard.practice import identifiers, one_time_code
from wizard.practice.cloud import Call
from wizard.practice.credentials import Credentials
from wizard.practice.fault import access_denied
from wizard.practice.protocol import Values
from wizard.practice.world import User
from wizard.secret import Secret


def issue(call: Call, template: Credentials, seconds: int) -> Values:
    """Make keys for the session that ``template`` describes; good for ``seconds``. The answer's Credentials."""
    secret, token = identifiers.secret_key(), identifiers.session_token()
    session = replace(
        template,
        access_key_id=identifiers.access_key_id(temporary=True),
        secret=Secret(secret),
        token=Secret(token),
        issued=call.now,
        expires=call.now + seconds,
        active=True,
    )
    call.cloud.keys[session.access_key_id] = session
    return {
        "AccessKeyId": session.access_key_id,
        "SecretAccessKey": secret,
        "SessionToken": token,
        "Expiration": session.expires,
    }


def blank(account: str) -> Credentials:
    """A template to fill in with `dataclasses.replace`; its keys are made by `issue`."""
    return Credentials("", Secret(""), account, "root", "", "", 0.0)


def spend_code(call: Call) -> float | None:
    """Check SerialNumber and TokenCode, if they were passed; the moment of MFA, or None. The code is spent then.

    Raises:
        Fault: AccessDenied, as AWS words a failed code.
    """
    serial, code = call.values.get("SerialNumber"), call.values.get("TokenCode")
    if serial is None and code is None:
        return None
    if serial is None or code is None:
        raise access_denied(
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
        )
    owner = call.signer.owner(call.cloud.world)
    devices = owner.mfa_devices if isinstance(owner, User) and not call.signer.temporary else ()
    device = next((device for device in devices if device.serial == serial), None)
    if device is None:
        raise access_denied(
            "MultiFactorAuthentication failed, unable to validate MFA code.  "
            "Please verify your MFA serial number is valid and associated with this user."
        )
    spent = call.cloud.spent_codes.get(serial, -1)
    step = one_time_code.accepted_step(device.seed, code, call.now, spent)
    if step is None:
        raise access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
    call.cloud.spent_codes[serial] = step
    return call.now
