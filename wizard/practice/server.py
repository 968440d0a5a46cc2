"""The practice AWS on a socket: 127.0.0.1 and a free port, nothing else.

Everything it answers comes from `front_door.py`; here are only sockets, and clients that behave badly.
"""

from __future__ import annotations

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from wizard.practice.cloud import Cloud
from wizard.practice.protocol import MAX_BODY

TIMEOUT = 30.0
"""Seconds that a connection may stay silent."""
CONNECTIONS = 32
"""How many files and connections a sitting opens at most, both ends of each among them."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; above all nothing may be printed over a screen."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "PracticeAWS"
    sys_version = ""
    timeout = TIMEOUT
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet for headers and body; else every answer waits for an acknowledgement
    cloud: Cloud

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()) or self.headers.get("Transfer-Encoding"):
            return self._refuse(411, "A request needs a Content-Length.")
        size = int(length)
        if size > MAX_BODY:
            return self._refuse(413, f"The request is longer than {MAX_BODY} bytes.")
        body = self.rfile.read(size)
        if len(body) < size:
            self.close_connection = True
            return None
        from wizard.practice import front_door  # with all operations, which the first frame does not wait for

        return self._send(*front_door.answer(self.cloud, self.command, self.path, dict(self.headers.items()), body))

    def _send(self, status: int, headers: dict[str, str], answer: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)
        self.wfile.flush()

    def _refuse(self, status: int, why: str) -> None:
        """Answer without reading the body, and hang up."""
        self.close_connection = True
        self._send(status, {"Content-Type": "text/plain", "Connection": "close"}, why.encode())

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = _answer  # noqa: N815

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing is printed: a screen may be in front of it."""


class Server:
    """A running practice AWS. `close` it, or use it in a ``with`` statement.

    Raises OSError where too few connections can be opened: a call that cannot be taken would be waited for.
    """

    def __init__(self, cloud: Cloud) -> None:
        _make_sure_of(CONNECTIONS)
        self.cloud = cloud
        handler = type("Handler", (_Handler,), {"cloud": cloud})
        self._listener = _Listener(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.02}, name="practice AWS", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The endpoint: ``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self._listener.server_address[1]}"

    def close(self) -> None:
        """Stop listening. Calling it again does nothing."""
        if self._thread.is_alive():
            self._listener.shutdown()
            self._thread.join(timeout=5)
            self._listener.server_close()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _make_sure_of(descriptors: int) -> None:
    """Raises OSError unless so many files or connections can still be opened."""
    held: list[int] = []
    try:
        held.append(os.open(os.devnull, os.O_RDONLY))
        while len(held) < descriptors:
            held.append(os.dup(held[0]))
    finally:
        for each in held:
            os.close(each)
