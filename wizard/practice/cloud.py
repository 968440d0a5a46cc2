"""The practice AWS as it stands, and one call to it.

Owns what changes: the newest world and the ones before it, the access keys, the one-time codes already spent, the log
of calls. IAM reads the newest world; STS and every authorization read the newest one that is older than the
propagation delay, as AWS does. The clock is given, so that tests never wait.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from wizard.practice.credentials import Credentials
from wizard.practice.fault import Fault
from wizard.practice.protocol import Message, Values
from wizard.practice.situation import Circumstances
from wizard.practice.token_issuer import TokenIssuer
from wizard.practice.world import Account, World


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One call and its answer, as CloudTrail would keep it. Never a key, a token or a code."""

    when: float
    service: str
    operation: str
    caller: Credentials | None
    caller_arn: str | None
    error_code: str | None
    error_message: str | None
    request_id: str
    values: Values


@dataclass(slots=True)
class Cloud:
    """An AWS in memory."""

    world: World
    clock: Callable[[], float] = time.time
    delay: float = 0.0  # seconds until STS hears of a change in IAM
    reasons: bool = False  # whether a denied AssumeRole says which policy was missing
    source_ip: str = "203.0.113.25"  # from where the learner calls, as policies see it
    keys: dict[str, Credentials] = field(default_factory=dict)
    log: list[LogEntry] = field(default_factory=list)
    revision: int = 0  # counts what was changed, and who became a role: whoever looks on sees that something happened
    spent_codes: dict[str, int] = field(default_factory=dict)  # serial number → newest step used
    throttle: Counter[str] = field(default_factory=Counter)  # operation → how many calls are still refused
    issuer: TokenIssuer = field(default_factory=TokenIssuer)
    _history: list[tuple[float, World]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)  # held while one call is answered

    def save(self, world: World) -> None:
        """Make this the newest world."""
        self.revision += 1
        self._history.append((self.clock(), self.world))
        self.world = world

    def settled(self) -> World:
        """The world as the rest of AWS knows it by now: every change older than the delay."""
        horizon = self.clock() - self.delay
        while self._history and self._history[0][0] <= horizon:
            self._history.pop(0)
        return self._history[0][1] if self._history else self.world

    def living_key(self, access_key_id: str) -> Credentials | None:
        """Whose key that is; None where there is none, or nobody any more to whom it belongs."""
        credentials = self.keys.get(access_key_id)
        if credentials is None:
            return None
        alive = credentials.kind == "root" or credentials.owner(self.world) is not None
        return credentials if alive else None


@dataclass(frozen=True, slots=True)
class Call:
    """One request whose sender is known, as the operations see it."""

    cloud: Cloud
    message: Message
    caller: Credentials | None  # None: the call is not signed (web identity, SAML)
    circumstances: Circumstances

    @property
    def values(self) -> Values:
        """The parameters."""
        return self.message.values

    @property
    def now(self) -> float:
        """The time of the call, epoch seconds."""
        return self.circumstances.now

    @property
    def signer(self) -> Credentials:
        """Who signed the call. Raises Fault where nobody did."""
        if self.caller is None:
            raise Fault("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
        return self.caller

    @property
    def account(self) -> Account:
        """The caller's account in its newest state."""
        return self.cloud.world.accounts[self.signer.account]

    def save(self, account: Account) -> None:
        """Put the account's new state into the world."""
        self.cloud.save(self.cloud.world.with_account(account))


Operation = Callable[[Call], Values]
"""What answers a call: its values, or a Fault."""

BECOMING = frozenset({"AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"})
"""The calls by which somebody becomes a role."""
