"""An answer that comes late changes nothing of what was typed, read, written or applied while it was waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.ui.fake_aws import ROLE, TRUST, FakeAws
from wizard.aws.gateway import AssumeCall, AssumedRole, AwsFailure, Identity, Target, Trial
from wizard.engine.frozen import replace
from wizard.flow import steps
from wizard.flow.session import ProfileWritten
from wizard.flow.wizard import Wizard
from wizard.secret import Secret

REPAIRED = TRUST.replace("123456789012:user", "210987654321:user")


@dataclass
class LateAws(FakeAws):
    """Before it answers, the person does something else."""

    meanwhile: Callable[[], object] = lambda: None

    def try_action(self, action: Trial) -> str:
        self.meanwhile()
        return "it was listed"

    def use_profile(self, name: str, ask_code: Callable[[str], Secret | None]) -> Identity:
        self.meanwhile()
        return super().use_profile(name, ask_code)

    def open_mfa_session(self, serial_number: str, token_code: Secret) -> Identity:
        self.meanwhile()
        return super().open_mfa_session(serial_number, token_code)

    def assume(self, call: AssumeCall) -> AssumedRole:
        try:
            return super().assume(call)
        finally:
            self.meanwhile()


@pytest.fixture
def late() -> tuple[LateAws, Wizard]:
    aws = LateAws()
    wizard = Wizard(lambda target: aws if target.caller_profile is None else FakeAws(), Target(role=ROLE))
    wizard.read()
    return aws, wizard


def test_what_was_typed_during_a_trial_is_kept(late: tuple[LateAws, Wizard]) -> None:
    aws, wizard = late
    aws.meanwhile = lambda: wizard.type_profile("deploy")
    assert wizard.try_it("s3:ListAllMyBuckets").answer == "It works: it was listed."
    assert wizard.session.typed_profile == "deploy"
    assert wizard.session.tried is not None


def test_the_profile_written_last_is_the_one_that_is_told_of(late: tuple[LateAws, Wizard]) -> None:
    aws, wizard = late
    newer = ProfileWritten("newer", "config", None)
    wizard.session = replace(wizard.session, written=ProfileWritten("older", "config", None))

    def write() -> None:
        wizard.session = replace(wizard.session, written=newer)

    aws.meanwhile = write
    assert wizard.use_profile().name == "older"
    assert wizard.session.written == newer


def test_a_denial_of_before_a_change_says_nothing_of_it(late: tuple[LateAws, Wizard]) -> None:
    aws, wizard = late
    preview = wizard.preview_trust(REPAIRED)
    assert preview is not None
    aws.meanwhile = lambda: wizard.apply(preview)
    with pytest.raises(AwsFailure):
        wizard.test(None, lambda wait: False)
    assert wizard.session.verdict.word == "ALLOWED"
    assert wizard.session.test_failure is None


def test_a_role_assumed_before_a_change_says_nothing_of_it(late: tuple[LateAws, Wizard]) -> None:
    aws, wizard = late
    aws.trust = REPAIRED
    wizard.read()
    preview = wizard.preview_trust(TRUST)
    assert preview is not None
    aws.meanwhile = lambda: wizard.apply(preview)
    assert wizard.test(None, lambda wait: False).arn, "it was assumed"
    assert wizard.session.verdict.word == "DENIED"
    assert (wizard.session.tested, steps.state(wizard.session, "test")) == (None, "to do")


def test_another_callers_session_is_not_taken_for_the_one_that_was_opened(late: tuple[LateAws, Wizard]) -> None:
    aws, wizard = late
    aws.meanwhile = lambda: wizard.retarget(Target(caller_profile="other", role=ROLE, mfa_serial="a-device"))
    wizard.open_mfa_session("another-device", Secret("123456"))
    assert wizard.session.mfa_session is None
    assert wizard.session.target.mfa_serial == "a-device"
