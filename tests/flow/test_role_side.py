"""Which profile could look at the role's account, as far as the files tell."""

from __future__ import annotations

from wizard.aws.gateway import Gathered, Identity, Reading, Target
from wizard.engine.case import Case
from wizard.engine.frozen import replace
from wizard.flow.role_side import candidates, others, wanted_profile, way_in
from wizard.flow.session import Session

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


def test_neither_who_was_denied_nor_the_role_itself_is_named_for_the_roles_side() -> None:
    role = "arn:aws:iam::123456789012:role/Deploy"
    profiles = {**PROFILES, "deploy": {"role_arn": role, "source_profile": "default"}}
    caller = Identity("arn:aws:iam::999999999999:user/dev", "999999999999", "AIDADEV")
    kept = replace(caller, credentials_from="profile default in ~/.aws/credentials")
    in_environment = replace(caller, credentials_from="environment variables")

    def offered(who: Identity, profile: str | None = None) -> list[str]:
        target = Target(role=role, caller_profile=profile)
        return [
            one.name
            for one in others(Session(target=target, gathered=Gathered(Case(), caller=who, role_side=None)), profiles)
        ]

    assert offered(kept) == ["login", "sso", "keys", "elsewhere"]
    assert offered(caller, "keys") == ["login", "sso", "default", "elsewhere"]
    assert offered(in_environment) == ["login", "sso", "keys", "default", "elsewhere"]
    only = Session(target=Target(role=role), gathered=Gathered(Case(), caller=kept, role_side=None))
    assert [one.name for one in others(only, {"default": {}})] == ["default"], "better than an empty list"


def test_another_profile_is_wanted_where_the_callers_own_may_not_read_the_role() -> None:
    role = "arn:aws:iam::123456789012:role/Deploy"
    caller = Identity("arn:aws:iam::123456789012:user/dev", "123456789012", "AIDADEV")
    denied = Reading("trust policy of role Deploy", "trust_policy", "denied", "iam:GetRole", "AWS denied it")
    session = Session(
        target=Target(role=role), gathered=Gathered(Case(), caller=caller, role_side=caller, readings=(denied,))
    )
    assert wanted_profile(session) == "another profile of account 123456789012"
    itself = {"itself": {"role_arn": role}}  # comes no further than whoever is denied the role
    assert way_in(session, PROFILES | itself) == (
        "The role could not be read: give another profile of account 123456789012 with --role-profile. "
        "login and sso are of that account."
    )
    read = Session(target=Target(role=role), gathered=Gathered(Case(), caller=caller, role_side=caller, readings=()))
    assert wanted_profile(read) is None
