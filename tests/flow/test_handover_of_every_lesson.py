"""The hand-over of every lesson's best repair: read back, looked up, done by whoever may; nothing secret in it."""

from __future__ import annotations

import json
import re

import pytest

from tests.flow.conftest import Open
from wizard.aws.connection import connect
from wizard.aws.gateway import Target
from wizard.flow import resume
from wizard.practice.lesson_files import all_lessons
from wizard.repair import handoff
from wizard.repair.change import Change, RequestChange
from wizard.repair.target_state import reverse

LESSONS = [lesson.name for lesson in all_lessons() if not lesson.profile_counts]
_CODE = re.compile(r"(?<![\w.:/-])\d{6}(?![\w.:/-])")
_AUTHORIZATION_ID = re.compile(r"authorization[ -]?id|[Ee]ncoded authorization", re.I)


@pytest.mark.parametrize("name", LESSONS)
def test_it_reads_back_and_says_what_still_misses(name: str, sitting: Open) -> None:
    environment, wizard = sitting(name)
    asked = environment.lesson.target
    session = wizard.read()
    judgement = session.judgement
    assert judgement is not None and judgement.plans
    plan = judgement.plans[0]
    message = handoff.message(plan, judgement.diagnosis, judgement.case)
    assert not _CODE.search(message) and not _AUTHORIZATION_ID.search(message)
    assert not [secret for secret in secrets_of(environment.credentials_file.read_text()) if secret in message]
    for text in (message, json.dumps(handoff.as_json(plan, judgement.diagnosis, judgement.case))):
        read = resume.read(text)
        assert read.changes == plan.changes
        assert read.caller_arn == (judgement.case.caller.arn if judgement.case.caller else None)

    sides = Target(caller_profile=asked.caller_profile, role_profile=asked.role_profile)
    resumed = resume.resume(read, resume.target(read, sides), connect)
    standings = [each.standing for each in resumed.changes]
    assert "made" not in standings and "made differently" not in standings
    done = [change for change in plan.changes if in_aws(change)]
    assert [each.standing for each in resumed.changes if in_aws(each.change)] == ["not made"] * len(done)
    assert all(each.command for each in resumed.missing if in_aws(each.change))

    for change in done:
        wizard.apply(wizard.preview_change(change))
    after = resume.resume(read, resume.target(read, sides), connect)
    assert [each.standing for each in after.changes if in_aws(each.change)] == ["made"] * len(done)
    if plan.verified and len(done) == len([each for each in plan.changes if not isinstance(each, RequestChange)]):
        assert after.judgement.decision.outcome in ("allowed", "depends")
        assert not after.missing


def in_aws(change: Change) -> bool:
    """Whether the wizard itself can make the change."""
    return reverse(change) is not None


def secrets_of(credentials: str) -> list[str]:
    """The keys and tokens of a lesson's people."""
    lines = (line.partition(" = ") for line in credentials.splitlines())
    return [value for key, _, value in lines if key in ("aws_secret_access_key", "aws_session_token")]
