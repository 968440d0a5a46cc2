"""Whoever signed a request: the keys, and what AWS remembers about how they came to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wizard.practice.world import Account, Role, User, World
from wizard.secret import Secret

Kind = Literal["root", "user", "role", "federated_user"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """One access key and its owner. Times are epoch seconds; ``expires`` None is a long-term key."""

    access_key_id: str
    secret: Secret
    account: str
    kind: Kind
    name: str  # of the user or role; of the federated user; "" for root
    id: str  # unique id of the user or role; a key whose owner was deleted is dead
    issued: float
    token: Secret | None = None
    expires: float | None = None
    session_name: str | None = None
    issuer: str | None = None  # the user who called GetFederationToken
    mfa_at: float | None = None
    session_policies: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)  # session tags
    transitive_tag_keys: tuple[str, ...] = ()
    source_identity: str | None = None
    provider: str | None = None  # aws:FederatedProvider of a session opened with a token or an assertion
    active: bool = True

    @property
    def temporary(self) -> bool:
        """Whether they came from STS."""
        return self.token is not None

    @property
    def transitive_tags(self) -> dict[str, str]:
        """The session tags that a further session inherits."""
        return {key: value for key, value in self.tags.items() if key in self.transitive_tag_keys}

    def arn(self, world: World) -> str:
        """Who this is, as GetCallerIdentity says it."""
        if self.kind == "root":
            return f"arn:aws:iam::{self.account}:root"
        if self.kind == "user":
            owner = self.owner(world)
            return owner.arn if owner else f"arn:aws:iam::{self.account}:user/{self.name}"
        if self.kind == "role":
            return f"arn:aws:sts::{self.account}:assumed-role/{self.name}/{self.session_name}"
        return f"arn:aws:sts::{self.account}:federated-user/{self.name}"

    def user_id(self) -> str:
        """The unique id, as ``aws:userid`` and GetCallerIdentity show it."""
        if self.kind == "root":
            return self.account
        if self.kind == "federated_user":
            return f"{self.account}:{self.name}"
        return f"{self.id}:{self.session_name}" if self.kind == "role" else self.id

    def owner(self, world: World) -> User | Role | None:
        """Whose permissions count, as they are in this world; None for root, and for one that is gone."""
        account: Account | None = world.accounts.get(self.account)
        if account is None or self.kind == "root":
            return None
        found: User | Role | None
        found = account.roles.get(self.name) if self.kind == "role" else account.users.get(self.issuer or self.name)
        return found if found and found.id == self.id else None
