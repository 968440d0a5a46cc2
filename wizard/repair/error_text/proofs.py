"""What a denial proves, by the layer that it names: the causes to look for, the likeliest first."""

from __future__ import annotations

from wizard.engine.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.engine.decision import Layer

DENIED: dict[tuple[Layer, bool], tuple[str, ...]] = {
    # (layer, explicitly?) → causes of a denied sts:AssumeRole
    ("identity_policy", False): ("identity_allow_missing", "identity_resource_mismatch", "identity_action_mismatch",
                                 "identity_condition_mismatch"),
    ("identity_policy", True): ("identity_explicit_deny",),
    ("trust_policy", False): ("trust_principal_missing", "trust_principal_wrong_account", "external_id_missing",
                              "mfa_required", "condition_mismatch"),
    ("trust_policy", True): ("trust_explicit_deny",),
    ("permissions_boundary", False): ("boundary_allow_missing",),
    ("permissions_boundary", True): ("boundary_explicit_deny",),
    ("session_policy", False): ("session_policy_allow_missing",),
    ("session_policy", True): ("session_policy_explicit_deny",),
    ("service_control_policy", False): ("scp_allow_missing",),
    ("service_control_policy", True): ("scp_explicit_deny",),
    ("resource_control_policy", True): ("rcp_explicit_deny",),
    ("resource_control_policy", False): ("rcp_explicit_deny",),
    ("vpc_endpoint_policy", False): ("vpc_endpoint_policy_denied",),
    ("vpc_endpoint_policy", True): ("vpc_endpoint_policy_denied",),
}  # fmt: skip

NEEDS_ITS_OWN_ALLOW: dict[tuple[str, Layer], str] = {
    # Session tags and a source identity are allowed by actions of their own.
    ("sts:TagSession", "trust_policy"): "trust_tag_session_missing",
    ("sts:TagSession", "identity_policy"): "identity_tag_session_missing",
    ("sts:SetSourceIdentity", "trust_policy"): "trust_source_identity_missing",
    ("sts:SetSourceIdentity", "identity_policy"): "identity_source_identity_missing",
}

BARE: dict[str, tuple[str, ...]] = {
    # A denial that names no policy: what it most often turns out to be.
    "sts:AssumeRole": ("trust_principal_missing", "trust_principal_wrong_account", "identity_allow_missing",
                       "external_id_missing", "mfa_required", "role_not_found"),
    "sts:TagSession": ("trust_tag_session_missing", "identity_tag_session_missing"),
    "sts:SetSourceIdentity": ("trust_source_identity_missing", "identity_source_identity_missing"),
    "sts:AssumeRoleWithWebIdentity": ("oidc_subject_mismatch", "oidc_audience_mismatch", "oidc_provider_mismatch",
                                      "trust_action_missing", "role_not_found"),
    "sts:AssumeRoleWithSAML": ("saml_mismatch", "trust_action_missing", "role_not_found"),
}  # fmt: skip

SAVED_BY: dict[str, str] = {
    # Which policy a call saves, where a sentence would do for either; STS takes one for the session and saves none.
    "AssumeRole": "request_parameter_invalid",
    "AssumeRoleWithWebIdentity": "request_parameter_invalid",
    "AssumeRoleWithSAML": "request_parameter_invalid",
    "GetFederationToken": "request_parameter_invalid",
    "UpdateAssumeRolePolicy": "trust_policy_malformed",
    "CreateRole": "trust_policy_malformed",
    "PutRolePolicy": "identity_policy_malformed",
    "PutUserPolicy": "identity_policy_malformed",
    "PutGroupPolicy": "identity_policy_malformed",
    "CreatePolicy": "identity_policy_malformed",
    "CreatePolicyVersion": "identity_policy_malformed",
}
