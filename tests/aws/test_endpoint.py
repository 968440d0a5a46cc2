"""Whether a VPC endpoint may stand between here and STS, told from where its name leads."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from wizard.aws.gateway import Reading
from wizard.aws.guardrails import endpoint_policies
from wizard.aws.reader import Reader
from wizard.engine.case import UNKNOWN

URL = "https://sts.eu-west-1.amazonaws.com"


def resolves_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def lookup(host: str, port: int, **more: Any) -> list[Any]:
        if not addresses:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)


def looked_at(url: str = URL) -> tuple[object, Reading]:
    reader = Reader(lambda reading: None)
    found = endpoint_policies(reader, url)
    return found, reader.readings[0]


def test_public_addresses_mean_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, "52.95.96.12", "52.95.96.13")
    found, reading = looked_at()
    assert found == ()
    assert reading.outcome == "absent"


def test_a_private_address_means_that_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, "10.0.3.7")
    found, reading = looked_at()
    assert found is UNKNOWN
    assert "private address" in reading.detail


def test_a_proxy_hides_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert looked_at()[0] is UNKNOWN


def test_a_name_that_does_not_resolve_leaves_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch)
    found, reading = looked_at()
    assert found is UNKNOWN
    assert reading.outcome == "failed"


def test_this_machine_has_none() -> None:
    assert looked_at("http://127.0.0.1:4566")[0] == ()
