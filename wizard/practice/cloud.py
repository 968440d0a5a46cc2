"""The practice AWS itself: one request in, one answer out, no sockets.

Owns what changes: the newest world and the ones before it, the access keys, the one-time codes already spent, the log
of calls. IAM reads the newest world; STS and every authorization read the newest one that is older than the
propagation delay, as AWS does. The clock is given, so that tests never wait.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from wizard.practice import identifiers, protocol, signature
from wizard.practice.credentials import Credentials
from wizard.practice.fault import Fault, not_in_practice
from wizard.practice.protocol import Answer, Message, Values
from wizard.practice.situation import Circumstances
from wizard.practice.token_issuer import TokenIssuer, claims_of
from wizard.practice.world import Account, World

MAX_BODY = 256 * 1024
"""Bytes; more than any request that IAM or STS would take."""


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
    _lock: threading.RLock = field(default_factory=threading.RLock)

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

    def handle(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one HTTP request. Never raises."""
        names = {name.lower(): value for name, value in headers.items()}
        request_id = identifiers.request_id()
        service = "sts"
        try:
            with self._lock:
                claim = signature.scope(names)
                service = claim.service if claim else "sts"
                if len(body) > MAX_BODY:
                    raise Fault("RequestEntityTooLarge", f"The request is longer than {MAX_BODY} bytes.", 413)
                request = method, url, names, body
                caller = signature.authenticate(claim, request, self._living_key, self.clock()) if claim else None
                message = protocol.read(service, names, body, urlsplit(url).query)
                region = claim.region if claim else "us-east-1"
                circumstances = Circumstances(self.clock(), region, self.source_ip, names.get("user-agent", ""))
                values = self._run(message, caller, circumstances, request_id)
                return protocol.write(message, values, request_id)
        except Fault as fault:
            return protocol.write_fault(service, fault, request_id)
        except Exception as bug:  # a client must get an answer, and the other clients must not notice
            failure = Fault("InternalFailure", f"The practice AWS failed: {type(bug).__name__}.", 500)
            return protocol.write_fault(service, failure, request_id)

    def _living_key(self, access_key_id: str) -> Credentials | None:
        credentials = self.keys.get(access_key_id)
        if credentials is None:
            return None
        alive = credentials.kind == "root" or credentials.owner(self.world) is not None
        return credentials if alive else None

    def _run(
        self, message: Message, caller: Credentials | None, circumstances: Circumstances, request_id: str
    ) -> Values:
        call = Call(self, message, caller, circumstances)
        code = text = None
        try:
            self._refuse_when_throttled(message)
            values = _operation(message)(call)
            self.revision += message.operation in BECOMING
            return values
        except Fault as fault:
            code, text = fault.code, fault.message
            raise
        finally:
            arn = caller.arn(self.world) if caller else None
            entry = LogEntry(
                circumstances.now, message.service, message.operation, caller, arn, code, text, request_id,
                _for_the_log(message.values),
            )  # fmt: skip
            self.log.append(entry)

    def _refuse_when_throttled(self, message: Message) -> None:
        if self.throttle[message.operation] > 0:
            self.throttle[message.operation] -= 1
            raise Fault("Throttling", "Rate exceeded")


def _for_the_log(values: Values) -> Values:
    """The parameters without codes and tokens; of a token remains what it says."""
    kept = {name: value for name, value in values.items() if name not in _SECRETS}
    with suppress(ValueError):
        if "WebIdentityToken" in values:
            kept["Claims"] = claims_of(values["WebIdentityToken"])
    return kept


BECOMING = frozenset({"AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"})
"""The calls by which somebody becomes a role."""

_SECRETS = {"TokenCode", "WebIdentityToken", "SAMLAssertion", "AuthenticationCode1", "AuthenticationCode2"}


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


def _operation(message: Message) -> Operation:
    from wizard.practice import operations

    found = operations.TABLE.get((message.service, message.operation))
    if found is None:
        raise not_in_practice(message.service, message.operation)
    return found
