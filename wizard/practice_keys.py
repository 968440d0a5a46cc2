"""How a practice access key is told from a real one, and where each may be sent.

The practice AWS hands out keys with this mark, and names its endpoint beside them; the AWS room asks here before it
sends any. Neither imports the other.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

LONG_TERM_PREFIX = "AKIAPRACTICE"
TEMPORARY_PREFIX = "ASIAPRACTICE"
ENDPOINT_VARIABLE = "ROLE_WIZARD_PRACTICE_ENDPOINT"
"""The variable that tells a process where the practice AWS listens."""


def is_practice_key(access_key_id: str) -> bool:
    """Whether an access key id was made by the practice AWS."""
    return access_key_id.startswith((LONG_TERM_PREFIX, TEMPORARY_PREFIX))


def is_loopback(url: str) -> bool:
    """Whether an endpoint is on this very machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def would_leak(access_key_id: str, endpoint_url: str | None) -> bool:
    """Whether a practice key is about to be sent to a real AWS endpoint (``None``: the SDK's default one)."""
    return is_practice_key(access_key_id) and not (endpoint_url and is_loopback(endpoint_url))


def would_stray(access_key_id: str, endpoint_url: str | None, practice_url: str | None) -> bool:
    """Whether a real key is about to be sent to the practice AWS; ``practice_url``: where that listens, if one does."""
    if not (endpoint_url and practice_url) or is_practice_key(access_key_id):
        return False
    return urlsplit(endpoint_url).netloc == urlsplit(practice_url).netloc
