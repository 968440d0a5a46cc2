"""Which identity provider a trust policy should name for a call with a token. ("AssumeRoleWithWebIdentity")"""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.engine.web_identity import WebIdentity
from wizard.repair import edit
from wizard.repair.change import ProviderChange
from wizard.repair.option import Option, Situation, is_saml
from wizard.repair.parties import role_arn_of
from wizard.repair.providers import bare, is_spelling_of, issuer_of, provider_arn, registered
from wizard.repair.trust_causes import Gap

SIGN_IN = "https://signin.aws.amazon.com/saml"
"""The audience of a SAML assertion that signs in to AWS. ("Configure a relying party trust")"""


def which_provider(situation: Situation, text: str, gap: Gap | None) -> tuple[Option, ...]:
    """Name the token's identity provider."""
    arn = provider_arn(situation.case, role_arn_of(situation.case))
    if arn is None:
        return ()
    missed = gap.principal if gap is not None else None
    cures = (missed.cause,) if missed is not None else ("trust_policy_empty",)
    title = f"Trust the provider {bare(arn)}"
    token = "assertion" if is_saml(situation.case) else "token"
    why = f"The provider that signed the {token}; the conditions say which of its {token}s may come in."

    def trusting(title: str, after: str, rank: int = 0) -> Option:
        return Option(title, why, (situation.trust_change(after),), cures, rank)

    written = missed.named if missed is not None and missed.named.kind == "Federated" else None
    if written is not None and is_spelling_of(written.name, arn):
        return (trusting(title, edit.replace(text, written.pointer, arn)),)
    found: list[Option] = []
    gone = written is not None and _is_gone(situation.case, written.name)
    if new := own_statement(situation):
        found.append(trusting(title, edit.add_statement(text, new), rank=int(gone)))
    if written is not None:
        instead = edit.replace(text, written.pointer, arn)
        found.append(trusting(f"{title} in place of {bare(written.name)}", instead, rank=int(not gone)))
    return tuple(sorted(found, key=lambda option: option.rank))


def own_statement(situation: Situation) -> dict[str, object] | None:
    """A statement for tokens like this one; None where not enough is known of it to tell it from others."""
    condition, request = _claims(situation), situation.case.request
    arn = provider_arn(situation.case, role_arn_of(situation.case))
    if not condition or request is None or arn is None:
        return None
    return {
        "Effect": "Allow",
        "Principal": {"Federated": arn},
        "Action": request.action,
        "Condition": {"StringEquals": condition},
    }


def _is_gone(case: Case, name: str) -> bool:
    """Whether the account has no such provider any more, so that nobody comes in by it."""
    known = registered(case)
    return known is not None and not any(one.is_of(bare(name)) for one in known)


def registration(case: Case) -> ProviderChange | None:
    """The token's issuer as a provider of the role's account, with the token's audience among its client ids."""
    issuer, arn = issuer_of(case), provider_arn(case, role_arn_of(case))
    known, audiences = registered(case), WebIdentity.of(case).audiences
    if known is None or issuer is None or arn is None or not arn.startswith("arn:") or not audiences:
        return None
    there = next((one for one in known if one.is_of(issuer)), None)
    wanted = dict.fromkeys((*(there.client_ids if there is not None else ()), audiences[0]))
    return ProviderChange(arn, "\n".join(there.client_ids) if there is not None else None, "\n".join(wanted))


def _claims(situation: Situation) -> dict[str, str]:
    """The audience and subject of this very token, as conditions."""
    issuer = issuer_of(situation.case)
    request = situation.case.request
    if request is not None and is_saml(situation.case):
        audience = request.context.get("SAML:aud")
        return {"SAML:aud": audience if isinstance(audience, str) else SIGN_IN}
    found: dict[str, str] = {}
    for claim in ("aud", "sub"):
        key = f"{issuer}:{claim}"
        value: object = request.context.get(key) if request is not None else None  # what is stated overrides the token
        if value is None and situation.case.token is not None:
            value = situation.case.token.claims.get(claim)
        if isinstance(value, str):
            found[key] = value
    return found if any(key.endswith(":sub") for key in found) else {}
