"""A case written back as the file holds it: what is unknown is left out, so that reading gives the same case."""

from __future__ import annotations

from collections.abc import Callable

from wizard.engine.case import FORMAT, Caller, Case, Levels, Policies, Policy, Request, Role, Unknown
from wizard.engine.document import Document
from wizard.engine.typed import TypeVar

Value = TypeVar("Value")


def write_case(case: Case) -> dict[str, object]:
    """The case as the file holds it; reading that gives the same case again."""
    written: dict[str, object] = {"format": FORMAT}
    _put(written, "name", case.name)
    if case.redacted:
        written["redacted"] = True
    if case.request is not None:
        written["request"] = _write_request(case.request)
    if case.caller is not None:
        written["caller"] = _write_caller(case.caller)
    if case.role is not None:
        written["role"] = _write_role(case.role)
    _put_known(written, "vpc_endpoint_policies", case.vpc_endpoint_policies, _write_policies)
    if case.token is not None:
        written["token"] = {"issuer": case.token.issuer, "claims": dict(case.token.claims)}
    if case.profile is not None:
        profile: dict[str, object] = {"name": case.profile.name}
        _put(profile, "config_file", case.profile.config_file)
        _put(profile, "credentials_file", case.profile.credentials_file)
        written["profile"] = profile
    if case.observed is not None:
        observed: dict[str, object] = {}
        _put(observed, "error_code", case.observed.error_code)
        _put(observed, "error_message", case.observed.error_message)
        written["observed"] = observed
    if case.expected is not None:
        expected: dict[str, object] = {}
        _put(expected, "decision", case.expected.decision)
        if case.expected.causes is not None:
            expected["causes"] = list(case.expected.causes)
        written["expected"] = expected
    return written


def _put(written: dict[str, object], name: str, value: object) -> None:
    if value is not None:
        written[name] = value


def _put_known(written: dict[str, object], name: str, value: Value | Unknown, write: Callable[[Value], object]) -> None:
    if not isinstance(value, Unknown):
        written[name] = write(value)


def _same(value: object) -> object:
    return value


def _write_request(request: Request) -> dict[str, object]:
    written: dict[str, object] = {"action": request.action, "role_arn": request.role_arn}
    _put(written, "role_session_name", request.role_session_name)
    _put(written, "external_id", request.external_id)
    _put(written, "duration_seconds", request.duration_seconds)
    _put(written, "source_identity", request.source_identity)
    if request.tags:
        written["tags"] = dict(request.tags)
    if request.transitive_tag_keys:
        written["transitive_tag_keys"] = list(request.transitive_tag_keys)
    _put_known(written, "mfa_authenticated", request.mfa_authenticated, _same)
    if request.context:
        written["context"] = {
            key: list(value) if isinstance(value, tuple) else value for key, value in request.context.items()
        }
    return written


def _write_caller(caller: Caller) -> dict[str, object]:
    written: dict[str, object] = {"arn": caller.arn}
    _put_known(written, "role_arn", caller.role_arn, _same)
    _put_known(written, "user_id", caller.user_id, _same)
    _put_known(written, "credentials", caller.credentials, _same)
    _put_known(written, "tags", caller.tags, dict)
    _put_known(written, "organization_id", caller.organization_id, _same)
    _put_known(written, "identity_policies", caller.identity_policies, _write_policies)
    _put_known(
        written,
        "permissions_boundary",
        caller.permissions_boundary,
        lambda policy: None if policy is None else _write_policy(policy),
    )
    _put_known(written, "session_policies", caller.session_policies, _write_policies)
    _put_known(written, "service_control_policies", caller.service_control_policies, _write_levels)
    if caller.transitive_tags:
        written["transitive_tags"] = dict(caller.transitive_tags)
    _put(written, "source_identity", caller.source_identity)
    return written


def _write_role(role: Role) -> dict[str, object]:
    written: dict[str, object] = {}
    _put_known(written, "exists", role.exists, _same)
    _put(written, "arn", role.arn)
    _put_known(written, "role_id", role.role_id, _same)
    _put_known(written, "max_session_duration", role.max_session_duration, _same)
    _put_known(written, "tags", role.tags, dict)
    _put_known(written, "trust_policy", role.trust_policy, _write_document)
    _put_known(written, "resource_control_policies", role.resource_control_policies, _write_levels)
    _put_known(
        written,
        "oidc_providers",
        role.oidc_providers,
        lambda providers: [{"url": one.url, "client_ids": list(one.client_ids)} for one in providers],
    )
    _put(written, "changed_seconds_ago", role.changed_seconds_ago)
    return written


def _write_document(document: Document) -> object:
    return document.value if document.is_json and isinstance(document.value, dict) else document.text


def _write_policy(policy: Policy) -> dict[str, object]:
    written: dict[str, object] = {"name": policy.name}
    _put(written, "arn", policy.arn)
    _put(written, "kind", policy.kind)
    _put(written, "from", policy.source)
    _put(written, "group", policy.group)
    _put_known(written, "document", policy.document, _write_document)
    return written


def _write_policies(policies: Policies) -> list[object]:
    return [_write_policy(one) for one in policies]


def _write_levels(levels: Levels) -> list[object]:
    return [_write_policies(one) for one in levels]
