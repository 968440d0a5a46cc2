"""Advice tells what would be safer, apart from what is wrong."""

from __future__ import annotations

import pytest

from tests.repair.cases import ALICE, AWAY, HOME, allow, case, trust
from wizard.repair.advice import advice, key_advice

MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
GITHUB = {"Federated": f"arn:aws:iam::{HOME}:oidc-provider/token.actions.githubusercontent.com"}


def names(*statements: dict[str, object]) -> list[str]:
    return [one.name for one in advice(case(trust(*statements)))]


def test_a_tight_policy_gets_no_advice() -> None:
    tight = {**MFA, "StringEquals": {"sts:ExternalId": "x-1"}, "StringLike": {"sts:SourceIdentity": "*"}}
    assert names(allow(ALICE, tight)) == []


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        (allow("*"), "trusts_everybody"),
        (allow("*", {"StringEquals": {"sts:ExternalId": "x"}}), "trusts_everybody"),
        (allow(ALICE, {"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}), "hollow_for_all_values"),
        (allow(GITHUB, {"StringEquals": {"token.actions.githubusercontent.com:aud": "x"}}), "oidc_without_subject"),
        (allow(ALICE), "cross_account_without_mfa"),
        (allow(AWAY, MFA), "trusts_whole_account"),
        (allow(ALICE, MFA), "third_party_without_external_id"),
        (allow(f"arn:aws:iam::{HOME}:role/app"), "no_source_identity"),
    ],
)
def test_each_hole_is_told(statement: dict[str, object], name: str) -> None:
    assert name in names(statement)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        (allow("*", {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}), "trusts_everybody"),
        (allow(AWAY, {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ci"}}), "trusts_whole_account"),
        (allow(f"arn:aws:iam::{HOME}:user/bob"), "cross_account_without_mfa"),
        (allow({"Service": "ec2.amazonaws.com"}), "no_source_identity"),
        (
            allow(ALICE, {"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}, "Null": {"aws:TagKeys": "false"}}),
            "hollow_for_all_values",
        ),
    ],
)
def test_what_is_closed_is_not_told(statement: dict[str, object], name: str) -> None:
    assert name not in names(statement)


def test_the_widest_hole_comes_first_and_has_its_place() -> None:
    first = advice(case(trust(allow(ALICE), allow("*"))))[0]
    assert (first.name, first.pointer) == ("trusts_everybody", "/Statement/1/Principal/AWS")


def test_old_access_keys_are_told() -> None:
    assert key_advice(30) == ()
    assert "400 days" in key_advice(400)[0].message
