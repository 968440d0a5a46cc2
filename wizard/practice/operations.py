"""Every operation of the practice AWS, each behind its authorization."""

from __future__ import annotations

from wizard.practice import cloudtrail, organizations
from wizard.practice.authorize import authorize
from wizard.practice.cloud import Call, Operation
from wizard.practice.iam import details, devices, permissions, policies, providers, roles, simulate, users
from wizard.practice.protocol import Values
from wizard.practice.sts import assume, identity, saml, web_identity

_IAM = {
    **roles.OPERATIONS,
    **users.OPERATIONS,
    **permissions.OPERATIONS,
    **policies.OPERATIONS,
    **devices.OPERATIONS,
    **providers.OPERATIONS,
    **simulate.OPERATIONS,
    **details.OPERATIONS,
}
_STS = {**assume.OPERATIONS, **identity.OPERATIONS, **web_identity.OPERATIONS, **saml.OPERATIONS}


def _guarded(service: str, run: Operation) -> Operation:
    """The operation, run only for callers who may."""

    def authorized(call: Call) -> Values:
        authorize(call, f"{service}:{call.message.operation}")
        return run(call)

    return authorized


TABLE: dict[tuple[str, str], Operation] = {
    **{("iam", name): _guarded("iam", run) for name, run in _IAM.items()},
    **{("sts", name): run for name, run in _STS.items()},
    **{("cloudtrail", name): run for name, run in cloudtrail.OPERATIONS.items()},
    **{("organizations", name): run for name, run in organizations.OPERATIONS.items()},
}
"""STS decides for itself: its calls need no permission, or more than one."""
