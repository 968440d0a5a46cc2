"""The words for what goes wrong before AWS has answered, or where nobody understands its answer: botocore's exceptions.

botocore's exceptions are known by the names of their classes, so that nothing of it need be imported. ``{…}`` takes the
facts that `failures.py` has: the asker, the call, and the error's own text and keyword arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.aws.gateway import FailureKind
from wizard.engine.frozen import frozen


@frozen
class Words:
    """One translation: why it did not work, and what to do next."""

    kind: FailureKind
    why: str
    next_step: str
    again: bool = False  # then AWS is to be read again
    further: tuple[str, ...] = ()


def _by_network(why: str) -> Words:
    return Words("network", why, "Check the network.", again=True)


def _by_sign_in(why: str) -> Words:
    return Words("expired", why, "Sign in again with `aws sso login{option}`.", again=True)


def _by_setting(variable: str, setting: str) -> Words:
    return Words("configuration", "{text}", f"Correct or unset {variable}, or {setting} in the config file.")


CHECK_ENDPOINT: Final = "Check --endpoint-url and AWS_ENDPOINT_URL, and whether a proxy answers in AWS's place."
_NOT_AWS = Words("network", "the answer from {endpoint} broke off or is not AWS's", CHECK_ENDPOINT)
_NAMED_FILE = "Check that path: the profile or the environment names it (credential_process, web_identity_token_file)."

EXCEPTIONS: Final[Mapping[str, Words]] = {
    "ProfileNotFound": Words(
        "configuration",
        "there is no profile {profile}{named_by} in the config or credentials file",
        "See the names with `aws configure list-profiles`, or write it with `role-wizard profile write`.{moved}",
    ),
    "ConfigParseError": Words(
        "configuration",
        "the file {path} cannot be parsed{line}",
        "Correct that line; `role-wizard profile check` shows every problem of the file.",
    ),
    "ConfigNotFound": Words("configuration", "the file {path} is not there", "Check AWS_CONFIG_FILE."),
    "InfiniteLoopConfigError": Words(
        "configuration",
        "the profiles lead back to each other through source_profile",
        "Let the last one name a profile with keys of its own; `role-wizard profile check` shows the loop.",
    ),
    "RecursionError": Words(
        "configuration",
        "its chain of source profiles is longer than botocore can follow",
        "Let source_profile name a profile nearer to the keys; `role-wizard profile check` shows the chain.",
    ),
    "InvalidConfigError": Words(
        "configuration", "{text}", "`role-wizard profile check` shows which line of the profile is at fault."
    ),
    "PartialCredentialsError": Words(
        "configuration",
        "{provider} lacks {cred_var}",
        "Add what is missing, or choose another profile with --profile.",
    ),
    "CredentialRetrievalError": Words(
        "no_credentials",
        "{provider} gave no credentials: {error_msg}",
        "Check what it needs (a credential_process can be run by hand), or choose another profile with --profile.",
    ),
    "MetadataRetrievalError": Words("no_credentials", "{text}", "Choose a profile with --profile."),
    "NoCredentialsError": Words(
        "no_credentials",
        "no credentials were found for {asker}",
        "Run `aws configure{option}` or `aws sso login{option}`, or choose a profile with --profile.{moved}",
    ),
    "NoRegionError": Words("configuration", "no region is set", "Give one with --region, or set AWS_REGION."),
    "UnauthorizedSSOTokenError": _by_sign_in("the Identity Center sign-in of {asker} has expired"),
    "SSOTokenLoadError": _by_sign_in("{asker} is not signed in to Identity Center"),
    "SSOError": _by_sign_in("{text}"),
    "TokenRetrievalError": _by_sign_in("the sign-in of {asker} has expired"),
    "NoAuthTokenError": _by_sign_in("{asker} is not signed in"),
    "LoginInsufficientPermissions": Words(
        "denied",
        "`aws login` may not fetch credentials for {asker}",
        "Ask for the permission signin:CreateOAuth2Token, then run `aws login{option}`.",
    ),
    "LoginError": Words(
        "expired", "the sign-in of {asker} has expired", "Sign in again with `aws login{option}`.", again=True
    ),
    "MissingDependencyException": Words(
        "configuration",
        "{text}",
        "`aws login` profiles need role-wizard with its extra: `pip install 'role-wizard[login]'`, or with pipx "
        "`pipx inject role-wizard 'botocore[crt]'`.",
    ),
    "EndpointConnectionError": _by_network(
        "nothing answers at {endpoint_url} (no network, or the name does not resolve)"
    ),
    "ConnectTimeoutError": _by_network("{endpoint_url} did not answer in time"),
    "ReadTimeoutError": _by_network("{endpoint_url} took the call and did not answer in time"),
    "ProxyConnectionError": Words(
        "network", "the proxy {proxy_url} refuses the connection", "Check HTTPS_PROXY and NO_PROXY, then try again."
    ),
    "InvalidProxiesConfigError": Words("network", "{text}", "Check HTTPS_PROXY and NO_PROXY."),
    "SSLError": Words(
        "network",
        "the TLS certificate of {endpoint_url} is not trusted",
        "Behind a company proxy, set AWS_CA_BUNDLE to its certificate.{bundle}",
    ),
    "ConnectionClosedError": _by_network("the connection was closed before the answer was complete"),
    "HTTPClientError": _by_network("the connection broke"),
    "ConnectionError": _by_network("the connection broke"),
    "IncompleteReadError": _by_network("the answer broke off"),
    "ResponseStreamingError": _by_network("the answer broke off"),
    "EndlessAnswer": Words("network", "the answer from {endpoint} does not end", CHECK_ENDPOINT),
    "ResponseParserError": _NOT_AWS,
    "KeyError": _NOT_AWS,  # botocore reads XML of another form, such as the page of a hotel's network
    "ClientError": _NOT_AWS,  # an error status without AWS's error
    "ParamValidationError": Words("refused", "the SDK refuses the call: {report}", "Correct the parameter it names."),
    "RefreshWithMFAUnsupportedError": Words(
        "expired", "the MFA session of {asker} has ended", "", again=True, further=("Then enter a new code.",)
    ),
    "InvalidRegionError": Words("configuration", "{text}", "Correct --region, AWS_REGION or the profile's region."),
    "InvalidSTSRegionalEndpointsConfigError": _by_setting("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints"),
    "InvalidDefaultsMode": _by_setting("AWS_DEFAULTS_MODE", "defaults_mode"),
    "InvalidChecksumConfigError": _by_setting(
        "AWS_REQUEST_CHECKSUM_CALCULATION or AWS_RESPONSE_CHECKSUM_VALIDATION", "the setting that it names"
    ),
    "InvalidIMDSEndpointError": _by_setting("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint"),
    "InvalidIMDSEndpointModeError": _by_setting(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode"
    ),
    "InvalidEndpointConfigurationError": Words("configuration", "{text}", "Correct --endpoint-url."),
    "ValueError": Words("configuration", "{text}", "Correct --endpoint-url, AWS_ENDPOINT_URL or the region."),
    "JSONDecodeError": Words(
        "configuration",
        "what the credential_process of {asker} printed is no JSON ({text})",
        "Run that command by hand: it must print the keys alone, as JSON.",
    ),
    "FileNotFoundError": Words("configuration", "{text}", _NAMED_FILE),
    "PermissionError": Words("configuration", "{text}", _NAMED_FILE),
    "OSError": _by_network("{text}"),
}

EMPTY_PROFILE: Final = Words(
    "configuration",
    "AWS_PROFILE or AWS_DEFAULT_PROFILE is set and empty, which names no profile",
    "Unset it, or name a profile with --profile.",
)

PROVIDERS: Final[Mapping[str, str]] = {
    "env": "the environment",
    "custom-process": "its credential_process",
    "shared-credentials-file": "its section of the credentials file",
    "config-file": "its section of the config file",
    "assume-role": "the profile, which names a role,",
    "Environment": "the environment",
    "Ec2InstanceMetadata": "the EC2 instance's metadata",
    "EcsContainer": "the container",
}
"""The sources of credentials in words, by botocore's names and those of credential_source."""

UNFORESEEN = Words("other", "{text}", "", again=True, further=("If it persists, report it with this sentence.",))
