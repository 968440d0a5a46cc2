"""The front door of the practice AWS: one request in, one answer out, no sockets."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from wizard.practice import identifiers, operations, protocol, signature
from wizard.practice.cloud import BECOMING, Call, Cloud, LogEntry
from wizard.practice.fault import Fault, not_in_practice
from wizard.practice.protocol import Answer, Message, Values
from wizard.practice.situation import Circumstances
from wizard.practice.token_issuer import claims_of

_SECRETS = {"TokenCode", "WebIdentityToken", "SAMLAssertion", "AuthenticationCode1", "AuthenticationCode2"}


def answer(cloud: Cloud, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Answer one HTTP request. Never raises."""
    names = {name.lower(): value for name, value in headers.items()}
    request_id = identifiers.request_id()
    service = "sts"
    try:
        with cloud.lock:
            claim = signature.scope(names)
            service = claim.service if claim else "sts"
            if len(body) > protocol.MAX_BODY:
                raise Fault("RequestEntityTooLarge", f"The request is longer than {protocol.MAX_BODY} bytes.", 413)
            request = method, url, names, body
            caller = signature.authenticate(claim, request, cloud.living_key, cloud.clock()) if claim else None
            message = protocol.read(service, names, body, urlsplit(url).query)
            region = claim.region if claim else "us-east-1"
            circumstances = Circumstances(cloud.clock(), region, cloud.source_ip, names.get("user-agent", ""))
            values = _run(Call(cloud, message, caller, circumstances), request_id)
            return protocol.write(message, values, request_id)
    except Fault as fault:
        return protocol.write_fault(service, fault, request_id)
    except Exception as bug:  # a client must get an answer, and the other clients must not notice
        failure = Fault("InternalFailure", f"The practice AWS failed: {type(bug).__name__}.", 500)
        return protocol.write_fault(service, failure, request_id)


def _run(call: Call, request_id: str) -> Values:
    """Run the operation, and keep in the log what came of it."""
    cloud, message = call.cloud, call.message
    code = text = None
    try:
        _refuse_when_throttled(cloud, message)
        run = operations.TABLE.get((message.service, message.operation))
        if run is None:
            raise not_in_practice(message.service, message.operation)
        values = run(call)
        cloud.revision += message.operation in BECOMING
        return values
    except Fault as fault:
        code, text = fault.code, fault.message
        raise
    finally:
        arn = call.caller.arn(cloud.world) if call.caller else None
        entry = LogEntry(
            call.now, message.service, message.operation, call.caller, arn, code, text, request_id,
            _for_the_log(message.values),
        )  # fmt: skip
        cloud.log.append(entry)


def _refuse_when_throttled(cloud: Cloud, message: Message) -> None:
    if cloud.throttle[message.operation] > 0:
        cloud.throttle[message.operation] -= 1
        raise Fault("Throttling", "Rate exceeded")


def _for_the_log(values: Values) -> Values:
    """The parameters without codes and tokens; of a token remains what it says."""
    kept = {name: value for name, value in values.items() if name not in _SECRETS}
    with suppress(ValueError):
        if "WebIdentityToken" in values:
            kept["Claims"] = claims_of(values["WebIdentityToken"])
    return kept
