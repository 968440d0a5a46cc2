"""The OIDC inspector: every claim beside the condition that tests it, and the usual mistakes by name."""

from __future__ import annotations

import base64
import json

import pytest

from wizard.repair.oidc import ClaimRow, TokenError, decode_token, inspect_claims, table
from wizard.repair.subject import subject_note

ISSUER = "token.actions.githubusercontent.com"
CLAIMS = {
    "iss": f"https://{ISSUER}",
    "aud": "sts.amazonaws.com",
    "sub": "repo:acme/shop:environment:production",
    "repository": "acme/shop",
    "event_name": "push",
}


def trust(condition: object, provider: str = ISSUER, action: str = "sts:AssumeRoleWithWebIdentity") -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Federated": f"arn:aws:iam::444455556666:oidc-provider/{provider}"},
                    "Action": action,
                    "Condition": condition,
                }
            ],
        }
    )


def rows_of(policy: str, claims: dict[str, object]) -> dict[str, ClaimRow]:
    return {row.claim: row for row in inspect_claims(policy, claims).rows}


def test_a_token_that_fits_matches_in_every_row() -> None:
    policy = trust({"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": CLAIMS["sub"]}})
    inspection = inspect_claims(policy, CLAIMS)
    assert inspection.allowed
    assert [row.matches for row in inspection.rows if row.condition] == [True, True, True]


def test_an_environment_in_place_of_the_branch_is_explained() -> None:
    policy = trust({"StringEquals": {f"{ISSUER}:sub": "repo:acme/shop:ref:refs/heads/main"}})
    row = rows_of(policy, CLAIMS)["sub"]
    assert row.matches is False
    assert row.expected == ("repo:acme/shop:ref:refs/heads/main",)
    assert row.actual == ("repo:acme/shop:environment:production",)
    assert "names an environment" in row.note


def test_a_claim_that_aws_does_not_expose_is_said_to_be_invisible() -> None:
    policy = trust({"StringEquals": {f"{ISSUER}:event_name": "push"}})
    row = rows_of(policy, CLAIMS)["event_name"]
    assert row.matches is False
    assert "does not put the claim event_name into the request" in row.note


def test_a_claim_that_nothing_tests_is_listed_with_the_key_that_could() -> None:
    rows = rows_of(trust({"StringEquals": {f"{ISSUER}:sub": CLAIMS["sub"]}}), CLAIMS)
    assert (rows["repository"].matches, rows["repository"].key) == (None, f"{ISSUER}:repository")
    assert rows["event_name"].key is None


def test_another_provider_is_seen() -> None:
    row = rows_of(trust({}, provider="gitlab.com"), CLAIMS)["iss"]
    assert row.matches is False
    assert "another provider" in row.note


def test_a_key_of_another_issuer_is_seen() -> None:
    row = rows_of(trust({"StringEquals": {"gitlab.com:sub": "x"}}), CLAIMS)["sub"]
    assert "belongs to the issuer gitlab.com" in row.note


def test_a_wildcard_under_string_equals_is_seen() -> None:
    row = rows_of(trust({"StringEquals": {f"{ISSUER}:sub": "repo:acme/shop:*"}}), CLAIMS)["sub"]
    assert row.matches is False and row.note


def test_the_wrong_action_is_a_row_of_its_own() -> None:
    row = rows_of(trust({}, action="sts:AssumeRole"), CLAIMS)["(call)"]
    assert row.matches is False


def test_irsa_is_compared_like_any_other_provider() -> None:
    issuer = "oidc.eks.eu-west-1.amazonaws.com/id/ABC"
    claims = {"iss": f"https://{issuer}", "aud": ["sts.amazonaws.com"], "sub": "system:serviceaccount:shop:web"}
    policy = trust({"StringEquals": {f"{issuer}:sub": "system:serviceaccount:default:web"}}, provider=issuer)
    row = rows_of(policy, claims)["sub"]
    assert "namespace shop" in row.note


def test_claims_without_an_issuer_are_compared_with_the_policys() -> None:
    claims = {"sub": CLAIMS["sub"]}
    assert inspect_claims(trust({"StringEquals": {f"{ISSUER}:sub": CLAIMS["sub"]}}), claims).allowed


def test_the_table_is_plain_text() -> None:
    policy = trust({"StringEquals": {f"{ISSUER}:sub": "repo:acme/shop:ref:refs/heads/main"}})
    text = table(inspect_claims(policy, CLAIMS))
    assert "NO  sub: StringEquals" in text
    assert "policy: repo:acme/shop:ref:refs/heads/main" in text
    assert "refuses this token" in text
    assert "yes: as the policy asks; NO: otherwise; -: nothing asks for it, or it is not known." in text


def test_a_key_of_the_request_is_not_called_a_claim() -> None:
    row = rows_of(trust({"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::1:user/a"}}), CLAIMS)["aws:PrincipalArn"]
    assert row.note == "aws:PrincipalArn is a key of the request, and no claim: no token carries it."


@pytest.mark.parametrize(
    ("wanted", "given", "word"),
    [
        ("repo:Acme/Shop:*", "repo:acme/shop:*", "case"),
        ("repo:Acme/shop:ref:refs/heads/main", "repo:acme/shop:ref:refs/heads/dev", "case"),
        ("repo:acme/shop:ref:refs/heads/main", "repo:acme@1/shop@2:ref:refs/heads/main", "two forms"),
        ("repo:acme@1/shop@2:ref:refs/heads/main", "repo:acme/shop:ref:refs/heads/main", "two forms"),
        ("repo:acme/shop:ref:refs/heads/main", "repo:acme/shop:pull_request", "pull request"),
        ("repo:acme/shop:environment:prod", "repo:acme/shop:ref:refs/heads/main", "no environment"),
        ("repo:acme/shop:ref:refs/heads/main", "repo:acme/shop:ref:refs/heads/dev", "another branch"),
        ("repo:acme/shop:ref:main", "repo:acme/shop:ref:refs/heads/main", "refs/heads"),
        ("repo:acme/shop", "repo:acme/shop:ref:refs/heads/main", "goes on"),
        ("repo:acme/other:*", "repo:acme/shop:pull_request", "another repository"),
        ("system:serviceaccount:shop:api", "system:serviceaccount:shop:web", "service account web"),
    ],
)
def test_subjects_that_almost_agree_are_explained(wanted: str, given: str, word: str) -> None:
    assert word in subject_note(wanted, given)


def token_of(claims: dict[str, object]) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmF0dXJl"


@pytest.mark.parametrize("dress", ["{}", "Bearer {}", "Authorization: Bearer {}", '"{}"', "  {}\n"])
def test_a_token_is_decoded_however_it_was_copied(dress: str) -> None:
    assert decode_token(dress.format(token_of(CLAIMS))) == CLAIMS


def test_a_wrapped_token_is_decoded() -> None:
    token = token_of(CLAIMS)
    assert decode_token("\n".join(token[at : at + 40] for at in range(0, len(token), 40))) == CLAIMS


def test_claims_as_json_are_taken_as_they_are() -> None:
    assert decode_token(json.dumps(CLAIMS, indent=2)) == CLAIMS
    assert decode_token("\ufeff" + json.dumps(CLAIMS)) == CLAIMS


@pytest.mark.parametrize("answer", [
    {"value": token_of(CLAIMS)}, {"id_token": token_of(CLAIMS)},
    {"access_token": token_of({}), "id_token": token_of(CLAIMS)},
    {"kind": "TokenRequest", "status": {"token": token_of(CLAIMS)}},
    {"header": {"alg": "RS256"}, "payload": CLAIMS, "signature": "c2lnbmF0dXJl"},
    {"payload": token_of(CLAIMS).split(".")[1], "signatures": [{"signature": "c2lnbmF0dXJl"}]},
])  # fmt: skip
def test_a_token_is_found_in_the_answer_that_brought_it(answer: dict[str, object]) -> None:
    assert decode_token(json.dumps(answer)) == CLAIMS


def test_neither_a_token_within_the_claims_nor_what_steers_a_terminal_is_shown() -> None:
    claims = CLAIMS | {"inner": token_of(CLAIMS), "deep": [{"t": token_of(CLAIMS)}], "ref": "a\x1b[2Jb\n\u202e"}
    shown = table(inspect_claims(trust({"StringEquals": {f"{ISSUER}:sub": CLAIMS["sub"]}}), claims))
    assert "inner = (a token)" in shown and 'deep = {"t": "(a token)"}' in shown
    assert "c2lnbmF0dXJl" not in shown
    assert "ref = a\\x1b[2Jb\\n\\u202e" in shown


@pytest.mark.parametrize("text", ["", "hello", "a.b.c", "a.b.c.d.e", "{broken", "[1]", "eyJh.!!!.x", "{}.W10.x"])
def test_what_is_no_token_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(TokenError) as refused:
        decode_token(text)
    assert text not in str(refused.value) or not text, "the text may be a secret"
