"""What a plan newly lets others do is computed: nobody gains unnamed, and nobody is named who does not gain."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.repair.cases import ALICE, AWAY, ELSEWHERE, EVERYTHING, HOME, ROLE, allow, case, planned, trust
from wizard.engine.case import Caller, Case, Policy, Request
from wizard.engine.decide import decide
from wizard.engine.document import Document
from wizard.repair.applied import apply_changes
from wizard.repair.change import (
    Grant,
    InlinePolicyChange,
    ManagedPolicyChange,
    RequestChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.grants import grants

NOBODY = trust(allow(f"arn:aws:iam::{ELSEWHERE}:user/bob"))


def to(*statements: dict[str, object]) -> tuple[TrustPolicyChange, ...]:
    """The change that makes these statements the trust policy."""
    return (TrustPolicyChange(ROLE, NOBODY, trust(*statements)),)


def told(found: tuple[Grant, ...]) -> list[str]:
    return [grant.who for grant in found]


def test_who_could_come_in_without_tags_gains_no_more_than_the_tags() -> None:
    before = trust(allow(f"arn:aws:iam::{HOME}:root"))
    tagged = {**allow(f"arn:aws:iam::{HOME}:root"), "Action": ["sts:AssumeRole", "sts:TagSession"]}
    found = case(before, request=Request(ROLE, role_session_name="one", tags={"team": "web"}))
    (grant,) = grants(found, (TrustPolicyChange(ROLE, before, trust(tagged)),))
    assert grant.what == f"assume {ROLE} with session tags"


def test_naming_the_caller_alone_grants_nobody_else_anything() -> None:
    assert grants(case(NOBODY), to(allow(ALICE))) == ()


def test_another_named_user_is_named() -> None:
    found = grants(case(NOBODY), to(allow([ALICE, f"arn:aws:iam::{AWAY}:user/carol"])))
    assert told(found) == [f"arn:aws:iam::{AWAY}:user/carol"]
    assert str(found[0]).endswith(f"may assume {ROLE}")
    assert found[0].breadth == 1


def test_the_whole_account_is_told_as_one() -> None:
    found = grants(case(NOBODY), to(allow(f"arn:aws:iam::{AWAY}:root")))
    assert told(found) == [f"any principal of {AWAY} that its account lets call sts:AssumeRole"]
    assert found[0].breadth == 3


def test_twelve_digits_are_the_account_too() -> None:
    assert told(grants(case(NOBODY), to(allow(AWAY))))[0].startswith(f"any principal of {AWAY}")


def test_an_account_with_mfa_opens_to_its_users_with_mfa() -> None:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    changes = (*to(allow(AWAY, condition)), RequestChange({"mfa_authenticated": True}))
    found = grants(case(NOBODY), changes)
    assert [str(one) for one in found] == [
        f"any user of {AWAY} that its account lets call sts:AssumeRole may assume {ROLE} with MFA"
    ]


def test_all_that_a_request_needs_is_named() -> None:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}, "StringEquals": {"sts:ExternalId": "x-1"}}
    changes = (*to(allow(AWAY, condition)), RequestChange({"mfa_authenticated": True, "external_id": "x-1"}))
    (found,) = grants(case(NOBODY), changes)
    assert found.what in (
        f"assume {ROLE} with MFA and sts:ExternalId = x-1",
        f"assume {ROLE} with sts:ExternalId = x-1 and MFA",
    )


def test_everybody_is_told_as_everybody() -> None:
    found = grants(case(NOBODY), to(allow("*")))
    assert told(found) == ["anybody in any AWS account"]
    assert found[0].breadth == 5


def test_an_organization_is_told_as_one() -> None:
    found = grants(case(NOBODY), to(allow("*", {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})))
    assert "any principal of organization o-a1b2c3d4e5" in told(found)
    assert found[0].breadth == 4


def test_dropping_a_condition_opens_the_role_to_those_who_did_not_meet_it() -> None:
    guarded = trust(allow(AWAY, {"StringEquals": {"sts:ExternalId": "x-1"}}))
    found = grants(case(guarded), (TrustPolicyChange(ROLE, guarded, trust(allow(AWAY))),))
    assert [str(one) for one in found] == [
        f"any principal of {AWAY} that its account lets call sts:AssumeRole may assume {ROLE} without sts:ExternalId"
    ]


def test_who_is_denied_by_name_gains_nothing_whatever_he_passes() -> None:
    bob = f"arn:aws:iam::{AWAY}:user/bob"
    named = {"ArnEquals": {"aws:PrincipalArn": bob}}

    def gains(more: dict[str, object]) -> list[str]:
        deny = {**allow("*", {**named, **more}), "Effect": "Deny"}
        guarded = trust(allow(bob, {"StringEquals": {"sts:ExternalId": "x-1"}}), deny)
        return [str(one) for one in grants(case(guarded), (TrustPolicyChange(ROLE, guarded, trust(allow(bob), deny)),))]

    assert gains({}) == []
    assert gains({"StringLike": {"sts:ExternalId": "*"}}) == [f"{bob} may assume {ROLE} without sts:ExternalId"]


def test_a_role_is_all_its_sessions() -> None:
    role = f"arn:aws:iam::{AWAY}:role/app"
    caller = Caller(
        f"arn:aws:sts::{AWAY}:assumed-role/app/one",
        role_arn=role,
        identity_policies=(EVERYTHING,),
        permissions_boundary=None,
        session_policies=(),
        service_control_policies=(),
    )
    assert told(grants(case(NOBODY, caller=caller), to(allow(role)))) == [f"any session of {role}"]
    assert grants(case(NOBODY, caller=caller), to(allow(caller.arn))) == ()


def test_another_request_grants_nothing() -> None:
    assert grants(case(NOBODY), (RequestChange({"external_id": "x-1"}),)) == ()


def test_a_users_own_policy_grants_nobody_else_anything() -> None:
    change = InlinePolicyChange(ALICE, "assume", None, '{"Version":"2012-10-17","Statement":[]}')
    assert grants(case(trust(allow(AWAY)), policies=()), (change,)) == ()


def test_a_groups_policy_reaches_its_members() -> None:
    deny = Policy(
        "no-roles",
        Document.from_value({"Statement": {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"}}),
        kind="inline",
        source="group",
        group="contractors",
    )
    change = InlinePolicyChange(f"arn:aws:iam::{AWAY}:group/contractors", "no-roles", deny.document.text, None)  # type: ignore[union-attr]
    found = grants(case(trust(allow(AWAY)), policies=(EVERYTHING, deny)), (change,))
    assert told(found) == ["any member of group contractors"]


def test_a_managed_policy_reaches_whoever_has_it() -> None:
    arn = f"arn:aws:iam::{AWAY}:policy/assume"
    held = Policy("assume", Document.from_value({"Statement": []}), arn=arn, kind="managed", source="user")
    allowing = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    change = ManagedPolicyChange(arn, ALICE, '{"Statement": []}', allowing)
    assert told(grants(case(trust(allow(AWAY)), policies=(held,)), (change,))) == [f"whoever has {arn}"]


def test_a_longer_session_is_for_everybody_who_may_assume_the_role() -> None:
    found = case(trust(allow([ALICE, f"arn:aws:iam::{AWAY}:user/carol"])))
    found = replace(found, request=replace(found.request, duration_seconds=7200))  # type: ignore[type-var]
    found = replace(found, role=replace(found.role, max_session_duration=3600))  # type: ignore[type-var]
    change = RoleSettingChange(ROLE, "max_session_duration", 3600, 7200)
    if decide(found).outcome == "invalid_request":
        assert told(grants(found, (change,))) == [f"arn:aws:iam::{AWAY}:user/carol"]


ACCOUNTS = (HOME, AWAY, ELSEWHERE)
PEOPLE = [
    *(f"arn:aws:iam::{account}:user/{name}" for account in ACCOUNTS for name in ("alice", "bob", "carol")),
    *(f"arn:aws:iam::{account}:role/{name}" for account in ACCOUNTS for name in ("app", "ci")),
]
PRINCIPALS = st.sampled_from([*PEOPLE, *(f"arn:aws:iam::{account}:root" for account in ACCOUNTS), *ACCOUNTS, "*"])
CONDITIONS = st.sampled_from(
    [
        None,
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"StringEquals": {"sts:ExternalId": "x-1"}},
        {"StringEquals": {"sts:ExternalId": ["x-1", "x-2"]}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
        {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{AWAY}:user/*"}},
        {"StringEquals": {"aws:PrincipalTag/team": "blue"}},
        {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        {"StringLike": {"sts:RoleSessionName": "ci-*"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}, "StringEquals": {"sts:ExternalId": "x-1"}},
    ]
)
STATEMENTS = st.builds(
    lambda names, condition, effect: {**allow(names if len(names) > 1 else names[0], condition), "Effect": effect},
    st.lists(PRINCIPALS, min_size=1, max_size=3, unique=True),
    CONDITIONS,
    st.sampled_from(["Allow", "Allow", "Allow", "Deny"]),
)


def population(found: Case) -> list[Case]:
    """Other people's requests, with and without what policies may ask for."""
    everybody: list[Case] = []
    for arn in PEOPLE:
        name, account = arn.rpartition("/")[2], arn.split(":")[4]
        is_role = ":role/" in arn
        caller = Caller(
            f"arn:aws:sts::{account}:assumed-role/{name}/other" if is_role else arn,
            role_arn=arn if is_role else None,
            credentials="temporary" if is_role else "long_term",
            tags={"team": "blue"} if name == "carol" else {},
            organization_id=found.caller.organization_id if found.caller and account == AWAY else "o-a1b2c3d4e5",
            identity_policies=(EVERYTHING,),
            permissions_boundary=None,
            session_policies=(),
            service_control_policies=(),
        )
        for mfa in (False,) if is_role else (False, True):
            for external_id in (None, "x-1", "x-2"):
                for address in ("203.0.113.5", "192.0.2.5"):
                    context = {"aws:SourceIp": address}
                    request = Request(
                        ROLE, role_session_name="ci-1", external_id=external_id, mfa_authenticated=mfa, context=context
                    )
                    everybody.append(replace(found, caller=caller, request=request))
    return everybody


def names(grant: Grant, caller: Caller) -> bool:
    """Whether a grant speaks of this caller."""
    arn = caller.role_arn if isinstance(caller.role_arn, str) else caller.arn
    account = caller.arn.split(":")[4]
    organization = caller.organization_id if isinstance(caller.organization_id, str) else "nowhere"
    return any(word in grant.who for word in (arn, f" of {account} ", organization, "anybody in any"))


def test_a_gain_is_not_hidden_by_another_way_in_that_this_request_has_opened() -> None:
    bob = f"arn:aws:iam::{HOME}:user/bob"
    mfa = allow([f"arn:aws:iam::{HOME}:user/alice", bob], {"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    tenant = allow(bob, {"StringEquals": {"sts:ExternalId": "x-1"}})
    request = Request(ROLE, role_session_name="one", external_id="x-1", mfa_authenticated=False)
    _, plans = planned(case(trust(mfa, tenant), request=request))
    dropped = next(plan for plan in plans if "aws:MultiFactorAuthPresent away" in plan.title)
    assert [str(grant) for grant in dropped.grants] == [f"{bob} may assume {ROLE} without MFA"]


def test_whom_a_condition_kept_out_in_any_account_is_told_by_his_pattern() -> None:
    carers = allow([AWAY, ELSEWHERE], {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/a*"}})
    found = grants(case(trust(carers)), to(allow([AWAY, ELSEWHERE])))
    assert told(found) == [f"arn:aws:iam::{account}:user/a*" for account in (AWAY, ELSEWHERE)]


def test_what_any_user_gains_hides_no_roles_gain() -> None:
    role = f"arn:aws:iam::{AWAY}:role/Ops"
    mfa = allow(AWAY, {"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    assert told(grants(case(NOBODY), to(mfa, allow(role)))) == [
        f"any user of {AWAY} that its account lets call sts:AssumeRole",
        f"any session of {role}",
    ]


def test_what_roles_gain_is_not_told_under_what_users_gain_it() -> None:
    def tenant(external_id: str, kind: str) -> dict[str, object]:
        tests = {"sts:ExternalId": external_id, "aws:PrincipalType": kind}
        return {**allow(f"arn:aws:iam::{AWAY}:root"), "Condition": {"StringEquals": tests}}

    found = grants(case(NOBODY), to(tenant("one", "User"), tenant("seven", "AssumedRole")))
    assert [(grant.who[:8], grant.what.split()[-1]) for grant in found] == [("any user", "one"), ("any role", "seven")]


def test_others_may_ask_otherwise_than_this_request_does() -> None:
    """Without its tags or its MFA, which a Deny forbids; with the ExternalId that an endpoint's policy asks for."""
    tagless = {"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": {"Null": {"aws:TagKeys": "false"}}}
    request = Request(ROLE, role_session_name="ci", tags={"Team": "a"}, mfa_authenticated=False)
    found = grants(case(trust(tagless), request=request), to(tagless, allow(AWAY)))
    assert [str(one) for one in found] == [
        f"any principal of {AWAY} that its account lets call sts:AssumeRole may assume {ROLE} without session tags"
    ]
    by_phone = {**tagless, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    request = replace(request, tags={}, mfa_authenticated=True)
    found = grants(case(trust(by_phone), request=request), to(by_phone, allow(f"arn:aws:iam::{HOME}:user/bob")))
    assert [str(one) for one in found] == [f"arn:aws:iam::{HOME}:user/bob may assume {ROLE} without MFA"]
    nameless = {**tagless, "Condition": {"Null": {"sts:ExternalId": "true"}}}
    found = grants(case(trust(nameless)), to(nameless, allow(f"arn:aws:iam::{HOME}:user/bob")))
    assert [str(one) for one in found] == [f"arn:aws:iam::{HOME}:user/bob may assume {ROLE} with an ExternalId"]
    statement = {**allow("*", {"StringEquals": {"sts:ExternalId": "x-1"}}), "Resource": "*"}
    endpoint = Policy("endpoint", Document.from_value({"Version": "2012-10-17", "Statement": [statement]}))
    found = grants(replace(case(NOBODY), vpc_endpoint_policies=(endpoint,)), to(allow(AWAY)))
    assert str(found[0]).endswith(f"may assume {ROLE} with sts:ExternalId = x-1")


@settings(max_examples=60, deadline=None)
@given(
    statements=st.lists(STATEMENTS, min_size=1, max_size=2),
    mfa=st.booleans(),
    external_id=st.sampled_from([None, "x-9", "x-1"]),
    organization=st.sampled_from([None, "o-zzzzzzzzzz", "o-a1b2c3d4e5"]),
)
def test_nobody_gains_what_the_grants_do_not_name(
    statements: list[dict[str, object]], mfa: bool, external_id: str | None, organization: str | None
) -> None:
    request = Request(
        ROLE,
        role_session_name="one",
        external_id=external_id,
        mfa_authenticated=mfa,
        context={"aws:SourceIp": "192.0.2.9"},
    )
    found = case(trust(*statements), request=request)
    assert found.caller is not None
    found = replace(found, caller=replace(found.caller, tags={}, organization_id=organization))
    _, plans = planned(found)
    for plan in plans:
        after = apply_changes(found, tuple(one for one in plan.changes if not isinstance(one, RequestChange)))
        for before, then in zip(population(found), population(after), strict=True):
            assert before.caller is not None
            if before.caller.arn == ALICE or decide(before).allowed or not decide(then).allowed:
                continue
            assert any(names(grant, before.caller) for grant in plan.grants), (
                plan.title,
                before.caller.arn,
                plan.grants,
            )
