"""Which identity provider a trust policy should name for a call with a token. ("AssumeRoleWithWebIdentity")"""

from __future__ import annotations

from wizard.engine.case import UNKNOWN, Case
from wizard.repair import edit
from wizard.repair.change import ProviderChange
from wizard.repair.option import Option, Situation
from wizard.repair.parties import role_arn_of
from wizard.repair.providers import issuer_of, provider_arn
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
    title = f"Trust the provider {arn.rpartition('oidc-provider/')[2]}"
    why = "The provider that signed the token; the conditions say which of its tokens may come in."
    if missed is not None and missed.named.kind == "Federated":
        after = edit.replace(text, missed.named.pointer, arn)
        return (Option(title, why, (situation.trust_change(after),), cures),)
    condition = _claims(situation)
    if not condition or situation.case.request is None:
        return ()
    wanted = {
        "Effect": "Allow",
        "Principal": {"Federated": arn},
        "Action": situation.case.request.action,
        "Condition": {"StringEquals": condition},
    }
    after = edit.add_statement(text, wanted)
    return (Option(title, why, (situation.trust_change(after),), cures),)


def registration(case: Case) -> ProviderChange | None:
    """The token's issuer as a provider of the role's account, with the token's audience among its client ids."""
    issuer, arn = issuer_of(case), provider_arn(case, role_arn_of(case))
    known = case.role.oidc_providers if case.role is not None else UNKNOWN
    audience = case.token.claims.get("aud") if case.token is not None else None
    audiences = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    if not isinstance(known, tuple) or issuer is None or arn is None or not arn.startswith("arn:") or not audiences:
        return None
    there = next((one for one in known if one.is_of(issuer)), None)
    wanted = dict.fromkeys((*(there.client_ids if there is not None else ()), str(audiences[0])))
    return ProviderChange(arn, "\n".join(there.client_ids) if there is not None else None, "\n".join(wanted))


def _claims(situation: Situation) -> dict[str, str]:
    """The audience and subject of this very token, as conditions."""
    issuer = issuer_of(situation.case)
    request = situation.case.request
    if request is not None and request.action == "sts:AssumeRoleWithSAML":
        audience = request.context.get("SAML:aud")
        return {"SAML:aud": audience if isinstance(audience, str) else SIGN_IN}
    found: dict[str, str] = {}
    for claim in ("aud", "sub"):
        key = f"{issuer}:{claim}"
        value: object = situation.case.token.claims.get(claim) if situation.case.token is not None else None
        if value is None and request is not None:
            value = request.context.get(key)
        if isinstance(value, str):
            found[key] = value
    return found if any(key.endswith(":sub") for key in found) else {}
