"""Reads with an outcome each: what was read, what is absent, what was denied and which permission that would take.

A read is sent only with credentials of the account that the ARN names: an IAM call carries a name, and a namesake
in another account is somebody else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

from wizard.aws.calls import GET_POLICY, GET_POLICY_VERSION, Call
from wizard.aws.gateway import AwsFailure, Reading
from wizard.aws.live import Side, policy_text
from wizard.engine.case import UNKNOWN, Unknown
from wizard.engine.decision import Layer
from wizard.engine.document import Document
from wizard.engine.frozen import frozen

T = TypeVar("T")
A = TypeVar("A")


@frozen
class Sides:
    """The credentials at hand; those that failed to open are left out."""

    caller: Side | None = None
    role: Side | None = None

    def of(self, account: str, first: Side | None = None) -> tuple[Side, ...]:
        """Those of one account, ``first`` before the other."""
        return tuple(side for side in self.all(first) if side.identity().account == account)

    def all(self, first: Side | None = None) -> tuple[Side, ...]:
        """Both, or the one there is."""
        found: list[Side] = []
        for side in (first, self.caller, self.role):
            if side is not None and side not in found:
                found.append(side)
        return tuple(found)


class Reader:
    """Sends reads, tells ``report`` of each, and keeps the readings in the order in which they came in."""

    def __init__(self, report: Callable[[Reading], None]) -> None:
        self._report = report
        self._lock = threading.Lock()
        self._readings: list[Reading] = []
        self._managed: dict[str, Document | Unknown] = {}

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All of them so far."""
        return tuple(self._readings)

    def note(self, reading: Reading) -> None:
        """Keep a reading and report it."""
        with self._lock:
            self._readings.append(reading)
            self._report(reading)

    def read(
        self,
        what: str,
        layer: Layer | None,
        call: Call,
        sides: Iterable[Side],
        ask: Callable[[Side], T],
        absent: A | Unknown = UNKNOWN,
        account: str | None = None,
        where: str = "",
    ) -> T | A | Unknown:
        """What ``ask`` answers with the first side that may; ``absent`` where AWS says that there is no such thing.

        ``where``: the account whose credentials alone may, whatever is allowed to others.
        """
        failure: AwsFailure | None = None
        for side in sides:
            try:
                value = asked(ask, side)
            except AwsFailure as error:
                if error.kind == "not_found":
                    self.note(
                        Reading(what, layer, "absent", error.operation or call.action, error.message or error.why)
                    )
                    return absent
                if failure is None or (error.kind == "denied" and failure.kind != "denied"):
                    failure = error  # the first side's, which is the one to ask; a denial says what to do about it
            else:
                self.note(Reading(what, layer, "read", call.action))
                return value
        if failure is None:
            place = f"of account {account}" if account else "that may"
            self.note(Reading(what, layer, "not_asked", call.action, f"no credentials {place} at hand", call.action))
        elif failure.kind == "denied":
            operation = failure.operation or call.action
            self.note(Reading(what, layer, "denied", operation, failure.message or failure.why, operation, where))
        else:
            who = f" Asked as {failure.identity}." if failure.identity else ""
            told, operation = f"{failure.why}. {failure.advice()}{who}", failure.operation or call.action
            self.note(Reading(what, layer, "failed", operation, told, again=failure.again))
        return UNKNOWN

    def managed_policy(self, arn: str, layer: Layer | None, sides: Iterable[Side]) -> Document | Unknown:
        """The default version of a managed policy, read once."""
        with self._lock:
            if arn in self._managed:
                return self._managed[arn]

        def ask(side: Side) -> Document:
            version = side.call(GET_POLICY, PolicyArn=arn)["Policy"]["DefaultVersionId"]
            answer = side.call(GET_POLICY_VERSION, PolicyArn=arn, VersionId=version)
            return Document.from_text(policy_text(answer["PolicyVersion"]["Document"]))

        name = arn.rpartition("/")[2]
        found: Document | Unknown = self.read(f"managed policy {name}", layer, GET_POLICY, sides, ask)
        with self._lock:
            self._managed[arn] = found
        return found


def asked(ask: Callable[[Side], T], side: Side) -> T:
    """What a side answers. Raises AwsFailure, also for an answer that lacks what AWS always sends (an emulator's)."""
    try:
        return ask(side)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise AwsFailure(
            kind="other",
            what="The answer cannot be used",
            why=f"it lacks {error}" if isinstance(error, KeyError) else "it has not the form of AWS's answers",
            next_step="Check --endpoint-url and AWS_ENDPOINT_URL.",
            identity=str(side.asker),
        ) from None
