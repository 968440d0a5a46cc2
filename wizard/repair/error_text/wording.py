"""What AWS, the SDKs and the tools built on them say, and what each sentence means.

Only facts are here: a phrase as it is printed (white space and letter case do not count), and what it proves. A field
is ``None`` where the phrase alone does not tell. `sightings.py` looks for the phrases.
"""

from __future__ import annotations

from wizard.engine.frozen import frozen
from wizard.engine.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.engine.decision import Layer


@frozen
class Wording:
    """One phrase and what it proves. ``…`` in a phrase stands for a name, up to some 200 characters."""

    phrase: str
    error_code: str | None
    operation: str | None
    layer: Layer | None
    causes: tuple[str, ...]
    general: bool = False  # a summary, worth nothing beside the error that it sums up


_WEB, _SAML, _ASSUME = "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "AssumeRole"

_STS = (
    # Refused before any policy is read.
    Wording("Roles may not be assumed by root accounts", "AccessDenied", _ASSUME, "request", ("caller_is_root",)),
    Wording("exceeds the MaxSessionDuration set for this role", "ValidationError", None, "request",
            ("duration_exceeds_role_maximum",)),
    Wording("exceeds the 1 hour session limit for roles assumed by role chaining", "ValidationError", _ASSUME,
            "request", ("duration_exceeds_chaining_limit",)),
    Wording("MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code",
            "AccessDenied", None, "request", ("mfa_code_rejected", "mfa_required")),
    Wording("MultiFactorAuthentication failed", "AccessDenied", None, "request", ("mfa_code_rejected",)),
    Wording("invalid MFA one time pass code", "AccessDenied", None, "request", ("mfa_code_rejected",)),
    Wording("unable to validate MFA code", "AccessDenied", None, "request", ("mfa_code_rejected",)),
    Wording("at 'roleArn' failed to satisfy constraint", "ValidationError", None, "request",
            ("role_arn_malformed",)),
    Wording("failed to satisfy constraint", "ValidationError", None, "request", ("request_parameter_invalid",)),
    Wording("Request ARN is invalid", "ValidationError", None, "request", ("role_arn_malformed",)),
    Wording("Invalid ARN", "ValidationError", None, "request", ("role_arn_malformed",)),
    Wording("Invalid length for parameter RoleArn", None, None, "request", ("role_arn_malformed",)),
    Wording("Invalid length for parameter RoleSessionName", None, None, "request", ("request_parameter_invalid",)),
    Wording("Invalid length for parameter ExternalId", None, None, "request", ("request_parameter_invalid",)),
    Wording("Invalid length for parameter SerialNumber", None, None, "request", ("request_parameter_invalid",)),
    Wording("Invalid length for parameter TokenCode", None, None, "request", ("request_parameter_invalid",)),
    Wording("Invalid length for parameter SourceIdentity", None, None, "request", ("request_parameter_invalid",)),
    Wording("Invalid range for parameter DurationSeconds", None, None, "request", ("request_parameter_invalid",)),
    Wording("Packed size of session tags consumes", "PackedPolicyTooLarge", None, "request",
            ("packed_size_exceeded",)),
    Wording("Packed policy consumes", "PackedPolicyTooLarge", None, "request", ("packed_size_exceeded",)),
    Wording("Packed size of session policies", "PackedPolicyTooLarge", None, "request", ("packed_size_exceeded",)),
    Wording("STS is not activated in this region", "RegionDisabledException", None, "request",
            ("region_disabled",)),
    Wording("Cannot call GetSessionToken with session credentials", "AccessDenied", "GetSessionToken", "request",
            ("wrong_credentials_used",)),
    Wording("Cannot call GetFederationToken with session credentials", "AccessDenied", "GetFederationToken",
            "request", ("wrong_credentials_used",)),
    Wording("with federation token credentials", "AccessDenied", None, "request", ("caller_is_federation_token",)),
    # Credentials.
    Wording("The security token included in the request is invalid", "InvalidClientTokenId", None, "request",
            ("credentials_invalid",)),
    Wording("The security token included in the request is expired", "ExpiredToken", None, "request",
            ("credentials_expired",)),
    Wording("The provided token has expired", "ExpiredToken", None, "request", ("credentials_expired",)),
    Wording("The provided token is malformed", "InvalidToken", None, "request", ("credentials_invalid",)),
    Wording("The request signature we calculated does not match the signature you provided",
            "SignatureDoesNotMatch", None, "request", ("credentials_invalid",)),
    Wording("Credential should be scoped to", "SignatureDoesNotMatch", None, "request", ("credentials_invalid",)),
    Wording("The AWS Access Key Id you provided does not exist in our records", "InvalidAccessKeyId", None,
            "request", ("credentials_invalid",)),
    Wording("The AWS Access Key Id needs a subscription for the service", "OptInRequired", None, "request",
            ("credentials_invalid",)),
    Wording("AWS was not able to validate the provided access credentials", "AuthFailure", None, "request",
            ("credentials_invalid",)),
    Wording("Request is missing Authentication Token", "MissingAuthenticationToken", None, "request",
            ("credentials_invalid",)),
    Wording("Signature expired:", "SignatureDoesNotMatch", None, "request", ("clock_skew",)),
    Wording("Signature not yet current:", "SignatureDoesNotMatch", None, "request", ("clock_skew",)),
    Wording("The difference between the request time and the current time is too large", "RequestTimeTooSkewed",
            None, "request", ("clock_skew",)),
    Wording("Request has expired. Timestamp date", "RequestExpired", None, "request", ("clock_skew",)),
    Wording("Token is not yet valid", "InvalidIdentityToken", _WEB, "request", ("clock_skew",)),
)  # fmt: skip

_TOKENS = (
    Wording("No OpenIDConnect provider found in your account", "InvalidIdentityToken", _WEB, "request",
            ("oidc_provider_mismatch",)),
    Wording("No OpenIDConnect provider found in account", "InvalidIdentityToken", _WEB, "request",
            ("oidc_provider_mismatch",)),
    Wording("Incorrect token audience", "InvalidIdentityToken", _WEB, "request", ("oidc_audience_mismatch",)),
    Wording("Missing a required claim: aud", "InvalidIdentityToken", _WEB, "request", ("oidc_audience_mismatch",)),
    Wording("Missing a required claim: sub", "InvalidIdentityToken", _WEB, "request", ("oidc_subject_mismatch",)),
    Wording("OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
            "InvalidIdentityToken", _WEB, "request", ("oidc_provider_mismatch",)),
    Wording("Couldn't retrieve verification key from your identity provider", "InvalidIdentityToken", _WEB,
            "request", ("oidc_provider_mismatch",)),
    Wording("Could not retrieve verification key from your identity provider", "InvalidIdentityToken", _WEB,
            "request", ("oidc_provider_mismatch",)),
    Wording("The ID Token provided is not a valid JWT", "InvalidIdentityToken", _WEB, "request",
            ("oidc_provider_mismatch",)),
    Wording("Provided Token is not a Login With Amazon token", "InvalidIdentityToken", _WEB, "request",
            ("oidc_provider_mismatch",)),
    Wording("Error trying to verify token signature", "InvalidIdentityToken", _WEB, "request",
            ("oidc_provider_mismatch",)),
    Wording("Token must be redeemed within", "ExpiredTokenException", None, "request", ("credentials_expired",)),
    Wording("Token is expired", "ExpiredTokenException", _WEB, "request", ("credentials_expired",)),
    Wording("The web identity token that was passed is expired", "ExpiredTokenException", _WEB, "request",
            ("credentials_expired",)),
    Wording("Issuer not present in specified provider", "InvalidIdentityToken", _SAML, "request",
            ("saml_mismatch",)),
    Wording("Response signature invalid", "InvalidIdentityToken", _SAML, "request", ("saml_mismatch",)),
    Wording("Specified provider doesn't exist", "InvalidIdentityToken", _SAML, "request", ("saml_mismatch",)),
    Wording("Audience URI validation error", "InvalidIdentityToken", _SAML, "request", ("saml_mismatch",)),
    Wording("RoleSessionName is required in AuthnResponse", "InvalidIdentityToken", _SAML, "request",
            ("saml_mismatch",)),
    Wording("Invalid base64 SAMLResponse", "InvalidIdentityToken", _SAML, "request", ("saml_mismatch",)),
    Wording("Response did not contain a valid SAML assertion", "InvalidIdentityToken", _SAML, "request",
            ("saml_mismatch",)),
)  # fmt: skip

_SWITCHING = ("trust_principal_missing", "trust_principal_wrong_account", "identity_allow_missing", "role_not_found")
"""Of a console that says no more than that."""

_SERVICES = (
    # A service that was given a role says that it could not become it.
    Wording("cannot be assumed by Lambda", "InvalidParameterValueException", None, "trust_policy",
            ("trust_principal_missing",)),
    Wording("EKS does not have permissions to assume the associated role", None, "AssumeRole", "trust_policy",
            ("trust_principal_missing", "trust_tag_session_missing")),
    Wording("Trust policy of the role provided is invalid", None, None, "trust_policy",
            ("trust_principal_missing", "trust_tag_session_missing")),
    Wording("cannot be assumed by principal", None, None, "trust_policy", ("trust_principal_missing",)),
    Wording("unable to assume provided role", None, "AssumeRole", "trust_policy",
            ("trust_principal_missing", "role_not_found")),
    Wording("is authorized to assume the provided role", None, "AssumeRole", "trust_policy",
            ("trust_principal_missing", "role_not_found")),
    Wording("does not have permission to assume the", None, "AssumeRole", "trust_policy",
            ("trust_principal_missing", "role_not_found")),
    Wording("is unable to assume role", None, "AssumeRole", "trust_policy",
            ("trust_principal_missing", "role_not_found")),
    Wording("must allow … to assume the role", None, "AssumeRole", "trust_policy", ("trust_principal_missing",)),
    Wording("found to be non self-assuming", None, "AssumeRole", "trust_policy", ("trust_not_self",)),
    Wording("Error assuming AWS_ROLE", None, "AssumeRole", "trust_policy",
            ("external_id_mismatch", "trust_principal_missing", "role_not_found"), general=True),
    Wording("Could not switch roles using the provided information", None, "AssumeRole", None, _SWITCHING),
    Wording("Invalid information in one or more fields. Check your information or contact your administrator", None,
            "AssumeRole", None, _SWITCHING),
    Wording("Unable to get ACTIONS_ID_TOKEN_REQUEST_URL", None, _WEB, "request", ("wrong_credentials_used",)),
    Wording("Need to perform AWS calls for account", None, None, "request", ("wrong_credentials_used",),
            general=True),
    Wording("was unable to assume the role", None, "AssumeRole", "trust_policy",
            ("trust_principal_missing", "role_not_found")),
    Wording("is invalid or cannot be assumed", None, "AssumeRole", None, ("trust_principal_missing", "role_not_found")),
    Wording("might be trying to authenticate with OIDC", None, _WEB, "request", ("wrong_credentials_used",)),
)  # fmt: skip

_SAVING = (
    Wording("Invalid principal in policy", "MalformedPolicyDocument", None, "request",
            ("trust_principal_nonexistent",)),
    Wording("Cannot exceed quota for ACLSizePerRole", "LimitExceeded", None, "request",
            ("trust_policy_too_large",)),
    Wording("Has prohibited field", "MalformedPolicyDocument", None, "request", ("trust_policy_malformed",)),
    Wording("AssumeRole policy may only specify STS AssumeRole actions", "MalformedPolicyDocument", None,
            "request", ("trust_policy_malformed",)),
    Wording("AssumeRole policy must contain", "MalformedPolicyDocument", None, "request",
            ("trust_policy_malformed",)),
    Wording("AssumeRolepolicy contained an invalid principal", "MalformedPolicyDocument", None, "request",
            ("trust_principal_nonexistent",)),
    Wording("Partition … is not valid for resource", "MalformedPolicyDocument", None, "request",
            ("identity_policy_malformed", "wrong_partition")),
    Wording("Policy document should not specify a principal", "MalformedPolicyDocument", None, "request",
            ("identity_policy_malformed",)),
    Wording("Policy document must contain resources", "MalformedPolicyDocument", None, "request",
            ("identity_policy_malformed",)),
    Wording("Policy statement must contain resources", "MalformedPolicyDocument", None, "request",
            ("identity_policy_malformed",)),
    Wording("Syntax errors in policy", "MalformedPolicyDocument", None, "request",
            ("trust_policy_malformed", "identity_policy_malformed")),
    Wording("This policy contains invalid Json", "MalformedPolicyDocument", None, "request",
            ("trust_policy_malformed", "identity_policy_malformed")),
    Wording("The policy failed legacy parsing", "MalformedPolicyDocument", None, "request",
            ("trust_policy_malformed", "identity_policy_malformed")),
    Wording("is only modifiable by AWS", "UnmodifiableEntity", None, "request", ("service_linked_role",)),
    Wording("The role with name … cannot be found", "NoSuchEntity", None, "request", ("role_not_found",)),
)  # fmt: skip

_PROFILES = (
    # These come from the SDK on this machine: nothing went over the wire, so there is no error code.
    Wording("The config profile … could not be found", None, None, "profile", ("profile_not_found",)),
    Wording("failed to get shared config profile", None, None, "profile", ("profile_not_found",)),
    Wording("SharedConfigProfileNotExist", None, None, "profile", ("profile_not_found",)),
    Wording("could not be found or parsed in shared credentials file", None, None, "profile",
            ("profile_not_found",)),
    Wording("Could not resolve credentials using profile", None, None, "profile", ("profile_not_found",)),
    Wording("No such profile", None, None, "profile", ("profile_not_found",)),
    Wording("Partial credentials found in … missing: source_profile or credential_source", None, None,
            "profile", ("profile_source_missing",)),
    Wording("neither source_profile nor credential_source", None, None, "profile", ("profile_source_missing",)),
    Wording("Partial credentials found in", None, None, "profile", ("profile_credentials_partial",)),
    Wording("Infinite loop in credential configuration detected", None, None, "profile", ("profile_loop",)),
    Wording("Detected a cycle attempting to resolve credentials for profile", None, None, "profile",
            ("profile_loop",)),
    Wording("both source_profile and credential_source", None, None, "profile", ("profile_source_conflict",)),
    Wording("but no source provider was configured", None, None, "profile",
            ("profile_credential_source_invalid",)),
    Wording("The credential source … is not valid", None, None, "profile", ("profile_credential_source_invalid",)),
    Wording("The source_profile … does not exist", None, None, "profile", ("profile_source_unknown",)),
    Wording("The source_profile … does not have credentials", None, None, "profile",
            ("profile_source_without_credentials",)),
    Wording("The source profile … must have credentials", None, None, "profile",
            ("profile_source_without_credentials",)),
    Wording("Unsupported credential source in profile", None, None, "profile",
            ("profile_credential_source_invalid",)),
    Wording("must specify either static credentials or an assume role configuration", None, None, "profile",
            ("profile_source_without_credentials",)),
    Wording("Unable to parse config file", None, None, "profile", ("profile_file_malformed",)),
    Wording("The specified sso-session does not exist", None, None, "profile",
            ("profile_source_without_credentials",)),
    Wording("is configured to use SSO but is missing required configuration", None, None, "profile",
            ("profile_source_without_credentials",)),
    Wording("Error when retrieving credentials from custom-process", None, None, "profile",
            ("profile_source_without_credentials",)),
    Wording("No credentials found in credential_source referenced in profile", None, None, "profile",
            ("profile_source_without_credentials",)),
    Wording("Unable to locate credentials", None, None, "profile",
            ("profile_source_without_credentials",), general=True),
    Wording("Could not load credentials from any providers", None, None, "profile",
            ("wrong_credentials_used", "profile_source_without_credentials"), general=True),
    Wording("no valid credential sources for Terraform AWS Provider found", None, None, "profile",
            ("profile_source_without_credentials",), general=True),
    Wording("No valid credential sources found", None, None, "profile",
            ("profile_source_without_credentials",), general=True),
    Wording("Unable to load AWS credentials from any provider in the chain", None, None, "profile",
            ("profile_source_without_credentials",), general=True),
    Wording("Unable to load credentials from any of the providers in the chain", None, None, "profile",
            ("profile_source_without_credentials",), general=True),
    Wording("assume role with MFA enabled, but AssumeRoleTokenProvider session option not set", None, None,
            "profile", ("mfa_required",)),
    Wording("Cannot refresh credentials: MFA token required", None, None, "profile", ("mfa_required",)),
    Wording("requires multi-factor authentication, but no MFA code callback was provided", None, None, "profile",
            ("mfa_required",)),
    Wording("The SSO session associated with this profile has expired or is otherwise invalid", None, None,
            "request", ("credentials_expired",)),
    Wording("Error loading SSO Token", None, None, "request", ("credentials_expired",)),
    Wording("the SSO session has expired or is invalid", None, None, "request", ("credentials_expired",)),
    Wording("refresh cached SSO token failed", None, None, "request", ("credentials_expired",)),
    Wording("Session token not found or invalid", "UnauthorizedException", "GetRoleCredentials", "request",
            ("credentials_expired",)),
    Wording("no valid providers in chain", None, None, "profile",
            ("profile_source_without_credentials",), general=True),
    Wording("Token has expired and refresh failed", None, None, "request", ("credentials_expired",)),
    Wording("Your session has expired or credentials have changed", None, None, "request",
            ("credentials_expired",)),
    Wording("The SSO session token associated with profile", None, None, "request", ("credentials_expired",)),
)  # fmt: skip

WORDINGS: tuple[Wording, ...] = (*_STS, *_TOKENS, *_SERVICES, *_SAVING, *_PROFILES)
