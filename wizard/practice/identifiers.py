"""Ids and ARNs that look like AWS's: AIDA… for a user, AROA… for a role. One id is never given twice."""

from __future__ import annotations

import base64
import hashlib
import secrets
import string
from dataclasses import replace

from wizard import practice_keys
from wizard.practice.world import Account

_PREFIX = {"user": "AIDA", "role": "AROA", "group": "AGPA", "policy": "ANPA"}


def unique_id(account: Account, kind: str, name: str) -> tuple[Account, str]:
    """A new unique id, and the account that has given it out. The same name made again gets another one."""
    digest = hashlib.sha256(f"{account.id}/{kind}/{name}/{account.made}".encode()).digest()
    text = base64.b32encode(digest).decode()[:17]
    return replace(account, made=account.made + 1), _PREFIX[kind] + text


def entity_arn(account_id: str, kind: str, path: str, name: str) -> str:
    """The ARN of a user, group, role, policy or MFA device."""
    return f"arn:aws:iam::{account_id}:{kind}{path}{name}"


def access_key_id(temporary: bool) -> str:
    """A new access key id with the practice mark."""
    prefix = practice_keys.TEMPORARY_PREFIX if temporary else practice_keys.LONG_TERM_PREFIX
    return prefix + "".join(secrets.choice(string.ascii_uppercase + "234567") for _ in range(8))


def secret_key() -> str:
    """A new secret access key, as long as AWS's."""
    return secrets.token_urlsafe(30)


def mfa_seed(serial: str) -> str:
    """The base32 seed of a virtual MFA device. It follows from the serial number, so that it is never stored."""
    return base64.b32encode(hashlib.sha256(serial.encode()).digest()[:20]).decode()


def session_token() -> str:
    """A new session token. AWS's are longer; nobody may rely on the length."""
    return "PracticeSession" + secrets.token_urlsafe(90)


def request_id() -> str:
    """A request id in AWS's form."""
    text = secrets.token_hex(16)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
