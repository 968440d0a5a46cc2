"""Every kind of change: previewed, applied, recorded, found again, taken back; and the same by its AWS CLI form."""

from __future__ import annotations

import json
import shlex
import subprocess

import pytest

from tests import aws_cli
from tests.flow.conftest import Open
from tests.flow.every_change import CHANGES, GROUP, POLICY, account
from wizard.aws.gateway import AwsFailure
from wizard.commands import history
from wizard.flow import undo
from wizard.flow.wizard import Wizard
from wizard.practice.environment import PracticeEnvironment
from wizard.repair import handoff, target_state
from wizard.repair.change import Change, ManagedPolicyChange
from wizard.repair.saved_form import same_policy
from wizard.repair.target_state import reverse


def holds(wizard: Wizard, change: Change, wanted: str | None) -> bool:
    """Whether AWS has this at the change's target."""
    return same_policy(wizard.aws.current(change), wanted)


@pytest.mark.parametrize("name", CHANGES)
def test_it_is_made_recorded_and_taken_back(name: str) -> None:
    change = CHANGES[name]
    with account() as (_, wizard):
        preview = wizard.preview_change(change)
        assert preview.cli and preview.terraform and preview.cloudformation and preview.handover
        assert preview.identity == "arn:aws:iam::123456789012:root in account 123456789012 (reports)"
        wizard.apply(preview)
        assert holds(wizard, change, target_state.after(change))
        (entry,) = wizard.journal.entries()
        assert (entry.status, entry.change, entry.identity) == ("applied", change, preview.identity)
        with pytest.raises(AwsFailure) as caught:
            wizard.apply(preview)
        assert caught.value.kind == "changed", "it is there already"
        undo.plan(wizard, entry).take()
        assert holds(wizard, change, target_state.before(change))
        assert [entry.status for entry in wizard.journal.entries()] == ["undone", "applied"]
        assert wizard.session.applied == (), "nothing of this sitting stands"


@pytest.mark.skipif(not aws_cli.INSTALLED, reason="the AWS CLI is not installed beside this Python")
@pytest.mark.parametrize("name", CHANGES)
def test_its_aws_cli_form_makes_it_and_the_reverse_takes_it_back(name: str) -> None:
    change = CHANGES[name]
    back = reverse(change)
    assert back is not None
    with account() as (environment, wizard):
        in_a_shell(environment, handoff.aws_cli(change))
        assert holds(wizard, change, target_state.after(change))
        in_a_shell(environment, handoff.aws_cli(back))
        assert holds(wizard, change, target_state.before(change))


def in_a_shell(environment: PracticeEnvironment, commands: str) -> None:
    """Run commands as somebody runs them who got them handed over."""
    variables = environment.environ() | {"AWS_PROFILE": "role-admin", "PATH": f"{aws_cli.folder()}:/usr/bin:/bin"}
    done = subprocess.run(["sh", "-ec", commands], env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["own-guardrail", "boundary"])
def test_a_guardrail_within_reach_is_changed_recorded_and_taken_back(name: str, sitting: Open) -> None:
    _, wizard = sitting(name)
    judgement = wizard.read().judgement
    assert judgement is not None
    change = judgement.plans[0].changes[0]
    assert isinstance(change, ManagedPolicyChange)
    wizard.apply(wizard.preview_change(change))
    assert holds(wizard, change, change.after)
    (entry,) = wizard.journal.entries()
    assert (entry.status, entry.target) == ("applied", change.policy_arn)
    undo.plan(wizard, entry).take()
    assert holds(wizard, change, change.before)
    assert [entry.status for entry in wizard.journal.entries()] == ["undone", "applied"]


def test_a_policy_with_all_its_versions_gets_another_one(capsys: pytest.CaptureFixture[str]) -> None:
    with account(versions=5) as (_, wizard):
        change = CHANGES["managed policy version"]
        assert isinstance(change, ManagedPolicyChange)
        preview = wizard.preview_change(change)
        assert any("the oldest that is not the default is deleted" in line for line in preview.effect)
        assert "the oldest version v1 made room" in wizard.apply(preview).answer
        assert holds(wizard, change, change.after)
        (entry,) = wizard.journal.entries()
        assert entry.dropped is not None and same_policy(entry.dropped.document, change.before), "its text is kept"
        capsys.readouterr()
        history.run(json=False)
        assert "its version v1 made room" in capsys.readouterr().out
        history.run(json=True)
        (told,) = json.loads(capsys.readouterr().out)
        assert told["dropped"] == {"version_id": "v1", "document": entry.dropped.document}


def test_the_cli_form_of_a_policy_version_says_how_room_is_made() -> None:
    text = handoff.aws_cli(ManagedPolicyChange(POLICY, GROUP, "{}", "{ }"))
    assert "# A policy keeps five versions" in text and "aws iam delete-policy-version" in text
    assert shlex.split(text, comments=True).count("aws") == 1
