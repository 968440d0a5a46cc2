"""Second opinions: what other judges can be asked now, what each costs or overlooks, and what they answered.

Asked only on request. None takes part in a decision, and one that is denied or absent says so and stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from wizard.aws.gateway import Aws, AwsFailure, Target
from wizard.aws.judges import DeniedCall, Opinion, SecondOpinions
from wizard.engine.frozen import frozen, replace
from wizard.flow.session import Session
from wizard.flow.trust import current_text


@frozen
class Question:
    """Something that another judge can be asked now. ``ask`` *blocks*; `answered` calls it and never raises."""

    title: str
    note: str  # what it costs, or what it does not look at: said before it is asked
    ask: Callable[[], Opinion]


@frozen
class Answer:
    """What came of a question: an opinion, or why there is none."""

    title: str
    opinion: Opinion | None = None
    failure: AwsFailure | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The answer in sentences."""
        if self.opinion is None:
            why = f"{self.failure.why}. {self.failure.advice()}" if self.failure else ""
            return (f"No opinion: {why}", "Nothing here depends on it.")
        word = "nothing against it" if self.opinion.agrees else "it objects"
        found = self.opinion.findings or ("no findings",)
        note = (self.opinion.note,) if self.opinion.note else ()
        return (f"{self.opinion.judge}: {word}.", *(f"- {finding}" for finding in found), *note)


def questions(session: Session, aws: Aws, draft: str | None = None) -> tuple[Question, ...]:
    """What can be asked now. ``draft``: the editor's text, where there is one."""
    if session.judgement is None or not isinstance(aws, SecondOpinions):
        return ()
    judges, before = aws, current_text(session)
    draft = draft if draft is not None and draft.strip() else None  # nothing is typed, or there is nothing to edit
    found: list[Question] = []
    text = draft if draft is not None else before
    if text is not None:
        about = "the trust policy" if draft is None or draft == before else "the new trust policy"
        found.append(
            Question(
                f"IAM Access Analyzer: is {about} sound?",
                "ValidatePolicy costs nothing.",
                lambda: judges.validate(text),
            )
        )
    if before is not None and draft is not None and draft != before:
        found.append(
            Question(
                "IAM Access Analyzer: whom does the new trust policy newly let in?",
                "AWS charges for each CheckNoNewAccess.",
                lambda: judges.new_access(before, draft),
            )
        )
    principal, role = _principal(session), session.role_arn
    if principal is not None and role is not None:
        found.append(
            Question(
                "IAM's policy simulator: may the caller call sts:AssumeRole on this role?",
                "SimulatePrincipalPolicy looks at the caller's side alone; it ignores trust policies.",
                lambda: judges.simulate(principal, role),
            )
        )
    authorization_id = _authorization_id(session)
    if authorization_id is not None:
        found.append(
            Question(
                "Ask AWS: why was exactly this call denied?",
                "AWS keeps the record of a denial for about a day.",
                lambda: judges.ask_why(authorization_id),
            )
        )
    return tuple(found)


def answered(question: Question) -> Answer:
    """Ask. *Blocks.* Never raises AwsFailure."""
    try:
        return Answer(question.title, question.ask())
    except AwsFailure as failure:
        return Answer(question.title, failure=failure)


NOBODY_ASKED = ("expired", "no_credentials", "configuration", "network")
"""Failures of whoever would ask, whatever is asked."""


NO_DENIED_CALL = "CloudTrail shows no denied AssumeRole call here, or it may not be read (cloudtrail:LookupEvents)."


def denied_calls(aws: Aws) -> tuple[DeniedCall, ...]:
    """The account's last denied AssumeRole calls; none where CloudTrail may not be read. *Blocks.*

    Raises AwsFailure where nobody could ask: one who is signed out is told so.
    """
    if not isinstance(aws, SecondOpinions):
        return ()
    try:
        return aws.denied_calls()
    except AwsFailure as failure:
        if failure.kind in NOBODY_ASKED:
            raise
        return ()


def of_denied_call(denied: DeniedCall, base: Target) -> Target:
    """The target that a denied call leads to, its message as the pasted error."""
    return replace(
        base,
        role=denied.role_arn,
        session_name=base.session_name or denied.session_name,
        error_text=denied.message,
    )


def label(denied: DeniedCall) -> str:
    """One denied call as a line of a list."""
    caller = denied.caller_arn or "somebody"
    return f"{denied.when:%Y-%m-%d %H:%M} {caller} was denied {denied.role_arn or 'a role that it does not name'}"


def _principal(session: Session) -> str | None:
    """Whose policies the simulator can look at: a user's, or those of the role behind a session."""
    caller = session.judgement.case.caller if session.judgement else None
    if caller is None:
        return None
    if ":user/" in caller.arn:
        return caller.arn
    return caller.role_arn if isinstance(caller.role_arn, str) else None


def _authorization_id(session: Session) -> str | None:
    from wizard.repair.error_text import read_errors  # its tables take ten milliseconds

    observed = session.judgement.case.observed if session.judgement else None
    texts = (
        session.test_failure.message if session.test_failure else None,
        session.target.error_text,
        observed.error_message if observed else None,
    )
    for text in texts:
        for error in read_errors(text or ""):
            if error.authorization_id is not None:
                return error.authorization_id
    return None
