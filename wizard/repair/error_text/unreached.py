"""Calls that never reached AWS: no policy was asked, whatever call the text names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.repair.error_text.asides import Aside
from wizard.repair.error_text.pasted import Squeezed
from wizard.repair.error_text.sighting import Sighting

_NEAR = 160  # squeezed characters between an address and what happened there

_BY_BOTOCORE = (
    # They hold an address of their own, whoever's it is.
    "couldnotconnecttotheendpointurl:",
    "connecttimeoutonendpointurl:",
    "readtimeoutonendpointurl:",
    "failedtoconnecttoproxyurl:",
    "connectionwasclosedbeforewereceivedavalidresponsefromendpointurl:",
)
_AWS = ("amazonaws.com", "api.aws")
_GIVES_CREDENTIALS = re.compile(r"(?:sts(?:-fips)?|portal\.sso|oidc)\.[\w.-]*\Z")
_CREDENTIALS = ("169.254.169.254", "169.254.170.2")  # the instance's, a container's, a pod's

_BROKEN = re.compile(
    # Go, Node, Java, curl, Ruby, Python, .NET and Rust in turn; several say the same.
    r"(?P<proxy>proxyconnect|proxyurl)"
    r"|(?P<trust>x509:|certificate_?verify_?failed|sslvalidationfailed|self-?signedcertificate|pkixpathbuilding"
    r"|unabletogetlocalissuer|sslconnectioncouldnotbeestablished|remotecertificateisinvalid)"
    r"|nosuchhost|i/otimeout|tlshandshaketimeout|contextdeadlineexceeded|requestsendfailed|sendrequestfailed"
    r"|noroutetohost|networkisunreachable|ehostunreach|connectiontimedout|connectionrefused|connectionreset"
    r"|getaddrinfo|enotfound|eai_again|etimedout|econnrefused|econnreset|inaccessiblehost|withoutestablishingaconn"
    r"|unknownhostexception|unabletoexecutehttprequest|nameorservicenotknown|connecttimedout"
    r"|couldnotresolvehost|couldnotconnectto|failedtoopentcpconnection|nameresolution|failedtoresolve"
    r"|connecttimeout|readtimeout|connectionwasclosedbefore|maxretriesexceeded|couldnotberesolved|dnserror|dispatchfailure"
)
_OF_STS = re.compile(r"sts(?:-fips)?\.(?P<region>[\w-]*)\.(?:amazonaws\.com|api\.aws)(?:\.cn)?")
_REGION = re.compile(r"[a-z]{2,}(?:-[a-z]+)+-\d+")


def unreached(text: Squeezed) -> Iterator[Sighting]:
    """Each address that did not answer, with what is told of it."""
    for phrase in _BY_BOTOCORE:
        for start in text.places(phrase):
            if not _own_address_follows(text, start + len(phrase)):
                yield _sighting(start, start + len(phrase), "", "proxy" if "proxy" in phrase else "elsewhere")
    for domain in _AWS:
        for place in text.places(domain):
            yield from _at(text, place, place + len(domain))
    for address in _CREDENTIALS:
        for place in text.places(address):
            if _BROKEN.search(text.lower, max(0, place - _NEAR), place + len(address) + _NEAR):
                yield Sighting(
                    place, place + len(address), "wording", layer="profile",
                    causes=("profile_source_without_credentials",), general=True,
                )  # fmt: skip


def _own_address_follows(text: Squeezed, end: int) -> bool:
    """Whether the address behind botocore's sentence is one that gives credentials, and so found there."""
    places = (text.lower.find(domain, end, end + 80) for domain in _AWS)
    return any(place >= 0 and _address(text, place) is not None for place in places)


def _address(text: Squeezed, place: int) -> int | None:
    """Where the address begins whose domain stands at ``place``; None for one that gives no credentials."""
    written = _GIVES_CREDENTIALS.search(text.lower, max(0, place - 60), place)
    if written is None:
        return None
    start = written.start()
    return start if text.begins_word(start) or not text.lower[start - 1].isalnum() else None


def _at(text: Squeezed, place: int, end: int) -> Iterator[Sighting]:
    """What happened at the address whose domain stands at ``place``."""
    start = _address(text, place)
    if start is None:
        return
    before = list(_BROKEN.finditer(text.lower, max(0, start - _NEAR), start))
    behind = list(_BROKEN.finditer(text.lower, end, end + _NEAR))
    if not before and not behind:
        return
    nearest = before[-1] if before else behind[0]
    kind = next((found.lastgroup for found in (*before, *behind) if found.lastgroup), None)
    end += len(".cn") if text.lower.startswith(".cn", end) else 0
    yield _sighting(min(start, nearest.start()), max(end, nearest.end()), text.lower[start:end], kind)


def _sighting(start: int, end: int, address: str, what: str | None) -> Sighting:
    return Sighting(start, end, "wording", aside=_aside(address, what))


def _aside(address: str, what: str | None) -> Aside:
    of_sts = _OF_STS.fullmatch(address)
    place = address or "AWS"
    match what:
        case "proxy":
            return Aside("A proxy stands before AWS and does not answer.", "Look at HTTPS_PROXY and NO_PROXY.")
        case "trust":
            return Aside(
                f"The certificate of {place} is not trusted: a proxy may have put its own there.",
                "Name that proxy's certificate in AWS_CA_BUNDLE.",
            )
        case "elsewhere":
            return Aside(
                "No answer came from that address, so no policy was asked.",
                "Look at the network, at HTTPS_PROXY, and at AWS_ENDPOINT_URL.",
            )
    if of_sts is not None and _REGION.fullmatch(of_sts["region"]) is None:
        region = of_sts["region"]
        return Aside(
            f"No answer came from {place}: {f'{region} is no region' if region else 'its region is empty'}.",
            "Give a region that there is, in `--region`, AWS_REGION or the profile.",
        )
    return Aside(
        f"No answer came from {place}, so no policy was asked.",
        "Look at the network, at HTTPS_PROXY, and at the region in the address.",
    )
