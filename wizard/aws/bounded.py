"""Answers that end: AWS's come whole within seconds and are small, whatever else listens at an endpoint may never stop.

botocore's time-outs hold for each piece that arrives, and it keeps every piece.
"""

from __future__ import annotations

from typing import Any, Final

from wizard.aws.abreast import Started

SECONDS: Final = 30.0
"""How long one answer may take from its first byte to its last, the connection included."""
MOST: Final = 1 << 24
"""More bytes than AWS puts into any answer: it pages what is long."""
_PIECE: Final = 1 << 16


class EndlessAnswer(Exception):
    """An answer took too long, or was too long."""


def bound(client: Any, botocore: Any) -> Any:
    """The client, none of whose calls takes an answer without end.

    `_endpoint` is private (written against 1.44): where another release has none, its answers are taken as they come.
    """
    endpoint: Any = getattr(client, "_endpoint", None)
    if hasattr(endpoint, "http_session"):
        endpoint.http_session = _Bounded(endpoint.http_session, botocore)
    return client


class _Bounded:
    """A botocore HTTP session. Raises EndlessAnswer, which botocore does not try again."""

    def __init__(self, session: Any, botocore: Any) -> None:
        self._session, self._botocore = session, botocore

    def send(self, request: Any) -> Any:
        request.stream_output = True  # then botocore leaves the reading to us
        try:
            return Started(lambda: self._whole(request)).result(SECONDS)
        except TimeoutError:
            raise EndlessAnswer from None

    def close(self) -> None:
        self._session.close()

    def _whole(self, request: Any) -> Any:
        http, told = self._botocore.httpsession, self._botocore.exceptions
        answer = self._session.send(request)
        content = bytearray()
        try:
            for piece in answer.raw.stream(_PIECE):
                content += piece
                if len(content) > MOST:
                    answer.raw.close()
                    raise EndlessAnswer
        except http.URLLib3ReadTimeoutError as error:
            raise told.ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except http.ProtocolError as error:
            raise told.ConnectionClosedError(endpoint_url=request.url, error=error, request=request) from error
        answer._content = bytes(content)
        return answer
