"""How an MFA device is named: by its ARN, or by the number on a hardware device.

Borrowed by the `profiles` room and by every dialog that asks for a device.
"""

from __future__ import annotations

import re

from wizard.engine.arn import is_account_id, parse_arn
from wizard.engine.typed import Final

_SERIAL_NUMBER: Final = re.compile(r"[\w+=/:,.@-]{9,256}", re.ASCII)
"""What STS takes (SerialNumber of GetSessionToken and AssumeRole in the AWS STS API reference)."""

_DEVICES: Final = ("mfa", "sms-mfa", "u2f")
"""The resource types of a virtual device, a phone that gets messages, and a security key (Service Authorization
Reference, IAM)."""

WANTED: Final = "A device is named by its ARN (arn:aws:iam::ACCOUNT:mfa/NAME), or by the number on a hardware device."


def device_mistake(text: str) -> str | None:
    """What keeps a text from naming an MFA device, as a sentence; None where it may name one."""
    if not _SERIAL_NUMBER.fullmatch(text):
        return WANTED
    if not text.startswith("arn:"):
        return None if re.search(r"[0-9]", text) else WANTED  # a hardware device's number has digits
    arn = parse_arn(text)
    if arn is None or arn.service != "iam" or arn.resource_type not in _DEVICES or not arn.name:
        return f"This ARN is none of a device. {WANTED}"
    if not is_account_id(arn.account):
        return "Its account is not 12 digits." if arn.account else "The account is missing."
    return None
