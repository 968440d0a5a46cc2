"""What sends without end, what is no AWS at all, and keys that were pasted with more than themselves."""

from __future__ import annotations

import errno
import threading

import botocore.exceptions
import pytest

from tests.aws.stand_in import ALICE, Drip, Endless, StandIn, role
from tests.aws.test_faults import Write, failure_of
from wizard.aws import bounded, calls
from wizard.aws.abreast import Started, abreast
from wizard.aws.failures import Asker, translate
from wizard.aws.live import Side


@pytest.mark.parametrize("without_end", [Endless, Drip])
def test_an_answer_without_end_is_broken_off(
    without_end: type[Endless] | type[Drip],
    stand_in: StandIn,
    write_profile: Write,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither is all of it kept, nor is it waited for as long as something comes."""
    write_profile("dev")
    side = Side("dev", endpoint_url=stand_in.url)
    side.identity()
    monkeypatch.setattr(bounded, "SECONDS", 60.0 if without_end is Endless else 0.2)
    stand_in.answers["GetRole"] = without_end
    failure = failure_of(side)
    assert failure.kind == "network"
    assert failure.why == f"the answer from {stand_in.url} does not end"
    assert "AWS_ENDPOINT_URL" in failure.next_step
    stand_in.answers["GetRole"] = role()
    assert side.call(calls.GET_ROLE, RoleName="Deploy")["Role"], "the next call is answered"


@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [
        ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLEEXAMPLE\r", "the access key holds a line break"),
        ("AWS_ACCESS_KEY_ID", '"AKIAEXAMPLEEXAMPLE"', "the access key holds a quotation mark"),
        ("AWS_SECRET_ACCESS_KEY", "kept secret", "the secret key holds a space"),
        ("AWS_SECRET_ACCESS_KEY", "kept\udce9secret", "the secret key holds a letter"),
        ("AWS_SESSION_TOKEN", "kept\nsecret", "the session token holds a line break"),
        ("AWS_SESSION_TOKEN", "“kept”", "the session token holds a quotation mark"),
    ],
)
def test_what_was_copied_along_with_a_key_is_named(
    variable: str, value: str, why: str, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "AKIAEXAMPLEEXAMPLE")
    monkeypatch.setenv(variable, value)
    failure = failure_of(Side(endpoint_url=stand_in.url))
    assert failure.kind == "no_credentials"
    assert failure.why == f"{why}, which no key has"
    assert "kept" not in str(failure) + failure.advice() and not stand_in.received


@pytest.mark.parametrize(
    ("text", "why", "next_step"),
    [
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number", "does not speak TLS", "http://"),
        ("[SSL] record layer failure", "does not speak TLS", "http://"),
        ("certificate verify failed: certificate has expired", "has expired, or this machine's clock is ahead", "NTP"),
        ("certificate verify failed: certificate is not yet valid", "or this machine's clock is behind", "NTP"),
        ("Hostname mismatch, certificate is not valid for 'sts'", "is for another name", "--endpoint-url"),
        ("EOF occurred in violation of protocol", "broke the connection off", "proxy"),
        ("certificate verify failed: self-signed certificate in certificate chain", "not trusted", "AWS_CA_BUNDLE"),
    ],
)
def test_what_is_wrong_with_tls_is_told_apart(text: str, why: str, next_step: str) -> None:
    error = botocore.exceptions.SSLError(endpoint_url="https://sts.example.com", error=text)
    failure = translate(error, calls.GET_CALLER_IDENTITY, Asker("dev", ALICE))
    assert failure.kind == "network"
    assert why in failure.why and "https://sts.example.com" in failure.why and next_step in failure.next_step


@pytest.mark.parametrize(
    ("variables", "endpoint", "why", "next_step"),
    [
        ({"HTTPS_PROXY": "http://joe:geheim@a b:1"}, None, "the proxy's address cannot be read", "HTTPS_PROXY"),
        ({}, "ftp://sts.example.com", "ftp://sts.example.com begins otherwise", "--endpoint-url"),
    ],
    ids=["proxy", "endpoint"],
)
def test_an_address_that_cannot_be_meant_is_no_broken_network(
    variables: dict[str, str],
    endpoint: str | None,
    why: str,
    next_step: str,
    write_profile: Write,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_profile("dev")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    failure = failure_of(Side("dev", "eu-west-1", endpoint))
    assert failure.kind == "configuration"
    assert why in failure.why and next_step in failure.next_step and "geheim" not in str(failure)


def test_too_many_open_files_are_no_broken_network() -> None:
    held = ConnectionError("no new connection")
    held.__cause__ = OSError(errno.EMFILE, "Too many open files")
    error = botocore.exceptions.EndpointConnectionError(endpoint_url="https://sts.example.com", error=held)
    failure = translate(error, calls.GET_CALLER_IDENTITY, Asker("dev"))
    assert failure.kind == "configuration"
    assert "no further file or connection" in failure.why and "ulimit -n" in failure.next_step


def test_where_no_thread_can_be_had_all_is_done_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert abreast([lambda: 1, lambda: 2, lambda: 3]) == [1, 2, 3]
    assert Started(lambda: 4).result(0.0) == 4
