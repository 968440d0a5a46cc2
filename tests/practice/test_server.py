"""Clients that behave badly: every one gets a clear answer or a closed line, and the others notice nothing."""

from __future__ import annotations

import socket
import threading
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest

from tests.patience import PATIENCE
from tests.practice.conftest import Learner, outcome
from wizard import practice_keys
from wizard.practice.protocol import MAX_BODY


@pytest.fixture
def learner(start) -> Learner:
    return start("cross-account")


def post(learner: Learner, body: bytes, headers: dict[str, str] | None = None, path: str = "/") -> tuple[int, str]:
    request = urllib.request.Request(learner.environment.endpoint_url + path, body, headers or {})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def raw(learner: Learner, data: bytes, *, half_close: bool = False) -> bytes:
    address = urlsplit(learner.environment.endpoint_url)
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE) as line:
        line.sendall(data)
        if half_close:
            line.shutdown(socket.SHUT_WR)
        line.settimeout(PATIENCE)
        received = b""
        while part := line.recv(65536):
            received += part
        return received


def alive(learner: Learner) -> bool:
    return outcome(learner.client("sts").get_caller_identity) == "allowed"


BAD = [
    (b"", {}),
    (b"Action=", {}),
    (b"Action=AssumeRole&Version=2011-06-15", {}),
    (b"Action=NoSuchThing&Version=2011-06-15", {}),
    (b"\xff\xfe\x00", {}),
    (b"{}", {"X-Amz-Target": "x.y"}),
    (b"Action=GetRole", {"Authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}),
    (b"Action=GetRole", {"Authorization": "AWS4-HMAC-SHA256 Credential=x"}),
    (b"&".join(b"Tags.member.%d.Key=a" % number for number in range(3000)), {}),
]


@pytest.mark.parametrize(("body", "headers"), BAD)
def test_a_bad_request_is_answered_with_an_error(learner: Learner, body: bytes, headers: dict[str, str]) -> None:
    status, text = post(learner, body, headers)
    assert 400 <= status < 500 and "<Code>" in text
    assert alive(learner)


def test_an_unsigned_call_is_told_that_its_token_is_missing(learner: Learner) -> None:
    status, text = post(learner, b"Action=GetCallerIdentity&Version=2011-06-15")
    assert status == 403 and "<Code>MissingAuthenticationToken</Code>" in text


def test_a_huge_body_is_refused_unread(learner: Learner) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY * 1000)
    assert b" 413 " in raw(learner, head).split(b"\r\n")[0]
    assert alive(learner)


def test_a_length_that_is_none_is_refused(learner: Learner) -> None:
    for length in (b"-1", b"ten", "\u0661".encode()):
        assert b" 411 " in raw(learner, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + b"\r\n\r\n")
    assert b" 411 " in raw(learner, b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")


def test_half_a_request_harms_nobody(learner: Learner) -> None:
    for data in (
        b"POST / HT",
        b"POST / HTTP/1.1\r\nHost: x\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\nAction",
    ):
        raw(learner, data, half_close=True)
    address = urlsplit(learner.environment.endpoint_url)
    hanging = [socket.create_connection((address.hostname, address.port)) for _ in range(20)]
    assert alive(learner)
    for line in hanging:
        line.close()


def test_what_is_no_http_harms_nobody(learner: Learner, capfd: pytest.CaptureFixture[str]) -> None:
    raw(learner, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200 + b"\r\n\r\n", half_close=True)
    assert alive(learner)
    assert capfd.readouterr() == ("", "")


def test_fifty_clients_at_once(learner: Learner) -> None:
    client = learner.client("sts")
    answers: list[str] = []

    def work() -> None:
        answers.extend(outcome(client.get_caller_identity) for _ in range(4))

    threads = [threading.Thread(target=work) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert answers == ["allowed"] * 200


def test_writes_of_many_clients_are_all_kept(learner: Learner) -> None:
    client = learner.client("iam", "role-admin")

    def work(number: int) -> None:
        client.tag_role(RoleName="MyCrossAccountRole", Tags=[{"Key": f"k{number}", "Value": "v"}])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    tags = client.list_role_tags(RoleName="MyCrossAccountRole")["Tags"]
    assert {tag["Key"] for tag in tags} == {f"k{number}" for number in range(30)}


def test_it_listens_on_this_machine_alone(learner: Learner) -> None:
    assert learner.environment.server._listener.server_address[0] == "127.0.0.1"
    assert practice_keys.is_loopback(learner.environment.endpoint_url)


def test_closing_twice_is_harmless_and_frees_the_port(learner: Learner) -> None:
    """The socket itself is looked at: by now the port may be another program's, which would answer."""
    environment = learner.environment
    listening = environment.server._listener
    assert listening.fileno() != -1
    environment.close()
    environment.close()
    assert listening.fileno() == -1


def test_practice_keys_are_known_by_their_mark(learner: Learner) -> None:
    for key in learner.environment.cloud.keys:
        assert practice_keys.is_practice_key(key)
        assert practice_keys.would_leak(key, None)
        assert practice_keys.would_leak(key, "https://sts.amazonaws.com")
        assert practice_keys.would_leak(key, "http://127.0.0.1.example.org:80")
        assert not practice_keys.would_leak(key, learner.environment.endpoint_url)
    assert not practice_keys.would_leak("AKIAIOSFODNN7EXAMPLE", None)


def test_no_secret_stands_in_the_log(learner: Learner) -> None:
    learner.answer()
    text = repr(learner.environment.cloud.log) + repr(learner.environment.cloud.keys)
    for key in learner.environment.cloud.keys.values():
        assert key.secret.reveal() not in text
