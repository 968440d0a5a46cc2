"""Errors of botocore and of AWS, in words: what did not work, why, and what to do next.

botocore's exceptions are known here by the names of their classes, so that nothing of it need be imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from wizard.aws.calls import Call
from wizard.aws.gateway import AwsFailure, FailureKind


@dataclass(frozen=True, slots=True)
class Asker:
    """Who was asking when it failed: named in every message."""

    profile: str | None = None
    arn: str | None = None
    region: str | None = None
    endpoint: str | None = None

    def __str__(self) -> str:
        name = f"profile {self.profile}" if self.profile else "default credentials"
        return f"{name}, {self.arn}" if self.arn else name

    @property
    def option(self) -> str:
        """The CLI option that selects the same credentials."""
        return f" --profile {self.profile}" if self.profile else ""


@dataclass(frozen=True, slots=True)
class _Words:
    """A translation. ``{…}`` takes the fields of the asker, the error's own text and its keyword arguments."""

    kind: FailureKind
    why: str
    next_step: str


_READ_AGAIN = "Check the network, then read again with ctrl+r."
_SIGN_IN = "Sign in again with `aws sso login{option}`, then read again with ctrl+r."
_LOG_IN = "Sign in again with `aws login{option}`, then read again with ctrl+r."

_EXCEPTIONS: Final[Mapping[str, _Words]] = {
    "ProfileNotFound": _Words(
        "configuration",
        "there is no profile {profile} in the config or credentials file",
        "See the names with `aws configure list-profiles`, or write the profile with `role-wizard profile write`.",
    ),
    "ConfigParseError": _Words(
        "configuration",
        "the file {path} cannot be parsed{line}",
        "Correct that line; `role-wizard profile check` shows every problem of the file.",
    ),
    "ConfigNotFound": _Words("configuration", "the file {path} is not there", "Check AWS_CONFIG_FILE."),
    "InfiniteLoopConfigError": _Words(
        "configuration",
        "the profiles lead back to each other through source_profile",
        "Let the last one name a profile with keys of its own; `role-wizard profile check` shows the loop.",
    ),
    "InvalidConfigError": _Words(
        "configuration", "{text}", "`role-wizard profile check` shows which line of the profile is at fault."
    ),
    "PartialCredentialsError": _Words(
        "configuration",
        "the credentials found by {provider} lack {cred_var}",
        "Complete the pair of keys, or choose another profile with --profile.",
    ),
    "CredentialRetrievalError": _Words(
        "no_credentials",
        "{provider} gave no credentials: {error_msg}",
        "Run the profile's credential command by hand, or choose another profile with --profile.",
    ),
    "MetadataRetrievalError": _Words("no_credentials", "{text}", "Choose a profile with --profile."),
    "NoCredentialsError": _Words(
        "no_credentials",
        "no credentials were found for {asker}",
        "Run `aws configure{option}` or `aws sso login{option}`, or choose a profile with --profile.",
    ),
    "NoRegionError": _Words("configuration", "no region is set", "Give one with --region, or set AWS_REGION."),
    "UnauthorizedSSOTokenError": _Words("expired", "the Identity Center sign-in of {asker} has expired", _SIGN_IN),
    "SSOTokenLoadError": _Words("expired", "{asker} is not signed in to Identity Center", _SIGN_IN),
    "SSOError": _Words("expired", "{text}", _SIGN_IN),
    "TokenRetrievalError": _Words("expired", "the sign-in of {asker} has expired", _SIGN_IN),
    "NoAuthTokenError": _Words("expired", "{asker} is not signed in", _SIGN_IN),
    "LoginInsufficientPermissions": _Words(
        "denied",
        "`aws login` may not fetch credentials for {asker}",
        "Ask for the permission signin:CreateOAuth2Token, then run `aws login{option}`.",
    ),
    "LoginError": _Words("expired", "the sign-in of {asker} has expired", _LOG_IN),
    "MissingDependencyException": _Words("configuration", "{text}", "Install what the message names."),
    "EndpointConnectionError": _Words(
        "network", "nothing answers at {endpoint_url} (no network, or the name does not resolve)", _READ_AGAIN
    ),
    "ConnectTimeoutError": _Words("network", "{endpoint_url} did not answer in time", _READ_AGAIN),
    "ReadTimeoutError": _Words("network", "{endpoint_url} took the call and did not answer in time", _READ_AGAIN),
    "ProxyConnectionError": _Words(
        "network", "the proxy {proxy_url} refuses the connection", "Check HTTPS_PROXY and NO_PROXY, then try again."
    ),
    "InvalidProxiesConfigError": _Words("network", "{text}", "Check HTTPS_PROXY and NO_PROXY."),
    "SSLError": _Words(
        "network",
        "the TLS certificate of {endpoint_url} is not trusted",
        "Behind a company proxy, set AWS_CA_BUNDLE to its certificate.",
    ),
    "ConnectionClosedError": _Words("network", "the connection was closed before the answer was complete", _READ_AGAIN),
    "HTTPClientError": _Words("network", "the connection broke", _READ_AGAIN),
    "ConnectionError": _Words("network", "the connection broke", _READ_AGAIN),
    "IncompleteReadError": _Words("network", "the answer broke off", _READ_AGAIN),
    "ResponseStreamingError": _Words("network", "the answer broke off", _READ_AGAIN),
    "ResponseParserError": _Words(
        "network",
        "the answer from {endpoint} broke off or is not AWS's",
        "Check --endpoint-url and AWS_ENDPOINT_URL, and whether a proxy answers in AWS's place.",
    ),
    "ParamValidationError": _Words("refused", "the SDK refuses the call: {report}", "Correct the parameter it names."),
    "RefreshWithMFAUnsupportedError": _Words(
        "expired", "the MFA session of {asker} has ended", "Read again with ctrl+r and enter a new code."
    ),
    "InvalidRegionError": _Words("configuration", "{text}", "Correct --region, AWS_REGION or the profile's region."),
    "InvalidEndpointConfigurationError": _Words("configuration", "{text}", "Correct --endpoint-url."),
    "ValueError": _Words("configuration", "{text}", "Correct --endpoint-url, AWS_ENDPOINT_URL or the region."),
    "OSError": _Words("network", "{text}", _READ_AGAIN),
}

_REVIEW = "Correct the document and preview it again; nothing was changed."
_CODES: Final[Mapping[str, _Words]] = {
    "AccessDenied": _Words(
        "denied", "AWS denies it", "Ask whoever administers the account to allow {action}, or hand over."
    ),
    "OptInRequired": _Words("denied", "the account has not opted in to this service", "Use another region or account."),
    "ExpiredToken": _Words(
        "expired",
        "the credentials of {asker} have expired",
        "Sign in again (`aws sso login{option}` or `aws login{option}`), then read again with ctrl+r.",
    ),
    "InvalidClientTokenId": _Words(
        "no_credentials",
        "AWS does not know the access key of {asker}: it was deleted, belongs to another partition or endpoint, "
        "or its session token is missing",
        "Make a new key, or choose another profile with --profile.",
    ),
    "SignatureDoesNotMatch": _Words(
        "no_credentials",
        "the secret key of {asker} does not belong to its access key",
        "Enter both keys again with `aws configure{option}`.",
    ),
    "MissingAuthenticationToken": _Words("no_credentials", "the call was not signed", "Choose a profile."),
    "Throttling": _Words("throttled", "AWS asks for fewer calls", "Wait a moment, then try again."),
    "NoSuchEntity": _Words("not_found", "{message}", "Check the name and the account; it may have been deleted."),
    "ValidationError": _Words("refused", "{message}", "Correct the parameter it names."),
    "MalformedPolicyDocument": _Words("refused", "{message}", _REVIEW),
    "LimitExceeded": _Words(
        "refused",
        "a quota is reached: {message}",
        "Shorten the document or remove what is no longer used; nothing was changed.",
    ),
    "PackedPolicyTooLarge": _Words("refused", "{message}", "Send fewer or shorter session tags and policies."),
    "UnmodifiableEntity": _Words(
        "protected",
        "AWS lets only the owning service change it: {message}",
        "Change it where it is managed (the service, or IAM Identity Center); hand the change over.",
    ),
    "DeleteConflict": _Words("refused", "{message}", "Remove what still uses it first."),
    "EntityAlreadyExists": _Words("refused", "{message}", "Read again with ctrl+r: somebody made it meanwhile."),
    "ConcurrentModification": _Words(
        "changed", "somebody else is changing it at this moment", "Read again with ctrl+r and preview once more."
    ),
    "PolicyNotAttachable": _Words("refused", "{message}", "Choose another policy."),
    "RegionDisabledException": _Words(
        "configuration",
        "STS is not active in region {region} for this account",
        "Choose another region with --region, or have it activated in the account's settings.",
    ),
    "InvalidIdentityToken": _Words("refused", "{message}", "Get a fresh token from the identity provider."),
    "InvalidAction": _Words(
        "refused", "{message}", "Check --endpoint-url: what answers there does not offer this call."
    ),
}

_SAME_AS: Final[Mapping[str, str]] = {
    "AccessDeniedException": "AccessDenied",
    "UnauthorizedOperation": "AccessDenied",
    "AuthorizationError": "AccessDenied",
    "NotAuthorized": "AccessDenied",
    "ExpiredTokenException": "ExpiredToken",
    "RequestExpired": "ExpiredToken",
    "TokenRefreshRequired": "ExpiredToken",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "InvalidAccessKeyId": "InvalidClientTokenId",
    "AuthFailure": "InvalidClientTokenId",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "IncompleteSignature": "SignatureDoesNotMatch",
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "ThrottlingException": "Throttling",
    "TooManyRequestsException": "Throttling",
    "RequestLimitExceeded": "Throttling",
    "RequestThrottled": "Throttling",
    "SlowDown": "Throttling",
    "PriorRequestNotComplete": "Throttling",
    "NoSuchEntityException": "NoSuchEntity",
    "ResourceNotFoundException": "NoSuchEntity",
    "AWSOrganizationsNotInUseException": "NoSuchEntity",
    "InvalidInput": "ValidationError",
    "ValidationException": "ValidationError",
    "InvalidInputException": "ValidationError",
    "InvalidParameterValue": "ValidationError",
    "LimitExceededException": "LimitExceeded",
    "EntityTemporarilyUnmodifiable": "ConcurrentModification",
    "ConcurrentModificationException": "ConcurrentModification",
    "UnknownOperationException": "InvalidAction",
    "NotImplemented": "InvalidAction",
}

_CLOCK = _Words(
    "configuration",
    "this machine's clock is off, so AWS refuses the signature: {message}",
    "Set the clock (NTP), then try again.",
)
_SERVER = _Words("other", "AWS has a fault of its own (HTTP {status}): {message}", "Try again in a minute.")
_MFA = _Words(
    "denied",
    "AWS did not accept the MFA code: {message}",
    "Wait for the next code (each works once) and check the device's serial number.",
)
_UNFORESEEN = _Words("other", "{text}", "Try again with ctrl+r; if it persists, report it with this sentence.")


def translate(error: Exception, call: Call | None, asker: Asker) -> AwsFailure:
    """The failure that stands for ``error``; an `AwsFailure` stays what it is."""
    if isinstance(error, AwsFailure):
        return error
    response = getattr(error, "response", None)
    if isinstance(response, Mapping) and "Error" in response:
        return _from_answer(response, call, asker)
    keywords = getattr(error, "kwargs", {})
    words = next(
        (_EXCEPTIONS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in _EXCEPTIONS), _UNFORESEEN
    )
    facts = {
        "profile": asker.profile,
        "endpoint_url": asker.endpoint or "the endpoint",
        "line": _line(keywords),
        "text": str(error).rstrip(".") or type(error).__name__,
        **{key: str(value) for key, value in keywords.items() if key in _SAFE_KEYWORDS},
    }
    return _failure(words, call, asker, facts, code=type(error).__name__)


_SAFE_KEYWORDS = frozenset(
    {"profile", "path", "endpoint_url", "proxy_url", "provider", "cred_var", "error_msg", "report"}
)


def _from_answer(response: Mapping[str, Any], call: Call | None, asker: Asker) -> AwsFailure:
    """AWS answered, with an error code."""
    code = str(response["Error"].get("Code", ""))
    message = str(response["Error"].get("Message", "")).strip()
    metadata = response.get("ResponseMetadata", {})
    status = metadata.get("HTTPStatusCode", 0)
    words = _CODES.get(_SAME_AS.get(code, code))
    if "MultiFactorAuthentication failed" in message:
        words = _MFA
    elif _is_about_the_clock(code, message):
        words = _CLOCK
    elif words is None:
        words = (
            _SERVER if status >= 500 else _Words("refused", "AWS answers {code}: {message}", "Correct what it names.")
        )
    facts = {"message": message.rstrip(".") or code, "status": str(status), "code": code}
    failure = _failure(words, call, asker, facts, code=code)
    failure.message = message or None
    failure.request_id = metadata.get("RequestId")
    return failure


def _is_about_the_clock(code: str, message: str) -> bool:
    """STS says it with SignatureDoesNotMatch, other services with codes of their own."""
    return code in ("RequestTimeTooSkewed", "RequestInTheFuture") or (
        "Signature expired" in message or "Signature not yet current" in message
    )


def _failure(words: _Words, call: Call | None, asker: Asker, facts: Mapping[str, str | None], code: str) -> AwsFailure:
    known = {
        "asker": str(asker),
        "option": asker.option,
        "region": asker.region or "the default region",
        "endpoint": asker.endpoint or "the endpoint",
        "action": call.action if call else "it",
        **facts,
    }
    return AwsFailure(
        kind=words.kind,
        what=f"{call.action} did not work for {asker}" if call else f"The credentials of {asker} do not work",
        why=words.why.format_map(known),
        next_step=words.next_step.format_map(known),
        operation=call.action if call else None,
        code=code,
        identity=str(asker),
    )


def _line(keywords: Mapping[str, Any]) -> str:
    """Where a config file breaks, if the parser says so."""
    error = keywords.get("error")
    number = getattr(error, "lineno", None)
    if number is None and (errors := getattr(error, "errors", None)):
        number = errors[0][0]
    return f" at line {number}" if number else ""
