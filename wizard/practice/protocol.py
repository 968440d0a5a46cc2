"""AWS's wire formats, from botocore's own service models: Query (form in, XML out) and JSON 1.1.

The one file that knows how a parameter is spelt on the wire. Parameters are checked here against the model's own
lengths, ranges and patterns, in the words AWS uses; an SDK checks only some of them before it sends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote
from xml.sax.saxutils import escape

from wizard.practice.fault import Fault, access_denied, validation_error

Values = Mapping[str, Any]
Answer = tuple[int, dict[str, str], bytes]
"""HTTP status, headers, body."""

MAX_BODY = 256 * 1024
"""Bytes; more than any request that IAM or STS would take."""

_DOCUMENT_SHAPES = {"policyDocumentType"}
"""IAM answers policy documents URL-encoded (RFC 3986)."""


@dataclass(frozen=True, slots=True)
class Message:
    """One request as read from the wire: what is asked, before anybody knows who asks."""

    service: str
    operation: str
    values: Values


_MODELS = {"access-analyzer": "accessanalyzer"}
"""Services that sign under another name than their model's."""


@cache
def model(service: str) -> Any:
    """botocore's model of a service. Raises Fault where there is none."""
    from botocore.exceptions import UnknownServiceError
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    try:
        return ServiceModel(_loader(Loader).load_service_model(_MODELS.get(service, service), "service-2"))
    except UnknownServiceError:
        raise Fault("NotInPractice", f"The practice AWS does not have the service {service}.") from None


@cache
def _loader(kind: Any) -> Any:
    return kind()


def read(service: str, headers: Mapping[str, str], body: bytes, query: str = "") -> Message:
    """Read a request to ``service``.

    Raises:
        Fault: the operation is unknown, or a parameter is missing or out of form.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Fault("SerializationException", "The body is not UTF-8.") from None
    shapes = model(service)
    protocol = shapes.metadata["protocol"]
    if protocol == "query":
        form = dict(parse_qsl(text or query, keep_blank_values=True))
        operation = form.get("Action", "")
        shape = _input_shape(shapes, operation, form.get("Version", ""))
        values = _from_form(shape, form, "") if shape is not None else {}
    elif protocol == "json":
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        shape = _input_shape(shapes, operation, "")
        values = _from_json(text)
    elif service == "access-analyzer":
        raise access_denied("The people of a lesson are not authorized to use IAM Access Analyzer.")
    else:
        raise Fault("NotInPractice", f"The practice AWS does not have the service {service}.")
    problems = list(_violations(shape, values, "")) if shape is not None else []
    if problems:
        count = f"{len(problems)} validation error{'s' if len(problems) > 1 else ''} detected: "
        raise validation_error(count + "; ".join(problems))
    return Message(service, operation, values)


def write(message: Message, values: Values, request_id: str) -> Answer:
    """The answer to a request that was granted."""
    shapes = model(message.service)
    shape = shapes.operation_model(message.operation).output_shape
    if shapes.metadata["protocol"] == "json":
        return 200, _json_headers(request_id), json.dumps(_to_json(values)).encode()
    name, namespace = message.operation, shapes.metadata.get("xmlNamespace", "")
    result = ""
    if shape is not None:
        wrapper = shape.serialization.get("resultWrapper", f"{name}Result")
        result = f"<{wrapper}>{_to_xml(shape, values)}</{wrapper}>"
    metadata = f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
    text = f'<{name}Response xmlns="{namespace}">{result}{metadata}</{name}Response>'
    return 200, _xml_headers(request_id), text.encode()


def write_fault(service: str, fault: Fault, request_id: str) -> Answer:
    """The answer to a request that was refused."""
    try:
        shapes = model(service)
    except Fault:
        shapes = model("sts")
    protocol = shapes.metadata["protocol"]
    if protocol in ("json", "rest-json"):
        code = fault.code + "Exception" if fault.code == "AccessDenied" else fault.code
        body = json.dumps({"__type": code, "message": fault.message, "Message": fault.message})
        return fault.status, {**_json_headers(request_id), "x-amzn-errortype": code}, body.encode()
    kind = "Sender" if fault.status < 500 else "Receiver"
    error = f"<Type>{kind}</Type><Code>{escape(fault.code)}</Code><Message>{escape(fault.message)}</Message>"
    namespace = shapes.metadata.get("xmlNamespace", "")
    namespace = namespace if isinstance(namespace, str) else ""
    tail = f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    text = f'<ErrorResponse xmlns="{namespace}"><Error>{error}</Error>{tail}'
    return fault.status, _xml_headers(request_id), text.encode()


def _json_headers(request_id: str) -> dict[str, str]:
    return {"Content-Type": "application/x-amz-json-1.1", "x-amzn-requestid": request_id}


def _xml_headers(request_id: str) -> dict[str, str]:
    return {"Content-Type": "text/xml", "x-amzn-requestid": request_id}


def _input_shape(shapes: Any, operation: str, version: str) -> Any:
    if operation not in shapes.operation_names:
        raise Fault("InvalidAction", f"Could not find operation {operation} for version {version}")
    return shapes.operation_model(operation).input_shape


def _from_form(shape: Any, form: Mapping[str, str], prefix: str) -> dict[str, Any]:
    """A structure's members out of the flat names ``A.B.member.1.C``."""
    values: dict[str, Any] = {}
    for name, member in shape.members.items():
        value = _member_from_form(member, form, f"{prefix}{member.serialization.get('name', name)}")
        if value is not None:
            values[name] = value
    return values


def _member_from_form(shape: Any, form: Mapping[str, str], name: str) -> Any:
    if shape.type_name == "structure":
        return _from_form(shape, form, f"{name}.") if any(key.startswith(f"{name}.") for key in form) else None
    if shape.type_name == "list":
        items = []
        for number in range(1, len(form) + 1):
            item = _member_from_form(shape.member, form, f"{name}.member.{number}")
            if item is None:
                break
            items.append(item)
        return items if items or name in form else None
    if name not in form:
        return None
    return _scalar(shape, form[name], name)


def _scalar(shape: Any, text: str, name: str) -> Any:
    if shape.type_name in ("integer", "long"):
        if not re.fullmatch(r"-?\d{1,18}", text):
            raise Fault("MalformedInput", f"{name} is not a whole number.")
        return int(text)
    if shape.type_name == "boolean":
        return text.lower() == "true"
    return text


def _from_json(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text or "{}")
    except (json.JSONDecodeError, RecursionError):
        raise Fault("SerializationException", "The body is not JSON.") from None
    if not isinstance(values, dict):
        raise Fault("SerializationException", "The body is not a JSON object.")
    return values


def _violations(shape: Any, value: Any, path: str) -> Iterator[str]:
    """What the model forbids, in AWS's words: ``Value 'x' at 'roleName' failed to satisfy constraint: …``."""
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, Mapping):
            return
        for name, member in shape.members.items():
            inner = f"{path}.{_lower(name)}" if path else _lower(name)
            if name in value:
                yield from _violations(member, value[name], inner)
            elif name in shape.required_members:
                yield f"Value null at '{inner}' failed to satisfy constraint: Member must not be null"
    elif kind == "list" and isinstance(value, list):
        yield from _bounds(shape, value, path, len(value), "length ")
        for number, item in enumerate(value, 1):
            yield from _violations(shape.member, item, f"{path}.{number}.member")
    elif kind in ("integer", "long") and isinstance(value, int):
        yield from _bounds(shape, value, path, value, "value ")
    elif kind == "string" and isinstance(value, str):
        yield from _bounds(shape, value, path, len(value), "length ")
        yield from _spelling(shape, value, path)


def _bounds(shape: Any, value: Any, path: str, size: int, what: str) -> Iterator[str]:
    words = f"Value '{value}' at '{path}' failed to satisfy constraint: Member must have {what}"
    if "min" in shape.metadata and size < shape.metadata["min"]:
        yield f"{words}{'greater' if what else 'more'} than or equal to {shape.metadata['min']}"
    if "max" in shape.metadata and size > shape.metadata["max"]:
        yield f"{words}less than or equal to {shape.metadata['max']}"


def _spelling(shape: Any, value: str, path: str) -> Iterator[str]:
    words = f"Value '{value}' at '{path}' failed to satisfy constraint: Member must "
    pattern = shape.metadata.get("pattern")
    if pattern and not _pattern(pattern).fullmatch(value):
        yield f"{words}satisfy regular expression pattern: {pattern}"
    if shape.enum and value not in shape.enum:
        yield f"{words}satisfy enum value set: [{', '.join(shape.enum)}]"


@cache
def _pattern(java: str) -> re.Pattern[str]:
    """A pattern of the model, which is Java's; its classes of letters, digits and blanks in Python's spelling."""
    python = java.replace(r"\p{L}", r"\w").replace(r"\p{N}", r"\d").replace(r"\p{Z}", r"\s")
    python = re.sub(r"\\u10000-\\u10FFFF", r"\\U00010000-\\U0010FFFF", python)
    flags = re.ASCII if python == java else 0
    return re.compile(python, flags)


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _to_xml(shape: Any, values: Values) -> str:
    parts = []
    for name, member in shape.members.items():
        value = values.get(name)
        if value is not None:
            tag = member.serialization.get("name", name)
            parts.append(f"<{tag}>{_value_to_xml(member, value)}</{tag}>")
    return "".join(parts)


def _value_to_xml(shape: Any, value: Any) -> str:
    kind = shape.type_name
    if kind == "structure":
        return _to_xml(shape, value)
    if kind == "list":
        return "".join(f"<member>{_value_to_xml(shape.member, item)}</member>" for item in value)
    if kind == "map":
        rows = ((_value_to_xml(shape.key, key), _value_to_xml(shape.value, item)) for key, item in value.items())
        return "".join(f"<entry><key>{key}</key><value>{item}</value></entry>" for key, item in rows)
    if kind == "timestamp":
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if kind == "boolean":
        return "true" if value else "false"
    if shape.name in _DOCUMENT_SHAPES:
        return quote(value, safe="")
    return escape(str(value))


def _to_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _to_json(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_to_json(item) for item in value]
    return value
