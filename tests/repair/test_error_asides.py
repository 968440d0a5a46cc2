"""Texts without a cause of the catalogue: calls that never reached AWS, that AWS failed, or that assume no role."""

# ruff: noqa: E501 (messages are kept as long as they are)

from __future__ import annotations

import pytest

from tests.repair.error_forms import ALICE, CLI, DEPLOY, WEB
from wizard.repair.error_text import read_errors, to_repair

STS = "sts.eu-west-1.amazonaws.com"
GO = "operation error STS: AssumeRole, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "
UNANSWERED = f"No answer came from {STS}, so no policy was asked."


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f'Could not connect to the endpoint URL: "https://{STS}/"', UNANSWERED),
        (f'aws: [ERROR]: Could not connect to the\nendpoint URL:\n"https://{STS}/"', UNANSWERED),
        (f'botocore.exceptions.ConnectTimeoutError: Connect timeout on endpoint URL: "https://{STS}/"', UNANSWERED),
        (f'Read timeout on endpoint URL: "https://{STS}/"', UNANSWERED),
        (f'Connection was closed before we received a valid response from endpoint URL: "https://{STS}/".', UNANSWERED),
        (f'{GO}"https://{STS}/": dial tcp: lookup {STS} on 127.0.0.53:53: no such host', UNANSWERED),
        (f'{GO}"https://{STS}/": context deadline exceeded', UNANSWERED),
        (f'{{"error":"WebIdentityErr: failed to retrieve credentials\\ncaused by: RequestError: send request failed\\ncaused by: Post \\"https://{STS}/\\": dial tcp 54.239.29.25:443: i/o timeout"}}', UNANSWERED),
        (f"Error: getaddrinfo ENOTFOUND {STS}", UNANSWERED),
        (f"UnknownEndpoint: Inaccessible host: `{STS}' at port `443'.", UNANSWERED),
        (f"SdkClientException: Unable to execute HTTP request: {STS}: Name or service not known\nCaused by: java.net.UnknownHostException: {STS}", UNANSWERED),
        (f'Error executing "AssumeRole" on "https://{STS}"; AWS HTTP error: cURL error 6: Could not resolve host: {STS}', UNANSWERED),
        (f"Seahorse::Client::NetworkingError: Failed to open TCP connection to {STS}:443 (getaddrinfo: Name or service not known)", UNANSWERED),
        (f"System.Net.WebException: The remote name could not be resolved: '{STS}'", UNANSWERED),
        (f"dispatch failure: io error: error trying to connect: dns error: failed to lookup address information: https://{STS}", UNANSWERED),
        ('Could not connect to the endpoint URL: "https://sts.us-east-1a.amazonaws.com/"', "No answer came from sts.us-east-1a.amazonaws.com: us-east-1a is no region."),
        (f'{GO}"https://sts..amazonaws.com/": dial tcp: lookup sts..amazonaws.com: no such host', "No answer came from sts..amazonaws.com: its region is empty."),
        ('Could not connect to the endpoint URL: "http://localhost:4566/"', "No answer came from that address, so no policy was asked."),
        (f"SSL validation failed for https://{STS}/ [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", f"The certificate of {STS} is not trusted: a proxy may have put its own there."),
        (f'Post "https://{STS}/": tls: failed to verify certificate: x509: certificate signed by unknown authority', f"The certificate of {STS} is not trusted: a proxy may have put its own there."),
        ('Failed to connect to proxy URL: "http://svc:s3cr3t@proxy:3128"', "A proxy stands before AWS and does not answer."),
        (f'{GO}"https://{STS}/": proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused', "A proxy stands before AWS and does not answer."),
        ("operation error STS: AssumeRole, failed to get rate limit token, retry quota exceeded, 0 available, 5 requested", "The call was given up before AWS answered."),
        ("operation error STS: AssumeRole, https response error StatusCode: 0, RequestID: , canceled, context canceled", "The call was given up before AWS answered."),
        ("An error occurred (Throttling) when calling the AssumeRole operation (reached max retries: 4): Rate exceeded", "AWS was asked too often at once."),
        ("An error occurred (InternalFailure) when calling the AssumeRole operation (reached max retries: 4): ", "AWS itself failed, and refused nothing."),
        ('You must specify a region. You can also configure your region by running "aws configure".', "No region is named, so nobody knows which STS to ask."),
        (f"Failed to assume role {DEPLOY} \nwith error: MissingRegion: could not find region configuration", "No region is named, so nobody knows which STS to ask."),
        ("An error occurred (ForbiddenException) when calling the GetRoleCredentials operation: No access", "IAM Identity Center gives this user no such permission set in that account."),
        ("operation error SSO: GetRoleCredentials, https response error StatusCode: 403, RequestID: 4c, ForbiddenException: No access", "IAM Identity Center gives this user no such permission set in that account."),
        ("operation error EKS Auth: AssumeRoleForPodIdentity, ResourceNotFoundException: No EKS Pod Identity association found", "EKS knows no Pod Identity association of this service account."),
        ("Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefgh", "AWS says in an encoded message what was denied."),
        ("You are not authorized to perform this operation. Encoded authorization failure message: LxzA8VEjEvu", "AWS says in an encoded message what was denied."),
        (f"User: {ALICE} is not authorized to perform: s3:ListBucket on resource: arn:aws:s3:::b because no identity-based policy allows the s3:ListBucket action", "s3:ListBucket is no call that assumes a role, and role-wizard repairs no other."),
        (f"User: {ALICE} is not authorized to perform: iam:PassRole on resource: {DEPLOY}", "iam:PassRole is no call that assumes a role, and role-wizard repairs no other."),
        ("An error occurred (AccessDenied) when calling the ListObjectsV2 operation: Access Denied", "ListObjectsV2 is no call that assumes a role, and role-wizard repairs no other."),
    ],
)  # fmt: skip
def test_what_no_cause_stands_for_is_said_with_a_way_out(text: str, what: str) -> None:
    """And nothing is blamed on any policy."""
    (reading,) = read_errors(text)
    assert reading.aside is not None and (reading.aside.what, reading.causes) == (what, ())
    assert reading.aside.to_do.endswith(".") and "s3cr3t" not in reading.aside.what + reading.aside.to_do
    assert to_repair((reading,)) is None


@pytest.mark.parametrize("broken", [f"dial tcp: lookup {STS}: i/o timeout", f"getaddrinfo EAI_AGAIN {STS}"])
@pytest.mark.parametrize("denial", [CLI, f"Could not assume role with OIDC: {WEB}"])
def test_a_broken_connection_beside_a_denial_hides_it_not(broken: str, denial: str) -> None:
    for text in (f"attempt 1: {broken}\nattempt 2: {denial}\n", f"{denial}\nthen {broken}\n"):
        readings = read_errors(text)
        first = to_repair(readings)
        assert len(readings) == 2 and first is not None and (first.operation or "").startswith("AssumeRole")


def test_a_code_keeps_its_causes_whatever_connection_breaks_afterwards() -> None:
    text = (
        f'An error occurred (AccessDenied) when calling the AssumeRole operation: Access denied\n{GO}"https://{STS}/"'
    )
    first = to_repair(read_errors(text))
    assert first is not None and first.causes[0] == "trust_principal_missing"


@pytest.mark.parametrize(
    "text",
    [
        'ValidationError: "name" is required',
        "Error: ValidationError: Path `email` is required.",
        "ThrottlingException: Too many requests",
        "JsonWebTokenError: invalid token",
        "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)",
        "The role 'admin' cannot be assumed by user in Keycloak",
        "Pulling 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1 ... done\nconnection refused: localhost:5432",
        "curl: (6) Could not resolve host: bucket.s3.amazonaws.com",
        "dial tcp: lookup cloud.mongodb.com: no such host",
        "psql: error: connection refused",
        "error: You must be logged in to the server (Unauthorized)",
        f"Assuming role {DEPLOY}... ok",
        f"how do I assume role {DEPLOY}?",
        f"https://{STS}/ is the endpoint that we use",
    ],
)  # fmt: skip
def test_the_words_of_other_programs_are_left_alone(text: str) -> None:
    assert read_errors(text) == ()


def test_a_request_id_is_told() -> None:
    asked = "f4794165-ea40-4631-b2fd-bef8f012053c"
    for tail in (
        f" (Service: Sts, Status Code: 403, Request ID: {asked})",
        f"\n\tstatus code: 403, request id: {asked}",
    ):
        (reading,) = read_errors(CLI + tail)
        assert reading.request_id == asked
    assert (
        read_errors(
            f"operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: {asked}, api error AccessDenied: {CLI}"
        )[0].request_id
        == asked
    )


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch", "AccessDenied"])
def test_a_code_that_aws_alone_has_is_read_by_itself(code: str) -> None:
    (reading,) = read_errors(f"upload failed: {code}")
    assert reading.error_code == code
