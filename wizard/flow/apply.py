"""A previewed change, made: the journal knows of it before AWS does, and of AWS's answer after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import datetime

from wizard.aws.gateway import Applied, Aws, AwsFailure, DroppedVersion, Gathered, Target
from wizard.flow.journal import Journal
from wizard.flow.preview import Preview
from wizard.flow.request import as_passed
from wizard.flow.session import Session
from wizard.repair.applied import apply_changes
from wizard.repair.way_back import way_back


class NotReadAgain(AwsFailure):
    """What was wanted is done; only the reading after it failed."""

    def __init__(self, failure: AwsFailure) -> None:
        told = {field.name: getattr(failure, field.name) for field in fields(failure)}
        super().__init__(**told | {"what": "The change was made; only reading AWS afterwards did not work"})


def made(
    session: Session, target: Target, aws: Aws, journal: Journal, preview: Preview, now: Callable[[], datetime]
) -> Applied:
    """Make exactly the previewed change, after which the call is to be ``target``. *Blocks.*

    Raises AwsFailure; nothing is recorded where the guard refuses.
    """
    change = preview.change
    assert change is not None
    recorded: list[str] = []

    def record(dropped: DroppedVersion | None) -> None:
        recorded.append(
            journal.intend(
                change,
                title=preview.title,
                target=preview.target,
                identity=preview.identity or "",
                when=now(),
                role=session.role_arn,
                caller=session.caller_arn,
                caller_profile=target.caller_profile,
                role_profile=target.role_profile,
                request=as_passed(target),
                mfa_serial=target.mfa_serial,
                dropped=dropped,
                takes_back=preview.undoes,
            )
        )

    try:
        applied = aws.apply(change, record)
    except AwsFailure as failure:
        if recorded and failure.kind in NOBODY_KNOWS:
            failure.why += "; the change may have been made all the same"
            failure.again = True
        elif recorded:
            journal.failed(recorded[0], str(failure))
        if failure.kind in ("denied", "no_credentials"):
            failure.further += ("Or hand the change over.",)
        raise
    if recorded:
        as_previewed = preview.maker_arn is None or preview.maker_arn in applied.identity
        journal.applied(recorded[0], applied.answer, identity=None if as_previewed else applied.identity)
    if preview.undoes is not None:
        journal.undone(preview.undoes)
    return applied


NOBODY_KNOWS = ("network", "other")
"""Failures after which a change may have been made all the same: no answer came, or only that AWS had a fault."""


def after(session: Session, applied: Applied, *, taken_back: bool) -> Session:
    """The session with a change that AWS accepted; what was tried before it is no longer so."""
    return replace(
        session,
        applied=_standing(session.applied, applied, taken_back),
        changed_at=applied.when,
        tested=None,
        tried=None,
        test_failure=None,
    )


def unread(session: Session, previews: Iterable[Preview]) -> Gathered:
    """What is known once changes are made that could not be read afterwards: what was, with them in it."""
    gathered = session.gathered
    assert gathered is not None
    case = gathered.case
    for preview in previews:
        changes = tuple(each for each in (preview.change, preview.request) if each is not None)
        if getattr(preview.change, "role_arn", session.role_arn) == session.role_arn:  # else another role's
            case = apply_changes(case, changes)
    return replace(gathered, case=case)


def _standing(before: tuple[Applied, ...], new: Applied, taken_back: bool) -> tuple[Applied, ...]:
    """What of this sitting's changes stands: a change that was taken back is none of them any more."""
    if taken_back:
        for place in range(len(before) - 1, -1, -1):
            if way_back(before[place].change) == new.change:
                return (*before[:place], *before[place + 1 :])
    return (*before, new)
