"""The changes that a repair can consist of, and the plan that holds them.

Documents are exact texts: what is previewed is what is sent. ``before`` is the text that was read; ``None`` means
that there was nothing (or, after, that nothing is left).
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.engine.decision import Layer
from wizard.engine.frozen import field, frozen


@frozen
class RequestChange:
    """Call differently. Nothing changes in AWS. Keys are fields of the case's ``request``."""

    set: Mapping[str, object]


@frozen
class TrustPolicyChange:
    """Replace a role's trust policy."""

    role_arn: str
    before: str | None
    after: str


@frozen
class InlinePolicyChange:
    """Put (or, with ``after=None``, delete) an inline policy of a user, group or role."""

    principal_arn: str
    policy_name: str
    before: str | None
    after: str | None


@frozen
class ManagedPolicyChange:
    """Make a new default version of a customer-managed policy, or replace a policy of the organization."""

    policy_arn: str
    principal_arn: str  # through whom the policy takes part
    before: str | None
    after: str


@frozen
class AttachmentChange:
    """Attach (or detach) a managed policy."""

    principal_arn: str
    policy_arn: str
    attach: bool


@frozen
class ProviderChange:
    """Register an OIDC provider, or change which audiences it takes: client ids, one a line; ``None``: no provider."""

    provider_arn: str
    before: str | None
    after: str | None


@frozen
class RoleSettingChange:
    """Set one of the role's own settings: ``max_session_duration`` (seconds) or ``tags``."""

    role_arn: str
    setting: str
    before: object
    after: object


@frozen
class ProfileChange:
    """Set keys of a profile in the config file."""

    section: str
    set: Mapping[str, str]


@frozen
class Ask:
    """What somebody else must change: nobody with the wizard's credentials can."""

    who: str
    what: str
    layer: Layer
    document: str | None = None
    policy: str | None = None  # the policy whose place the document takes
    level: int | None = None  # for SCP and RCP: 0 is the root
    caller_tags: Mapping[str, str] | None = None  # tags that the caller's user or role is to get


Change = (
    RequestChange
    | TrustPolicyChange
    | InlinePolicyChange
    | ManagedPolicyChange
    | AttachmentChange
    | ProviderChange
    | RoleSettingChange
    | ProfileChange
    | Ask
)


@frozen
class Grant:
    """What a plan newly lets somebody else do, or no longer."""

    who: str
    what: str
    breadth: int = 1  # 1: one named principal; 2: several; 3: an account; 4: an organization; 5: everybody

    def __str__(self) -> str:
        return f"{self.who} may {self.what}"

    @property
    def lost(self) -> str:
        """The same where it is what somebody loses."""
        return f"{self.who} may no longer {self.what}"


@frozen
class Part:
    """One change of a plan in words, as the plan itself has them."""

    title: str
    why: str


@frozen
class Plan:
    """Changes that together repair the request, decided again before anybody sees them."""

    title: str
    why: str  # one sentence: when to prefer this plan
    changes: tuple[Change, ...]
    verified: bool  # the engine allows the case as it would be
    verified_if: tuple[str, ...] = ()  # unknowns on which that still rests
    grants: tuple[Grant, ...] = ()
    causes: tuple[str, ...] = field(default=())  # names of the causes that it cures
    rank: int = 0  # how much it gives up: 0 nothing, 1 more than needed, 2 a limit, 3 a condition
    parts: tuple[Part, ...] = ()  # each change in words of its own; empty where the plan's say it
