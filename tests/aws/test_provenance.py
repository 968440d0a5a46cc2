"""Environment variables that take the place of what was meant are said, each in one sentence that names the way out."""

from __future__ import annotations

import pytest

from wizard.aws.provenance import hidden_by_environment

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "never shown"}
TOKEN = {"AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/Pod"}

CASES = {
    "keys win over the profile that AWS_PROFILE names": (
        None,
        {**KEYS, "AWS_PROFILE": "dev"},
        (
            "AWS_ACCESS_KEY_ID in the environment wins over profile dev: the calls are made with those keys. "
            "Unset it, or give --profile (RW017, RW512)."
        ),
    ),
    "keys win over the default profile": (
        None,
        KEYS,
        "The keys in the environment are used (AWS_ACCESS_KEY_ID), not the default profile (RW017).",
    ),
    "a profile given wins here, and nowhere else": (
        "dev",
        KEYS,
        "AWS_ACCESS_KEY_ID is set but not used here; other programs use it instead of profile dev (RW512).",
    ),
    "a token wins over the credentials file": (
        None,
        TOKEN,
        (
            "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN in the environment decide who calls, "
            "not the keys in the credentials file (RW017)."
        ),
    ),
    "of two names for the profile one wins": (
        None,
        {"AWS_DEFAULT_PROFILE": "ops", "AWS_PROFILE": "dev"},
        "AWS_DEFAULT_PROFILE=ops wins over AWS_PROFILE=dev (RW512).",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_hides_the_profile_that_was_meant_is_said(name: str) -> None:
    profile, environment, sentence = CASES[name]
    assert hidden_by_environment(profile, environment) == (sentence,)


@pytest.mark.parametrize(
    "environment", [{}, {"AWS_PROFILE": "dev"}, {"AWS_PROFILE": "dev", "AWS_DEFAULT_PROFILE": "dev"}]
)
@pytest.mark.parametrize("profile", [None, "dev"])
def test_nothing_is_said_where_nothing_is_hidden(profile: str | None, environment: dict[str, str]) -> None:
    assert hidden_by_environment(profile, environment) == ()
