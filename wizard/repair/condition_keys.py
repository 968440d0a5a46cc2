"""Condition keys: which cause of the catalogue it is when a condition on one does not hold.

"AWS global condition context keys", "Available keys for AWS STS"
"""

from __future__ import annotations

from wizard.engine.context import KNOWN_KEYS
from wizard.engine.decision import ElementVerdict
from wizard.engine.web_identity import exposed_claims

_EXACT = {
    "sts:externalid": "external_id_mismatch",
    "aws:multifactorauthpresent": "mfa_required",
    "aws:multifactorauthage": "mfa_too_old",
    "sts:sourceidentity": "source_identity_required",
    "aws:sourceidentity": "source_identity_required",
    "aws:tagkeys": "session_tag_required",
    "sts:transitivetagkeys": "session_tag_required",
    "aws:principalorgid": "organization_mismatch",
    "aws:principalorgpaths": "organization_mismatch",
    "aws:principalarn": "principal_arn_condition_mismatch",
    "aws:userid": "principal_arn_condition_mismatch",
    "aws:username": "principal_arn_condition_mismatch",
    "aws:principalaccount": "principal_arn_condition_mismatch",
    "sts:rolesessionname": "session_name_mismatch",
    "aws:sourceip": "network_mismatch",
    "aws:sourcevpc": "network_mismatch",
    "aws:sourcevpce": "network_mismatch",
    "aws:sourcevpcarn": "network_mismatch",
    "aws:vpcsourceip": "network_mismatch",
    "aws:currenttime": "time_window_mismatch",
    "aws:epochtime": "time_window_mismatch",
    "aws:tokenissuetime": "time_window_mismatch",
    "aws:requestedregion": "region_mismatch",
    "aws:sourcearn": "service_only_condition",
    "aws:sourceaccount": "service_only_condition",
    "aws:sourceorgid": "service_only_condition",
    "aws:sourceorgpaths": "service_only_condition",
    "aws:principalservicename": "service_only_condition",
    "aws:principalservicenameslist": "service_only_condition",
}
_PREFIXES = {"aws:requesttag/": "session_tag_required", "aws:principaltag/": "principal_tag_mismatch"}
_CLAIMS = {"sub": "oidc_subject_mismatch", "aud": "oidc_audience_mismatch", "oaud": "oidc_audience_mismatch"}
_KNOWN = frozenset(key.lower() for key in KNOWN_KEYS)
TAG_KEYS = ("aws:RequestTag", "aws:PrincipalTag", "aws:ResourceTag", "iam:ResourceTag")
"""Keys behind which a slash and a tag's key stand."""

_TAG_PREFIXES = ("aws:requesttag/", "aws:principaltag/", "aws:resourcetag/", "iam:resourcetag/", "sts:requestcontext/")


def cause_of(element: ElementVerdict) -> str:
    """The cause that a failing condition on this key is."""
    key = (element.key or "").lower()
    absent = element.actual is None or element.actual == ()
    if key == "sts:externalid" and absent:
        return "external_id_missing"
    if key == "aws:multifactorauthage" and absent:
        return "mfa_required"
    if key in _EXACT:
        return _EXACT[key]
    for prefix, name in _PREFIXES.items():
        if key.startswith(prefix):
            return name
    if key.startswith("saml:"):
        return "saml_mismatch"
    issuer, _, claim = key.rpartition(":")
    if "." in issuer:
        return _CLAIMS.get(claim, "condition_mismatch" if _is_exposed(issuer, claim) else "oidc_claim_not_exposed")
    return "condition_mismatch" if is_known_key(key) else "condition_key_unknown"


def is_known_key(key: str) -> bool:
    """Whether AWS has a condition key of that name, in whatever request."""
    lower = key.lower()
    return lower in _KNOWN or lower.startswith(_TAG_PREFIXES)


def _is_exposed(issuer: str, claim: str) -> bool:
    return claim in exposed_claims(issuer)
