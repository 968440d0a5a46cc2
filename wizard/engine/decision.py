"""A decision: each layer's verdict, with the statement and the element that gave it.

Matching returns why beside whether, once; the diagnosis, the trace and the screens read these values and never
match again.
"""

from __future__ import annotations

from wizard.engine.case import Unknown
from wizard.engine.frozen import frozen
from wizard.engine.typed import Literal

Outcome = Literal["allowed", "implicit_deny", "explicit_deny", "invalid_request", "depends"]
Layer = Literal[
    "request",
    "trust_policy",
    "identity_policy",
    "permissions_boundary",
    "session_policy",
    "service_control_policy",
    "resource_control_policy",
    "vpc_endpoint_policy",
    "profile",
]
Truth = bool | None
"""Kleene's three values: ``None`` is unknown."""

PrincipalForm = Literal[
    "user", "role", "session", "federated_user", "account", "any", "federated", "service", "deleted"
]
"""How a statement names its principal; section "form of the principal" of the evaluation rules depends on it."""


@frozen
class ElementVerdict:
    """Whether one element of a statement matches this request, and the values that were compared."""

    element: str  # "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"
    pointer: str  # JSON pointer to the node that decided
    holds: Truth
    operator: str | None = None  # for a condition, as written: "StringEquals", "ForAnyValue:StringLike", …
    key: str | None = None  # for a condition, as written
    expected: tuple[str, ...] = ()  # what the policy says
    actual: tuple[str, ...] | Unknown | None = None  # what the request carries; None: the key is absent
    unknowns: frozenset[str] = frozenset()  # what would have to be known, by name
    mistake: str | None = None  # why this element can never do what its author meant, if so
    believed: str | None = None  # the rule that decided, where AWS does not document it


@frozen
class StatementVerdict:
    """One statement against one action of the request."""

    pointer: str  # "/Statement/0"; "/Statement" where it is a single object
    sid: str | None
    effect: Literal["Allow", "Deny"]
    matches: Truth
    elements: tuple[ElementVerdict, ...]
    principal_form: PrincipalForm | None = None
    unknowns: frozenset[str] = frozenset()
    strength: tuple[Truth, Truth, Truth] = (False, False, False)
    """How an Allow of a trust policy grants in the same account: (0) alone, (1) within boundary and session policies,
    (2) where the identity policies allow as well."""


@frozen
class PolicyVerdict:
    """One policy's statements. ``index`` leads back to the policy in its list of the case."""

    name: str
    index: int
    statements: tuple[StatementVerdict, ...]
    level: int | None = None  # for SCP and RCP: 0 is the root
    readable: bool = True  # False: unknown document
    malformed: bool = False


@frozen
class LayerVerdict:
    """One layer's verdict on one action (sts:AssumeRole, sts:TagSession, sts:SetSourceIdentity)."""

    layer: Layer
    action: str
    allows: Truth
    denies: Truth
    must_allow: Truth  # False: an implicit deny here does not block
    policies: tuple[PolicyVerdict, ...]
    rule: str  # the rule that says whether this layer must allow, in a sentence
    believed: bool = False  # the rule is not documented by AWS
    unknowns: frozenset[str] = frozenset()

    @property
    def blocks(self) -> Truth:
        """True where this layer alone refuses the request, None where that is unknown."""
        if self.denies or (self.must_allow and self.allows is False):
            return True
        if self.denies is None or (self.must_allow is not False and self.allows is not True):
            return None
        return False


@frozen
class RequestProblem:
    """Something for which AWS (or the SDK before it) refuses the call without deciding it."""

    name: str  # the cause's name in the catalogue: "caller_is_root", "duration_exceeds_role_maximum", …
    field: str  # where in the case: "request.duration_seconds"
    message: str
    decision: Outcome = "invalid_request"
    layer: Layer = "request"
    believed: str | None = None  # the rule, where AWS does not document it


@frozen
class Decision:
    """The answer to one case."""

    outcome: Outcome
    blocked_by: tuple[Layer, ...] = ()
    depends_on: tuple[str, ...] = ()  # the unknowns that matter, and no others
    layers: tuple[LayerVerdict, ...] = ()
    problems: tuple[RequestProblem, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether AWS would grant the request, whatever the unknowns turn out to be."""
        return self.outcome == "allowed"
