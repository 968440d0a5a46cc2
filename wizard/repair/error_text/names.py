"""How error texts name things: error codes as on the wire, calls, and the kinds of policy, each with what it proves."""

from __future__ import annotations

from wizard.engine.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.engine.decision import Layer

CODES: dict[str, tuple[Layer | None, tuple[str, ...]]] = {
    # Error codes as on the wire, and what a code alone proves.
    "AccessDenied": (None, ()),
    "AccessDeniedException": (None, ()),
    "UnauthorizedOperation": (None, ()),
    "ExpiredToken": ("request", ("credentials_expired",)),
    "ExpiredTokenException": ("request", ("credentials_expired",)),
    "RequestExpired": ("request", ("clock_skew",)),
    "RequestTimeTooSkewed": ("request", ("clock_skew",)),
    "InvalidClientTokenId": ("request", ("credentials_invalid",)),
    "UnrecognizedClientException": ("request", ("credentials_invalid",)),
    "InvalidAccessKeyId": ("request", ("credentials_invalid",)),
    "InvalidToken": ("request", ("credentials_invalid",)),
    "AuthFailure": ("request", ("credentials_invalid",)),
    "OptInRequired": ("request", ("credentials_invalid",)),
    "IncompleteSignature": ("request", ("credentials_invalid",)),
    "InvalidSignatureException": ("request", ("credentials_invalid",)),
    "MissingAuthenticationToken": ("request", ("credentials_invalid",)),
    "SignatureDoesNotMatch": ("request", ("credentials_invalid",)),
    "InvalidIdentityToken": ("request", ("oidc_provider_mismatch", "oidc_audience_mismatch")),
    "IDPRejectedClaim": ("request", ("oidc_provider_mismatch", "saml_mismatch")),
    "IDPCommunicationError": ("request", ("oidc_provider_mismatch",)),
    "RegionDisabledException": ("request", ("region_disabled",)),
    "PackedPolicyTooLarge": ("request", ("packed_size_exceeded",)),
    "MalformedPolicyDocument": ("request", ("trust_policy_malformed", "identity_policy_malformed")),
    "LimitExceeded": ("request", ()),
    "ValidationError": ("request", ("request_parameter_invalid",)),
    "InvalidParameterValue": ("request", ("request_parameter_invalid",)),
    "NoSuchEntity": ("request", ()),
    "UnmodifiableEntity": ("request", ()),
    "ConcurrentModification": (None, ()),
    "DeleteConflict": (None, ()),
    "EntityAlreadyExists": (None, ()),
    "InvalidInput": (None, ()),
    "ServiceFailure": (None, ()),
    "ThrottlingException": (None, ()),
    "Throttling": (None, ()),
}

_SPELLINGS = {"RegionDisabled": "RegionDisabledException", "Validation": "ValidationError"}

SHARED_CODES = frozenset(
    {"ValidationError", "InvalidParameterValue", "InvalidInput", "InvalidToken", "LimitExceeded", "ServiceFailure",
     "Throttling", "ThrottlingException", "AuthFailure", "IncompleteSignature"}
)  # fmt: skip
"""Words of other programs, too: alone they are AWS's only where the text speaks of AWS."""


def wire_code(written: str) -> str:
    """An error code as it is on the wire, from that or from the name an SDK gives its class for it."""
    if written in CODES:
        return written
    short = written.removeprefix("Client.").removesuffix("Exception")
    short = _SPELLINGS.get(short, short)
    return short if short in CODES else written


CALLS: dict[str, str] = {
    # How texts name a call, squeezed.
    "assumerolewithwebidentity": "AssumeRoleWithWebIdentity",
    "assume-role-with-web-identity": "AssumeRoleWithWebIdentity",
    "assume_role_with_web_identity": "AssumeRoleWithWebIdentity",
    "webidentityerr": "AssumeRoleWithWebIdentity",
    "assumerolewithoidc": "AssumeRoleWithWebIdentity",
    "assumerolewithsaml": "AssumeRoleWithSAML",
    "assume-role-with-saml": "AssumeRoleWithSAML",
    "assumerole": "AssumeRole",
    "assume-role": "AssumeRole",
    "assume_role": "AssumeRole",
    "assumingrole": "AssumeRole",
    "assumingiamrole": "AssumeRole",
    "assumingtherole": "AssumeRole",
    "assumetherole": "AssumeRole",
    "assumeiamrole": "AssumeRole",
    "roleassumption": "AssumeRole",
    "use-stsrole": "AssumeRole",
    "getsessiontoken": "GetSessionToken",
    "get-session-token": "GetSessionToken",
    "getcalleridentity": "GetCallerIdentity",
    "get-caller-identity": "GetCallerIdentity",
    "updateassumerolepolicy": "UpdateAssumeRolePolicy",
    "update-assume-role-policy": "UpdateAssumeRolePolicy",
    "updatingiamrole(": "UpdateAssumeRolePolicy",
    "creatingiamrole(": "CreateRole",
    "creatingiampolicy(": "CreatePolicy",
    "createrole": "CreateRole",
    "create-role": "CreateRole",
}

LAYERS: tuple[tuple[str, Layer], ...] = (
    # How a denial names the kind of policy, squeezed; the first that it begins with wins.
    ("identity", "identity_policy"),
    ("resourcecontrol", "resource_control_policy"),
    ("resource", "trust_policy"),
    ("role", "trust_policy"),
    ("trust", "trust_policy"),
    ("assumerole", "trust_policy"),
    ("permission", "permissions_boundary"),
    ("session", "session_policy"),
    ("servicecontrol", "service_control_policy"),
    ("scp", "service_control_policy"),
    ("rcp", "resource_control_policy"),
    ("vpcendpoint", "vpc_endpoint_policy"),
)
