"""How an MFA device is named (GetSessionToken in the AWS STS API reference; Service Authorization Reference, IAM)."""

from __future__ import annotations

import pytest

from wizard.engine.mfa_device import device_mistake


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:iam::123456789012:mfa/me",
        "arn:aws-us-gov:iam::123456789012:mfa/team/me",
        "arn:aws:iam::123456789012:u2f/user/me/key-ABCDEFG",
        "arn:aws:iam::123456789012:sms-mfa/me",
        "GAHT12345678",
        "123456789",
    ],
)
def test_a_device_is_named_by_its_arn_or_its_number(text: str) -> None:
    assert device_mistake(text) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "named by its ARN"),
        ("12345678", "named by its ARN"),  # nine characters at least
        ("1" * 257, "named by its ARN"),
        ("GAHT 12345678", "named by its ARN"),
        ("remote-user", "named by its ARN"),
        ("arn:aws:iam::123456789012:user/me", "none of a device"),
        ("arn:aws:sts::123456789012:mfa/me", "none of a device"),
        ("arn:aws:iam::123456789012:mfa/", "none of a device"),
        ("arn:aws:iam::1234:mfa/me", "not 12 digits"),
        ("arn:aws:iam:::mfa/me", "account is missing"),
    ],
)
def test_what_names_no_device_is_told_with_its_mistake(text: str, told: str) -> None:
    assert told in (device_mistake(text) or "")
