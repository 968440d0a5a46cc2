"""A token for another audience than the provider knows, or than the trust policy asks for."""

from __future__ import annotations

import pytest

from tests.repair.cases import HOME, ROLE, allow, case, planned, trust, trust_after
from wizard.engine.case import Case, OidcProvider, Request, Token
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.repair.change import RequestChange

ISSUER, STS, OWN = "token.actions.githubusercontent.com", "sts.amazonaws.com", "https://acme.example/docs"
WEB = "sts:AssumeRoleWithWebIdentity"


def with_audience(carried: str, asked: str, registered: tuple[str, ...]) -> Case:
    condition = {"StringEquals": {f"{ISSUER}:aud": asked, f"{ISSUER}:sub": "repo:acme/docs:ref:refs/heads/main"}}
    principal = {"Federated": f"arn:aws:iam::{HOME}:oidc-provider/{ISSUER}"}
    found = case(trust(allow(principal, condition, WEB)))
    assert found.role is not None
    return replace(
        found,
        caller=None,
        request=Request(ROLE, action=WEB, role_session_name="ci"),
        token=Token(f"https://{ISSUER}", {"sub": "repo:acme/docs:ref:refs/heads/main", "aud": carried}),
        role=replace(found.role, oidc_providers=(OidcProvider(ISSUER, registered),)),
    )


@pytest.mark.parametrize("registered", [(STS,), (STS, "https://other.example")])
def test_where_the_provider_does_not_know_it_another_token_is_asked_for(
    registered: tuple[str, ...],
) -> None:
    best = planned(with_audience(OWN, STS, registered))[1][0]
    assert (best.title, best.verified) == (f"Ask for a token with the audience {STS}", True)
    assert all(isinstance(change, RequestChange) for change in best.changes)
    assert "in the input audience of aws-actions/configure-aws-credentials" in best.why


def test_a_statement_of_its_own_asks_for_the_audience_that_the_token_is_to_have() -> None:
    found = with_audience(OWN, STS, (STS,))
    assert found.role is not None
    found = replace(found, role=replace(found.role, trust_policy=Document.from_text(trust(allow(HOME)))))
    best = planned(found)[1][0]
    assert best.verified
    assert best.title == f"Ask for a token with the audience {STS}; trust the provider {ISSUER}"
    assert f'"{ISSUER}:aud": "{STS}"' in trust_after(best)


def test_where_sts_took_it_the_policy_is_what_is_out_of_date() -> None:
    titles = [plan.title for plan in planned(with_audience(OWN, STS, (STS, OWN)))[1] if plan.verified]
    assert titles[:2] == [f"Accept {OWN} for the claim aud", f"Ask for a token with the audience {STS}"]


@pytest.mark.parametrize(
    ("asked", "registered"), [("sts.amazonaw.com", (STS,)), (STS, ("sts.amazonaw.com",)), (OWN, (OWN, STS))]
)
def test_no_token_is_asked_for_with_an_audience_that_is_misspelt(asked: str, registered: tuple[str, ...]) -> None:
    asking = [
        plan.title for plan in planned(with_audience(STS, asked, registered))[1] if "Ask for a token" in plan.title
    ]
    assert asking == ([f"Ask for a token with the audience {OWN}"] if asked == OWN else [])
