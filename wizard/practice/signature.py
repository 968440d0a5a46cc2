"""Who signed a request: Signature Version 4, rebuilt with botocore's own signer and compared."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from wizard.practice.credentials import Credentials
from wizard.practice.fault import Fault

ALLOWED_SKEW = 300
"""Seconds by which the clock of a caller may be off."""

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/,]+)/(?P<date>\d{8})/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/"
    r"aws4_request,\s*SignedHeaders=(?P<headers>[a-z0-9;-]+),\s*Signature=(?P<signature>[0-9a-f]{64})"
)
_NOT_VALID = "The security token included in the request is invalid."


@dataclass(frozen=True, slots=True)
class Scope:
    """What the Authorization header claims, before anything was checked."""

    access_key_id: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


def scope(headers: Mapping[str, str]) -> Scope | None:
    """Read the Authorization header; None where there is none. Header names are lower case.

    Raises:
        Fault: the header is there and is not Signature Version 4.
    """
    text = headers.get("authorization")
    if text is None:
        return None
    found = _AUTHORIZATION.fullmatch(text.strip())
    if found is None:
        raise Fault("IncompleteSignature", "The Authorization header is not a Signature Version 4.")
    names = tuple(found["headers"].split(";"))
    return Scope(found["key"], found["region"], found["service"], names, found["signature"])


def authenticate(
    claim: Scope,
    request: tuple[str, str, Mapping[str, str], bytes],
    find: Callable[[str], Credentials | None],
    now: float,
) -> Credentials:
    """The credentials that really signed ``request`` (method, URL, headers, body).

    Raises:
        Fault: InvalidClientTokenId, SignatureDoesNotMatch or ExpiredToken.
    """
    credentials = find(claim.access_key_id)
    if credentials is None or not credentials.active:
        raise Fault("InvalidClientTokenId", _NOT_VALID, 403)
    headers = request[2]
    sent = headers.get("x-amz-security-token")
    expected = credentials.token.reveal() if credentials.token else None
    if sent != expected:
        raise Fault("InvalidClientTokenId", _NOT_VALID, 403)
    date = headers.get("x-amz-date", "")
    _check_time(date, now)
    if not hmac.compare_digest(_sign(claim, request, credentials, date), claim.signature):
        raise Fault(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
            "Access Key and signing method. Consult the service documentation for details.",
            403,
        )
    if credentials.expires is not None and now >= credentials.expires:
        raise Fault("ExpiredToken", "The security token included in the request is expired", 403)
    return credentials


def _check_time(date: str, now: float) -> None:
    try:
        signed = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise Fault("IncompleteSignature", "Date must be in ISO-8601 'basic format'.") from None
    if abs(signed - now) <= ALLOWED_SKEW:
        return
    edge = _stamp(now - ALLOWED_SKEW) if signed < now else _stamp(now + ALLOWED_SKEW)
    way, sign = ("expired", "-") if signed < now else ("not yet current", "+")
    relation = "earlier" if signed < now else "later"
    raise Fault(
        "SignatureDoesNotMatch",
        f"Signature {way}: {date} is now {relation} than {edge} ({_stamp(now)} {sign} 5 min.)",
        403,
    )


def _stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y%m%dT%H%M%SZ")


def _sign(claim: Scope, request: tuple[str, str, Mapping[str, str], bytes], credentials: Credentials, date: str) -> str:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials as Keys

    method, url, headers, body = request
    rebuilt = AWSRequest(method=method, url=_absolute(url, headers), data=body)
    for name in claim.signed_headers:
        if name not in ("host", "x-amz-date", "x-amz-security-token"):
            rebuilt.headers[name] = headers.get(name, "")
    rebuilt.headers["Host"] = headers.get("host", "")
    rebuilt.context["timestamp"] = date
    rebuilt.headers["X-Amz-Date"] = date
    if credentials.token:
        rebuilt.headers["X-Amz-Security-Token"] = credentials.token.reveal()
    signer = SigV4Auth(Keys(credentials.access_key_id, credentials.secret.reveal()), claim.service, claim.region)
    canonical = signer.canonical_request(rebuilt)
    return str(signer.signature(signer.string_to_sign(rebuilt, canonical), rebuilt))


def _absolute(url: str, headers: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    return url if parts.scheme else f"http://{headers.get('host', 'localhost')}{url}"
