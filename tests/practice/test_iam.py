"""What IAM saves, shows and refuses, over HTTP; written from AWS's documents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.practice.conftest import Learner, outcome

OWNER, CALLER = "123456789012", "210987654321"
ROLE = "MyCrossAccountRole"


def document(principal: Any, **more: Any) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def learner(start) -> Learner:
    return start("cross-account")


@pytest.fixture
def iam(learner: Learner) -> Any:
    return learner.client("iam", "role-admin")


def shown(iam: Any) -> Any:
    return iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["AWS"]


REFUSED = [
    ("{nope", "This policy contains invalid Json"),
    (document({"AWS": f"arn:aws:iam::{OWNER}:user/ghost"}), "Invalid principal in policy"),
    (document({"AWS": f"arn:aws:iam::{OWNER}:user/*"}), "Invalid principal in policy"),
    (document({"AWS": "000000000000"}), "Invalid principal in policy"),
    (document({"AWS": "alice"}), "Invalid principal in policy"),
    (document({"Service": "ec2"}), "Invalid principal in policy"),
    (document("*"), "invalid principal"),
    (document({}), "Missing required field Principal"),
    (document({"AWS": OWNER}, Resource="*"), "Has prohibited field Resource"),
    (document({"AWS": OWNER}, Action="s3:GetObject"), "may only specify STS AssumeRole actions"),
    (document({"AWS": OWNER}, Effect="Permit"), "Invalid effect"),
    (document({"AWS": OWNER}, Condition={"StringSame": {"sts:ExternalId": "x"}}), "Invalid Condition type"),
    ('{"Version": "2012-10-17", "Statement": []}', "Syntax errors"),
    ('{"Version": "2012-10-17"}', "Missing required field Statement"),
    (document({"AWS": OWNER}, Sid="with blanks"), "SID"),
    (document({"AWS": OWNER})[:-1] + ', "Version": "2012-10-17"}', "invalid Json"),
]


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_trust_policies_that_iam_refuses(iam: Any, text: str, words: str) -> None:
    with pytest.raises(ClientError, match=words) as caught:
        iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=text)
    assert caught.value.response["Error"]["Code"] == "MalformedPolicyDocument"
    assert shown(iam) == f"arn:aws:iam::{OWNER}:user/remote-user"


SAVED = [
    (document({"AWS": CALLER}), f"arn:aws:iam::{CALLER}:root"),
    (document({"AWS": "*"}), "*"),
    (document({"AWS": f"arn:aws:iam::{CALLER}:user/remote-user"}), f"arn:aws:iam::{CALLER}:user/remote-user"),
    (document({"AWS": OWNER}).replace("2012-10-17", "2008-10-17"), f"arn:aws:iam::{OWNER}:root"),
    (document({"AWS": OWNER}, Action="sts:*"), f"arn:aws:iam::{OWNER}:root"),
    (document({"AWS": OWNER}, Action=["sts:AssumeRole", "sts:SetContext"]), f"arn:aws:iam::{OWNER}:root"),
]


@pytest.mark.parametrize(("text", "principal"), SAVED)
def test_trust_policies_that_iam_saves(iam: Any, text: str, principal: str) -> None:
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=text)
    assert shown(iam) == principal


def test_two_thousand_and_forty_eight_characters_without_the_white_space(iam: Any) -> None:
    def sized(length: int) -> str:
        bare = document({"AWS": OWNER}, Condition={"StringEquals": {"sts:ExternalId": ""}})
        return bare.replace('""', '"' + "x" * (length - len(bare.replace(" ", ""))) + '"')

    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=sized(2048).replace(",", ",\n   "))
    with pytest.raises(ClientError, match="Cannot exceed quota for ACLSizePerRole: 2048") as caught:
        iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=sized(2049))
    assert caught.value.response["Error"]["Code"] == "LimitExceeded"


def test_a_deleted_user_leaves_its_id_and_a_namesake_is_somebody_else(start) -> None:
    learner = start("deleted-principal")
    iam = learner.client("iam", "admin")
    principal = iam.get_role(RoleName="Research")["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
    assert principal["AWS"].startswith("AIDA") and len(principal["AWS"]) == 21
    assert learner.answer() == "AccessDenied"


def test_protected_roles_are_not_changed(start) -> None:
    learner = start("sso-path")
    environment = learner.environment
    from wizard.practice.iam import roles

    account = environment.cloud.world.accounts["111122223333"]
    name = next(iter(account.roles))
    call = type("Call", (), {"values": {"RoleName": name, "PolicyDocument": "{}"}, "account": account})
    with pytest.raises(Exception, match="only modifiable by AWS") as caught:
        roles.update_assume_role_policy(call)
    assert caught.value.code == "UnmodifiableEntity"


ROUND_TRIPS = ["user", "role", "group"]
POLICY = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'


@pytest.mark.parametrize("kind", ROUND_TRIPS)
def test_inline_and_attached_policies_of_everybody(start, kind: str) -> None:
    learner = start("group-deny")
    iam = learner.client("iam", "admin")
    who = {f"{kind.title()}Name": {"user": "carl", "role": "Staff", "group": "everybody"}[kind]}
    getattr(iam, f"put_{kind}_policy")(**who, PolicyName="New", PolicyDocument=POLICY)
    assert getattr(iam, f"get_{kind}_policy")(**who, PolicyName="New")["PolicyDocument"] == json.loads(POLICY)
    assert "New" in getattr(iam, f"list_{kind}_policies")(**who)["PolicyNames"]
    getattr(iam, f"delete_{kind}_policy")(**who, PolicyName="New")
    assert outcome(lambda: getattr(iam, f"get_{kind}_policy")(**who, PolicyName="New")) == "NoSuchEntity"
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    getattr(iam, f"attach_{kind}_policy")(**who, PolicyArn=arn)
    listed = getattr(iam, f"list_attached_{kind}_policies")(**who)["AttachedPolicies"]
    assert {"PolicyName": "AmazonS3ReadOnlyAccess", "PolicyArn": arn} in listed
    getattr(iam, f"detach_{kind}_policy")(**who, PolicyArn=arn)
    assert outcome(lambda: getattr(iam, f"detach_{kind}_policy")(**who, PolicyArn=arn)) == "NoSuchEntity"


def test_versions_of_a_managed_policy(start) -> None:
    iam = start("boundary").client("iam", "admin")
    arn = "arn:aws:iam::444455556666:policy/TeamLimit"
    made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=POLICY)["PolicyVersion"]
    assert made["VersionId"] == "v2" and not made["IsDefaultVersion"]
    assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v1"
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=POLICY, SetAsDefault=True)
    assert [item["VersionId"] for item in iam.list_policy_versions(PolicyArn=arn)["Versions"]] == ["v3", "v2", "v1"]
    assert outcome(lambda: iam.delete_policy_version(PolicyArn=arn, VersionId="v3")) == "DeleteConflict"
    for _ in range(2):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=POLICY)
    assert outcome(lambda: iam.create_policy_version(PolicyArn=arn, PolicyDocument=POLICY)) == "LimitExceeded"
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    document = iam.get_policy_version(PolicyArn=arn, VersionId="v3")["PolicyVersion"]["Document"]
    assert document == json.loads(POLICY)


def test_lists_come_in_pages(iam: Any) -> None:
    pages = list(iam.get_paginator("list_policies").paginate(PaginationConfig={"PageSize": 3}))
    names = [item["PolicyName"] for page in pages for item in page["Policies"]]
    assert len(pages) > 1 and "AdministratorAccess" in names and len(names) == len(set(names))


def test_the_caller_may_not_read_the_other_account(learner: Learner) -> None:
    iam = learner.client("iam")
    for call in (iam.list_roles, lambda: iam.get_role(RoleName=ROLE), lambda: iam.put_role_policy(
        RoleName=ROLE, PolicyName="P", PolicyDocument=POLICY
    )):  # fmt: skip
        assert outcome(call) == "AccessDenied"
    assert outcome(lambda: iam.get_user()) == "allowed"
    with pytest.raises(ClientError) as caught:
        iam.get_role(RoleName=ROLE)
    assert caught.value.response["Error"]["Message"] == (
        f"User: arn:aws:iam::{CALLER}:user/remote-user is not authorized to perform: iam:GetRole on resource: "
        f"role {ROLE} because no identity-based policy allows the iam:GetRole action"
    )


def test_the_organization_may_not_be_read_from_a_member_account(start) -> None:
    learner = start("scp-wants-mfa")
    client = learner.client("organizations", "admin")
    assert outcome(client.list_roots) == "AccessDeniedException"
    target = {"TargetId": "444455556666", "Filter": "SERVICE_CONTROL_POLICY"}
    assert outcome(lambda: client.list_policies_for_target(**target)) == "AccessDeniedException"


def test_what_the_practice_aws_does_not_have_is_refused_clearly(learner: Learner) -> None:
    admin = learner.client("iam", "role-admin")
    with pytest.raises(ClientError, match="does not have iam:CreateSAMLProvider") as caught:
        admin.create_saml_provider(SAMLMetadataDocument="x" * 1000, Name="Okta")
    assert caught.value.response["Error"]["Code"] == "NotInPractice"
    with pytest.raises(ClientError, match="does not have"):
        learner.client("dynamodb").list_tables()
    with pytest.raises(ClientError):
        learner.client("s3").list_buckets()
