"""Each layer's verdict on one action: what its policies allow, what they deny, and whether they must allow.

Policy evaluation logic; SCP evaluation; Resource control policies. Whether a layer must allow in the same account
hangs on how the trust policy names the caller, which `decide.py` knows; here a layer only speaks for itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from wizard.engine.case import UNKNOWN, Levels, Policies, Policy, Unknown
from wizard.engine.context import Context
from wizard.engine.decision import Layer, PolicyVerdict, StatementVerdict
from wizard.engine.document import Document
from wizard.engine.frozen import frozen
from wizard.engine.kleene import FALSE, TRUE, Reasoned, either, every, unknown
from wizard.engine.typed import Final


@frozen
class Kind:
    """What the statements of one kind of policy consist of, and what an unreadable one is called."""

    layer: Layer
    field: str  # in the case
    needs_principal: bool
    needs_resource: bool
    complete: bool  # whether a Resource with fewer than six parts is completed


TRUST: Final = Kind("trust_policy", "role.trust_policy", True, False, True)
IDENTITY: Final = Kind("identity_policy", "caller.identity_policies", False, True, True)
BOUNDARY: Final = Kind("permissions_boundary", "caller.permissions_boundary", False, True, True)
SESSION: Final = Kind("session_policy", "caller.session_policies", False, True, False)
SCP: Final = Kind("service_control_policy", "caller.service_control_policies", False, True, True)
RCP: Final = Kind("resource_control_policy", "role.resource_control_policies", True, True, True)
ENDPOINT: Final = Kind("vpc_endpoint_policy", "vpc_endpoint_policies", True, True, True)


@frozen
class Finding:
    """What a set of policies says of one action."""

    allows: Reasoned
    denies: Reasoned
    policies: tuple[PolicyVerdict, ...] = ()


NO_LIMIT: Final = Finding(TRUE, FALSE)


def find_document(
    document: Document, name: str, kind: Kind, action: str, context: Context, index: int = 0, level: int | None = None
) -> Finding:
    """Match every statement of one document."""
    if not document.parses:
        return Finding(FALSE, FALSE, (PolicyVerdict(name, index, (), level, True, True),))
    statements = tuple(
        statement.match(
            action,
            context,
            needs_principal=kind.needs_principal,
            needs_resource=kind.needs_resource,
            complete=kind.complete,
        )
        for statement in document.compiled
    )
    return Finding(
        _any(statements, "Allow"), _any(statements, "Deny"), (PolicyVerdict(name, index, statements, level),)
    )


def _any(statements: Iterable[StatementVerdict], effect: str) -> Reasoned:
    return either(
        [Reasoned(one.matches, one.unknowns) for one in statements if one.effect == effect and one.matches is not False]
    )


def find_policy(
    policy: Policy, kind: Kind, action: str, context: Context, index: int = 0, level: int | None = None
) -> Finding:
    """Match one entry of a list; a document that could not be read may say anything."""
    if isinstance(policy.document, Unknown):
        open_end = unknown(f"{kind.field}: {policy.name}")
        return Finding(open_end, open_end, (PolicyVerdict(policy.name, index, (), level, readable=False),))
    return find_document(policy.document, policy.name, kind, action, context, index, level)


def find_policies(
    policies: Policies | Unknown, kind: Kind, action: str, context: Context, level: int | None = None
) -> Finding:
    """A list whose policies are joined: one Allow suffices."""
    if isinstance(policies, Unknown):
        open_end = unknown(kind.field)
        return Finding(open_end, open_end)
    if len(policies) == 1:
        return find_policy(policies[0], kind, action, context, 0, level)
    found = [find_policy(one, kind, action, context, at, level) for at, one in enumerate(policies)]
    return Finding(
        either(one.allows for one in found),
        either(one.denies for one in found),
        tuple(verdict for one in found for verdict in one.policies),
    )


def find_levels(levels: Levels | Unknown, kind: Kind, action: str, context: Context) -> Finding:
    """Guardrails: every level from the root to the account must allow."""
    if isinstance(levels, Unknown):
        open_end = unknown(kind.field)
        return Finding(open_end, open_end)
    if not levels:
        return NO_LIMIT
    found = [find_policies(policies, kind, action, context, level) for level, policies in enumerate(levels)]
    return Finding(
        every(one.allows for one in found),
        either(one.denies for one in found),
        tuple(verdict for one in found for verdict in one.policies),
    )


def find_trust(document: Document | Unknown, action: str, context: Context) -> Finding:
    """The role's trust policy."""
    if document is UNKNOWN or isinstance(document, Unknown):
        open_end = unknown(TRUST.field)
        return Finding(open_end, open_end, (PolicyVerdict("trust policy", 0, (), readable=False),))
    return find_document(document, "trust policy", TRUST, action, context)
