"""The state of the practice AWS: accounts with their users, groups, roles and policies, and one organization.

Values are replaced, never mutated, so that yesterday's world is still there for a service that has not heard of
today's change. Trust policies are kept as IAM keeps them, with unique ids in place of names (`principals.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Named = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MfaDevice:
    """A virtual MFA device. ``seed`` is the base32 text that an authenticator app takes."""

    serial: str
    seed: str
    enabled: float | None = None  # epoch seconds; None: made, not yet enabled


@dataclass(frozen=True, slots=True)
class User:
    """An IAM user."""

    name: str
    arn: str
    id: str
    created: float
    path: str = "/"
    inline: Named = field(default_factory=dict)
    attached: tuple[str, ...] = ()
    boundary: str | None = None
    groups: tuple[str, ...] = ()
    tags: Named = field(default_factory=dict)
    mfa_devices: tuple[MfaDevice, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """An IAM group; who is in it is written on the users."""

    name: str
    arn: str
    id: str
    created: float
    path: str = "/"
    inline: Named = field(default_factory=dict)
    attached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role. ``trust`` names users and roles by their unique ids."""

    name: str
    arn: str
    id: str
    created: float
    trust: str
    path: str = "/"
    description: str = ""
    max_session_duration: int = 3600
    inline: Named = field(default_factory=dict)
    attached: tuple[str, ...] = ()
    boundary: str | None = None
    tags: Named = field(default_factory=dict)


Principal = User | Group | Role


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a managed policy."""

    document: str
    created: float


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A managed policy, the customer's or AWS's own (``arn:aws:iam::aws:policy/…``)."""

    name: str
    arn: str
    id: str
    created: float
    versions: Mapping[str, Version]
    default: str = "v1"
    path: str = "/"
    description: str = ""
    tags: Named = field(default_factory=dict)

    @property
    def document(self) -> str:
        """The document in force."""
        return self.versions[self.default].document


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """An OIDC provider. ``url`` has no scheme."""

    arn: str
    url: str
    client_ids: tuple[str, ...]
    created: float


@dataclass(frozen=True, slots=True)
class SamlProvider:
    """A SAML provider and the name its issuer signs with."""

    arn: str
    name: str
    issuer: str
    created: float


@dataclass(frozen=True, slots=True)
class Account:
    """One AWS account."""

    id: str
    alias: str | None = None
    users: Mapping[str, User] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    policies: Mapping[str, ManagedPolicy] = field(default_factory=dict)  # by ARN
    oidc_providers: Mapping[str, OidcProvider] = field(default_factory=dict)  # by ARN
    saml_providers: Mapping[str, SamlProvider] = field(default_factory=dict)  # by ARN
    unassigned_mfa: Mapping[str, MfaDevice] = field(default_factory=dict)  # by serial number
    made: int = 0  # how many ids this account has given out

    def with_user(self, user: User) -> Account:
        """The account with this user, in place of one of that name."""
        return replace(self, users={**self.users, user.name: user})

    def with_group(self, group: Group) -> Account:
        """The account with this group."""
        return replace(self, groups={**self.groups, group.name: group})

    def with_role(self, role: Role) -> Account:
        """The account with this role."""
        return replace(self, roles={**self.roles, role.name: role})

    def with_policy(self, policy: ManagedPolicy) -> Account:
        """The account with this managed policy."""
        return replace(self, policies={**self.policies, policy.arn: policy})

    def with_principal(self, principal: Principal) -> Account:
        """The account with this user, group or role."""
        if isinstance(principal, User):
            return self.with_user(principal)
        if isinstance(principal, Group):
            return self.with_group(principal)
        return self.with_role(principal)


@dataclass(frozen=True, slots=True)
class GuardrailPolicy:
    """A service or resource control policy."""

    id: str
    name: str
    kind: Literal["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]
    document: str


@dataclass(frozen=True, slots=True)
class Unit:
    """The root, an organizational unit or an account of the organization, with what is attached to it."""

    id: str
    name: str
    parent: str | None
    policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organization:
    """The organization: its management account, its tree, its policies."""

    id: str
    management_account: str
    units: Mapping[str, Unit] = field(default_factory=dict)
    policies: Mapping[str, GuardrailPolicy] = field(default_factory=dict)
    policy_readers: tuple[str, ...] = ()  # member accounts that a delegation policy lets read the policies

    def levels(self, account: str, kind: str) -> tuple[tuple[GuardrailPolicy, ...], ...]:
        """The guardrails of one kind from the root down to the account. Empty for the management account."""
        if account == self.management_account or account not in self.units:
            return ()
        found: list[tuple[GuardrailPolicy, ...]] = []
        unit: Unit | None = self.units[account]
        while unit is not None:
            policies = (self.policies[name] for name in unit.policies)
            found.insert(0, tuple(policy for policy in policies if policy.kind == kind))
            unit = self.units[unit.parent] if unit.parent else None
        return tuple(found)

    def path(self, account: str) -> str | None:
        """The account's aws:PrincipalOrgPaths value: ``o-…/r-…/ou-…/``."""
        unit = self.units.get(account)
        names: list[str] = []
        while unit is not None and unit.parent:
            unit = self.units[unit.parent]
            names.insert(0, unit.id)
        return "/".join([self.id, *names]) + "/" if names else None


@dataclass(frozen=True, slots=True)
class World:
    """Everything there is, at one moment."""

    accounts: Mapping[str, Account]
    organization: Organization | None = None
    aws_policies: Mapping[str, ManagedPolicy] = field(default_factory=dict)  # by ARN

    def with_account(self, account: Account) -> World:
        """The world with this account in its new state."""
        return replace(self, accounts={**self.accounts, account.id: account})

    def policy(self, arn: str) -> ManagedPolicy | None:
        """A managed policy by its ARN, AWS's or a customer's."""
        if arn in self.aws_policies:
            return self.aws_policies[arn]
        parts = arn.split(":")
        account = self.accounts.get(parts[4]) if len(parts) == 6 else None
        return account.policies.get(arn) if account else None

    def role(self, arn: str) -> Role | None:
        """A role by its whole ARN, path included."""
        account = self.account_of(arn)
        role = account.roles.get(arn.rpartition("/")[2]) if account else None
        return role if role and role.arn == arn else None

    def account_of(self, arn: str) -> Account | None:
        """The account that an ARN lies in, if it is one of this world's."""
        parts = arn.split(":")
        return self.accounts.get(parts[4]) if len(parts) >= 6 else None

    def principals(self) -> Iterator[User | Role]:
        """Every user and role there is."""
        for account in self.accounts.values():
            yield from account.users.values()
            yield from account.roles.values()
