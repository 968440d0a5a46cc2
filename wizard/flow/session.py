"""What is known, decided, chosen and applied in one sitting. Replaced, never mutated."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from wizard import exit_status
from wizard.aws.gateway import Applied, AssumedRole, AwsFailure, Gathered, Identity, Target
from wizard.engine.frozen import frozen
from wizard.flow.coach import Wish
from wizard.flow.judgement import Judgement
from wizard.flow.trial import Tried
from wizard.flow.verdict import LET_THROUGH, SYMBOLS, Verdict
from wizard.repair.change import Change

Step = Literal["inspect", "trust", "permissions", "test", "profile"]
STEPS: tuple[Step, ...] = ("inspect", "trust", "permissions", "test", "profile")
NAMES: dict[Step, str] = {
    "inspect": "Inspect",
    "trust": "Trust policy",
    "permissions": "Permissions",
    "test": "Test",
    "profile": "Profile",
}
HEADINGS: dict[Step, str] = {step: f"{number} {NAMES[step]}" for number, step in enumerate(STEPS, 1)}


@frozen
class Leave:
    """How a front end was left: with an exit status, or for a lesson (an empty name: the next unsolved one).

    ``anew``: from its beginning, whatever was done in it.
    """

    exit_status: int = 0
    practise: str | None = None
    anew: bool = False


@frozen
class ProfileWritten:
    """Step 5, done: the file, its backup, and who one is through the profile (None: not tried)."""

    name: str
    path: str
    backup: str | None
    changed: bool = True  # False: it was like that already
    used_as: Identity | None = None
    failure: AwsFailure | None = None


@frozen
class Session:
    """One sitting on one target."""

    target: Target
    captured: bool = False  # a case file stands in for AWS
    only_reads: bool = False  # nothing may be changed
    gathered: Gathered | None = None
    judgement: Judgement | None = None
    wish: Wish | None = None
    profile_name: str | None = None
    applied: tuple[Applied, ...] = ()
    earlier: tuple[Applied, ...] = ()  # what was applied in this sitting while it was about other roles, and stands
    edits: tuple[Change, ...] = ()  # what stands in the editors of steps 2 and 3, one of each
    typed_profile: str = ""  # the profile of which step 5's form holds what was typed and is not written
    changed_at: datetime | None = None  # the last change that AWS accepted in this sitting
    corrections: tuple[str, ...] = ()  # what the corrected request carries otherwise than the first one
    mfa_session: str | None = None  # the device by which the caller's session was opened here
    tested: AssumedRole | None = None
    let_through: Gathered | None = None  # what had been read when AWS allowed the call
    tried: Tried | None = None  # the last trial of the new credentials
    test_failure: AwsFailure | None = None
    written: ProfileWritten | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict of the request as it stands now."""
        if self.judgement is None:
            return Verdict("DEPENDS", "?", "nothing has been read yet")
        found = self.judgement.verdict
        seen = self.let_through is not None and self.let_through is self.gathered and self.test_failure is None
        if found.word == "DEPENDS" and seen:
            return Verdict("ALLOWED", SYMBOLS["ALLOWED"], LET_THROUGH[0], LET_THROUGH[1:])
        return found

    @property
    def redacted(self) -> bool:
        """Whether the case's names and numbers are exchanged (`capture --redact`)."""
        return self.judgement is not None and self.judgement.case.redacted

    @property
    def caller_arn(self) -> str | None:
        """Who calls."""
        if self.judgement is not None and self.judgement.case.caller is not None:
            return self.judgement.case.caller.arn
        return None

    @property
    def who_calls(self) -> str:
        """Who calls, as a sentence begins with it: a token makes the call by what it says of itself."""
        token = self.judgement.case.token if self.judgement is not None else None
        if self.caller_arn or token is None:
            return self.caller_arn or "Somebody not known yet"
        subject = token.claims.get("sub")
        return f"The token of {subject}" if isinstance(subject, str) and subject else "A web identity token"

    @property
    def role_arn(self) -> str | None:
        """Which role is to be assumed."""
        if self.judgement is not None and self.judgement.case.request is not None:
            return self.judgement.case.request.role_arn
        return self.target.role


def left_with(session: Session, failure: AwsFailure | None = None) -> int:
    """The exit status of a sitting that ends here. ``failure``: why nothing could be read, where nothing was."""
    if session.tested is not None:
        return exit_status.AS_WISHED
    denied = session.test_failure
    if denied is not None and denied.kind != "cancelled":
        return exit_status.for_failure(denied.kind)
    if session.judgement is None:
        return exit_status.for_failure(failure.kind) if failure is not None else exit_status.AS_WISHED
    return exit_status.for_decision(session.judgement.decision.outcome)
