"""A server that speaks AWS's protocols and answers as a test tells it: denials, throttling, broken connections."""

from __future__ import annotations

import json
import re
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

ALICE = "arn:aws:iam::111122223333:user/alice"
ROLE_ARN = "arn:aws:iam::444455556666:role/Deploy"
TRUST = '{"Version": "2012-10-17",\n  "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}'


@dataclass(frozen=True)
class Fault:
    """An error as AWS answers it."""

    code: str
    message: str = "no"
    status: int = 400


class Hang:
    """Says nothing until the server is closed."""


class Reset:
    """Breaks the connection in the middle of the answer."""


class Endless:
    """Sends on and on, as fast as it is read."""


class Drip:
    """Sends the head of an answer, then a letter at a time."""


Answer = Mapping[str, Any] | Fault | type[Hang] | type[Reset] | type[Endless] | type[Drip] | str
Handler = Answer | list[Answer] | Callable[[dict[str, str], str], Answer]


@dataclass
class StandIn:
    """``answers``: by operation; a list is used up one by one, its last element stays."""

    answers: dict[str, Handler] = field(default_factory=dict)
    received: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)  # access key, operation, parameters
    certificate: Path | None = None  # speak TLS, with this certificate and key

    def __post_init__(self) -> None:
        stand_in, self.closing = self, threading.Event()

        class Listener(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
                key = re.search(r"Credential=(\w+)/", self.headers.get("Authorization", "=/"))
                target = self.headers.get("X-Amz-Target")
                is_json = target is not None or self.path != "/"
                if target:
                    operation, parameters = target.rpartition(".")[2], json.loads(body)
                elif is_json:  # REST: the path stands for the operation
                    operation, parameters = f"{self.command} {self.path}", json.loads(body or "{}")
                else:
                    parameters = {name: values[0] for name, values in parse_qs(body).items()}
                    operation = parameters.pop("Action")
                stand_in.received.append((key[1] if key else "", operation, parameters))
                answer = stand_in.answer(operation, parameters, key[1] if key else "")
                if answer is Hang:
                    stand_in.closing.wait(30)
                    self.close_connection = True
                    return
                if answer in (Endless, Drip):
                    self.close_connection = True
                    self.send_response(200)
                    self.end_headers()
                    piece, pause = (b"a" * (1 << 16), 0) if answer is Endless else (b"a", 0.05)
                    while not stand_in.closing.wait(pause):
                        self.wfile.write(piece)
                    return
                status, text = render(operation, answer, is_json=is_json)
                whole = text.encode()
                data = whole[: len(whole) // 2] if answer is Reset else whole
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1" if is_json else "text/xml")
                self.send_header("Content-Length", str(len(whole)))
                self.end_headers()
                self.wfile.write(data)
                self.wfile.flush()
                if answer is Reset:
                    self.close_connection = True

            do_GET = do_POST  # noqa: N815

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
        if self.certificate is not None:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(self.certificate)
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.handle_error = lambda request, client: None  # type: ignore[method-assign]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http{'s' if self.certificate else ''}://127.0.0.1:{self._server.server_address[1]}"

    @property
    def operations(self) -> list[str]:
        return [operation for _, operation, _ in self.received]

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, operation: str, parameters: dict[str, str], key: str) -> Answer:
        answer = self.answers.get(operation, Fault("AccessDenied", f"not authorized to perform: {operation}", 403))
        if callable(answer) and not isinstance(answer, type):
            return answer(parameters, key)  # type: ignore[operator]
        if isinstance(answer, list):
            return answer.pop(0) if len(answer) > 1 else answer[0]
        return answer  # type: ignore[return-value]


def identity(arn: str, user_id: str = "AIDAEXAMPLE") -> dict[str, str]:
    return {"Arn": arn, "Account": arn.split(":")[4], "UserId": user_id}


def role(arn: str = ROLE_ARN, trust: str = TRUST, **more: Any) -> dict[str, Any]:
    path, _, name = arn.partition(":role")[2].rpartition("/")
    return {
        "Role": {
            "Path": f"{path}/",
            "RoleName": name,
            "RoleId": "AROAEXAMPLE",
            "Arn": arn,
            "CreateDate": "2026-01-01T00:00:00Z",
            "AssumeRolePolicyDocument": quote(trust),
            **more,
        }
    }


def render(operation: str, answer: Answer, is_json: bool) -> tuple[int, str]:
    """The status and the body on the wire."""
    if isinstance(answer, Fault):
        if is_json:
            return answer.status, json.dumps({"__type": answer.code, "message": answer.message})
        text = f"<Error><Type>Sender</Type><Code>{answer.code}</Code><Message>{answer.message}</Message></Error>"
        return answer.status, f"<ErrorResponse>{text}<RequestId>req-1</RequestId></ErrorResponse>"
    if isinstance(answer, str):
        return 200, answer
    values = answer if isinstance(answer, Mapping) else {}
    if is_json:
        return 200, json.dumps(values)
    result = f"<{operation}Result>{_xml(values)}</{operation}Result>"
    metadata = "<ResponseMetadata><RequestId>req-1</RequestId></ResponseMetadata>"
    return 200, f"<{operation}Response>{result}{metadata}</{operation}Response>"


def _xml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "".join(f"<{name}>{_xml(item)}</{name}>" for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return "".join(f"<member>{_xml(item)}</member>" for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
