"""The five steps: what the person wants, done. Both front ends hold a `Wizard` and nothing else of the flow's state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from wizard.aws.gateway import Applied, AssumedRole, AwsFailure, Trial
from wizard.engine.frozen import replace
from wizard.flow import (
    apply,
    asks,
    assume,
    opinions,
    permissions,
    profile,
    profile_files,
    profile_preview,
    read_only,
    trust,
)
from wizard.flow import preview as previews
from wizard.flow.assume import Wait
from wizard.flow.judgement import Judgement
from wizard.flow.opinions import Answer, Question
from wizard.flow.preview import Preview
from wizard.flow.session import ProfileWritten, Session
from wizard.flow.sitting import Sitting
from wizard.flow.taken_back import way_back_title
from wizard.flow.there_now import as_there_now
from wizard.flow.trial import Tried, tried
from wizard.profiles.mend import Mending
from wizard.profiles.write import ProfileEdit
from wizard.repair.change import Ask, Change, InlinePolicyChange, ManagedPolicyChange, Plan
from wizard.repair.way_back import shortfall, way_back
from wizard.secret import Secret


class Wizard(Sitting):
    """What can be done in a sitting, step by step."""

    # Changes: each is previewed, then made exactly as previewed

    def preview_trust(self, text: str) -> Preview | None:
        """The preview of the editor's text; None where nothing differs."""
        change = trust.change(self.session, text)
        return self.preview_change(change, trust.refusal(self.session, text)) if change is not None else None

    def preview_permissions(self, change: Change, text: str | None = None) -> Preview:
        """The preview of a change of step 3, of a policy with the editor's text in it, or of what others must do."""
        if isinstance(change, Ask):
            return asks.preview(self.session, change)
        change = as_there_now(self.session, change)
        if text is None or not isinstance(change, InlinePolicyChange | ManagedPolicyChange):
            return self.preview_change(change)
        return self.preview_change(permissions.with_text(change, text), permissions.refusal(self.session, change, text))

    def preview_undo(self, change: Change) -> Preview | None:
        """The preview of taking a change back; None where nothing leads back. *Blocks.*"""
        back = way_back(change)
        if back is None or self.session.judgement is None:
            return None
        made = [entry for entry in self.journal.entries() if entry.undoable and entry.change == change]
        found = self.preview_change(back)
        warnings = " ".join(filter(None, (shortfall(change), found.warning))) or None
        if made:
            found = replace(found, title=way_back_title(made[-1]), undoes=made[-1].id)
        return replace(found, warning=warnings)

    def preview_change(
        self, change: Change, refused: str | None = None, *, now: Judgement | None = None, plan: Plan | None = None
    ) -> Preview:
        """The preview of any change; see `preview.of`."""
        found = self.allowed_here(previews.of(self.session, change, refused, now=now, plan=plan))
        return found if found.identity or found.refused else previews.without_credentials(found)

    def allowed_here(self, preview: Preview) -> Preview:
        """The preview as this sitting may carry it out: one that only reads applies none."""
        return read_only.shown(preview, self.session) if self.read_only else preview

    def apply(self, preview: Preview) -> Applied:
        """Make exactly the previewed change, recorded before the call, and read again. *Blocks.*

        Raises AwsFailure: the guard's (``changed``), or AWS's refusal. Nothing is recorded where the guard refuses.
        NotReadAgain: the change was made.
        """
        applied = self.make(preview)
        self.read_after((preview,))
        return applied

    def make(self, preview: Preview) -> Applied:
        """As `apply`, without reading again: for several changes in a row. *Blocks.* Raises AwsFailure."""
        self._refuse_read_only()
        self._overtake()
        aws, target, news = self.aws, self.session.target, {}
        if preview.request is not None:
            target = self._corrected(preview.request)
            aws = self.aws_for(target)  # in another region, where that is what was wrong
            target, closed = self._without_session(target, aws)
            news = {"target": target, **closed}
        applied = apply.made(self.session, target, self.aws, self.journal, preview, self.now)
        with self._taking:
            after = apply.after(self.session, applied, taken_back=preview.undoes is not None)
            self.session, self.aws = replace(after, **news), aws
        return applied

    def _refuse_read_only(self) -> None:
        if self.read_only:
            raise read_only.refusal(captured=self.captured)

    # Test

    def test(self, code: Secret | None, wait: Callable[[Wait], bool]) -> AssumedRole:
        """Assume the role for real. *Blocks.* Raises AwsFailure with AWS's answer, kept as evidence."""
        asked = self.session
        try:
            became = assume.assume(asked, self.aws, code, now=self.now, wait=wait)
        except AwsFailure as failure:
            self._take_answer(asked, partial(assume.after_denial, failure=failure))
            raise
        self._take_answer(
            asked, lambda now: replace(now, tested=became, let_through=now.gathered, test_failure=None, tried=None)
        )
        return became

    def _take_answer(self, asked: Session, after: Callable[[Session], Session]) -> None:
        """Take what AWS answered, unless to an older request, or by policies that were changed meanwhile."""
        with self._taking:
            if (self.session.target, self.session.changed_at) == (asked.target, asked.changed_at):
                self.session = after(self.session)

    def try_it(self, trial: Trial | None = None) -> Tried:
        """Try the new credentials: who they are, or one harmless read. *Blocks.* Never raises AwsFailure."""
        tested = self.session.tested
        made = tried(self.aws, trial)
        if self.session.tested is tested:  # else it told of credentials that are no longer the ones at hand
            self._note(tried=made)
        return made

    # Second opinions, on request

    def questions(self, draft: str | None = None) -> tuple[Question, ...]:
        """What other judges can be asked now; ``draft``: the trust policy's editor text."""
        return opinions.questions(self.session, self.aws, draft)

    def opinion(self, question: Question) -> Answer:
        """Ask one of them. *Blocks.* Never raises AwsFailure."""
        return opinions.answered(question)

    # Profile

    def plan_profile(self, name: str, settings: Mapping[str, str]) -> ProfileEdit:
        """What step 5 would write. Raises ProfileError."""
        return profile.edit(self.session, name, settings)

    def preview_profile(self, planned: ProfileEdit) -> Preview:
        """The preview of the config file's change."""
        return self.allowed_here(profile_preview.of(planned))

    def write_profile(self, planned: ProfileEdit) -> ProfileWritten:
        """Write the profile: recorded, proved, atomic. *Blocks.*

        Raises ProfileError, the file then untouched; AwsFailure in a sitting that only reads.
        """
        self._refuse_read_only()
        done = profile_files.written(self.journal, planned, self.now())
        self._note(written=done)
        self._read_profile(planned.settings.get("source_profile"))
        return done

    def unwrite_profile(self, name: str, path: str) -> None:
        """The write of a profile was taken back: if it was this sitting's, nothing is written any more."""
        written = self.session.written
        if written is not None and (written.name, written.path) == (name, path):
            self._note(written=None)

    def plan_mending(self) -> Mending:
        """All repairs of the profile's files that can be made here. Raises ProfileError."""
        return profile.mending(self.session)

    def preview_mending(self, planned: Mending) -> Preview:
        """Their preview."""
        return self.allowed_here(profile_preview.of_mending(planned))

    def mend(self, planned: Mending) -> tuple[str, ...]:
        """Write the repaired files, each recorded. *Blocks.* Raises ProfileError; answers what was done."""
        self._refuse_read_only()
        done = profile_files.mended(self.journal, planned, self.session.target.profile or "", self.now())
        self._read_profile(None)
        return tuple(f"Repaired: {file.path}" for file, _ in done)

    def use_profile(self, ask_code: Callable[[str], Secret | None] | None = None) -> ProfileWritten:
        """Use the written profile once, through a fresh session. *Blocks.*"""
        ask_code = ask_code or self.ask_code
        written = self.session.written
        assert written is not None
        try:
            used = replace(written, used_as=self.aws.use_profile(written.name, ask_code), failure=None)
        except AwsFailure as failure:
            used = replace(written, failure=profile.not_used(self.session, failure))
        if self.session.written is written:  # else another one was written meanwhile
            self._note(written=used)
        return used
