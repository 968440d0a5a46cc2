"""While nothing was edited every step tells the same verdict, whatever the case; each lesson's, on its way."""

from __future__ import annotations

from tests.flow.test_verdict_line import cases
from wizard.aws.gateway import Target
from wizard.aws.recorded import Recorded
from wizard.engine.frozen import replace
from wizard.flow import trust
from wizard.flow.judgement import judge
from wizard.flow.session import Session
from wizard.repair.change import Plan, RequestChange


def told(session: Session) -> set[str]:
    """The verdict as each place tells it."""
    text = trust.current_text(session)
    drafted = {str(trust.draft(session, text).verdict)} if text is not None else set()
    return {str(session.verdict)} | drafted


def test_every_case_has_one_verdict_on_all_steps() -> None:
    looked_at = 0
    for case in cases():
        if case.request is None:
            continue
        gathered = Recorded(case).gather(Target(), lambda reading: None)
        session = Session(Target(), gathered=gathered, judgement=judge(gathered.case))
        assert len(told(session)) == 1, case.name
        looked_at += trust.current_text(session) is not None
    assert looked_at > 500


def test_a_disabled_region_is_not_cured_by_a_word_in_the_trust_policy() -> None:
    case = next(case for case in cases() if case.observed and case.observed.error_code == "RegionDisabledException")
    gathered = Recorded(case).gather(Target(), lambda reading: None)
    session = Session(Target(), gathered=gathered, judgement=judge(gathered.case))
    text = trust.current_text(session) or ""
    drafted = trust.draft(session, text + " ")
    assert drafted.changed and drafted.verdict.word == "DENIED"
    assert "AWS refuses to decide it" in drafted.verdict.sentence


def test_only_the_call_is_called_corrected_and_no_caller() -> None:
    case = next(case for case in cases() if judge(case).decision.blocked_by == ("identity_policy",))
    gathered = Recorded(case).gather(Target(), lambda reading: None)
    session = Session(Target(), gathered=gathered, judgement=judge(gathered.case))
    text = f"{trust.current_text(session)} "
    drafted = trust.change(session, text)
    assert drafted is not None and session.judgement is not None
    plan = Plan("Both", "", (drafted, RequestChange({"external_id": "abc"})), verified=False)
    session = replace(session, judgement=replace(session.judgement, plans=(plan,)))
    assert "by the caller's permissions" in trust.draft(session, text).verdict.sentence
