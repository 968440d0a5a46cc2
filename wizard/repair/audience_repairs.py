"""A token made for another audience: one that is made for the right one. ("Create an OIDC identity provider in IAM")"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wizard.engine.decision import ElementVerdict
from wizard.engine.document import Document
from wizard.engine.frozen import replace
from wizard.engine.web_identity import BUILT_IN, WebIdentity
from wizard.repair.near_miss import is_typo
from wizard.repair.option import Option, Situation, other_request
from wizard.repair.providers import issuer_of, registered

_USUAL = "sts.amazonaws.com"
_WHERE = (
    ("token.actions.githubusercontent.com", "in the input audience of aws-actions/configure-aws-credentials"),
    ("gitlab", "as aud of the job's id_tokens"),
    ("oidc.eks.", "in the service account's annotation eks.amazonaws.com/audience"),
)
"""Where it is said, by what the issuer's name holds."""


def for_registered(situation: Situation) -> tuple[Option, ...]:
    """A token for an audience that the account's provider knows, where it knows not this one's."""
    known = _client_ids(situation) or ()
    asked = [one for one in _asked_for(situation.trust_policy, f"{issuer_of(situation.case)}:aud") if one in known]
    usual = [one for one in known if one == _USUAL or len(known) == 1]
    return for_audience(situation, asked or usual)


def for_audience(situation: Situation, wanted: Iterable[str], rank: int = 0) -> tuple[Option, ...]:
    """A token for the first of these audiences that the provider knows, unless that is a slip of this token's."""
    carried = WebIdentity.of(situation.case).audiences
    issuer, known = issuer_of(situation.case), _client_ids(situation)
    if carried is None or issuer is None or issuer in BUILT_IN:
        return ()
    for audience in wanted:
        if (known is None or audience in known) and not any(is_typo(audience, one) for one in carried):
            what = f"Ask for a token with the audience {audience}"
            where = next((f", {told}" for part, told in _WHERE if part in issuer), "")
            why = f"Whoever asks for a token says whom it is for{where}; nothing changes in AWS."
            change = {f"{issuer}:aud": audience}
            option = other_request(situation, what, why, "oidc_audience_mismatch", context=change)
            return (replace(option, rank=rank),)
    return ()


def unregistered(situation: Situation, test: ElementVerdict) -> str | None:
    """An audience of a condition that the account's provider does not know, so that no token comes in with it."""
    known = _client_ids(situation)
    if not (test.key or "").lower().endswith(":aud") or situation.case.token is None or not known:
        return None
    return next((one for one in test.expected if not set("*?$") & set(one) and one not in known), None)


def _client_ids(situation: Situation) -> tuple[str, ...] | None:
    """Those of the token's provider in the role's account; None where nobody knows them."""
    known, issuer = registered(situation.case), issuer_of(situation.case) or ""
    return None if known is None else next((one.client_ids for one in known if one.is_of(issuer)), ())


def _asked_for(policy: object, key: str) -> Iterator[str]:
    """The audiences that a trust policy's statements ask for."""
    for _, found in policy.statements if isinstance(policy, Document) else ():
        conditions = found.get("Condition")
        for block in conditions.values() if isinstance(conditions, Mapping) else ():
            values = block.get(key) if isinstance(block, Mapping) else None
            yield from (str(one) for one in (values if isinstance(values, list) else [values]) if one)
