"""The forms in which an error reaches people, and what each says. ``...`` stands for "not looked at"."""

# ruff: noqa: E501, ISC004 (messages are kept as long as they are)

from __future__ import annotations

import json
from dataclasses import dataclass
from types import EllipsisType

ALICE = "arn:aws:iam::111122223333:user/alice"
CI = "arn:aws:sts::111122223333:assumed-role/ci-runner/build-42"
DEPLOY = "arn:aws:iam::444455556666:role/Deploy"
SENTENCE = f"User: {ALICE} is not authorized to perform: sts:AssumeRole on resource: {DEPLOY}"
CLI = f"An error occurred (AccessDenied) when calling the AssumeRole operation: {SENTENCE}"
WEB = "Not authorized to perform sts:AssumeRoleWithWebIdentity"


@dataclass(frozen=True)
class Form:
    """One text and what has to be read from it."""

    name: str
    text: str
    operation: str | EllipsisType | None = ...
    code: str | EllipsisType | None = "AccessDenied"
    caller: str | EllipsisType | None = ...
    role: str | EllipsisType | None = ...
    layer: str | EllipsisType | None = ...
    cause: str | EllipsisType | None = ...  # the likeliest; None: none


def denied(name: str, text: str, **other: object) -> Form:
    """alice's denied AssumeRole of Deploy, in some dress."""
    values: dict[str, object] = {"operation": "AssumeRole", "caller": ALICE, "role": DEPLOY, "layer": None, **other}
    return Form(name, text, **values)  # type: ignore[arg-type]


def reason(tail: str, layer: str, cause: str, action: str = "sts:AssumeRole") -> Form:
    text = CLI.replace("perform: sts:AssumeRole", f"perform: {action}")
    return denied(f"reason: {tail[:60]}", f"{text} {tail}", layer=layer, cause=cause)


REASONS = (
    reason(
        "because no identity-based policy allows the sts:AssumeRole action", "identity_policy", "identity_allow_missing"
    ),
    reason("because no resource-based policy allows the sts:AssumeRole action", "trust_policy", "trust_principal_missing"),
    reason("because no role trust policy allows the sts:AssumeRole action", "trust_policy", "trust_principal_missing"),
    reason(
        "because no permissions boundary allows the sts:AssumeRole action",
        "permissions_boundary",
        "boundary_allow_missing",
    ),
    reason(
        "because no session policy allows the sts:AssumeRole action", "session_policy", "session_policy_allow_missing"
    ),
    reason(
        "because no service control policy allows the sts:AssumeRole action",
        "service_control_policy",
        "scp_allow_missing",
    ),
    reason(
        "because no VPC endpoint policy allows the sts:AssumeRole action",
        "vpc_endpoint_policy",
        "vpc_endpoint_policy_denied",
    ),
    reason("with an explicit deny in an identity-based policy", "identity_policy", "identity_explicit_deny"),
    reason("with an explicit deny in a resource-based policy", "trust_policy", "trust_explicit_deny"),
    reason("with an explicit deny in the role trust policy", "trust_policy", "trust_explicit_deny"),
    reason("with an explicit deny in a permissions boundary", "permissions_boundary", "boundary_explicit_deny"),
    reason("with an explicit deny in a session policy", "session_policy", "session_policy_explicit_deny"),
    reason("with an explicit deny in a sessions policy", "session_policy", "session_policy_explicit_deny"),
    reason("with an explicit deny in a service control policy", "service_control_policy", "scp_explicit_deny"),
    reason("with an explicit deny in a resource control policy", "resource_control_policy", "rcp_explicit_deny"),
    reason("with an explicit deny in a VPC endpoint policy", "vpc_endpoint_policy", "vpc_endpoint_policy_denied"),
    reason(
        "with an explicit deny in a VPC endpoint policy transitively through a service control policy",
        "vpc_endpoint_policy",
        "vpc_endpoint_policy_denied",
    ),
    reason("due to an explicit deny in a Service Control Policy", "service_control_policy", "scp_explicit_deny"),
    reason(
        "with an explicit deny in a service control policy: "
        "arn:aws:organizations::999900001111:policy/o-a1b2c3d4e5/service_control_policy/p-12345678",
        "service_control_policy",
        "scp_explicit_deny",
    ),
    reason(
        "with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/NoRoles. Go to "
        "https://console.aws.amazon.com/iam/home#/authorization-details/0f0e0d0c-1b1a-4949-8888-777766665555 for "
        "complete details, or call iam:GetRequestAuthorizationDetails with authorization id: "
        "0f0e0d0c-1b1a-4949-8888-777766665555",
        "identity_policy",
        "identity_explicit_deny",
    ),
    reason(
        "because no identity-based policy allows the sts:TagSession action",
        "identity_policy",
        "identity_tag_session_missing",
        "sts:TagSession",
    ),
    reason(
        "because no resource-based policy allows the sts:TagSession action",
        "trust_policy",
        "trust_tag_session_missing",
        "sts:TagSession",
    ),
    reason(
        "because no identity-based policy allows the sts:SetSourceIdentity action",
        "identity_policy",
        "identity_source_identity_missing",
        "sts:SetSourceIdentity",
    ),
    denied("no reason", CLI, cause="trust_principal_missing"),
    denied("explicit deny of no kind", f"{CLI} with an explicit deny", cause="identity_explicit_deny"),
    denied("tag session, bare", CLI.replace("perform: sts:AssumeRole", "perform: sts:TagSession"),
           cause="trust_tag_session_missing"),
    denied("no resource", CLI.partition(" on resource")[0], role=None),
    denied("no colon", SENTENCE.replace("perform: sts", "perform sts")),
)  # fmt: skip

TOOLS = (
    denied("aws cli v1", f"\n{CLI}\n"),
    denied("aws cli v2.30", f"\naws: [ERROR]: {CLI}\n"),
    denied("aws cli with its command", f"$ aws sts assume-role --role-arn {DEPLOY} --role-session-name x\n\n{CLI}\n$ "),
    denied("aws cli, retried", CLI.replace("operation:", "operation (reached max retries: 4):")),
    denied(
        "boto3 traceback",
        "Traceback (most recent call last):\n"
        '  File "/app/deploy.py", line 12, in <module>\n'
        f'    sts.assume_role(RoleArn="{DEPLOY}", RoleSessionName="x")\n'
        '  File "/usr/lib/python3/dist-packages/botocore/client.py", line 569, in _api_call\n'
        "    return self._make_api_call(operation_name, kwargs)\n"
        f"botocore.exceptions.ClientError: {CLI}\n",
    ),
    denied("python repr", f"error=ClientError({CLI!r})"),
    denied("python bytes", f"[ERROR] Exception: b'\\n{CLI}\\nUnable to connect to the server: getting credentials'"),
    denied("security monkey", f"2017-05-22 16:24:47,006 INFO: 'Problem Connecting:\\n{CLI}' [in /usr/local/x.py:68]"),
    denied(
        "terraform box",
        '╷\n│ Error: Cannot assume IAM Role\n│ \n│   with provider["registry.terraform.io/hashicorp/aws"],\n'
        '│   on provider.tf line 12, in provider "aws":\n│   12: provider "aws" {\n│ \n'
        f"│ IAM Role ({DEPLOY}) cannot be assumed.\n│ \n"
        "│ There are a number of possible causes of this - the most common are:\n"
        "│   * The credentials used in order to assume the role are invalid\n"
        "│   * The credentials do not have appropriate permission to assume the role\n"
        "│   * The role ARN is not valid\n│ \n"
        "│ Error: operation error STS: AssumeRole, https response error StatusCode: 403, RequestID:\n"
        f"│ 7fc04918-fe93-4633-89d1-e1a4f2fe6e1a, api error AccessDenied: User:\n│ {ALICE} is not authorized to\n"
        f"│ perform: sts:AssumeRole on resource:\n│ {DEPLOY}\n│ \n╵\n",
    ),
    denied(
        "terraform box, coloured",
        "\x1b[31m╷\x1b[0m\x1b[0m\n\x1b[31m│\x1b[0m \x1b[0m\x1b[1m\x1b[31mError: \x1b[0m\x1b[0m\x1b[1mCannot assume "
        f"IAM Role\x1b[0m\n\x1b[31m│\x1b[0m \x1b[0m{SENTENCE.replace(' on resource', chr(10) + '│ on resource')}\n╵",
    ),
    denied(
        "terraform 0.11",
        '* provider.aws: The role "'
        + DEPLOY
        + '" cannot be assumed.\n\n  There are a number of possible causes of this '
        "- the most common are:\n    * The credentials used in order to assume the role are invalid\n",
        code=None,
        caller=None,
    ),
    denied(
        "terraform, no detail",
        f"Error: error configuring Terraform AWS Provider: IAM Role ({DEPLOY}) cannot be assumed.",
        code=None,
        caller=None,
    ),
    denied(
        "opentofu",
        f"│ Error: Retrieving AWS account details: validating provider credentials\n│\n│ api error AccessDenied: {SENTENCE}\n",
    ),
    denied(
        "terraform s3 backend",
        f"Error: Error loading state:\n    AccessDenied: {SENTENCE}\n\tstatus code: 403, request id: 70570cbc-baab-4cc7",
    ),
    denied(
        "cdk",
        "current credentials could not be used to assume "
        f"'{DEPLOY}', but are for the right account. Proceeding anyway.",
        code=None,
        caller=None,
    ),
    denied(
        "cdk v2",
        " ❌ Stack failed: AccessDenied: Could not assume role in target account using current credentials (which are for "
        f"account 111122223333) {SENTENCE} . Please make sure that this role exists in the account. If it doesn't exist, "
        "(re)-bootstrap the environment with the right '--trust', using the latest version of the CDK CLI.",
    ),
    denied(
        "cdk bootstrap trust",
        "Could not assume role in target account (did you bootstrap the environment with the right '--trust's?): \n"
        f"User: {ALICE} \nis not authorized to perform: sts:AssumeRole \non resource: {DEPLOY}\n",
    ),
    denied(
        "cloudformation",
        f'Resource handler returned message: "{SENTENCE} (Service: Sts, Status Code: 403, Request ID: 1a2b)" '
        "(RequestToken: 9f8e, HandlerErrorCode: AccessDenied)",
    ),
    denied(
        "pulumi",
        "  pulumi:providers:aws (prod):\n    error: pulumi:providers:aws resource 'prod' has a problem: 1 error occurred:\n"
        f"    \t* error configuring Terraform AWS Provider: IAM Role ({DEPLOY}) cannot be assumed.\n    \n"
        "    There are a number of possible causes of this - the most common are:\n"
        "      * The role ARN is not valid\n    \n    Error: operation error STS: AssumeRole, https response error "
        f"StatusCode: 403, RequestID: 0529, api error AccessDenied: {SENTENCE}\n",
    ),
    denied("serverless", f"Error:\n{SENTENCE}\n\n  × Stack deploy failed\n"),
    denied(
        "serverless v2", f"  Serverless Error ----------------------------------------\n\n  {SENTENCE}\n\n  Get Support"
    ),
    denied(
        "go v1",
        f"AccessDenied: {SENTENCE}\n\tstatus code: 403, request id: 83bfc431-3733-11e4-90c0-6dbe37b9d930",
    ),
    denied(
        "go v2",
        "failed to refresh cached credentials, operation error STS: AssumeRole, exceeded maximum number of attempts, 3, "
        f"https response error StatusCode: 403, RequestID: 1-2-3, api error AccessDenied: {SENTENCE}",
    ),
    denied(
        "java v1",
        "com.amazonaws.services.securitytoken.model.AWSSecurityTokenServiceException: "
        f"{SENTENCE} (Service: AWSSecurityTokenService; Status Code: 403; Error Code: AccessDenied; Request ID: b59b; "
        "Proxy: null)\n\tat com.amazonaws.http.AmazonHttpClient$RequestExecutor.handleErrorResponse(AmazonHttpClient."
        "java:1819)\n",
    ),
    denied(
        "java v2",
        "software.amazon.awssdk.services.sts.model.StsException: "
        f"{SENTENCE} (Service: Sts, Status Code: 403, Request ID: 1b2, Extended Request ID: null)\n"
        "\tat software.amazon.awssdk.core.internal.http.CombinedResponseHandler.handleErrorResponse(C.java:125)",
    ),
    denied("kotlin", f"aws.sdk.kotlin.services.sts.model.StsException: {SENTENCE}, Request ID: 12"),
    denied(
        "javascript v2",
        f"AccessDenied: {SENTENCE}\n    at Request.extractError (/app/node_modules/aws-sdk/lib/protocol/query.js:50:29)\n"
        "    at Request.callListeners (/app/node_modules/aws-sdk/lib/sequential_executor.js:106:20) {\n"
        "  code: 'AccessDenied',\n  time: 2024-05-01T12:00:00.000Z,\n  requestId: 'abc',\n  statusCode: 403\n}",
    ),
    denied(
        "javascript v3",
        f"AccessDenied: {SENTENCE}\n    at throwDefaultError (/app/node_modules/@smithy/smithy-client/index.js:838:20)\n"
        "    at de_AssumeRoleCommandError (/app/node_modules/@aws-sdk/client-sts/index.js:1) {\n  '$fault': 'client',\n"
        "  Type: 'Sender',\n  Code: 'AccessDenied'\n}",
    ),
    denied("ruby", f"Aws::STS::Errors::AccessDenied: {SENTENCE}"),
    denied(
        ".net",
        f"Amazon.SecurityToken.AmazonSecurityTokenServiceException: {SENTENCE}\n ---> "
        "Amazon.Runtime.Internal.HttpErrorResponseException: Exception of type was thrown.",
    ),
    denied("powershell", f"Use-STSRole : {SENTENCE}\nAt line:1 char:1\n+ Use-STSRole -RoleArn {DEPLOY}"),
    denied(
        "php",
        'Error executing "AssumeRole" on "https://sts.eu-west-1.amazonaws.com"; AWS HTTP error: Client error: `POST '
        "https://sts.eu-west-1.amazonaws.com` resulted in a `403 Forbidden` response: Sender AccessDeni (truncated...) "
        f"AccessDenied (client): {SENTENCE} - Sender AccessDenied {SENTENCE} 70570cbc-baab-4cc7-8053-f3f4dcc7bec8",
    ),
    denied(
        "rust",
        f'unhandled error (AccessDenied): Error {{ code: "AccessDenied", message: "{SENTENCE}", aws_request_id: "1b" }}',
    ),
    denied(
        "xml",
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n    <Type>Sender</Type>\n'
        f"    <Code>AccessDenied</Code>\n    <Message>{SENTENCE}</Message>\n  </Error>\n</ErrorResponse>",
    ),
    denied("json error", json.dumps({"Error": {"Code": "AccessDenied", "Message": SENTENCE, "Type": "Sender"}})),
    denied("structured log", json.dumps({"level": "error", "ts": 1714564800, "msg": "assume failed", "error": CLI})),
    denied("log of a log", json.dumps({"log": json.dumps({"message": CLI}) + "\n", "stream": "stderr"})),
    denied("github log", f"2024-05-01T12:00:00.1234567Z ##[error]{CLI}\n2024-05-01T12:00:01.1Z ##[endgroup]"),
    denied("github annotation", f"::error title=Deploy::{CLI}"),
    denied(
        "github log, retried",
        "".join(f"2024-05-01T12:00:0{n}.1234567Z Assuming role with user credentials\n" for n in range(4))
        + f"2024-05-01T12:00:09.1234567Z Error: Could not assume role with user credentials: {SENTENCE}\n",
    ),
    denied(
        "gitlab log", f"\x1b[0KRunning with gitlab-runner 16\n\x1b[0;m{CLI}\n\x1b[31;1mERROR: Job failed: exit code 1"
    ),
    denied("jenkins", f"[Pipeline] sh\n+ aws s3 ls\n{CLI}\nscript returned exit code 254"),
    denied("codebuild", f"[Container] 2024/05/01 12:00:00.123456 Running command aws s3 ls\n\n{CLI}\n"),
    denied("docker compose", "\n".join(f"web-1  | {line}" for line in f"boto3 says:\n{CLI}\nbye".splitlines())),
    denied(
        "kubectl exec plugin",
        f"{CLI}\nUnable to connect to the server: getting credentials: exec: executable aws failed with exit code 254",
    ),
    denied(
        "klog",
        f"E0416 12:40:46.016106       1 healthcheck.go:38] check failed: AccessDenied: {SENTENCE}\n\tstatus code: 403",
    ),
    denied("kubernetes event", f"Warning  FailedBuildModel  3s  ingress  Failed: AccessDenied: {SENTENCE}"),
    denied("quoted mail", "\n".join(f"> {line}" for line in CLI.replace(" on res", "\non res").splitlines())),
    denied("markdown", f"```\n{CLI}\n```"),
    denied("inline code", f"I get `{SENTENCE}`. Why?"),
    denied("html", f"&quot;{SENTENCE.replace(':', '&#58;')}&quot;&nbsp;&lt;br&gt;"),
    denied("typographic quotes", f"“{CLI}”"),
    denied(
        "backticked arns", f"User: `{ALICE}` is not authorized to perform: `sts:AssumeRole` on resource: `{DEPLOY}`"
    ),
    denied("crlf", CLI.replace(" User", "\r\nUser") + "\r\n"),
    denied("windows console", f"PS C:\\Users\\new> aws s3 ls\r\n{CLI}\r\n"),
    denied("encoded blob", f"{CLI} Encoded authorization failure message: 4GIOH-xqZ1_ab0cdEFG"),
    denied(
        "spelt colours", "\\u001b[31mError: \\u001b[0m" + CLI.replace(" is not", "\\u001b[1m is not") + "\\u001b[0m\\n"
    ),
    denied("exception chain", f"RuntimeError: deploy failed\nCaused by: ClientError: {CLI}\n  ... 12 more"),
    denied("granted", f"[✘] {CLI}"),
    denied("aws-vault", f"aws-vault: error: exec: Failed to get credentials for prod: {CLI}"),
    denied(
        "steampipe",
        f"rpc error: code = Internal desc = operation error STS: AssumeRole, api error AccessDenied: {SENTENCE}",
    ),
)

MASKS = (
    denied("github mask in the account", CLI.replace("444455556666", "***"), role="arn:aws:iam::***:role/Deploy"),
    denied("both accounts masked", CLI.replace("444455556666", "***").replace("111122223333", "***"),
           caller="arn:aws:iam::***:user/alice", role="arn:aws:iam::***:role/Deploy"),
    denied("the role is a secret", CLI.replace(DEPLOY, "***"), role=None),
    denied("redacted in an issue", CLI.replace("111122223333", "<redacted>"),
           caller="arn:aws:iam::<redacted>:user/alice"),
    denied("crossed out", CLI.replace("111122223333", "xxxxxxxxxxxx"), caller="arn:aws:iam::xxxxxxxxxxxx:user/alice"),
)  # fmt: skip

ARNS = (
    Form("root", SENTENCE.replace(ALICE, "arn:aws:iam::111122223333:root"), "AssumeRole",
         caller="arn:aws:iam::111122223333:root", layer="request", cause="caller_is_root"),
    Form("federated user", SENTENCE.replace(ALICE, "arn:aws:sts::111122223333:federated-user/bob"), "AssumeRole",
         layer="request", cause="caller_is_federation_token"),
    Form("a user as the role", SENTENCE.replace(DEPLOY, ALICE), "AssumeRole", role=ALICE, layer="request",
         cause="role_arn_malformed"),
    Form("a session as the role", SENTENCE.replace(DEPLOY, CI), "AssumeRole", role=CI, cause="role_arn_malformed"),
    Form("an arn without its arn", SENTENCE.replace(DEPLOY, DEPLOY[4:]), "AssumeRole", role=DEPLOY[4:],
         cause="role_arn_malformed"),
    Form("another partition", SENTENCE.replace(ALICE, "arn:aws-cn:iam::111122223333:user/alice"), "AssumeRole",
         layer="request", cause="wrong_partition"),
    Form("service-linked", SENTENCE.replace("role/Deploy", "role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"),
         "AssumeRole", cause="service_linked_role"),
    Form("a session", SENTENCE.replace(ALICE, CI), "AssumeRole", caller=CI, role=DEPLOY, layer=None),
    Form("an sso session", SENTENCE.replace(ALICE, "arn:aws:sts::1:assumed-role/AWSReservedSSO_Dev_1a2b/a@b.example"),
         "AssumeRole", caller="arn:aws:sts::1:assumed-role/AWSReservedSSO_Dev_1a2b/a@b.example"),
    Form("a path", SENTENCE.replace("role/Deploy", "role/a/b/De+p=l,o.y@x_-"), "AssumeRole",
         role="arn:aws:iam::444455556666:role/a/b/De+p=l,o.y@x_-"),
    Form("codebuild", "CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::1:role/service-role/cb",
         "AssumeRole", caller=None, role="arn:aws:iam::1:role/service-role/cb"),
    Form("another service", f"User: {ALICE} is not authorized to perform: iam:PassRole on resource: {DEPLOY} because no "
         "identity-based policy allows the iam:PassRole action", None, caller=ALICE, role=DEPLOY,
         layer="identity_policy", cause=None),
    Form("another call", "An error occurred (AccessDenied) when calling the ListBuckets operation: Access Denied",
         "ListBuckets", cause=None),
)  # fmt: skip

WITHOUT_CALLER = (
    Form("oidc action", f"Error: Could not assume role with OIDC: {WEB}", "AssumeRoleWithWebIdentity", caller=None,
         role=None, layer="trust_policy", cause="oidc_subject_mismatch"),
    Form("oidc action with its role",
         f"2024-05-01T12:00:00Z   role-to-assume: {DEPLOY}\n2024-05-01T12:00:00Z   aws-region: us-east-1\n"
         f"2024-05-01T12:00:01Z Assuming role with OIDC\n2024-05-01T12:00:02Z ##[error]Could not assume role with OIDC: {WEB}",
         "AssumeRoleWithWebIdentity", role=DEPLOY),
    Form("oidc action, masked", f"  role-to-assume: ***\nError: Could not assume role with OIDC: {WEB}",
         "AssumeRoleWithWebIdentity", role=None),
    Form("go web identity", f"WebIdentityErr: failed to retrieve credentials\ncaused by: AccessDenied: {WEB}\n"
         "\tstatus code: 403, request id: 3714365f", "AssumeRoleWithWebIdentity"),
    Form("android", f"com.amazonaws.AmazonServiceException: {WEB} (Service: AWSSecurityTokenService; Status Code: 403; "
         "Error Code: AccessDenied; Request ID: 83bfc431)", "AssumeRoleWithWebIdentity"),
    Form("web identity, tags", f"An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: "
         f"{SENTENCE.replace('sts:AssumeRole', 'sts:TagSession')}", "AssumeRoleWithWebIdentity",
         cause="trust_tag_session_missing"),
    Form("saml", "Not authorized to perform sts:AssumeRoleWithSAML (Service: AWSSecurityTokenService; Status Code: 403; "
         "Error Code: AccessDenied; Request ID: fe27)", "AssumeRoleWithSAML", layer="trust_policy", cause="saml_mismatch"),
    Form("bare assume role", "An error occurred (AccessDenied) when calling the AssumeRole operation: Not authorized to "
         "perform sts:AssumeRole", "AssumeRole", caller=None, role=None, layer=None),
    Form("access denied alone", "An error occurred (AccessDenied) when calling the AssumeRole operation: Access denied",
         "AssumeRole", caller=None, layer=None, cause="trust_principal_missing"),
    Form("the code alone", "AccessDenied", None, caller=None, role=None, layer=None, cause=None),
    Form("no provider", "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: "
         "No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com",
         "AssumeRoleWithWebIdentity", "InvalidIdentityToken", layer="request", cause="oidc_provider_mismatch"),
    Form("no provider, kubernetes", "caused by: InvalidIdentityToken: No OpenIDConnect provider found in your account for "
         "https://oidc.eks.us-east-1.amazonaws.com/id/*****\n\tstatus code: 400", "AssumeRoleWithWebIdentity",
         "InvalidIdentityToken", cause="oidc_provider_mismatch"),
    Form("no provider, javascript", "InvalidIdentityTokenException: No OpenIDConnect provider found in your account for "
         "https://oidc.eks.cn-north-1.amazonaws.com.cn/id/<ID>\n    at de_InvalidIdentityTokenExceptionRes (/x.js:436:23)",
         "AssumeRoleWithWebIdentity", "InvalidIdentityToken", cause="oidc_provider_mismatch"),
    Form("no provider, go v2", "operation error STS: AssumeRoleWithWebIdentity, exceeded maximum number of attempts, 3, "
         "https response error StatusCode: 400, RequestID: 1, InvalidIdentityToken: No OpenIDConnect provider found in "
         "your account for {redacted}", "AssumeRoleWithWebIdentity", "InvalidIdentityToken"),
    Form("audience", "Error: Incorrect token audience", "AssumeRoleWithWebIdentity", "InvalidIdentityToken",
         layer="request", cause="oidc_audience_mismatch"),
    Form("thumbprint", "InvalidIdentityToken: OpenIDConnect provider's HTTPS certificate doesn't match configured "
         "thumbprint", "AssumeRoleWithWebIdentity", "InvalidIdentityToken", cause="oidc_provider_mismatch"),
    Form("no audience", 'Aws::STS::Errors::InvalidIdentityToken "Missing a required claim: aud"',
         "AssumeRoleWithWebIdentity", "InvalidIdentityToken", cause="oidc_audience_mismatch"),
    Form("root", "An error occurred (AccessDenied) when calling the AssumeRole operation: Roles may not be assumed by root "
         "accounts.", "AssumeRole", layer="request", cause="caller_is_root"),
    Form("root, bare", "Roles may not be assumed by root accounts.", "AssumeRole", cause="caller_is_root"),
    Form("mfa", "An error occurred (AccessDenied) when calling the AssumeRole operation: MultiFactorAuthentication failed "
         "with invalid MFA one time pass code. ", "AssumeRole", layer="request", cause="mfa_code_rejected"),
    Form("mfa, session token", "An error occurred (AccessDenied) when calling the GetSessionToken operation: "
         "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid "
         "and associated with this user.", "GetSessionToken", cause="mfa_code_rejected"),
)  # fmt: skip

REFUSED = (
    Form("duration", "An error occurred (ValidationError) when calling the AssumeRole operation: The requested "
         "DurationSeconds exceeds the MaxSessionDuration set for this role.", "AssumeRole", "ValidationError",
         layer="request", cause="duration_exceeds_role_maximum"),
    Form("chaining", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
         "AssumeRole", "ValidationError", cause="duration_exceeds_chaining_limit"),
    Form("constraint", "An error occurred (ValidationError) when calling the AssumeRole operation: 1 validation error "
         "detected: Value 'my session' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular "
         "expression pattern: [\\w+=,.@-]*", "AssumeRole", "ValidationError", cause="request_parameter_invalid"),
    Form("constraint on the arn", "ValidationError: 1 validation error detected: Value 'Deploy' at 'roleArn' failed to "
         "satisfy constraint: Member must have length greater than or equal to 20", None, "ValidationError",
         cause="role_arn_malformed"),
    Form("two constraints", "2 validation errors detected: Value 'x' at 'roleArn' failed to satisfy constraint: Member "
         "must have length greater than or equal to 20; Value 'y y' at 'roleSessionName' failed to satisfy constraint: "
         "Member must satisfy regular expression pattern: [\\w+=,.@-]*", None, "ValidationError",
         cause="role_arn_malformed"),
    Form("botocore's own check", "botocore.exceptions.ParamValidationError: Parameter validation failed:\nInvalid length "
         "for parameter RoleArn, value: 6, valid min length: 20", None, None, cause="role_arn_malformed"),
    Form("packed", "An error occurred (PackedPolicyTooLarge) when calling the AssumeRole operation: Packed size of session "
         "tags consumes 182% of allotted space.", "AssumeRole", "PackedPolicyTooLarge", layer="request",
         cause="packed_size_exceeded"),
    Form("packed, javascript", "PackedPolicyTooLargeException: Packed policy consumes 119% of allotted space, please use "
         "smaller policy.", None, "PackedPolicyTooLarge", cause="packed_size_exceeded"),
    Form("region", "An error occurred (RegionDisabledException) when calling the AssumeRole operation: STS is not activated "
         "in this region for account:111122223333. Your account administrator can activate STS in this region using the "
         "IAM Console.", "AssumeRole", "RegionDisabledException", layer="request", cause="region_disabled"),
    Form("token invalid", "An error occurred (InvalidClientTokenId) when calling the AssumeRole operation: The security "
         "token included in the request is invalid.", "AssumeRole", "InvalidClientTokenId", cause="credentials_invalid"),
    Form("token invalid, other code", "UnrecognizedClientException: The security token included in the request is invalid.",
         None, "UnrecognizedClientException", cause="credentials_invalid"),
    Form("token invalid, bare", "Error: The security token included in the request is invalid.", None,
         "InvalidClientTokenId", cause="credentials_invalid"),
    Form("token expired", "ExpiredToken: The security token included in the request is expired\n\tstatus code: 403",
         None, "ExpiredToken", layer="request", cause="credentials_expired"),
    Form("token expired, cli", "An error occurred (ExpiredToken) when calling the AssumeRole operation: The security token "
         "included in the request is expired", "AssumeRole", "ExpiredToken", cause="credentials_expired"),
    Form("web token expired", "An error occurred (ExpiredTokenException) when calling the AssumeRoleWithWebIdentity "
         "operation: Token must be redeemed within 24 hours of issuance", "AssumeRoleWithWebIdentity",
         "ExpiredTokenException", cause="credentials_expired"),
    Form("signature", "An error occurred (SignatureDoesNotMatch) when calling the AssumeRole operation: The request "
         "signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing "
         "method.", "AssumeRole", "SignatureDoesNotMatch", cause="credentials_invalid"),
    Form("clock behind", "An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: Signature "
         "expired: 20151221T200419Z is now earlier than 20151221T201450Z (20151221T201950Z - 5 min.)",
         "GetCallerIdentity", "SignatureDoesNotMatch", layer="request", cause="clock_skew"),
    Form("clock ahead", "InvalidSignatureException: Signature not yet current: 20190305T002809Z is still later than "
         "20190304T214315Z (20190304T212815Z + 15 min.)", None, "InvalidSignatureException", cause="clock_skew"),
    Form("principal", "An error occurred (MalformedPolicyDocument) when calling the UpdateAssumeRolePolicy operation: "
         f'Invalid principal in policy: "AWS":"{ALICE}"', "UpdateAssumeRolePolicy", "MalformedPolicyDocument",
         cause="trust_principal_nonexistent"),
    Form("principal, terraform", "Error: updating IAM Role (Deploy) assume role policy: MalformedPolicyDocument: Invalid "
         f'principal in policy: "AWS":"{ALICE}"\n\tstatus code: 400, request id: 1', "UpdateAssumeRolePolicy",
         "MalformedPolicyDocument", cause="trust_principal_nonexistent"),
    Form("principal, cloudformation", f'Invalid principal in policy: "AWS":"{ALICE}" (Service: AmazonIdentityManagement; '
         "Status Code: 400; Error Code: MalformedPolicyDocument; Request ID: 5a36; Proxy: null)", None,
         "MalformedPolicyDocument", cause="trust_principal_nonexistent"),
    Form("too large", "An error occurred (LimitExceeded) when calling the UpdateAssumeRolePolicy operation: Cannot exceed "
         "quota for ACLSizePerRole: 2048", "UpdateAssumeRolePolicy", "LimitExceeded", cause="trust_policy_too_large"),
    Form("resource in a trust policy", "An error occurred (MalformedPolicyDocument) when calling the CreateRole operation: "
         "Has prohibited field Resource", "CreateRole", "MalformedPolicyDocument", cause="trust_policy_malformed"),
    Form("no such role", "An error occurred (NoSuchEntity) when calling the GetRole operation: The role with name Deploy "
         "cannot be found.", "GetRole", "NoSuchEntity", cause="role_not_found"),
    Form("protected", "UnmodifiableEntity: Cannot perform the operation on the protected role 'AWSServiceRoleForX' - this "
         "role is only modifiable by AWS", None, "UnmodifiableEntity", cause="service_linked_role"),
)  # fmt: skip

PROFILES = tuple(
    Form(name, text, None, None, caller=None, role=None, layer=layer, cause=cause)
    for name, text, layer, cause in (
        ("no profile", "The config profile (prod) could not be found", "profile", "profile_not_found"),
        ("no profile, go", "failed to get shared config profile, prod", "profile", "profile_not_found"),
        (
            "no source",
            "Partial credentials found in assume-role, missing: source_profile or credential_source",
            "profile",
            "profile_source_missing",
        ),
        (
            "half a key",
            "Partial credentials found in shared-credentials-file, missing: aws_secret_access_key",
            "profile",
            "profile_credentials_partial",
        ),
        (
            "loop",
            "Infinite loop in credential configuration detected. Attempting to load from profile a which has already been "
            "visited. Visited profiles: ['a', 'b']",
            "profile",
            "profile_loop",
        ),
        (
            "both",
            'The profile "prod" contains both source_profile and credential_source.',
            "profile",
            "profile_source_conflict",
        ),
        (
            "credential source",
            'The credential source "Ec2" referenced in profile "prod" is not valid.',
            "profile",
            "profile_credential_source_invalid",
        ),
        (
            "unknown source",
            'The source_profile "base" referenced in the profile "prod" does not exist.',
            "profile",
            "profile_source_unknown",
        ),
        (
            "empty source",
            'The source_profile "base" referenced in the profile "prod" does not have credentials.',
            "profile",
            "profile_source_without_credentials",
        ),
        ("unparsable", "Unable to parse config file: /home/a/.aws/config", "profile", "profile_file_malformed"),
        (
            "sso expired",
            "The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session "
            "run aws sso login with the corresponding profile.",
            "request",
            "credentials_expired",
        ),
        (
            "sso refresh",
            "Error when retrieving token from sso: Token has expired and refresh failed",
            "request",
            "credentials_expired",
        ),
        (
            "process",
            "Error when retrieving credentials from custom-process: /opt/x: not found",
            "profile",
            "profile_source_without_credentials",
        ),
    )
)

EVENT = {
    "eventVersion": "1.11",
    "userIdentity": {"type": "IAMUser", "principalId": "AIDA1", "arn": ALICE, "accountId": "111122223333"},
    "eventTime": "2024-05-01T12:00:00Z",
    "eventSource": "sts.amazonaws.com",
    "eventName": "AssumeRole",
    "awsRegion": "us-east-1",
    "errorCode": "AccessDenied",
    "errorMessage": SENTENCE,
    "requestParameters": None,
    "responseElements": None,
}
_LOOKUP = {"EventId": "1", "EventName": "AssumeRole", "Username": "alice", "CloudTrailEvent": json.dumps(EVENT)}

EVENTS = (
    denied("event", json.dumps(EVENT, indent=2)),
    denied("records", json.dumps({"Records": [{"eventName": "GetRole", "userIdentity": {}}, EVENT]})),
    denied("lookup-events", json.dumps({"Events": [_LOOKUP]}, indent=4)),
    denied("lookup-events with its command", "$ aws cloudtrail lookup-events\n" + json.dumps({"Events": [_LOOKUP]}, indent=4)),
    denied("eventbridge", json.dumps({"detail-type": "AWS API Call via CloudTrail", "detail": EVENT})),
    denied("json lines", json.dumps(EVENT) + "\n" + json.dumps({"eventName": "GetRole"}) + "\n"),
    denied("logs insights", json.dumps([[{"field": "@message", "value": json.dumps(EVENT)}]])),
    denied("a list", json.dumps([EVENT])),
    denied("cut off", json.dumps(EVENT, indent=2)[:-60]),
    denied("event without a sentence", json.dumps({**EVENT, "errorMessage": None, "requestParameters": {"roleArn": DEPLOY}})),
    Form("web identity event", json.dumps({**EVENT, "eventName": "AssumeRoleWithWebIdentity", "errorMessage": WEB,
         "userIdentity": {"type": "WebIdentityUser"}, "requestParameters": {"roleArn": DEPLOY}}),
         "AssumeRoleWithWebIdentity", caller=None, role=DEPLOY, layer="trust_policy", cause="oidc_subject_mismatch"),
    Form("token event", json.dumps({**EVENT, "eventName": "AssumeRoleWithWebIdentity", "userIdentity": {},
         "errorCode": "InvalidIdentityTokenException", "errorMessage": "Incorrect token audience"}),
         "AssumeRoleWithWebIdentity", "InvalidIdentityToken", cause="oidc_audience_mismatch"),
)  # fmt: skip

MORE = (
    denied("failed to assume", f"Failed to assume role {DEPLOY}: AccessDenied", caller=None),
    denied("chat emphasis", f"*AccessDenied*: User: {ALICE} is not authorized to perform: *sts:AssumeRole* on resource: *{DEPLOY}*"),
    denied("ecs", f"ECS was unable to assume the role '{DEPLOY}' that was provided for this task. Please verify that the role "
           "being passed has the proper trust relationship", code=None, caller=None, layer="trust_policy",
           cause="trust_principal_missing"),
    denied("role invalid", f"Role {DEPLOY} is invalid or cannot be assumed", code=None, caller=None),
    Form("lambda", "An error occurred (InvalidParameterValueException) when calling the CreateFunction operation: The role "
         "defined for the function cannot be assumed by Lambda.", "CreateFunction", "InvalidParameterValueException",
         layer="trust_policy"),
    Form("java chain", "Unable to load AWS credentials from any provider in the chain: [EnvironmentVariableCredentialsProvider: "
         f"Unable to load AWS credentials from environment variables, WebIdentityTokenCredentialsProvider: {WEB} (Service: "
         "AWSSecurityTokenService; Status Code: 403; Error Code: AccessDenied; Request ID: x; Proxy: null)]",
         "AssumeRoleWithWebIdentity", caller=None, layer="trust_policy"),
    Form("no credentials at all", "botocore.exceptions.NoCredentialsError: Unable to locate credentials", None, None,
         layer="profile", cause="profile_source_without_credentials"),
    Form("invalid arn", f"An error occurred (ValidationError) when calling the AssumeRole operation: {DEPLOY}s/ is invalid",
         "AssumeRole", "ValidationError", role=f"{DEPLOY}s/", cause="role_arn_malformed"),
    Form("anonymous", f"User: anonymous is not authorized to perform: sts:AssumeRoleWithWebIdentity on resource: {DEPLOY}",
         "AssumeRoleWithWebIdentity", caller=None, role=DEPLOY, layer="trust_policy"),
    Form("gov", SENTENCE.replace("arn:aws:", "arn:aws-us-gov:"), "AssumeRole", role=DEPLOY.replace("aws", "aws-us-gov"),
         layer=None),
    denied("jira monospace", SENTENCE.replace(ALICE, "{{" + ALICE + "}}").replace(DEPLOY, "{{" + DEPLOY + "}}")),
    denied("a field of yaml behind", f"message: >-\n  User: {ALICE}\n  is not authorized to perform: sts:AssumeRole\n  on resource: {DEPLOY}\nstatus: failed"),
    denied("html tags", f"<p>{SENTENCE.replace(DEPLOY, f'<b>{DEPLOY}</b>')}</p>"),
    denied("chat takes ARNs for links", SENTENCE.replace(ALICE, f"<{ALICE}>").replace(DEPLOY, f"<https://x.example|{DEPLOY}>")),
    denied("colours without their first character", f"[31mError[0m: {SENTENCE.replace(DEPLOY, f'[1m{DEPLOY}[0m')}"),
    denied("quoted twice in a mail", f"> Bob wrote:\n>> {CLI.replace('User: ', 'User:' + chr(10) + '>> ').replace('resource: ', 'resource:' + chr(10) + '>> ')}"),
    denied("no user label", f"{ALICE} is not authorized to perform: sts:AssumeRole on resource: {DEPLOY}"),
    denied("a sentence behind", f"{CLI}. Please contact your administrator."),
)  # fmt: skip

FORMS = (*REASONS, *TOOLS, *MASKS, *ARNS, *WITHOUT_CALLER, *REFUSED, *PROFILES, *EVENTS, *MORE)
