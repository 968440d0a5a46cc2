"""The words for exceptions whose class says too little: told by a part of their text, or of the one that they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.aws.failure_words import CHECK_ENDPOINT, Words

_QUOTES = Words(
    "configuration",
    "the command in its credential_process cannot be read: {text}",
    "Correct the quotation marks of that line in the config file.",
)
_NO_PROXY = Words(
    "configuration",
    "the proxy's address cannot be read",
    "Correct or unset HTTPS_PROXY; it looks like http://proxy.example:3128.",
)
_NO_TLS = Words(
    "network",
    "{endpoint_url} does not speak TLS",
    "Write http:// in --endpoint-url or AWS_ENDPOINT_URL if plain HTTP is meant there, else check the port.",
)

TEXTS: Final[Mapping[str, Mapping[str, Words]]] = {
    "ValueError": {  # any other is about an address
        "No closing quotation": _QUOTES,
        "No escaped character": _QUOTES,
        "Unsupported host": Words("configuration", "{text}", "Correct or unset AWS_CONTAINER_CREDENTIALS_FULL_URI."),
        "invalid literal for int": Words(
            "configuration",
            "a setting of the metadata service is no whole number: {text}",
            "Correct or unset AWS_METADATA_SERVICE_TIMEOUT and AWS_METADATA_SERVICE_NUM_ATTEMPTS, or the settings of "
            "these names in the config file.",
        ),
    },
    "SSLError": {  # any other is about trust
        "WRONG_VERSION_NUMBER": _NO_TLS,
        "record layer failure": _NO_TLS,  # OpenSSL's words for it since 3.2
        "certificate has expired": Words(
            "network",
            "the TLS certificate of {endpoint_url} has expired, or this machine's clock is ahead",
            "Set the clock (NTP); where it is right, whoever runs that endpoint has to renew the certificate.",
        ),
        "certificate is not yet valid": Words(
            "network",
            "the TLS certificate of {endpoint_url} is not valid yet, or this machine's clock is behind",
            "Set the clock (NTP), then try again.",
        ),
        "certificate is not valid for": Words(
            "network", "the TLS certificate of {endpoint_url} is for another name", CHECK_ENDPOINT
        ),
        "EOF occurred": Words(
            "network", "{endpoint_url} broke the connection off before TLS was agreed on", CHECK_ENDPOINT
        ),
    },
    "HTTPClientError": {
        "Failed to parse": _NO_PROXY,
        "Invalid IPv6 URL": _NO_PROXY,
        "Not supported URL scheme": Words(
            "configuration",
            "AWS is asked by http:// or https://, and {endpoint_url} begins otherwise",
            "Correct --endpoint-url or AWS_ENDPOINT_URL.",
        ),
    },
    "ConfigParseError": {
        "codec can't decode": Words(
            "configuration",
            "the file {path} is not UTF-8 text",
            "Save it as UTF-8; `role-wizard profile check` names the line.",
        ),
    },
}
"""By the exception's class and a part of its text."""
