"""What further tools, services and the console print: each wording as it was met, names changed."""

# ruff: noqa: E501 (messages are kept as long as they are)

from __future__ import annotations

from tests.repair.error_forms import ALICE, CI, DEPLOY, SENTENCE, Form

CONSOLE = f"User: {ALICE}\nAction: sts:AssumeRole\nOn resource(s): {DEPLOY}\nContext: "


def console(context: str, layer: str, cause: str) -> Form:
    return Form(
        f"console: {context}", CONSOLE + context, "AssumeRole", caller=ALICE, role=DEPLOY, layer=layer, cause=cause
    )


def not_assumed(text: str, role: str = DEPLOY, cause: str = "trust_principal_missing", **other: object) -> Form:
    values: dict[str, object] = {"operation": "AssumeRole", "code": None, "caller": None, "layer": None, **other}
    return Form(text[:50], text, role=role, cause=cause, **values)  # type: ignore[arg-type]


def profile(text: str, cause: str = "profile_source_without_credentials", **other: object) -> Form:
    values: dict[str, object] = {"operation": None, "code": None, "layer": "profile", "role": None, **other}
    return Form(text[:50], text, cause=cause, **values)  # type: ignore[arg-type]


TOOL_FORMS = (
    console("no identity-based policy allows the action", "identity_policy", "identity_allow_missing"),
    console("no identity-based policy allows the sts:AssumeRole action", "identity_policy", "identity_allow_missing"),
    console("no permissions boundary allows the action", "permissions_boundary", "boundary_allow_missing"),
    console("a service control policy explicitly denies the action", "service_control_policy", "scp_explicit_deny"),
    console("a resource control policy explicitly denies the action", "resource_control_policy", "rcp_explicit_deny"),
    console("a session policy explicitly denies the action", "session_policy", "session_policy_explicit_deny"),
    console("an identity-based policy explicitly denies the action", "identity_policy", "identity_explicit_deny"),
    Form(
        "console, the whole page, its lines lost",
        f"Access denied to sts:AssumeRoleYou don't have permission to sts:AssumeRole. To request access, copy the following text and send it to your AWS administrator. Learn more about troubleshooting access denied errors. {CONSOLE.replace(chr(10), '')}no identity-based policy allows the action",
        "AssumeRole", caller=ALICE, role=DEPLOY, layer="identity_policy", cause="identity_allow_missing",
    ),
    Form(
        "console, service and action apart, cut off",
        f"User: {CI}\nService: sts\nAction: AssumeRole\nOn resource(s): {DEPLOY}",
        "AssumeRole", caller=CI, role=DEPLOY, layer=None, cause="trust_principal_missing",
    ),
    Form(
        "console, another action",
        "User: arn:aws:iam::111122223333:user/PRANAVAction: servicecatalog:ListApplicationsOn resource(s): arn:aws:servicecatalog:ap-south-2:111122223333:/applications/*Context: no identity-based policy allows the action",
        None, caller="arn:aws:iam::111122223333:user/PRANAV", role="arn:aws:servicecatalog:ap-south-2:111122223333:/applications/*", layer="identity_policy", cause=None,
    ),
    # A code that nobody knows stays what AWS said.
    Form("java, a new code", f"{SENTENCE} (Service: AWSSecurityTokenService; Status Code: 403; Error Code: AccessDeniedForPolicy; Request ID: 1a2b; Proxy: null)", "AssumeRole", code="AccessDeniedForPolicy", role=DEPLOY, cause="trust_principal_missing"),
    Form("go, a new code", f"operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: 1a2b, api error AccessDeniedForPolicy: {SENTENCE}", "AssumeRole", code="AccessDeniedForPolicy", role=DEPLOY, cause="trust_principal_missing"),
    Form("saml, another service's code", "Issuer not present in specified provider (service: AWSOpenIdDiscoveryService; status code: 400; error code: AuthSamlInvalidSamlResponseException)", "AssumeRoleWithSAML", code="AuthSamlInvalidSamlResponseException", cause="saml_mismatch"),
    # A tool's own words, without AWS's.
    not_assumed(f"Error: Unable to assume role {DEPLOY}"),
    not_assumed(f"InvalidParameterException: Unable to assume role {DEPLOY}", code=...),
    not_assumed(f"Service deployment rolled back because TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. ECS was unable to assume role {DEPLOY}"),
    not_assumed(f"pulumi login failed - error: unable to assume role {DEPLOY}: AccessDenied", code="AccessDenied"),
    not_assumed(f"failed to assume role {DEPLOY} for customer test: access denied", code="AccessDenied"),
    not_assumed(f"ERRO[0003] Error assuming IAM role {DEPLOY}: AccessDenied", code="AccessDenied"),
    not_assumed(
        f"Failed to assume role {DEPLOY} for profile denied: An error occurred (ValidationError) when calling the AssumeRoleWithWebIdentity operation: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        cause="duration_exceeds_role_maximum", operation="AssumeRoleWithWebIdentity", code="ValidationError", layer="request",
    ),
    not_assumed(f"The QuickSight service role {DEPLOY} cannot be assumed by QuickSight."),
    not_assumed(f"The IAM Role {DEPLOY} is not configured properly.", operation=None, layer="trust_policy"),
    not_assumed(f"An error occurred (ValidationException) when calling the StartJobRun operation: Role {DEPLOY} cannot be assumed", operation="StartJobRun", code="ValidationException", layer="trust_policy"),
    not_assumed(f"operation error EKS: CreateCluster, https response error StatusCode: 400, RequestID: 1a2b, InvalidParameterException: Role with arn: {DEPLOY}, could not be assumed because it does not exist or the trusted entity is not correct", operation="CreateCluster", layer="trust_policy"),
    not_assumed(f"InvalidInputException: Role {DEPLOY} should be given assume role permissions for Glue Service.", code=..., layer="trust_policy"),
    Form("iam names its own things by name", f"User: {ALICE} is not authorized to perform: iam:GetRole on resource: role Deploy because no identity-based policy allows the iam:GetRole action", "GetRole", caller=ALICE, role=None, layer="identity_policy", cause=None),
    Form("datadog", "Datadog is not authorized to perform action sts:AssumeRole Account affected:111122223333 Regions affected: us-east-1", "AssumeRole", role=None, cause="trust_principal_missing"),
    Form("github action, a role's name", "Error: Could not assume role with OIDC: Source Account ID is needed if the Role Name is provided and not the Role Arn.", "AssumeRoleWithWebIdentity", code=None, layer="request", cause="role_arn_malformed"),
    # Account ids made illegible by hand.
    *(
        Form(f"blanked: {mask}", SENTENCE.replace("444455556666", mask), "AssumeRole", caller=ALICE, role=DEPLOY.replace("444455556666", read), layer=None, cause="trust_principal_missing")
        for mask, read in (("<other account id>", "<other-account-id>"), ("[REDACTED]", "<REDACTED>"), ("[account id]", "<account-id>"), ("(hidden)", "<hidden>"))
    ),
    # Profiles, as the other SDKs speak of them.
    profile("java.lang.IllegalArgumentException: No AWS profile named 'prod'", "profile_not_found"),
    profile("ProfileFile provider could not be built: profile `prod` was not defined", "profile_not_found"),
    profile("ProfileFile provider could not be built: profile `prod` referenced profile `base` but that profile was not defined", "profile_source_unknown"),
    profile("ProfileFile provider could not be built: profile formed an infinite loop. first we loaded [a, b], then b", "profile_loop"),
    profile("Circular source_profile reference found.", "profile_loop"),
    profile("Either source_profile or credential_source must be set using profile prod, but not both.", "profile_source_conflict"),
    profile("partial credentials found for profile prod, missing aws_secret_access_key", "profile_credentials_partial"),
    profile("Unable to load credentials into profile [prod]: AWS Access Key ID is not specified.", "profile_credentials_partial"),
    profile('Profile is configured with invalid SSO credentials. Required parameters "sso_account_id", "sso_region". Got sso_session'),
    profile("failed to find SSO session section, my-sso"),
    profile("ProcessProviderExecutionError: error in credential_process\ncaused by: exit status 1"),
    profile("SdkClientException: Command returned non-zero exit value (1) with error message: command not found"),
    profile("Error when retrieving credentials from container-role: Error retrieving metadata: Received non 200 response 500"),
    profile('HTTP request to pod identity agent failed: Get "http://169.254.170.23/v1/credentials": context deadline exceeded'),
    profile("WebIdentityErr: failed fetching WebIdentity token: \ncaused by: unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token", operation="AssumeRoleWithWebIdentity"),
    profile("[Errno 2] No such file or directory: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'", operation="AssumeRoleWithWebIdentity"),
    profile("SdkClientException: Unable to load SSO token", "credentials_expired", layer="request"),
    profile("Credentials were refreshed, but the refreshed credentials are still expired.", "credentials_expired", layer="request"),
    profile("An error occurred (InvalidGrantException) when calling the CreateToken operation: ", "credentials_expired", layer="request", operation="CreateToken", code="InvalidGrantException"),
)  # fmt: skip
