"""What the user pasted instead of what could not be read: an error's text, and policies.

A policy may come as the document itself or as the answer of the AWS CLI command that shows it. What AWS let us read
is never overruled by what was pasted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from wizard.aws.gateway import Reading
from wizard.engine.arn import parse_arn
from wizard.engine.case import UNKNOWN, Caller, Case, Observed, Policy, Role
from wizard.engine.decision import Layer
from wizard.engine.document import Document
from wizard.engine.frozen import frozen, replace
from wizard.secret import without_secrets

_WRAPPERS: Final = (
    "Role",
    "PolicyVersion",
    "AssumeRolePolicyDocument",
    "PolicyDocument",
    "Document",
    "Policy",
    "Content",
)
"""Keys under which the AWS CLI's answers hold a document, outermost first."""


@frozen
class PastedError:
    """What a pasted error tells for a case."""

    observed: Observed
    caller_arn: str | None
    role_arn: str | None


def error(text: str | None) -> PastedError | None:
    """The denial of a pasted text that a repair begins with; ``None`` where there is none."""
    if not text:
        return None
    from wizard.repair.error_text import read_errors, to_repair  # its tables take ten milliseconds

    first = to_repair(read_errors(text))
    if first is None:
        return None
    observed = Observed(first.error_code, without_secrets(text))
    return PastedError(observed, _legible(first.caller_arn), _legible(first.role_arn))


def _legible(arn: str | None) -> str | None:
    """An ARN, unless its account was hidden before it was pasted: then nobody knows whose it is."""
    parts = parse_arn(arn) if arn is not None else None
    return None if parts is not None and parts.account_hidden else arn


READ: Final = "AWS was read, and counts"
NOBODY: Final = "nobody knows whose it would be: the caller is not known"
NO_ROLE: Final = "AWS says that there is no such role"
TOKEN: Final = "a token makes the call, and has no policies of its own"
OWN_KEYS: Final = "the keys of a user carry no session policy"


def filled_in(
    note: Callable[[Reading], object], case: Case, known: Mapping[Layer, str]
) -> tuple[Case, tuple[str, ...]]:
    """The case with each pasted policy where nothing could be read, and why one does not count, a sentence each."""
    passed_over: list[str] = []
    for layer, text in known.items():
        name = _NAMES.get(layer, layer)
        filled = _FILL[layer](case, _document(text)) if layer in _FILL else READ
        if layer == "trust_policy" and isinstance(filled, Case):
            filled = _described(filled, text)
        if isinstance(filled, str):
            passed_over.append(f"What was given as {layer} does not count: {filled}.")
        else:
            note(Reading(name, layer, "pasted", "pasted"))
            case = filled
    return case, tuple(passed_over)


def _document(text: str) -> Document:
    """The document in a text; one in a single line laid out, as what AWS itself answers is shown."""
    document = Document.from_text(document_text(text))
    if "\n" in document.text.strip() or not document.parses or document.reading.mistakes:
        return document
    return Document.from_value(document.value)


def _described(case: Case, text: str) -> Case:
    """The case with what the answer of get-role says of the role besides its trust policy."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return case
    match answer:
        case {"Role": {"AssumeRolePolicyDocument": _, **said}}:
            role = case.role or Role()
        case _:
            return case
    tags, longest = said.get("Tags", []), said.get("MaxSessionDuration")
    if role.tags is UNKNOWN and isinstance(tags, list):  # get-role tells them all
        role = replace(role, tags=dict(_pairs(tags)))
    if role.max_session_duration is UNKNOWN and isinstance(longest, int):
        role = replace(role, max_session_duration=longest)
    return replace(case, role=role)


def _pairs(tags: list[object]) -> Iterator[tuple[str, str]]:
    for tag in tags:
        match tag:
            case {"Key": str(key), "Value": str(value)}:
                yield key, value


def document_text(text: str) -> str:
    """The policy's own text, taken out of an AWS CLI answer if it is wrapped in one."""
    try:
        return _unwrapped(text, json.loads(text))
    except (ValueError, RecursionError):
        return text


def _unwrapped(text: str, value: Any) -> str:
    found = value
    while isinstance(found, dict) and "Statement" not in found:
        inner = next((found[key] for key in _WRAPPERS if key in found), None)
        if inner is None:
            return text
        if isinstance(inner, str):
            return inner if inner.lstrip().startswith("{") else unquote(inner)
        found = inner
    return text if found is value else json.dumps(found, indent=2, ensure_ascii=False)


Filled = Case | str
"""The case with the policy in it, or why it does not count."""


def _trust(case: Case, document: Document) -> Filled:
    role = case.role or Role()
    if role.exists is False:
        return NO_ROLE
    if role.trust_policy is not UNKNOWN:
        return READ
    return replace(case, role=replace(role, exists=True, trust_policy=document))


def _resource_control(case: Case, document: Document) -> Filled:
    role = case.role or Role()
    if role.resource_control_policies is not UNKNOWN:
        return READ
    return replace(case, role=replace(role, resource_control_policies=((Policy("pasted", document),),)))


def _identity(case: Case, document: Document) -> Filled:
    """The pasted policy takes the place of the whole list, or of the entries that could not be read."""
    caller = case.caller
    if caller is None:
        return _nobody(case)
    pasted = Policy("pasted", document, kind="inline")
    if caller.identity_policies is UNKNOWN:
        return replace(case, caller=replace(caller, identity_policies=(pasted,)))
    readable = tuple(policy for policy in caller.identity_policies if policy.document is not UNKNOWN)
    if len(readable) == len(caller.identity_policies):
        return READ
    return replace(case, caller=replace(caller, identity_policies=(*readable, pasted)))


def _boundary(case: Case, document: Document) -> Filled:
    caller = case.caller
    if caller is None:
        return _nobody(case)
    boundary = caller.permissions_boundary
    if boundary is UNKNOWN:
        boundary = Policy("pasted", document)
    elif boundary is not None and boundary.document is UNKNOWN:
        boundary = replace(boundary, document=document)
    else:
        return READ
    return replace(case, caller=replace(caller, permissions_boundary=boundary))


def _session(case: Case, document: Document) -> Filled:
    filled = _caller_list(case, "session_policies", (Policy("pasted", document),))
    principal = parse_arn(case.caller.arn) if case.caller is not None else None
    return OWN_KEYS if filled == READ and principal is not None and principal.kind == "user" else filled


def _nobody(case: Case) -> str:
    return NOBODY if case.token is None else TOKEN


def _service_control(case: Case, document: Document) -> Filled:
    return _caller_list(case, "service_control_policies", ((Policy("pasted", document),),))


def _caller_list(case: Case, field: str, value: object) -> Filled:
    caller: Caller | None = case.caller
    if caller is None:
        return _nobody(case)
    if getattr(caller, field) is not UNKNOWN:
        return READ
    return replace(case, caller=replace(caller, **{field: value}))  # type: ignore[arg-type]


def _endpoint(case: Case, document: Document) -> Filled:
    if case.vpc_endpoint_policies is not UNKNOWN:
        return READ
    return replace(case, vpc_endpoint_policies=(Policy("pasted", document),))


_FILL: Final = {
    "trust_policy": _trust,
    "identity_policy": _identity,
    "permissions_boundary": _boundary,
    "session_policy": _session,
    "service_control_policy": _service_control,
    "resource_control_policy": _resource_control,
    "vpc_endpoint_policy": _endpoint,
}
_NAMES: Final[Mapping[Layer, str]] = {
    "trust_policy": "trust policy",
    "identity_policy": "identity policies",
    "permissions_boundary": "permissions boundary",
    "session_policy": "session policies",
    "service_control_policy": "service control policies",
    "resource_control_policy": "resource control policies",
    "vpc_endpoint_policy": "VPC endpoint policy",
}
