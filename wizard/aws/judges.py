"""Other judges than this program's engine, as the flow knows them: each asked only on request, none decides.

`opinions.py` asks them for real. A connection without them (a recorded case) does not fill the protocol.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, runtime_checkable

from wizard.engine.frozen import frozen


@frozen
class DeniedCall:
    """An AssumeRole call that AWS denied, as CloudTrail kept it."""

    when: datetime
    caller_arn: str | None
    role_arn: str | None
    session_name: str | None
    message: str


@frozen
class Opinion:
    """What another judge says. It takes no part in the decision."""

    judge: str  # "IAM Access Analyzer, ValidatePolicy"
    agrees: bool  # nothing wrong, nothing new, or allowed
    findings: tuple[str, ...] = ()
    note: str = ""  # what it costs, or what it does not look at


@runtime_checkable
class SecondOpinions(Protocol):
    """Other judges, asked only on request. Every method raises AwsFailure, which is no reason to stop."""

    def denied_calls(self) -> tuple[DeniedCall, ...]:
        """The last denied AssumeRole calls of the caller's account, newest first, each pair of caller and role once."""
        ...

    def validate(self, trust_policy: str) -> Opinion:
        """Access Analyzer's findings in a trust policy."""
        ...

    def new_access(self, before: str, after: str) -> Opinion:
        """Whether Access Analyzer sees anybody newly let in. Costs money."""
        ...

    def simulate(self, principal_arn: str, role_arn: str) -> Opinion:
        """IAM's simulator on the caller's side of the request."""
        ...

    def ask_why(self, authorization_id: str) -> Opinion:
        """AWS's own record of a denial whose message carries an authorization id."""
        ...
