"""What is known in a sitting, and the readings of AWS that bring it: of several under way the newest alone counts.

Methods marked *blocks* call AWS or the disk: front ends run them in daemon threads. Each replaces `session`; none
changes one in place, so a screen may go on reading the old one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from wizard.aws.gateway import MFA_SESSION, Aws, AwsFailure, Target
from wizard.engine.case import ProfileFiles
from wizard.engine.decision import Layer
from wizard.engine.frozen import replace
from wizard.flow import apply, known, read_only
from wizard.flow.apply import NotReadAgain
from wizard.flow.coach import Coach
from wizard.flow.journal import Journal
from wizard.flow.judgement import judge
from wizard.flow.mfa_session import device
from wizard.flow.parts import step_of
from wizard.flow.preview import Preview
from wizard.flow.progress import GivenUp, Progress
from wizard.flow.recent import remember
from wizard.flow.request import corrected, offer, settings_shown
from wizard.flow.session import Session, Step
from wizard.flow.start import of_the_same_role
from wizard.flow.within_reach import judged, within_reach
from wizard.profiles.error import ProfileError
from wizard.profiles.masked import masked_files
from wizard.repair.change import Change, RequestChange
from wizard.secret import Secret


class Sitting:
    """One target, and all that was read and typed about it so far."""

    def __init__(
        self,
        connect: Callable[[Target], Aws],
        target: Target,
        *,
        coach: Coach | None = None,
        journal: Journal | None = None,
        read_only: bool = False,
        captured: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.ask_code: Callable[[str], Secret | None] = lambda serial_number: None  # the front end's dialog
        self._connect = connect
        self.aws = connect(target)
        self.coach = coach
        self.captured = captured  # a case file stands in for AWS
        self.journal = journal or Journal(target.endpoint_url)
        self.now = now
        self.session = Session(target, captured, only_reads=read_only or captured)
        if coach is not None:
            self.session = replace(self.session, wish=coach.wish, profile_name=coach.profile_name)
        self._under_way = Progress()  # the newest reading
        self._taking = Lock()

    @property
    def read_only(self) -> bool:
        """Whether nothing may be changed: only looked at, or nothing but a captured case is there."""
        return self.session.only_reads

    @property
    def mark(self) -> str:
        """What is told above every step; see `read_only.mark`."""
        return read_only.mark(self.session)

    @property
    def may_begin_anew(self) -> bool:
        """Whether another role or error can be begun with here: not in a lesson, nor on a captured case."""
        return self.coach is None and not self.captured

    def read(self, progress: Progress | None = None) -> Session:
        """Read AWS (again) and judge. *Blocks.* Raises AwsFailure where nothing can be said at all."""
        return self._read(self.session.target, self.aws, progress or Progress())

    def retarget(self, target: Target, progress: Progress | None = None, **further: Any) -> Session:
        """Take another target and read it. *Blocks.* Where that fails, the sitting stays on what it had read."""
        progress = progress or Progress()
        aws = self.aws_for(target)
        target, closed = self._without_session(target, aws)
        progress.check()
        if self.session.judgement is None:  # nothing was read that one could stay on
            self.session, self.aws = replace(self.session, target=target), aws
        return self._read(target, aws, progress, tested=None, tried=None, test_failure=None, **closed, **further)

    def begin_anew(self, target: Target, progress: Progress | None = None) -> Session:
        """As `retarget`, from the start: policies pasted, and changes made, for another call tell nothing of this one.

        *Blocks.*
        """
        before = self.session.target
        if self.session.judgement is None:
            return self.retarget(target, progress)
        if target.role != before.role:
            bare = replace(target, known={})
            done = {"applied": (), "earlier": (*self.session.earlier, *self.session.applied), "written": None}
            return self.retarget(bare, progress, changed_at=None, corrections=(), edits=(), **done)
        again = of_the_same_role(target, before)
        if again.error_text == before.error_text:
            return self.retarget(again, progress)
        return self.retarget(again, progress, changed_at=None, corrections=())

    def aws_for(self, target: Target) -> Aws:
        """AWS with the credentials that a target names; nothing is called yet."""
        return self.aws if _sides(target) == _sides(self.session.target) else self._connect(target)

    def _without_session(self, target: Target, aws: Aws) -> tuple[Target, dict[str, Any]]:
        """The target as ``aws`` is to be called, and the news that a connection opened anew has no MFA session: the
        same call then takes a code of the device, as it did before the session was opened.
        """
        session = self.session
        if aws is self.aws or session.mfa_session is None:
            return target, {}
        same = (target.role, target.caller_profile) == (session.target.role, session.target.caller_profile)
        if same and target.mfa_serial is None:
            target = replace(target, mfa_serial=session.mfa_session)
        return target, {"mfa_session": None}

    def _read(self, target: Target, aws: Aws, progress: Progress, **further: Any) -> Session:
        """Read, judge, and only then take all of it; nothing where a newer call took its place. Raises AwsFailure."""
        progress.check()
        self._overtake(progress)
        gathered = aws.gather(target, progress)
        changed_at = further.get("changed_at", self.session.changed_at)
        if changed_at is not None or further.get("corrections", self.session.corrections):
            gathered = replace(gathered, case=replace(gathered.case, observed=None))  # it answered an older request
        if gathered.caller is not None and gathered.caller.credentials_from not in (None, MFA_SESSION):
            further.setdefault("mfa_session", None)  # it has ended, if one was opened
        judgement = judged(gathered)
        with self._taking:
            progress.check()
            self.aws = aws
            self.session = replace(self.session, target=target, gathered=gathered, judgement=judgement, **further)
        if not self.read_only and self.coach is None:
            side = target.role_profile if gathered.role_side is not None else None  # one that is not there helps nobody
            remember(replace(target, role=self.session.role_arn, role_profile=side))
        return self.session

    def _overtake(self, progress: Progress | None = None) -> None:
        """Let a reading that is under way count no more."""
        with self._taking:
            self._under_way.end()
            self._under_way = progress or Progress()

    def use_corrected_request(self, progress: Progress | None = None, mfa_serial: str | None = None) -> Session:
        """Use the request that the best plan proposes, and read again. *Blocks.* Without an offer: nothing.

        ``mfa_serial``: the device, for an offer that asks for one.
        """
        offered = offer(self.session)
        if offered is None:
            return self.session
        corrections = (*self.session.corrections, *settings_shown(offered.change))
        return self.retarget(self._corrected(offered.change, mfa_serial), progress, corrections=corrections)

    def paste(self, layer: Layer, text: str, progress: Progress | None = None) -> Session:
        """Take a pasted policy for one that could not be read, and judge again. *Blocks.*"""
        return self.retarget(known.given(self.session.target, layer, text), progress)

    def open_mfa_session(self, serial_number: str, code: Secret, progress: Progress | None = None) -> Session:
        """Open an MFA session (GetSessionToken) and read again with it. *Blocks.* Raises AwsFailure."""
        aws = self.aws
        aws.open_mfa_session(serial_number, code)
        if self.aws is aws:  # else it is somebody else's session who calls by now
            target = replace(self.session.target, mfa_serial=None)  # the session carries it: no call needs a code
            self._note(target=target, mfa_session=serial_number)
        return self.read(progress)

    def read_after(self, made: Iterable[Preview]) -> None:
        """Read again after changes. *Blocks.* Raises NotReadAgain: then what is known is what they must have left."""
        try:
            self.read()
        except GivenUp:  # a newer reading comes
            pass
        except AwsFailure as failure:
            gathered = apply.unread(self.session, made)
            self._note(gathered=gathered, judgement=judged(gathered))
            raise NotReadAgain(failure) from failure

    def _read_profile(self, source: str | None) -> None:
        """Judge again with the profile's files as they are now; read AWS again where only now somebody can."""
        session = self.session
        if session.target.profile is None or session.judgement is None:
            return
        if session.gathered is not None and session.gathered.caller is None:
            self._note(target=replace(session.target, caller_profile=source))
            self.aws = self._connect(self.session.target)
            with contextlib.suppress(AwsFailure):  # what was written stays written
                self.read()
            return
        try:
            files = ProfileFiles(session.target.profile, *masked_files())
        except ProfileError:  # the other file cannot be read: what was written stays written here, too
            return
        case = replace(session.judgement.case, profile=files)
        near = session.gathered.near_roles if session.gathered else ()
        self._note(judgement=within_reach(judge(case, near), session.gathered))

    def edit(self, step: Step, change: Change | None) -> None:
        """Keep what stands in the editor of a step; ``None``: nothing that differs from what is there."""
        others = tuple(each for each in self.session.edits if step_of(each) != step)
        edits = others if change is None else (*others, change)
        if edits != self.session.edits:
            self._note(edits=edits)

    def type_profile(self, name: str) -> None:
        """Keep that step 5's form holds what was typed and is not written; "": nothing that leaving would lose."""
        if name != self.session.typed_profile:
            self._note(typed_profile=name)

    def _note(self, **news: Any) -> None:
        """Take news into the session as it is by now: an answer may come long after it was asked for, and meanwhile
        the person has typed, or something else was read.
        """
        with self._taking:
            self.session = replace(self.session, **news)

    def _corrected(self, change: RequestChange, mfa_serial: str | None = None) -> Target:
        return corrected(self.session.target, change, mfa_serial or device(self.session))


def _sides(target: Target) -> tuple[str | None, ...]:
    return target.caller_profile, target.role_profile, target.region, target.endpoint_url
