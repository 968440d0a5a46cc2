"""Step 4, test: the real AssumeRole, with patience for a change that has not arrived everywhere yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from wizard.aws.gateway import AssumeCall, AssumedRole, Aws, AwsFailure
from wizard.engine.case import Observed
from wizard.engine.frozen import frozen, replace
from wizard.flow import mfa_session, trust
from wizard.flow.assume_call import settings
from wizard.flow.cards import asks
from wizard.flow.judgement import Judgement, judge
from wizard.flow.known import who_calls_unread
from wizard.flow.request import as_commands, call, cures
from wizard.flow.session import Session, Step
from wizard.flow.trial import Tried
from wizard.flow.whom_to_ask import no_role
from wizard.flow.within_reach import within_reach
from wizard.repair.evidence import observed_caller
from wizard.repair.parties import Party, caller_of, party
from wizard.repair.protected_roles import owner_of
from wizard.repair.redacted import NOT_THE_TRUE_NAMES
from wizard.secret import Secret

PATIENCE = timedelta(minutes=2)
"""How long after a change a denial is taken for IAM's eventual consistency."""

PAUSES = (1.0, 2.0, 3.0, 5.0, 5.0, 8.0, 8.0, 10.0)
"""Seconds between two tries; the last is repeated."""

CODE_REFUSED = "AWS refused the MFA code"
"""Said beside a verdict of the policies, which a wrong code says nothing about."""

AWS_SAYS, BY_WHAT_WAS_READ = "AWS says:", "By what was read:"
"""Whose words about a denial follow."""


@frozen
class Wait:
    """A denial that may only be a change on its way: trying again in so many seconds."""

    attempt: int
    seconds: float
    until: datetime


@frozen
class TestView:
    """All that screen 4 shows."""

    __test__ = False  # not a test class

    warning: str  # that it is made otherwise than the denied call: by somebody else, or without a faulty profile
    lines: tuple[tuple[str, str], ...]  # the request, as it will be sent
    commands: tuple[str, ...]  # the same by hand, in order; none where no role is named
    needs_code: bool
    serial_number: str | None
    mfa_note: str
    session_first: bool  # the code goes with the call, and could open an MFA session for several calls in its place
    became: AssumedRole | None
    tried: Tried | None  # what a trial of the new credentials came to
    lacks: str  # why the call cannot be made here, and how it could; empty where it can
    read_again: bool  # once that is mended, to read again is what helps
    denial: tuple[str, ...]  # AWS's answer beside what the policies say, where it was denied
    request_id: str | None  # by which AWS knows that answer
    back_to: Step | None
    cured_by_request: bool  # the request itself is at fault, and the corrected one is known

    @property
    def onward(self) -> Step | None:
        """Where one goes from here: to the profile once the role was assumed, else back to what can cure it."""
        return "profile" if self.became is not None else self.back_to


def view(session: Session, now: datetime) -> TestView:
    """Step 4 as it stands."""
    sent, first = call(session), opens_session(session, now)
    cured = session.tested is None and cures(session)
    session_first = sent.serial_number is not None and not first and mfa_session.offered(session) is not None
    return TestView(
        warning=_by_another(session) or _without_profile(session),
        lines=(*_lines(sent), *_chaining(session)),
        commands=as_commands(session, opens_session=first) if sent.role_arn else (),
        needs_code=sent.serial_number is not None,
        serial_number=sent.serial_number,
        mfa_note=_mfa_note(sent, first, session.mfa_session, session_first),
        session_first=session_first,
        became=session.tested,
        tried=session.tried if session.tested is not None else None,
        lacks=(lacks := _lacks(session)),
        read_again=bool(lacks) and not session.captured and bool(sent.role_arn),
        denial=_denial(session),
        request_id=session.test_failure.request_id if session.test_failure else None,
        back_to=None if cured else step_for(session),
        cured_by_request=cured,
    )


def _captured(session: Session) -> str:
    """What is said in place of the test where a case file stands in for AWS (--case)."""
    why = "This is a captured case, not AWS itself: the role cannot be assumed here."
    if session.redacted:
        return f"{why} {NOT_THE_TRUE_NAMES}"
    return f"{why} Whoever has the caller's credentials can run what stands above."


def _by_another(session: Session) -> str:
    """Where the credentials here are not the denied caller's: whose call it will be, and how to make it theirs."""
    gathered, judgement = session.gathered, session.judgement
    if session.captured or judgement is None or gathered is None or gathered.caller is None or gathered.token_file:
        return ""
    makes = party(gathered.caller.arn)
    for denied in (observed_caller(judgement.case), caller_of(judgement.case)):
        if denied is not None and denied.account and (denied.account, denied.name) != (makes.account, makes.name):
            return (
                f"This call is made by {_in_full(makes)}, and not by {_in_full(denied)}, who was denied. "
                f"To test as {denied}, begin with a profile of theirs (--profile)."
            )
    return ""


def _without_profile(session: Session) -> str:
    """Where only a profile is at fault: that the call does not go through it, so that it says nothing of it."""
    judgement, name = session.judgement, session.target.profile
    if session.captured or judgement is None or name is None or judgement.decision.blocked_by != ("profile",):
        return ""
    return f"This call goes past the profile {name}; step 5 repairs that."


def _in_full(party: Party) -> str:
    return f"{party} of {party.account}" if party.kind in ("user", "role", "session") else f"{party}"


def _lacks(session: Session) -> str:
    """Where no role is named, or nobody's credentials could make the call: what it needs, and what it would do."""
    if not session.role_arn:
        return no_role(session)
    if session.captured:
        return _captured(session)
    gathered = session.gathered
    if gathered is None or gathered.caller is not None or gathered.token_file is not None:
        return ""
    if session.target.profile is not None or session.tested is not None:  # a profile is mended in step 5
        return ""
    unread, who = who_calls_unread(session), session.caller_arn or "the caller"
    why = f": {unread.detail}" if unread else ". Sign in."
    again = "" if unread and unread.again else " Then read again."
    return (
        f"The call needs credentials of {who}, and there are none here{why}{again} "
        "The test makes exactly the call above once, and shows who one becomes; it changes nothing."
    )


def opens_session(session: Session, now: datetime) -> bool:
    """Whether the code should buy a session first: a code works once, and after a change several tries may be due."""
    return session.target.mfa_serial is not None and _recent(session, now)


def assume(
    session: Session,
    aws: Aws,
    code: Secret | None,
    *,
    now: Callable[[], datetime],
    wait: Callable[[Wait], bool],
) -> AssumedRole:
    """Assume the role for real. ``wait`` pauses and returns False when the user cancelled.

    Raises AwsFailure: AWS's answer, once there is no reason for patience any more.
    """
    sent = call(session, code)
    if code is not None and sent.serial_number is not None and opens_session(session, now()):
        aws.open_mfa_session(sent.serial_number, code)
        sent = replace(sent, serial_number=None, token_code=None)
    attempt = 0
    while True:
        try:
            return aws.assume(sent)
        except AwsFailure as failure:
            if not _may_pass(failure) or not _worth_waiting(session, now()):
                raise
            assert session.changed_at is not None
            pause = PAUSES[min(attempt, len(PAUSES) - 1)]
            attempt += 1
            if not wait(Wait(attempt, pause, session.changed_at + PATIENCE)):
                raise AwsFailure(
                    kind="cancelled",
                    what="The test was cancelled",
                    why="AWS still denied the call, and the change is not two minutes old",
                    next_step="Try again in a minute.",
                    operation=failure.operation,
                    code=failure.code,
                    message=failure.message,
                    request_id=failure.request_id,
                    identity=failure.identity,
                ) from failure


def after_denial(session: Session, failure: AwsFailure) -> Session:
    """The session with AWS's answer as evidence: the diagnosis weighs it."""
    if session.judgement is None or failure.kind not in ("denied", "refused", "expired") or code_rejected(failure):
        return replace(session, test_failure=failure)
    case = replace(session.judgement.case, observed=Observed(failure.code, failure.message))
    near = session.gathered.near_roles if session.gathered else ()
    return replace(session, test_failure=failure, judgement=within_reach(judge(case, near), session.gathered))


def code_rejected(failure: AwsFailure) -> bool:
    """Whether only the one-time code was refused, which says nothing about any policy."""
    from wizard.repair.error_text import read_errors  # its tables take ten milliseconds

    return any("mfa_code_rejected" in error.causes for error in read_errors(failure.message or ""))


def step_for(session: Session) -> Step | None:
    """The step that can cure what is still wrong; None where only another try can."""
    failure = session.test_failure
    if failure is None or session.judgement is None:
        return None
    if failure.kind not in ("denied", "refused") or code_rejected(failure):
        return None
    blocked = session.judgement.decision.blocked_by
    if "trust_policy" in blocked and owner_of(session.role_arn or "") is None:
        return "trust"
    if "profile" in blocked:
        return "profile"
    if "identity_policy" in blocked:
        return "permissions"
    if trust.unread(session) and not blocked:  # step 2 says how it can be known
        return "trust"
    if asks(session.judgement.plans):  # step 3 says who else must act
        return "permissions"
    return "inspect"


def _may_pass(failure: AwsFailure) -> bool:
    """Whether a refusal may only be a change on its way: of a policy (denied) or of a setting (refused)."""
    return failure.kind in ("denied", "refused") and not code_rejected(failure)


def _worth_waiting(session: Session, now: datetime) -> bool:
    denied = session.judgement is not None and session.judgement.decision.outcome not in (
        "allowed",
        "depends",
    )
    return _recent(session, now) and not denied


def _recent(session: Session, now: datetime) -> bool:
    return session.changed_at is not None and now - session.changed_at < PATIENCE


def _lines(sent: AssumeCall) -> tuple[tuple[str, str], ...]:
    named = sent if sent.role_arn else replace(sent, role_arn="not named")
    return tuple((f"{name[:1].upper()}{name[1:]}", value) for name, value in settings(named))


def _chaining(session: Session) -> tuple[tuple[str, str], ...]:
    """What role chaining ends at, whatever the role's own longest session is ("IAM roles", role chaining)."""
    if ":assumed-role/" not in (session.caller_arn or ""):
        return ()
    return (("At most", "1 hour, since a role's session makes the call (role chaining); longer: call as a user"),)


def _mfa_note(sent: AssumeCall, first: bool, opened: str | None, session_first: bool) -> str:
    if sent.serial_number is None:
        return "The MFA session is open already, so that the last command alone is sent." if opened else ""
    if first:
        return (
            "The code opens an MFA session first (GetSessionToken): a code works once, and right after a change "
            "AssumeRole may have to be tried several times."
        )
    own = "The code travels with the call itself."
    return f"{own} Where several calls follow, open an MFA session first." if session_first else own


def _denial(session: Session) -> tuple[str, ...]:
    """The cause first; AWS's own words, which may be long, after it. What cures it is offered beside."""
    failure = session.test_failure
    if failure is None:
        return ()
    causes = session.judgement.diagnosis.causes if session.judgement is not None else ()
    denied = failure.kind == "denied"
    lines = [failure.headline, *(() if denied and causes else (failure.why,))]
    lines += [f"{cause.code} {cause.message}" for cause in causes]
    if not denied or (step_for(session) is None and not cures(session)):
        lines.append(failure.advice())  # nobody has to be asked for what a step here can cure
    if failure.answer:
        lines.append(f"{AWS_SAYS} {failure.answer}")
    if session.judgement is None or not _told_by_causes(session.judgement):
        lines.append(f"{BY_WHAT_WAS_READ} {session.verdict}")
    return tuple(lines)


def _told_by_causes(judgement: Judgement) -> bool:
    """Whether the causes, told before, say already that it hangs on what was not read."""
    return judgement.decision.outcome == "depends" and bool(judgement.diagnosis.causes)
