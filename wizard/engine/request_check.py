"""What AWS (or the SDK before it) refuses about a call without deciding it.

STS API reference: AssumeRole, AssumeRoleWithWebIdentity, AssumeRoleWithSAML; IAM and AWS STS quotas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from wizard.engine.arn import parse_arn, role_arn_mistake
from wizard.engine.case import UNKNOWN, Case, Request
from wizard.engine.context import Context
from wizard.engine.decision import RequestProblem
from wizard.engine.kleene import TRUE, Reasoned, unknown

_NAME: Final = re.compile(r"[A-Za-z0-9_+=,.@-]{2,64}")
_SOURCE_IDENTITY: Final = re.compile(r"[A-Za-z0-9_+=,.@-]{2,256}")
_EXTERNAL_ID: Final = re.compile(r"[A-Za-z0-9_+=,.@:/-]{2,1224}")


def request_problems(case: Case, request: Request, context: Context) -> tuple[RequestProblem, ...]:
    """Every reason to refuse the call before its policies are read, the one AWS meets first in front."""
    return tuple(_problems(case, request, context))


def _problems(case: Case, request: Request, context: Context) -> Iterator[RequestProblem]:
    mistake = role_arn_mistake(request.role_arn)
    if mistake:
        yield RequestProblem("role_arn_malformed", "request.role_arn", mistake)
    identity = context.identity
    if identity is not None:
        if identity.kind == "root":
            message = "Roles may not be assumed by root accounts."
            yield RequestProblem("caller_is_root", "caller.arn", message)
        elif identity.kind == "federated_user":
            message = "Credentials from GetFederationToken cannot call AssumeRole."
            yield RequestProblem("caller_is_federation_token", "caller.arn", message)
        role_arn = parse_arn(request.role_arn)
        if role_arn is not None and role_arn.partition != identity.partition:
            message = f"The role is in partition {role_arn.partition}, the caller in {identity.partition}."
            yield RequestProblem("wrong_partition", "request.role_arn", message)


def request_unknowns(case: Case, request: Request, context: Context) -> Reasoned:
    """Whether the call's parameters are accepted, as far as that hangs on something unknown."""
    duration = request.duration_seconds or 3600
    if duration > 3600 and context.role.max_session_duration is UNKNOWN:
        return unknown("role.max_session_duration")
    return TRUE
