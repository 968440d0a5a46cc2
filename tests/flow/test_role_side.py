"""Which profile could look at the role's account, as far as the files tell."""

from __future__ import annotations

from wizard.flow.role_side import candidates

PROFILES = {
    "default": {},
    "elsewhere": {"role_arn": "arn:aws:iam::999999999999:role/Other"},
    "keys": {"region": "us-east-1"},
    "login": {"login_session": "arn:aws:iam::123456789012:user/admin"},
    "sso": {"sso_account_id": "123456789012"},
}


def test_the_profiles_of_the_account_come_first_and_those_of_others_last() -> None:
    found = candidates("123456789012", PROFILES)
    assert [one.name for one in found] == ["login", "sso", "keys", "default", "elsewhere"]
    assert [one.remark for one in found[:3]] == ["of account 123456789012", "of account 123456789012", ""]


def test_the_callers_own_comes_after_those_of_unknown_accounts() -> None:
    assert [one.name for one in candidates("123456789012", PROFILES, "keys")][2:4] == ["default", "keys"]
