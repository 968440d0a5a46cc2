"""A repair that is as good as the author's own earns as many stars: three others for each of ten lessons."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice.conftest import Learner
from wizard.practice.lesson import Step

A, B = "arn:aws:iam::111122223333", "arn:aws:iam::444455556666"


def allow(principal: Any, action: Any = "sts:AssumeRole", **condition: Any) -> dict[str, Any]:
    who = principal if isinstance(principal, dict) else {"AWS": principal}
    found = {"Effect": "Allow", "Principal": who, "Action": action}
    return found | ({"Condition": condition} if condition else {})


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def may(resource: Any, **condition: Any) -> dict[str, Any]:
    found = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": resource}
    return policy(found | ({"Condition": condition} if condition else {}))


def trust(profile: str, role: str, *statements: dict[str, Any]) -> Step:
    values = {"RoleName": role, "PolicyDocument": policy(*statements)}
    return Step(profile, "iam:UpdateAssumeRolePolicy", values)


def call(operation: str, profile: str = "admin", **values: Any) -> Step:
    return Step(profile, f"iam:{operation}", values)


REMOTE = "arn:aws:iam::210987654321"
SSO = f"{A}:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_DataScience_3f1c9a7b2d4e6f80"
PEOPLE = "arn:aws:iam::333344445555"
COLLECTOR = "arn:aws:iam::999900001111:user/collector"
LIMIT = (
    {"Effect": "Allow", "Action": ["s3:*", "logs:*"], "Resource": "*"},
    {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"},
)


def costlens(*identifiers: str) -> Step:
    statement = allow(COLLECTOR, StringEquals={"sts:ExternalId": list(identifiers)})
    return trust("billing-admin", "CostLensAccess", statement)


def group_deny(**condition: Any) -> Step:
    deny = {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": f"{B}:role/Staff", "Condition": condition}
    return call("PutGroupPolicy", GroupName="contractors", PolicyName="NoStaffRoles", PolicyDocument=policy(deny))


def limit(*further: dict[str, Any]) -> Step:
    document, arn = policy(*LIMIT, *further), f"{B}:policy/TeamLimit"
    return call("CreatePolicyVersion", PolicyArn=arn, SetAsDefault=True, PolicyDocument=document)


def office(*addresses: str) -> Step:
    deny = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "sts:AssumeRole",
        "Condition": {"NotIpAddress": {"aws:SourceIp": list(addresses)}},
    }
    return trust("admin", "Vault", allow(f"{A}:user/vera"), deny)


ALTERNATIVES: dict[str, list[tuple[Step, ...]]] = {
    "cross-account": [
        (
            trust(
                "role-admin",
                "MyCrossAccountRole",
                allow(f"{REMOTE}:root", ArnEquals={"aws:PrincipalArn": f"{REMOTE}:user/remote-user"}),
            ),
        ),
        (
            trust(
                "role-admin",
                "MyCrossAccountRole",
                allow("210987654321", StringEquals={"aws:username": "remote-user"}),
            ),
        ),
        (
            trust(
                "role-admin",
                "MyCrossAccountRole",
                allow(f"{REMOTE}:user/remote-user", Bool={"aws:MultiFactorAuthPresent": "true"}),
            ),
            Step(request={"mfa_serial": f"{REMOTE}:mfa/remote-user"}),
        ),
    ],
    "wrong-account": [
        (trust("site-admin", "WebsiteDeploy", allow(f"{A}:root")),),
        (trust("site-admin", "WebsiteDeploy", allow("111122223333")),),
        (
            trust(
                "site-admin",
                "WebsiteDeploy",
                allow(f"{A}:root", ArnLike={"aws:PrincipalArn": f"{A}:user/deploy*"}),
            ),
        ),
    ],
    "no-assume-permission": [
        (trust("people-admin", "ReportReader", allow(f"{PEOPLE}:root"), allow(f"{PEOPLE}:user/dana")),),
        (
            call(
                "PutUserPolicy",
                "people-admin",
                UserName="dana",
                PolicyName="Reports",
                PolicyDocument=may(f"{PEOPLE}:role/Report*"),
            ),
        ),
        (
            call(
                "CreatePolicy",
                "people-admin",
                PolicyName="AssumeReportReader",
                PolicyDocument=may(f"{PEOPLE}:role/ReportReader"),
            ),
            call(
                "AttachUserPolicy",
                "people-admin",
                UserName="dana",
                PolicyArn=f"{PEOPLE}:policy/AssumeReportReader",
            ),
        ),
    ],
    "external-id-mismatch": [
        (costlens("acme-7214-blue"),),
        (costlens("acme-7241-blue", "acme-7214-blue"),),
        (costlens("acme-7300-red"), Step(request={"external_id": "acme-7300-red"})),
    ],
    "sso-path": [
        (trust("admin", "Notebooks", allow(f"{A}:root", ArnEquals={"aws:PrincipalArn": SSO})),),
        (trust("admin", "Notebooks", allow(SSO)),),
        (
            trust(
                "admin",
                "Notebooks",
                allow(
                    f"{A}:root",
                    StringLike={"aws:PrincipalArn": f"{A}:role/aws-reserved/*/AWSReservedSSO_DataScience_*"},
                ),
            ),
        ),
    ],
    "star-under-equals": [
        (trust("admin", "Loader", allow(f"{A}:root", StringLike={"aws:PrincipalArn": f"{A}:user/etl-*"})),),
        (trust("admin", "Loader", allow(f"{A}:root", StringLike={"aws:username": "etl-*"})),),
        (trust("admin", "Loader", allow(f"{A}:user/etl-orders")),),
    ],
    "self-assumption": [
        (trust("admin", "Nightly", allow(f"{B}:user/scheduler"), allow(f"{B}:role/Nightly")),),
        (
            trust(
                "admin",
                "Nightly",
                allow(f"{B}:user/scheduler"),
                allow(f"{B}:root", ArnEquals={"aws:PrincipalArn": f"{B}:role/Nightly"}),
            ),
        ),
        (trust("admin", "Nightly", allow([f"{B}:role/Nightly", f"{B}:user/scheduler"])),),
    ],
    "group-deny": [
        (group_deny(ArnNotEquals={"aws:PrincipalArn": f"{B}:user/adele"}),),
        (group_deny(StringNotEquals={"aws:username": "adele"}),),
        (
            call("DeleteGroupPolicy", GroupName="contractors", PolicyName="NoStaffRoles"),
            call(
                "PutUserPolicy",
                UserName="carl",
                PolicyName="NoStaffRoles",
                PolicyDocument=policy({"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": f"{B}:role/Staff"}),
            ),
        ),
    ],
    "boundary": [
        (limit({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": f"{B}:role/Build*"}),),
        (
            limit(
                {
                    "Effect": "Allow",
                    "Action": "sts:AssumeRole",
                    "Resource": f"{B}:role/Builds",
                    "Condition": {"StringEquals": {"aws:username": "jonas"}},
                }
            ),
        ),
        (trust("admin", "Builds", allow(f"{B}:root"), allow(f"{B}:user/jonas")),),
    ],
    "network-deny": [
        (office("198.51.100.0/24", "203.0.113.25"),),
        (office("203.0.113.24/31", "198.51.100.0/24"),),
        (office("203.0.113.25/32"),),
    ],
}


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, ways in ALTERNATIVES.items() for number in range(len(ways))]
)
def test_an_equally_good_repair_loses_no_star(name: str, number: int, start) -> None:
    learner: Learner = start(name)
    for step in ALTERNATIVES[name][number]:
        learner.do(step)
    assert learner.answer() == "allowed"
    judgement = learner.environment.judge()
    assert (judgement.let_in, judgement.locked_out, judgement.beyond_need) == ((), (), ())
    assert judgement.stars == 3


def test_there_are_three_for_each_of_ten() -> None:
    assert len(ALTERNATIVES) == 10 and {len(ways) for ways in ALTERNATIVES.values()} == {3}
