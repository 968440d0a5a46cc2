"""Errors recorded as JSON: CloudTrail events in every wrapping, and messages inside structured logs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from wizard.repair.error_text.conclusion import ErrorReading, Heard, conclude
from wizard.repair.error_text.names import wire_code
from wizard.repair.error_text.prose import listen, read_prose

_DEPTH = 40
_OPENING = re.compile(r"[{[]")


def read_events(text: str) -> list[ErrorReading] | None:
    """The errors in a text that is JSON, JSON Lines, or JSON with a line or two around it; ``None`` for other text."""
    documents = list(_documents(text))
    if not documents:
        return None
    readings = [reading for document in documents for reading in _readings(document)]
    return readings or None


def _documents(text: str) -> Iterator[object]:
    stripped = text.lstrip("\ufeff \t\r\n")
    try:
        yield _whole(stripped)
        return
    except (ValueError, RecursionError):
        pass
    if not stripped.startswith(("{", "[", "$", ">", "a")) or '"event' not in stripped:
        return
    yield from _embedded(stripped)


def _whole(text: str) -> object:
    document = json.loads(text)
    if not isinstance(document, (dict, list)):
        raise ValueError("a bare value is prose")
    return document


def _embedded(text: str) -> Iterator[object]:
    """JSON Lines, or an answer of the AWS CLI below the command that asked."""
    decoder = json.JSONDecoder()
    position = 0
    while position < len(text):
        opening = _OPENING.search(text, position)
        if opening is None:
            return
        try:
            document, position = decoder.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            line_end = text.find("\n", opening.start())
            if line_end < 0:
                return
            position = line_end + 1
            continue
        if isinstance(document, (dict, list)) and document:
            yield document


def _readings(document: object) -> Iterator[ErrorReading]:
    """Events as events; whatever else the document says is read as prose, in order."""
    said: list[str] = []
    for part in _parts(document, _DEPTH):
        if isinstance(part, str):
            said.append(part)
            continue
        yield from read_prose("\n".join(said))
        said.clear()
        yield _event(part)
    yield from read_prose("\n".join(said))


def _parts(node: object, depth: int, name: str = "") -> Iterator[str | Mapping[str, object]]:
    """The failed events in a document, and its words below their names between them."""
    if depth == 0:
        return
    if isinstance(node, list):
        for child in node:
            yield from _parts(child, depth - 1, name)
            yield ""
    elif isinstance(node, Mapping):
        inner = _nested(node.get("CloudTrailEvent"))
        if inner is not None:
            yield from _parts(inner, depth - 1)
        elif "eventName" in node or ("errorCode" in node and "errorMessage" in node):
            if node.get("errorCode") or node.get("errorMessage"):
                yield node
        else:
            for key, child in node.items():
                yield from _parts(child, depth - 1, key)
    elif isinstance(node, str):
        inner = _nested(node)
        if inner is not None:
            yield from _parts(inner, depth - 1, name)
        else:
            yield f"{name}:\n{node}"


def _nested(text: object) -> object | None:
    """A document within a string, as logs hold them."""
    if not isinstance(text, str) or not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return _whole(text)
    except (ValueError, RecursionError):
        return None


def _event(event: Mapping[str, object]) -> ErrorReading:
    message = _text(event.get("errorMessage"))
    code = _text(event.get("errorCode"))
    heard = Heard(
        operation=_text(event.get("eventName")),
        error_code=wire_code(code) if code else None,
        caller=_text(_part(event.get("userIdentity"), "arn")),
        role=_text(_part(event.get("requestParameters"), "roleArn")) or _role_among(event.get("resources")),
    )
    heard.request_id = _text(event.get("requestID"))
    said = _sentence(message) if message else None
    if said is not None:
        heard.said = said.said
        heard.has_encoded_message = said.has_encoded_message
        heard.authorization_id = said.authorization_id
    return conclude(heard)


def _sentence(message: str) -> Heard | None:
    heard = listen(message)
    return heard[0] if heard else None


def _part(node: object, name: str) -> object:
    return node.get(name) if isinstance(node, Mapping) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _role_among(resources: object) -> str | None:
    for resource in resources if isinstance(resources, list) else ():
        arn = _text(_part(resource, "ARN")) or _text(_part(resource, "arn"))
        if arn and ":role/" in arn:
            return arn
    return None
