"""Errors recorded as JSON: CloudTrail events in every wrapping, and messages inside structured logs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from wizard.repair.error_text.conclusion import ErrorReading, Heard, conclude
from wizard.repair.error_text.prose import listen, read_prose
from wizard.repair.error_text.wording import wire_code

_DEPTH = 40


def read_events(text: str) -> list[ErrorReading] | None:
    """The errors in a text that is JSON, JSON Lines, or JSON with a line or two around it; ``None`` for other text."""
    documents = list(_documents(text))
    if not documents:
        return None
    readings = [reading for document in documents for reading in _readings(document, _DEPTH)]
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
        starts = [place for place in (text.find("{", position), text.find("[", position)) if place >= 0]
        if not starts:
            return
        try:
            document, position = decoder.raw_decode(text, min(starts))
        except (ValueError, RecursionError):
            line_end = text.find("\n", min(starts))
            if line_end < 0:
                return
            position = line_end + 1
            continue
        if isinstance(document, (dict, list)) and document:
            yield document


def _readings(node: object, depth: int) -> Iterator[ErrorReading]:
    if depth == 0:
        return
    if isinstance(node, list):
        for child in node:
            yield from _readings(child, depth - 1)
    elif isinstance(node, Mapping):
        inner = node.get("CloudTrailEvent")
        if isinstance(inner, str):
            try:
                yield from _readings(json.loads(inner), depth - 1)
                return
            except (ValueError, RecursionError):
                pass
        if "eventName" in node or ("errorCode" in node and "errorMessage" in node):
            if node.get("errorCode") or node.get("errorMessage"):
                yield _event(node)
            return
        for child in node.values():
            yield from _readings(child, depth - 1)
    elif isinstance(node, str) and len(node) > 8:
        nested = node.lstrip()
        if nested.startswith(("{", "[")):
            try:
                yield from _readings(_whole(nested), depth - 1)
                return
            except (ValueError, RecursionError):
                pass
        yield from read_prose(node)


def _event(event: Mapping[str, object]) -> ErrorReading:
    message = _text(event.get("errorMessage"))
    code = _text(event.get("errorCode"))
    heard = Heard(
        operation=_text(event.get("eventName")),
        error_code=wire_code(code) if code else None,
        caller=_text(_part(event.get("userIdentity"), "arn")),
        role=_text(_part(event.get("requestParameters"), "roleArn")) or _role_among(event.get("resources")),
    )
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
