"""Roles that belong to a tool or to AWS are recognised by their path, tags, name and description."""

from __future__ import annotations

import pytest

from wizard.aws.gateway import AwsFailure
from wizard.aws.managed_by import recognise, refuse_protected

HERE = "arn:aws:iam::111122223333:role"


@pytest.mark.parametrize(
    ("role", "tags", "tool"),
    [
        ("aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport", {}, "the service it is linked to"),
        ("aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef", {}, "IAM Identity Center"),
        ("AWSReservedSSO_Admin_0123456789abcdef", {}, "IAM Identity Center"),
        ("Deploy", {"aws-cdk:id": "web"}, "AWS CDK"),
        ("Deploy", {"aws:servicecatalog:productArn": "arn"}, "Service Catalog"),
        ("Deploy", {"aws:cloudformation:stack-name": "web"}, "CloudFormation"),
        ("web-DeployRole-1ABCDEFGH2IJK", {}, "CloudFormation"),
        ("stacksets-exec-0123456789abcdef0123456789abcdef", {}, "CloudFormation StackSets"),
        ("cdk-hnb659fds-deploy-role-111122223333-eu-west-1", {}, "AWS CDK (bootstrap stack)"),
        ("Deploy", {"terraform": "true"}, "Terraform"),
        ("Deploy", {"ManagedBy": "Terraform"}, "Terraform"),
        ("Deploy", {"managed-by": "terragrunt"}, "Terraform"),
        ("terraform-20260101120000123400000001", {}, "Terraform"),
        ("Deploy", {"Provisioner": "pulumi"}, "Pulumi"),
        ("AWSControlTowerExecution", {}, "Control Tower"),
    ],
)
def test_each_owner_is_recognised(role: str, tags: dict[str, str], tool: str) -> None:
    owner = recognise(f"{HERE}/{role}", tags)
    assert owner is not None
    assert owner.tool == tool
    assert owner.sign


@pytest.mark.parametrize(
    "role",
    ["Deploy", "team/Deploy-Prod-Reader", "web-deploy-role", "App-Reader-ABCDEFGHIJKLM", "AWSReservedSSO_Admin"],
)
def test_a_role_of_nobody_s(role: str) -> None:
    assert recognise(f"{HERE}/{role}", {"Team": "platform", "Source": "crm"}) is None


def test_the_description_of_a_careful_author() -> None:
    owner = recognise(f"{HERE}/Deploy", {}, "CI deploys. Managed by Terraform.")
    assert owner is not None
    assert owner.tool == "Terraform"


def test_only_aws_s_own_roles_are_refused() -> None:
    refuse_protected(f"{HERE}/Deploy")
    refuse_protected(f"{HERE}/service-role/lambda")
    with pytest.raises(AwsFailure) as caught:
        refuse_protected(f"{HERE}/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef")
    assert caught.value.kind == "protected"
    assert "Identity Center" in caught.value.next_step
